// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/analyses.h"

#include "engine/core/device.h"
#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/text.h"
#include "engine/core/threads.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace scorescope {
namespace {

using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

/// Moments whose scheduled analyses may wait at a time. Each is a copy of the state, so a schedule
/// that asks for more than the machine can do slows the run down instead of filling the memory.
constexpr std::size_t mostScheduled = 2;

std::size_t bytesOf(const AnalysisResult& result) {
    std::size_t sum = sizeof result + result.findings.data.memoryBytes();
    for (const auto& artifact : result.findings.artifacts) {
        sum += memoryBytes(*artifact);
    }
    return sum;
}

/// Tensors of a checkpoint inside another one's state.
void putAll(Checkpoint& into, const std::string& prefix, const Checkpoint& from) {
    for (const auto& [name, tensor] : from.weights) {
        into.state[prefix + "weights." + name] = tensor;
    }
    for (const auto& [name, tensor] : from.state) {
        into.state[prefix + "state." + name] = tensor;
    }
}

Checkpoint takeAll(const Checkpoint& from, const std::string& prefix, const ordered_json& meta) {
    Checkpoint part;
    part.meta = meta;
    for (auto& [place, tensors] :
         {std::pair<std::string, StoredTensors*>{prefix + "weights.", &part.weights},
          {prefix + "state.", &part.state}}) {
        for (auto entry = from.state.lower_bound(place);
             entry != from.state.end() && entry->first.rfind(place, 0) == 0; ++entry) {
            (*tensors)[entry->first.substr(place.size())] = entry->second;
        }
    }
    return part;
}

ordered_json keyJson(const AnalysisKey& key) {
    return {{"name", key.name}, {"step", key.step}, {"settings", key.settings}};
}

[[noreturn]] void refuse(const std::string& pointer) {
    throw InputError("checkpoint", "/analyses" + pointer, "is damaged");
}

AnalysisKey keyFrom(const ordered_json& json, const std::string& pointer) {
    if (!json.is_object() || !json.contains("name") || !json["name"].is_string() ||
        !json.contains("step") || !json["step"].is_number_unsigned() ||
        !json.contains("settings") || !json["settings"].is_string()) {
        refuse(pointer);
    }
    return {json["name"].get<std::string>(), json["step"].get<std::uint64_t>(),
            json["settings"].get<std::string>()};
}

} // namespace

/// One analysis between its request and its end. What the thread writes is read by the owner only
/// after the Worker's mutex was passed on.
struct Analyses::Job {
    AnalysisRequest request;
    AnalysisWork work;
    std::shared_ptr<const Checkpoint> moment; ///< scheduled: what it is made from, to be stored
    AnalysisWatch watch;
    bool running = false;      ///< under the Worker's mutex
    Clock::time_point begun{}; ///< under the Worker's mutex
    std::optional<AnalysisFindings> findings;
    std::string trouble; ///< why there are none
    double seconds = 0.0;
};

/// The thread, and the only things it shares with the owner.
class Analyses::Worker {
public:
    Worker(int niceness, std::function<void()> wake)
        : wake_(std::move(wake)), thread_([this, niceness] { loop(niceness); }) {}
    ~Worker() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            stop_ = true;
            waiting_.clear();
            if (now_) {
                now_->watch.cancel();
            }
        }
        changed_.notify_all();
        thread_.join();
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void add(std::shared_ptr<Job> job) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            // Scheduled ones in the order they were asked for, then what is only looked at.
            auto place = waiting_.end();
            if (job->request.cause == AnalysisCause::schedule) {
                place = std::find_if(waiting_.begin(), waiting_.end(), [](const auto& each) {
                    return each->request.cause == AnalysisCause::interest;
                });
            }
            waiting_.insert(place, std::move(job));
        }
        changed_.notify_all();
    }
    /// Forgets it when it waits, tells it to end when it is under way. It is not among the ended.
    void drop(const std::shared_ptr<Job>& job) {
        job->watch.cancel();
        const std::lock_guard<std::mutex> lock(mutex_);
        for (auto* list : {&waiting_, &ended_}) {
            list->erase(std::remove(list->begin(), list->end(), job), list->end());
        }
        if (now_ == job) {
            dropped_ = true;
        }
    }
    std::deque<std::shared_ptr<Job>> takeEnded() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(ended_, {});
    }
    /// The one under way, if it has shown something since the last call.
    std::shared_ptr<Job> takeShowing() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(shows_, false) && !dropped_ ? now_ : nullptr;
    }
    void wait(double seconds) {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait_for(lock, std::chrono::duration<double>(seconds), [this] {
            return !ended_.empty() || shows_ || (waiting_.empty() && !now_);
        });
    }
    /// Whether it is under way, and since when in seconds.
    std::pair<bool, double> progressOf(const Job& job) {
        const std::lock_guard<std::mutex> lock(mutex_);
        return {job.running, job.running
                                 ? std::chrono::duration<double>(Clock::now() - job.begun).count()
                                 : 0.0};
    }

private:
    void loop(int niceness) {
        if (niceness > 0) {
            // On Linux this is the thread's own value, inherited by the threads that it starts.
            setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        }
        useThreads(1); // beside a run, which has the others
        std::unique_lock<std::mutex> lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
            if (stop_) {
                return;
            }
            now_ = waiting_.front();
            waiting_.pop_front();
            now_->running = true;
            now_->begun = Clock::now();
            dropped_ = false;
            const std::shared_ptr<Job> job = now_;
            lock.unlock();
            if (job->request.cause == AnalysisCause::interest) {
                job->watch.onShow([this] { tellShown(); });
            }
            run(*job);
            lock.lock();
            now_ = nullptr;
            shows_ = false; // what ended is whole
            if (!dropped_) {
                ended_.push_back(job);
            }
            lock.unlock();
            changed_.notify_all();
            if (wake_) {
                wake_();
            }
            lock.lock();
        }
    }

    void tellShown() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            shows_ = true;
        }
        changed_.notify_all();
        if (wake_) {
            wake_();
        }
    }

    static void run(Job& job) {
        const auto begun = Clock::now();
        try {
            const double machine = machineMemoryBytes();
            if (job.request.bytes > 0.8 * machine) {
                throw InputError("", "",
                                 "this needs about " + memoryText(job.request.bytes) +
                                     " of memory; the machine has " + memoryText(machine));
            }
            job.findings = job.work(job.watch);
        } catch (const Cancelled&) {
            job.trouble = "cancelled";
        } catch (const std::bad_alloc&) {
            job.trouble = "there was not enough memory";
        } catch (const std::exception& error) {
            job.trouble = error.what();
        }
        job.work = nullptr; // what it owned is given back here, not on the owner's thread
        job.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    }

    const std::function<void()> wake_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<Job>> waiting_;
    std::deque<std::shared_ptr<Job>> ended_;
    std::shared_ptr<Job> now_;
    bool dropped_ = false; ///< now_ is not wanted any more
    bool shows_ = false;   ///< now_ has shown something
    bool stop_ = false;
    std::thread thread_; ///< last, so that it starts when all else is there
};

Analyses::Analyses(AnalysesOptions options) : options_(std::move(options)) {}

Analyses::~Analyses() = default;

void Analyses::restart(const Parameters& inForce) {
    cancelAll();
    results_.clear();
    scheduled_.clear();
    looks_.clear();
    handedOver_.clear();
    declined_.clear();
    current_.clear();
    parametersChanged(inForce);
}

void Analyses::parametersChanged(const Parameters& inForce) {
    inForce_ = std::make_shared<const ordered_json>(inForce.json());
}

std::shared_ptr<Analyses::Job> Analyses::jobNamed(const AnalysisKey& key) const {
    const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                    [&key](const auto& job) { return job->request.key == key; });
    return found == jobs_.end() ? nullptr : *found;
}

void Analyses::follow(Experiment& experiment, const Interest& interest) {
    std::vector<AnalysisRequest> due = experiment.due(interest);
    // What nobody looks at any more, or with other settings, is not worth finishing.
    if (interest.all || !interest.names.empty()) {
        for (std::size_t i = jobs_.size(); i-- > 0;) {
            const AnalysisRequest& request = jobs_[i]->request;
            const bool wanted =
                request.cause == AnalysisCause::schedule ||
                std::any_of(due.begin(), due.end(), [&request](const AnalysisRequest& each) {
                    return each.key.name == request.key.name &&
                           each.key.settings == request.key.settings;
                });
            if (!wanted) {
                worker_->drop(jobs_[i]);
                jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        current_.clear();
    }
    for (AnalysisRequest& request : due) {
        if (request.cause == AnalysisCause::schedule) {
            const auto known = results_.find(request.key);
            if (known != results_.end()) {
                handOver(experiment, known->second);
            } else if (!jobNamed(request.key) && declined_.count(request.key) == 0) {
                auto moment = std::make_shared<Checkpoint>();
                experiment.save(*moment);
                AnalysisWork work = experiment.analysis(request);
                begin(std::move(request), std::move(work), std::move(moment));
            }
            continue;
        }
        const auto shown = looks_.find(request.key.name);
        current_[request.key.name] = request.key;
        if (shown != looks_.end() && shown->second.whole == request.key) {
            continue;
        }
        const bool underWay = std::any_of(jobs_.begin(), jobs_.end(), [&request](const auto& job) {
            return job->request.key.name == request.key.name;
        });
        if (!underWay && declined_.count(request.key) == 0) {
            AnalysisWork work = experiment.analysis(request);
            begin(std::move(request), std::move(work), nullptr);
        }
    }
}

void Analyses::begin(AnalysisRequest request, AnalysisWork work,
                     std::shared_ptr<const Checkpoint> moment) {
    auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->work = std::move(work);
    if (moment) {
        auto whole = std::make_shared<Checkpoint>(*moment);
        whole->meta["parameters"] = inForce_ ? *inForce_ : ordered_json::object();
        job->moment = std::move(whole);
    }
    jobs_.push_back(job);
    if (!worker_) {
        worker_ = std::make_unique<Worker>(options_.niceness, options_.wake);
    }
    worker_->add(std::move(job));
}

Analyses::News Analyses::deliver(Experiment& experiment) {
    News news;
    if (!worker_) {
        return news;
    }
    if (const std::shared_ptr<Job> job = worker_->takeShowing()) {
        for (std::shared_ptr<const Artifact>& artifact : job->watch.takeShown()) {
            showPart(job->request.key, std::move(artifact));
            news.any = true;
        }
    }
    std::string failure;
    for (const std::shared_ptr<Job>& job : worker_->takeEnded()) {
        jobs_.erase(std::remove(jobs_.begin(), jobs_.end(), job), jobs_.end());
        news.any = true;
        const bool scheduled = job->request.cause == AnalysisCause::schedule;
        if (!job->findings) {
            declined_.insert(job->request.key);
            const std::string complaint = job->request.title + " of step " +
                                          std::to_string(job->request.key.step) + ": " +
                                          job->trouble;
            if (!scheduled) {
                news.complaints.push_back(complaint);
            } else if (failure.empty()) {
                failure = complaint;
            }
            continue;
        }
        if (!scheduled) {
            Shown shown;
            shown.whole = job->request.key;
            looks_[shown.whole.name] = std::move(shown);
            for (auto& artifact : job->findings->artifacts) {
                showPart(job->request.key, std::move(artifact));
            }
            continue;
        }
        auto result = std::make_shared<AnalysisResult>();
        result->request = job->request;
        result->findings = std::move(*job->findings);
        result->seconds = job->seconds;
        results_[result->request.key] = result;
        news.ended.push_back(
            {result->request.key.step, RunEvent::Kind::analysis, result->request.title});
        handOver(experiment, result);
        forgetOldResults();
    }
    if (!failure.empty()) {
        throw RunError(failure, "switch this analysis off, or change what it is of");
    }
    return news;
}

void Analyses::showPart(const AnalysisKey& key, std::shared_ptr<const Artifact> artifact) {
    const std::string name = artifact->name;
    looks_[key.name].items[name] = {std::move(artifact), key};
}

void Analyses::handOver(Experiment& experiment, const ResultPointer& result) {
    const AnalysisKey& key = result->request.key;
    if (!handedOver_.insert(key).second) {
        return;
    }
    const auto at = static_cast<double>(key.step);
    for (const auto& [name, value] : result->findings.scalars) {
        const Series known = experiment.series().look(name);
        if (known.empty() || known.back().step < at) {
            experiment.series().append(name, at, value);
        }
    }
    scheduled_[key.name] = result;
    experiment.take(*result);
}

void Analyses::forgetOldResults() {
    std::size_t bytes = 0;
    for (const auto& each : results_) {
        bytes += bytesOf(*each.second);
    }
    while (bytes > options_.storedBytes) {
        // The oldest of those that are not the newest of their name.
        auto oldest = results_.end();
        for (auto each = results_.begin(); each != results_.end(); ++each) {
            const auto newest = scheduled_.find(each->first.name);
            const bool needed = newest != scheduled_.end() && newest->second == each->second;
            if (!needed && (oldest == results_.end() || each->first.step < oldest->first.step)) {
                oldest = each;
            }
        }
        if (oldest == results_.end()) {
            return;
        }
        bytes -= bytesOf(*oldest->second);
        results_.erase(oldest);
    }
}

bool Analyses::holdsStep() const {
    std::set<std::uint64_t> scheduled; // moments: one may have several
    for (const auto& job : jobs_) {
        if (job->request.delivery == AnalysisDelivery::beforeStep) {
            return true;
        }
        if (job->request.cause == AnalysisCause::schedule) {
            scheduled.insert(job->request.key.step);
        }
    }
    return scheduled.size() > mostScheduled;
}

bool Analyses::scheduledPending() const {
    return std::any_of(jobs_.begin(), jobs_.end(), [](const auto& job) {
        return job->request.cause == AnalysisCause::schedule;
    });
}

std::vector<AnalysisStatus> Analyses::status() const {
    std::vector<AnalysisStatus> list;
    for (const auto& job : jobs_) {
        AnalysisStatus status;
        status.request = job->request;
        std::tie(status.running, status.secondsSoFar) = worker_->progressOf(*job);
        status.share = job->watch.share();
        status.secondsLeft =
            analysisSecondsLeft(status.share, status.secondsSoFar, job->request.seconds);
        list.push_back(std::move(status));
    }
    return list;
}

void Analyses::wait(double seconds) const {
    if (worker_ && !jobs_.empty()) {
        worker_->wait(seconds);
    }
}

bool Analyses::cancel(const std::string& name) {
    bool any = false;
    for (std::size_t i = jobs_.size(); i-- > 0;) {
        const std::shared_ptr<Job> job = jobs_[i];
        if (job->request.key.name != name) {
            continue;
        }
        any = true;
        if (job->request.delivery != AnalysisDelivery::beforeStep) {
            declined_.insert(job->request.key);
        }
        worker_->drop(job);
        jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return any;
}

void Analyses::cancelAll() {
    for (const auto& job : jobs_) {
        worker_->drop(job);
    }
    jobs_.clear();
}

void Analyses::rejoin(Experiment& experiment, std::uint64_t step) {
    handedOver_.clear();
    scheduled_.clear();
    current_.clear();
    // All of them, by name and then by step: an experiment may keep what earlier ones found, and a
    // state that was saved before they ended knows nothing of them.
    for (const auto& [key, result] : results_) {
        if (key.step <= step) {
            scheduled_[key.name] = result;
            handedOver_.insert(key);
            experiment.take(*result);
        }
    }
}

void Analyses::cutAfter(std::uint64_t step) {
    for (std::size_t i = jobs_.size(); i-- > 0;) {
        if (jobs_[i]->request.key.step > step) {
            worker_->drop(jobs_[i]);
            jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    const auto isLater = [step](const AnalysisKey& key) { return key.step > step; };
    for (auto each = results_.begin(); each != results_.end();) {
        each = isLater(each->first) ? results_.erase(each) : std::next(each);
    }
    for (auto& look : looks_) {
        auto& items = look.second.items;
        for (auto each = items.begin(); each != items.end();) {
            each = isLater(each->second.key) ? items.erase(each) : std::next(each);
        }
        if (isLater(look.second.whole)) {
            look.second.whole = {};
        }
    }
    for (auto* keys : {&handedOver_, &declined_}) {
        for (auto each = keys->begin(); each != keys->end();) {
            each = isLater(*each) ? keys->erase(each) : std::next(each);
        }
    }
    current_.clear();
}

void Analyses::publish(FrameBuilder& frame) const {
    for (const auto& [name, result] : scheduled_) {
        static_cast<void>(name);
        for (const auto& artifact : result->findings.artifacts) {
            frame.addOfStep(artifact, result->request.key.step);
        }
    }
    for (const auto& [name, look] : looks_) {
        const auto now = current_.find(name);
        for (const auto& each : look.items) {
            const Shown::Item& item = each.second;
            if (now != current_.end() && now->second == item.key) {
                frame.add(item.artifact);
            } else {
                frame.addOfStep(item.artifact, item.key.step);
            }
        }
    }
}

void Analyses::save(Checkpoint& checkpoint) const {
    ordered_json results = ordered_json::array();
    for (const auto& each : scheduled_) {
        const AnalysisResult& result = *each.second;
        putAll(checkpoint, "analysis.result." + std::to_string(results.size()) + ".",
               result.findings.data);
        ordered_json entry = keyJson(result.request.key);
        entry["title"] = result.request.title;
        entry["data"] = result.findings.data.meta;
        results.push_back(std::move(entry));
    }
    ordered_json pending = ordered_json::array();
    for (const auto& job : jobs_) {
        if (job->moment) {
            putAll(checkpoint, "analysis.pending." + std::to_string(pending.size()) + ".",
                   *job->moment);
            ordered_json entry = keyJson(job->request.key);
            entry["moment"] = job->moment->meta;
            pending.push_back(std::move(entry));
        }
    }
    if (!results.empty() || !pending.empty()) {
        checkpoint.meta["analyses"] = {{"results", results}, {"pending", pending}};
    }
}

void Analyses::restore(Experiment& experiment, const Checkpoint& checkpoint, const Remake& remake) {
    const auto found = checkpoint.meta.find("analyses");
    if (found == checkpoint.meta.end()) {
        return;
    }
    if (!found->is_object() || !found->contains("results") || !(*found)["results"].is_array() ||
        !found->contains("pending") || !(*found)["pending"].is_array()) {
        refuse("");
    }
    std::size_t index = 0;
    for (const ordered_json& entry : (*found)["results"]) {
        const std::string number = std::to_string(index++);
        auto result = std::make_shared<AnalysisResult>();
        result->request.key = keyFrom(entry, "/results/" + number);
        result->request.cause = AnalysisCause::schedule;
        if (!entry.contains("title") || !entry["title"].is_string() || !entry.contains("data")) {
            refuse("/results/" + number);
        }
        result->request.title = entry["title"].get<std::string>();
        result->findings.data =
            takeAll(checkpoint, "analysis.result." + number + ".", entry["data"]);
        results_[result->request.key] = result;
        handOver(experiment, result);
    }
    index = 0;
    for (const ordered_json& entry : (*found)["pending"]) {
        const std::string number = std::to_string(index++);
        const AnalysisKey key = keyFrom(entry, "/pending/" + number);
        if (!entry.contains("moment") || !entry["moment"].is_object() ||
            !entry["moment"].contains("parameters")) {
            refuse("/pending/" + number);
        }
        auto moment = std::make_shared<Checkpoint>(
            takeAll(checkpoint, "analysis.pending." + number + ".", entry["moment"]));
        const auto then = remake(*moment, moment->meta["parameters"]);
        Interest nobody;
        nobody.all = false;
        for (AnalysisRequest& request : then->due(nobody)) {
            if (request.key == key && !jobNamed(key)) {
                AnalysisWork work = then->analysis(request);
                begin(std::move(request), std::move(work), moment);
            }
        }
    }
}

} // namespace scorescope
