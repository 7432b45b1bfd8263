// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/scene_library.h"
#include "engine/core/frame.h"
#include "views/background_job.h"
#include "views/theme.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <cstddef>
#include <memory>
#include <vector>

namespace scorescope::app {

/// What an address like "scene:fig_3_5/field?steps=60&hidden_units=100" asks for: the view "field"
/// of the built-in scene fig_3_5 after 60 steps, with a parameter changed so that it takes seconds.
struct FigureRequest {
    Scene scene; ///< steps and parameters as asked for
    ViewSpec view;
};

/// Reads an address. Throws InputError: not of that form, no such scene, view or parameter, a value
/// or a combination that is not allowed. Without "steps" the picture is of the start.
[[nodiscard]] FigureRequest readFigureAddress(const QUrl& address, const SceneLibrary& library,
                                              const Registry& registry);
/// The view of the frame as a picture of `size` logical pixels, two device pixels each. Any thread.
[[nodiscard]] QImage drawFigure(const ViewSpec& view, const Frame& frame, const views::Theme& theme,
                                const QSize& size);

/// Pictures of scenes that are really run: one after another in the background. A picture is drawn
/// at the start of its run and a few times on the way, so that one sees it learn.
///
/// Lives on the GUI thread and signals there. Nothing runs before start() or after stop(); what is
/// done is kept, and only drawn again when the theme changes.
class SceneFigures : public QObject {
    Q_OBJECT

public:
    /// `registry` must outlive it; the library is only read in setAddresses().
    explicit SceneFigures(const Registry& registry, QObject* parent);
    /// Ends what runs, and waits for the step or picture under way.
    ~SceneFigures() override;

    /// The pictures to make, in this order. Forgets those before. Addresses that cannot be read are
    /// told by failed() when their turn comes.
    void setAddresses(const QStringList& addresses, const SceneLibrary& library);
    /// Colours of the pictures, and their size in logical pixels.
    void setLook(const views::Theme& theme, const QSize& size);
    /// Makes what is missing. Returns at once.
    void start();
    /// Ends the run under way soon. Returns at once; nothing is signalled afterwards.
    void stop();
    /// Whether pictures are still to come.
    [[nodiscard]] bool isRunning() const noexcept { return job_.isBusy(); }

Q_SIGNALS:
    /// `done` tells the last picture of the address from those on the way.
    void pictureReady(const QString& address, const QImage& picture, bool done);
    void failed(const QString& address, const QString& message);

private:
    struct Figure {
        QString address;
        std::shared_ptr<const FigureRequest> request; ///< null: cannot be read
        QString problem;
        FramePtr frame; ///< of its last step, once it was run
        bool drawn = false;
    };

    void take(std::size_t index, const FramePtr& frame, const QImage& picture);
    void giveUp(std::size_t index, const QString& problem);

    const Registry& registry_;
    views::Theme theme_;
    QSize size_;
    std::vector<Figure> figures_;
    views::BackgroundJob job_;
};

} // namespace scorescope::app
