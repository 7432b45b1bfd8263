// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/animation_request.h"
#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/background_job.h"
#include "views/theme.h"

#include <QDialog>
#include <QTimer>

#include <memory>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;

namespace scorescope::app {

class AnimationForm;

/// Asks for a film of the run, shows one of its pictures, and makes it while the window stays
/// usable: progress, remaining time, Cancel.
///
/// Not modal. Opens with the settings of last time (Settings' group "animation"). An error is told
/// in the dialog, which keeps all that was set; a file is replaced only after a second press. GUI
/// thread only.
class AnimationDialog : public QDialog {
    Q_OBJECT

public:
    /// What the dialog starts from.
    struct Source {
        Scene scene; ///< views as they stand, steps as the scene asks for
        Device device;
        int threads = 1;
        FramePtr frame; ///< for the preview; what it lacks is told there
        QString name;   ///< proposes the file's name
    };
    /// `registry` must outlive the dialog.
    AnimationDialog(const Registry& registry, Source source, const views::Theme& windowTheme,
                    QWidget* parent);
    /// Cancels a film in the making; waits for the step or picture under way.
    ~AnimationDialog() override;

    /// The moments of the window's run that can be filmed (Mail::moments).
    void setMoments(std::shared_ptr<const std::vector<FramePtr>> moments);
    /// As set in the controls.
    [[nodiscard]] AnimationRequest request() const;
    [[nodiscard]] bool isRunning() const noexcept { return job_.isBusy(); }

Q_SIGNALS:
    /// The person looks at the run's moments: newer ones are welcome.
    void momentsWanted();
    /// A film lies there; `note` says what differs from what was asked for, or is empty.
    void written(const QString& path, const QString& note);
    void cancelled();
    void failed(const QString& why);

public Q_SLOTS:
    /// While a film is made: cancels it and stays open.
    void reject() override;

protected:
    void done(int result) override;
    void showEvent(QShowEvent* event) override;

private:
    class Preview;
    void edited();
    void updateNow();
    void drawPreview(const AnimationRequest& wanted);
    void describe(double drawSeconds);
    void start();
    void showProgress(const AnimationProgress& now);
    void end(const AnimationOutcome& outcome, const QString& error);
    void setRunning(bool running);
    void say(const QString& error);

    const Registry& registry_;
    Source source_;
    views::Theme windowTheme_;
    std::shared_ptr<const std::vector<FramePtr>> moments_;
    QTimer timer_;
    QString replaceable_; ///< path the person agreed to replace

    Preview* preview_ = nullptr;
    AnimationForm* form_ = nullptr;
    QLabel* note_ = nullptr;
    QLabel* error_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QPushButton* start_ = nullptr;
    QPushButton* cancel_ = nullptr;
    // Last: what they report to outlives them.
    views::BackgroundJob previewing_{0}; // a person waits for it
    views::BackgroundJob job_;
};

} // namespace scorescope::app
