// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"
#include "engine/core/sweep.h"
#include "views/background_job.h"
#include "views/theme.h"

#include <QDialog>
#include <QTimer>

#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;

namespace scorescope::app {

class SweepForm;
class SweepResults;

/// Runs a scene once for each value of a parameter or of the seed, in the background, and shows the
/// runs as small multiples of one view, with a table of their last values.
///
/// Not modal; says beforehand how many runs there will be and about how long they take. A click on
/// a picture asks the window to open that run's scene. GUI thread only.
class SweepDialog : public QDialog {
    Q_OBJECT

public:
    static constexpr std::size_t mostRuns = 64; ///< more pictures than that cannot be compared

    /// `registry` must outlive the dialog.
    SweepDialog(const Registry& registry, Scene scene, const Device& device, int threads,
                const views::Theme& theme, QWidget* parent);
    ~SweepDialog() override;

    [[nodiscard]] bool isRunning() const { return job_.isBusy(); }
    /// Results so far, in the order of the values.
    [[nodiscard]] const std::vector<SweepResult>& results() const noexcept;
    /// The runs made, or being made.
    [[nodiscard]] const std::vector<SweepRun>& runs() const noexcept;

Q_SIGNALS:
    void sceneChosen(const scorescope::Scene& scene);
    /// The person wants the curves of results() in the window's list of runs.
    void keepRequested();
    void written(const QString& path);
    /// The sweep ended: all runs, or it was cancelled.
    void ended(bool complete);

protected:
    void done(int result) override;

private:
    QWidget* buildLeft();
    void plan();
    void measure();
    void measured();
    void start();
    void cancel();
    void takeResult(const SweepResult& result);
    void finish(bool complete, const QString& error);
    void showProgress(const SweepProgress& now);
    void updateButtons();
    void say(const QString& text, bool error);

    const Registry& registry_;
    Scene scene_;
    Device device_;
    int threads_;
    views::Theme theme_;
    std::vector<SweepRun> planned_;
    std::string sweptName_;
    double stepSeconds_ = -1.0;
    QString ending_; ///< what the sweep came to
    QTimer draw_;    ///< pictures are drawn together when several runs end at once
    bool closing_ = false;

    SweepForm* form_ = nullptr;
    SweepResults* results_ = nullptr;
    QLabel* note_ = nullptr;
    QPushButton* start_ = nullptr;
    QPushButton* cancel_ = nullptr;
    QProgressBar* progress_ = nullptr;
    views::BackgroundJob job_;       ///< last, as the next: what they report to outlives them
    views::BackgroundJob measuring_; ///< how long one step takes
};

} // namespace scorescope::app
