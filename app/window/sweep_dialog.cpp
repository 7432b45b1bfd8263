// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sweep_dialog.h"

#include "app/window/style.h"
#include "app/window/sweep_form.h"
#include "app/window/sweep_results.h"
#include "app/window/transport_bar.h"
#include "engine/core/error.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int drawPause = 150; // ms

} // namespace

SweepDialog::SweepDialog(const Registry& registry, Scene scene, const Device& device, int threads,
                         const views::Theme& theme, QWidget* parent)
    : QDialog(parent), registry_(registry), scene_(std::move(scene)), device_(device),
      threads_(threads), theme_(theme) {
    setObjectName(QStringLiteral("sweep_dialog"));
    setWindowTitle(tr("Sweep"));
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(16, 16, 16, 16);
    all->setSpacing(16);
    all->addWidget(buildLeft());
    results_ =
        new SweepResults(scene_, registry_.kind(scene_.experiment).reproducible, theme_, this);
    all->addWidget(results_, 1);
    connect(results_, &SweepResults::sceneChosen, this, &SweepDialog::sceneChosen);
    connect(results_, &SweepResults::keepRequested, this, &SweepDialog::keepRequested);
    connect(results_, &SweepResults::failed, this, [this](const QString& why) { say(why, true); });
    connect(results_, &SweepResults::written, this, [this](const QString& path) {
        say(tr("Wrote %1").arg(path), false);
        Q_EMIT written(path);
    });
    resize(1120, 720);
    draw_.setSingleShot(true);
    draw_.setInterval(drawPause);
    connect(&draw_, &QTimer::timeout, results_, &SweepResults::refresh);
    plan();
    measure();
}

SweepDialog::~SweepDialog() = default;

QWidget* SweepDialog::buildLeft() {
    auto* box = new QWidget(this);
    box->setFixedWidth(288);
    auto* all = new QVBoxLayout(box);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(12);
    form_ = new SweepForm(scene_, box);
    all->addWidget(form_);
    note_ = new QLabel(box);
    note_->setObjectName(QStringLiteral("sweep_note"));
    note_->setWordWrap(true);
    note_->setMinimumHeight(3 * note_->fontMetrics().lineSpacing());
    note_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    all->addWidget(note_);
    progress_ = new QProgressBar(box);
    progress_->setObjectName(QStringLiteral("sweep_progress"));
    progress_->setAccessibleName(tr("How far the sweep is"));
    progress_->setRange(0, 1000);
    progress_->setValue(0);
    progress_->setTextVisible(false); // the note above says it in words
    all->addWidget(progress_);
    auto* buttons = new QHBoxLayout;
    start_ = new QPushButton(tr("Run the sweep"), box);
    start_->setObjectName(QStringLiteral("sweep_start"));
    start_->setDefault(true);
    cancel_ = new QPushButton(tr("Cancel"), box);
    cancel_->setObjectName(QStringLiteral("sweep_cancel"));
    cancel_->setAutoDefault(false);
    buttons->addWidget(start_, 1);
    buttons->addWidget(cancel_);
    all->addLayout(buttons);
    all->addStretch(1);
    connect(form_, &SweepForm::edited, this, &SweepDialog::plan);
    connect(start_, &QPushButton::clicked, this, &SweepDialog::start);
    connect(cancel_, &QPushButton::clicked, this, &SweepDialog::cancel);
    return box;
}

const std::vector<SweepResult>& SweepDialog::results() const noexcept {
    return results_->results();
}

const std::vector<SweepRun>& SweepDialog::runs() const noexcept {
    return results_->runs();
}

void SweepDialog::plan() {
    planned_.clear();
    try {
        const SweepSpec spec = parseSweep(scene_, form_->over());
        if (spec.values.size() > mostRuns) {
            throw InputError("", "",
                             "more than " + std::to_string(mostRuns) +
                                 " runs are for the command line: scorescope sweep");
        }
        planned_ = planSweep(registry_, scene_, spec, form_->steps());
        sweptName_ = spec.name;
    } catch (const InputError& error) {
        say(QString::fromStdString(error.message()), true);
        updateButtons();
        return;
    }
    const double steps = static_cast<double>(planned_.size()) * static_cast<double>(form_->steps());
    const QString number = groupedNumber(static_cast<qulonglong>(steps));
    QString text = planned_.size() == 1
                       ? tr("1 run, %1 steps").arg(number)
                       : tr("%1 runs, %2 steps in all").arg(planned_.size()).arg(number);
    if (stepSeconds_ > 0.0) {
        text += tr("; about %1 at the speed measured for the scene as it is")
                    .arg(durationText(stepSeconds_ * steps));
    }
    say(text, false);
    if (results().empty() && !job_.isBusy()) {
        results_->expect(planned_);
    }
    updateButtons();
}

void SweepDialog::measure() {
    measuring_.start(
        [&registry = registry_, scene = scene_, device = device_, threads = threads_](
            views::BackgroundJob::Link&) { return measureStep(registry, scene, device, threads); },
        [this](double seconds) {
            stepSeconds_ = seconds;
            if (!job_.isBusy() && ending_.isEmpty()) {
                plan();
            }
            measured();
        },
        [this](const QString&) { measured(); }); // a sweep of it will say what is wrong
}

void SweepDialog::measured() {
    if (closing_ && !job_.isBusy()) {
        QDialog::done(QDialog::Rejected);
    }
}

void SweepDialog::start() {
    if (job_.isBusy() || planned_.empty()) {
        return;
    }
    results_->begin(sweptName_, planned_);
    ending_.clear();
    job_.start(
        [this, &registry = registry_, runs = planned_, device = device_,
         threads = threads_](views::BackgroundJob::Link& link) {
            SweepWatch watch;
            watch.progress = [this, &link](const SweepProgress& now) {
                link.report([this, now] { showProgress(now); });
                return link.wanted();
            };
            watch.done = [this, &link](const SweepResult& result) {
                link.tell([this, result] { takeResult(result); });
            };
            return runSweep(registry, runs, device, threads, watch);
        },
        [this](bool complete) { finish(complete, QString()); },
        [this](const QString& why) { finish(false, why); });
    showProgress({});
    updateButtons();
    cancel_->setFocus(Qt::OtherFocusReason);
}

void SweepDialog::cancel() {
    if (job_.isBusy()) {
        job_.cancel();
        say(tr("Stopping after the step in progress …"), false);
    } else {
        reject();
    }
}

void SweepDialog::done(int result) {
    if (!job_.isBusy() && !measuring_.isBusy()) {
        QDialog::done(result);
        return;
    }
    // Goes once the other thread has ended: nothing here waits for it.
    closing_ = true;
    job_.cancel();
    hide();
}

void SweepDialog::takeResult(const SweepResult& result) {
    results_->add(result);
    if (!draw_.isActive()) {
        draw_.start();
    }
}

void SweepDialog::finish(bool complete, const QString& error) {
    if (closing_) {
        if (!measuring_.isBusy()) {
            QDialog::done(QDialog::Rejected);
        }
        return;
    }
    const auto failed = std::count_if(results().begin(), results().end(),
                                      [](const auto& result) { return !result.trouble.empty(); });
    ending_ =
        !error.isEmpty() ? error
        : !complete
            ? tr("Cancelled; %1 of %2 runs are complete").arg(results().size()).arg(runs().size())
        : failed > 0 ? tr("%1 of %2 runs failed; the table says why").arg(failed).arg(runs().size())
                     : tr("All %1 runs are complete").arg(runs().size());
    say(ending_, !error.isEmpty());
    progress_->setValue(complete ? 1000 : 0);
    draw_.stop();
    results_->refresh();
    updateButtons();
    Q_EMIT ended(complete);
}

void SweepDialog::showProgress(const SweepProgress& now) {
    progress_->setValue(static_cast<int>(1000.0 * now.share));
    if (now.runs == 0) {
        say(tr("Starting …"), false);
        return;
    }
    QString text = tr("Run %1 of %2: %3, step %4")
                       .arg(now.run + 1)
                       .arg(now.runs)
                       .arg(QString::fromStdString(runs()[now.run].label))
                       .arg(groupedNumber(now.step));
    if (now.secondsLeft >= 0.0) {
        text += tr("; %1 left").arg(durationText(now.secondsLeft));
    }
    say(text, false);
}

void SweepDialog::updateButtons() {
    start_->setEnabled(!job_.isBusy() && !planned_.empty());
    cancel_->setText(!job_.isBusy() ? tr("Close") : tr("Cancel"));
    form_->setOpen(!job_.isBusy());
}

void SweepDialog::say(const QString& text, bool error) {
    note_->setText(text);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, error ? theme_.error : theme_.dim);
    note_->setPalette(colors);
}

} // namespace scorescope::app
