// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_canvas.h"

#include "views/device_pixels.h"
#include "views/gl/open_gl.h"

#include <QElapsedTimer>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace scorescope::views {

GlFieldCanvas::GlFieldCanvas(Source source, const Painted& painted, QWidget* parent)
    : GlCanvas(openGlFormat(), parent), source_(std::move(source)) {
    setObjectName(QStringLiteral("fieldCanvas"));
    connect(this, &GlCanvas::rendered, this, painted);
}

GlFieldCanvas::~GlFieldCanvas() {
    release();
}

void GlFieldCanvas::createRenderer(const GlContext& context) {
    renderer_ = std::make_unique<VtkFieldRenderer>(context);
    scene_.reset();
    pixels_ = QSize();
    reference_ = QRectF();
}

void GlFieldCanvas::paintGL() {
    picture_ = source_();
    GlCanvas::paintGL();
}

QRectF GlFieldCanvas::place() const {
    return picture_.region.isEmpty() ? QRectF() : picture_.layout.plot;
}

bool GlFieldCanvas::isStale(const QSize& target) const {
    return scene_ != picture_.scene || region_ != picture_.region || pixels_ != target ||
           smooth_ != picture_.smooth || reference_ != picture_.home;
}

void GlFieldCanvas::upload(const QSize& target, double devicePixelRatio) {
    const FieldScene& scene = *picture_.scene;
    const QRectF& region = picture_.region;
    const FigureStyle& style = picture_.style;
    const double lineWidth = style.lineWidth * devicePixelRatio;
    const bool moved = reference_ != picture_.home;
    if (moved) {
        reference_ = picture_.home;
        renderer_->setReference(reference_);
    }
    const bool changed = moved || scene_ != picture_.scene;
    if (changed) {
        scene_ = picture_.scene;
        renderer_->setBackground(style.theme.ground);
        renderer_->setScene(scene, lineWidth);
    }
    if (!changed && region == region_ && target == pixels_) {
        return;
    }
    std::vector<Polyline> lines;
    const QRgb color = gridColor(style.theme).rgba();
    const FieldTicks ticks = fieldTicks(picture_.layout, region, style);
    for (const Tick& tick : ticks.x) {
        lines.push_back(
            {{{tick.position, region.top()}, {tick.position, region.bottom()}}, color, false});
    }
    for (const Tick& tick : ticks.y) {
        lines.push_back(
            {{{region.left(), tick.position}, {region.right(), tick.position}}, color, false});
    }
    renderer_->setGrid(lines, 1.0);
    renderer_->setPoints(visibleDots(picture_.data, picture_.options, region, target, style.theme),
                         std::max(1.0, std::round((scene.heat.smooth ? 1.5 : 2.4) * lineWidth)));
    std::vector<Disc> discs = scene.dots;
    discs.insert(discs.end(), scene.discs.begin(), scene.discs.end());
    renderer_->setDiscs(discs, style.lineWidth * region.width() /
                                   std::max(1.0, picture_.layout.plot.width()));
}

QSize GlFieldCanvas::render(const QSize& target, double devicePixelRatio) {
    upload(target, devicePixelRatio);
    region_ = picture_.region;
    pixels_ = target;
    smooth_ = picture_.smooth;
    renderer_->render(region_, pixels_, smooth_ ? 4 : 0);
    return pixels_;
}

PainterFieldCanvas::PainterFieldCanvas(Source source, Painted painted, QWidget* parent)
    : QWidget(parent), source_(std::move(source)), painted_(std::move(painted)) {
    setObjectName(QStringLiteral("fieldCanvas"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PainterFieldCanvas::paintEvent(QPaintEvent*) {
    const FieldPicture picture = source_();
    const double ratio = devicePixelRatioF();
    const QSize pixels = devicePixels(*this);
    const FigureStyle& style = picture.style;
    if (scene_ != picture.scene || region_ != picture.region || plot_ != picture.layout.plot ||
        font_ != style.font || fontSize_ != style.fontSize || image_.size() != pixels) {
        scene_ = picture.scene;
        region_ = picture.region;
        plot_ = picture.layout.plot;
        font_ = style.font;
        fontSize_ = style.fontSize;
        image_ = QImage(pixels, QImage::Format_RGB32);
        image_.setDevicePixelRatio(ratio);
        paint(picture);
    }
    QPainter(this).drawImage(QPointF(), image_);
}

void PainterFieldCanvas::paint(const FieldPicture& picture) {
    QElapsedTimer clock;
    clock.start();
    image_.fill(picture.style.theme.ground);
    if (!picture.layout.plot.isEmpty() && !picture.region.isEmpty()) {
        QPainter painter(&image_);
        drawFieldGrid(painter, picture.layout, picture.region, picture.style);
        drawFieldData(painter, picture.layout, picture.region, picture.data, picture.options,
                      *picture.scene, picture.style, &dots_);
    }
    painted_(1e-9 * static_cast<double>(clock.nsecsElapsed()), true);
}

} // namespace scorescope::views
