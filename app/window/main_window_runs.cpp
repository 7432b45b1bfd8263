// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Kept runs: what they ask of the main window.
#include "app/window/compare_area.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/run_curves.h"
#include "app/window/run_list.h"
#include "app/window/run_panel.h"
#include "app/window/sweep_dialog.h"
#include "app/window/view_area.h"

#include <QAction>
#include <QTabWidget>

#include <algorithm>

namespace scorescope::app {
namespace {

/// A run of fewer steps than that is not kept unless somebody asks.
constexpr std::uint64_t fewSteps = 10;

} // namespace

void MainWindow::buildRuns() {
    runs_ = new RunList(this);
    runCurves_ = new RunCurves(*runs_, this);
    runPanel_ = new RunPanel(*runs_, *runCurves_, *keep_, tabs_);
    tabs_->addTab(runPanel_, tr("Runs"));
    connect(runCurves_, &RunCurves::changed, this, &MainWindow::showRuns);
}

void MainWindow::showRuns() {
    views_->setCompanions(runCurves_->companions());
}

std::optional<KeptRun> MainWindow::runInWindow() const {
    const FramePtr frame = link_.frame();
    if (!frame || frame->scene) {
        return frame ? keptRun(*frame) : std::nullopt;
    }
    Frame past = *frame; // a stored moment, which does not carry its scene
    past.scene = std::make_shared<const Scene>(document_.running());
    return keptRun(past);
}

void MainWindow::keepRun() {
    std::optional<KeptRun> run = runInWindow();
    if (!run) {
        messages_->show({MessageBar::Level::information,
                         tr("This run has no curve yet that could be kept"),
                         {},
                         QStringLiteral("runs")});
        return;
    }
    run->byHand = true;
    runs_->add(std::move(*run));
    tabs_->setVisible(true);
    tabs_->setCurrentWidget(runPanel_);
}

void MainWindow::keepSweep() {
    std::size_t kept = 0;
    for (const SweepResult& result : sweep_->results()) {
        const SweepRun& from = sweep_->runs()[result.run];
        if (!result.frame) {
            continue;
        }
        Frame frame = *result.frame;
        frame.scene = frame.scene ? frame.scene : std::make_shared<const Scene>(from.scene);
        if (std::optional<KeptRun> run = keptRun(frame)) {
            run->byHand = true;
            run->name = QString::fromStdString(from.label);
            runs_->add(std::move(*run));
            ++kept;
        }
    }
    if (kept > 0) {
        tabs_->setCurrentWidget(runPanel_);
        messages_->show({MessageBar::Level::information,
                         tr("The curves of %1 runs are in the list of runs").arg(kept),
                         {},
                         QStringLiteral("runs")});
    }
}

void MainWindow::keepEndedRun() {
    std::optional<KeptRun> run = runInWindow();
    if (run && run->step > fewSteps) {
        runs_->add(std::move(*run));
    }
}

void MainWindow::keepLine(const FramePtr& last, quint64 from) {
    compare_->keepLine(last);
    std::optional<KeptRun> run = keptRun(*last, from);
    if (run && run->step > from + fewSteps) {
        runs_->add(std::move(*run));
    }
}

} // namespace scorescope::app
