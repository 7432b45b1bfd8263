// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_offscreen.h"

#include "views/gl/egl_context.h"
#include "views/space/space_vtk.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <thread>

namespace scorescope::views {
namespace {

/// Runs work on a thread that has never seen a context.
void onOwnThread(const std::function<void()>& work) {
    const auto turn = takeOpenGlTurn();
    std::thread(work).join();
}

/// What VTK leaves in alpha of translucent things depends on how it blends. What black and white
/// shine through alike is opaque, and the picture over black is premultiplied already.
void restoreAlpha(QImage& overBlack, const QImage& overWhite) {
    if (overBlack.size() != overWhite.size()) {
        return;
    }
    for (int y = 0; y < overBlack.height(); ++y) {
        uchar* black = overBlack.scanLine(y);
        const uchar* white = overWhite.constScanLine(y);
        for (int x = 0; x < overBlack.width(); ++x, black += 4, white += 4) {
            const int shine =
                std::min({white[0] - black[0], white[1] - black[1], white[2] - black[2]});
            const int least = std::max({black[0], black[1], black[2]});
            black[3] = static_cast<uchar>(std::clamp(255 - shine, least, 255));
        }
    }
}

} // namespace

QImage renderOffscreen(const SpaceScene& scene, const SpaceProjection& projection,
                       const QSize& pixels, double lineWidth, const QColor& ground) {
    QImage result;
    if (pixels.isEmpty()) {
        return result;
    }
    onOwnThread([&] {
        const EglContext context;
        if (!context.problem().empty()) {
            return;
        }
        const int largest = context.largestSide();
        // Twice as fine, scaled down, where that stays within reason.
        const auto fits = [&](int factor) {
            return factor * std::max(pixels.width(), pixels.height()) <= largest &&
                   1.0 * factor * factor * pixels.width() * pixels.height() <= 6.4e7;
        };
        const int factor = fits(2) ? 2 : 1;
        QSize size = factor * pixels;
        if (!fits(1)) {
            size.scale(largest, largest, Qt::KeepAspectRatio);
            const double share =
                std::min(1.0, std::sqrt(6.4e7 / (1.0 * size.width() * size.height())));
            size = QSize(std::max(1, static_cast<int>(size.width() * share)),
                         std::max(1, static_cast<int>(size.height() * share)));
        }
        VtkSpaceRenderer renderer(context.handle());
        renderer.setScene(scene);
        const auto over = [&](const QColor& background) {
            renderer.setGround(ground, background);
            renderer.render(projection, size, lineWidth * size.width() / pixels.width());
            return context.read(renderer.framebuffer(), size);
        };
        result = over(Qt::black);
        if (scene.plane) {
            restoreAlpha(result, over(Qt::white));
        }
    });
    return result.isNull() || result.size() == pixels
               ? result
               : result.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

OffscreenOpenGl offscreenOpenGl() {
    OffscreenOpenGl answer;
    onOwnThread([&answer] {
        const EglContext context;
        if (!context.problem().empty()) {
            answer.text = QString::fromStdString(context.problem());
            return;
        }
        answer.works = true;
        answer.text = context.name();
    });
    return answer;
}

} // namespace scorescope::views
