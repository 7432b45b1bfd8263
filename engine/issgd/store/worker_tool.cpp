// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/worker_tool.h"

#include "engine/core/error.h"
#include "engine/core/shared_cache.h"
#include "engine/core/text.h"
#include "engine/core/threads.h"
#include "engine/issgd/cluster/worker_loop.h"
#include "engine/issgd/store/identity.h"
#include "engine/issgd/store/interrupts.h"
#include "engine/issgd/store/run_description.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/importance_parameters.h"
#include "engine/nn/layers/chosen_network.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace scorescope::issgd {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int mostThreads = 1024;
constexpr milliseconds lookEvery{100};
constexpr milliseconds tellEvery{1000};

const char* const helpText =
    "Usage: scorescope worker --store redis://[:PASSWORD@]HOST[:PORT][/DB] --run NAME [OPTIONS]\n"
    "\n"
    "Scores examples for a master elsewhere, which trains by importance sampling and uses the "
    "same\n"
    "store and the same name. What to score it learns there; the images must be on this machine.\n"
    "Ends with Ctrl+C; workers may come and go at any time.\n"
    "\n"
    "  --store URL           Redis or Valkey server; for TLS let stunnel stand in between\n"
    "  --run NAME            the run's name: letters, digits, '-', '_' and '.'\n"
    "  --password-file FILE  its first line is the server's password\n"
    "  --threads N           that score side by side (default: one for each core)\n"
    "  --data-folder FOLDER  where the images lie (default: where they are looked for)\n"
    "  --help                this text\n";

/// Images and network of a run.
struct Job {
    Hello hello;
    std::shared_ptr<const nn::TrainingImages> images;
    std::optional<LearnerOptions> learner;
};

/// The parameters, with folders of this machine.
Parameters withFolders(Parameters parameters, const std::string& folder) {
    for (const char* name : {"mnist_folder", "svhn_folder", "cifar_folder"}) {
        const std::string& theirs = parameters.text(name);
        std::error_code ignored;
        if (!folder.empty()) {
            parameters.setValue(name, folder);
        } else if (!theirs.empty() && !std::filesystem::is_directory(theirs, ignored)) {
            parameters.setValue(name, std::string()); // it is the master's alone
        }
    }
    return parameters;
}

Job jobOf(const Hello& hello, const WorkerToolOptions& options, SharedCache& cache,
          const std::function<bool()>& goOn) {
    const RunDescription run = describedBy(hello);
    const Parameters parameters = withFolders(run.parameters, options.dataFolder);
    Job job;
    job.hello = hello;
    job.images = std::make_shared<const nn::TrainingImages>(data::imagesFor(
        parameters, run.seed, options.threads, &cache, [&](double) { return goOn(); }));
    const data::ChosenImages& chosen = job.images->chosen();
    if (chosen.fingerprint != run.fingerprint || job.images->size() != hello.layout.examples) {
        throw InputError("--data-folder", "",
                         "leads to other images than the master's: here are " + chosen.name +
                             "; it wants \"" + run.parameters.text("image_set") + "\", " +
                             std::to_string(hello.layout.examples) +
                             " of them to learn from. The same files must lie on this machine");
    }
    nn::LayeredNetwork network =
        nn::chosenNetwork(parameters, job.images->shape(), job.images->classes());
    if (network.parameters() != hello.layout.parameters) {
        throw RunError("the master's network has " + std::to_string(hello.layout.parameters) +
                           " parameters, and here it has " + std::to_string(network.parameters()),
                       "use the same release of the program for master and workers");
    }
    job.learner = learnerOptions(parameters, std::move(network), run.seed, 1);
    return job;
}

/// The threads of one job.
class Gang {
public:
    Gang(const Job& job, const WorkerToolOptions& options) : job_(job) {
        for (int t = 0; t < options.threads; ++t) {
            members_.push_back(std::make_unique<Member>());
            Member& member = *members_.back();
            member.id = drawnNumber();
            member.store = std::make_unique<RedisStore>(options.address, options.run, options.times,
                                                        member.id);
            member.thread = std::thread([this, &member] { work(member); });
        }
    }
    ~Gang() {
        stop_.set();
        for (const auto& member : members_) {
            member->store->interrupt();
        }
        for (const auto& member : members_) {
            member->thread.join();
        }
    }
    Gang(const Gang&) = delete;
    Gang& operator=(const Gang&) = delete;

    struct State {
        std::uint64_t step = 0;
        std::uint64_t scored = 0;
        std::size_t waiting = 0;
        bool hasParameters = false;
        bool otherRun = false;
        std::string trouble;
        std::string failure;
    };
    [[nodiscard]] State state() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        State all;
        all.otherRun = otherRun_;
        all.failure = failure_;
        for (const auto& member : members_) {
            const WorkerState& each = member->state;
            all.step = std::max(all.step, each.step);
            all.scored += each.scored;
            all.waiting += each.now == Deed::wait ? 1U : 0U;
            all.hasParameters = all.hasParameters || each.hasParameters;
            all.trouble = all.trouble.empty() ? each.trouble : all.trouble;
        }
        return all;
    }

private:
    struct Member {
        std::uint64_t id = 0;
        std::unique_ptr<RedisStore> store;
        WorkerState state; ///< under the mutex
        std::thread thread;
    };

    void work(Member& member) {
        try {
            useThreads(1);
            nn::ClassifierOptions one;
            one.threads = 1;
            nn::Classifier net(job_.learner->network, one);
            const StoreLayout& layout = job_.hello.layout;
            member.store->use(layout);
            runWorker(
                *member.store, layout,
                [&](const std::vector<float>& parameters, std::size_t first, std::size_t count,
                    float* scores) {
                    net.set(parameters);
                    scoreExamples(net, job_.images->training(first, count), job_.learner->by,
                                  scores);
                },
                member.id, stop_,
                [&](const WorkerState& state) {
                    const std::lock_guard<std::mutex> lock(mutex_);
                    member.state = state;
                });
        } catch (const Cancelled&) {
            return; // it was asked to end
        } catch (const StoreError& error) {
            const std::lock_guard<std::mutex> lock(mutex_);
            otherRun_ = error.kind() == StoreError::Kind::otherRun;
            failure_ = otherRun_ ? failure_ : error.what();
        } catch (const std::exception& error) {
            const std::lock_guard<std::mutex> lock(mutex_);
            failure_ = error.what();
        }
    }

    const Job& job_;
    StopFlag stop_;
    mutable std::mutex mutex_;
    bool otherRun_ = false;
    std::string failure_;
    std::vector<std::unique_ptr<Member>> members_;
};

/// Says a sentence once, as long as it stays the same.
class Teller {
public:
    explicit Teller(const std::function<void(const std::string&)>& tell) : tell_(tell) {}
    void say(const std::string& sentence) {
        if (sentence != last_ && !sentence.empty() && tell_) {
            tell_(sentence);
        }
        last_ = sentence;
    }

private:
    const std::function<void(const std::string&)>& tell_;
    std::string last_;
};

/// None when asked to end.
std::optional<Hello> awaitedHello(const WorkerToolOptions& options,
                                  const std::function<bool()>& goOn, Teller& teller) {
    RedisStore store(options.address, options.run, options.times, drawnNumber());
    const StopFlag never;
    while (goOn()) {
        try {
            if (std::optional<Hello> hello = store.hello()) {
                return hello;
            }
            teller.say("waits for the master of run " + options.run + " at " +
                       options.address.text());
        } catch (const StoreError& error) {
            if (error.kind() == StoreError::Kind::refused) {
                throw RunError(error.what(), "see to the server, then start the worker again");
            }
            teller.say(std::string(error.what()) + "; tries again");
        }
        static_cast<void>(never.waitFor(lookEvery));
    }
    return std::nullopt;
}

std::string statusLine(const Gang::State& state, double perSecond) {
    std::string line = state.hasParameters ? "parameters of step " + std::to_string(state.step)
                                           : std::string("no parameters yet");
    line += ", " + std::to_string(state.scored) + " examples scored, " + number("%.0f", perSecond) +
            " a second";
    if (!state.trouble.empty()) {
        line += "; " + state.trouble;
    } else if (state.waiting > 0) {
        line += "; " + std::to_string(state.waiting) + " waiting";
    }
    return line;
}

/// Until asked to end, or the master is another one.
void workAt(const Job& job, const WorkerToolOptions& options, const std::function<bool()>& goOn,
            Teller& teller, const std::function<void(const std::string&)>& status) {
    const Gang gang(job, options);
    const StopFlag never;
    SteadyClock::time_point told = SteadyClock::now();
    std::uint64_t before = 0;
    while (goOn()) {
        static_cast<void>(never.waitFor(lookEvery));
        const Gang::State state = gang.state();
        if (!state.failure.empty()) {
            throw RunError(state.failure, "start the worker again");
        }
        if (state.otherRun) {
            return;
        }
        teller.say(state.trouble);
        const SteadyClock::time_point now = SteadyClock::now();
        if (status && now - told >= tellEvery) {
            const double seconds = std::chrono::duration<double>(now - told).count();
            status(statusLine(state, static_cast<double>(state.scored - before) / seconds));
            before = state.scored;
            told = now;
        }
    }
}

int runTool(const std::vector<std::string>& arguments) {
    const WorkerToolOptions options = workerToolOptions(arguments);
    if (options.help) {
        std::cout << helpText;
        return 0;
    }
    const Interrupts interrupts;
    const auto tell = [](const std::string& sentence) {
        std::cerr << "scorescope worker: " << sentence << '\n';
    };
    std::function<void(const std::string&)> status;
    if (isatty(STDERR_FILENO) != 0) {
        status = tell;
    }
    workFor(
        options, [] { return !Interrupts::came(); }, tell, status);
    return 0;
}

} // namespace

WorkerToolOptions workerToolOptions(const std::vector<std::string>& arguments) {
    WorkerToolOptions options;
    std::string url;
    std::string passwordFile;
    options.threads = std::min(availableCores(), mostThreads);
    const auto value = [&](std::size_t& i, const std::string& name, std::string& into) {
        const std::string& argument = arguments[i];
        if (argument.rfind(name + "=", 0) == 0) {
            into = argument.substr(name.size() + 1);
        } else if (i + 1 < arguments.size()) {
            into = arguments[++i];
        } else {
            throw InputError(name, "", "has no value");
        }
    };
    const std::vector<std::string> names = {"--store",   "--run",         "--password-file",
                                            "--threads", "--data-folder", "--help"};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string name = arguments[i].substr(0, arguments[i].find('='));
        std::string threads;
        if (name == "--store") {
            value(i, name, url);
        } else if (name == "--run") {
            value(i, name, options.run);
        } else if (name == "--password-file") {
            value(i, name, passwordFile);
        } else if (name == "--data-folder") {
            value(i, name, options.dataFolder);
        } else if (name == "--threads") {
            value(i, name, threads);
            const char* end = threads.data() + threads.size();
            const auto [stopped, error] = std::from_chars(threads.data(), end, options.threads);
            if (error != std::errc() || stopped != end || options.threads < 1 ||
                options.threads > mostThreads) {
                throw InputError(name, "",
                                 "is '" + printable(threads, 40) + "'; allowed are 1 to 1024");
            }
        } else if (arguments[i] == "--help" || arguments[i] == "-h") {
            options.help = true;
            return options;
        } else {
            throw InputError("worker", "",
                             "does not know '" + printable(arguments[i], 60) + "'" +
                                 didYouMean(name, names) + "; --help says what");
        }
    }
    if (url.empty()) {
        throw InputError("--store", "", "is missing: redis://HOST:PORT/DB, where the master is");
    }
    options.address = parseRedisUrl(url, "--store");
    checkRunName(options.run, "--run");
    if (!passwordFile.empty()) {
        options.address.password = passwordIn(passwordFile);
    }
    return options;
}

void workFor(const WorkerToolOptions& options, const std::function<bool()>& goOn,
             const std::function<void(const std::string&)>& tell,
             const std::function<void(const std::string&)>& status) {
    SharedCache cache;
    Teller teller(tell);
    std::optional<Job> job;
    while (goOn()) {
        try {
            const std::optional<Hello> hello = awaitedHello(options, goOn, teller);
            if (!hello) {
                break;
            }
            Job next = jobOf(*hello, options, cache, goOn); // before the last one's images go
            job = std::move(next);
        } catch (const StoreError& error) { // of a hello that is read, and is none
            throw RunError(error.what(), "use the same release for master and workers");
        } catch (const Cancelled&) {
            break;
        }
        teller.say("scores " + job->images->chosen().name + " for run " + options.run + " with " +
                   std::to_string(options.threads) + " threads");
        workAt(*job, options, goOn, teller, status);
    }
    teller.say("ends");
}

Tool workerTool() {
    return {"worker", "Score examples for a master elsewhere (importance sampling)", runTool};
}

} // namespace scorescope::issgd
