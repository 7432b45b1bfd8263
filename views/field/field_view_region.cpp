// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_regions.h"
#include "views/field/field_view.h"

#include <QJsonObject>

#include <algorithm>

/// What a FieldView shows of the plane, and what it asks the engine to compute.
namespace scorescope::views {
namespace {

constexpr int resampleQuietMs = 120;
constexpr double deepestZoom = 1e-5; ///< of the home region
constexpr double widestZoom = 50.0;

} // namespace

void FieldView::showHome() {
    fitted_ = true;
    visible_ = home_;
}

void FieldView::fit() {
    if (home_.isNull()) {
        return;
    }
    showHome();
    scheduleResample();
    scheduleRepaint();
    tellCamera();
}

QRectF FieldView::shaped(const QRectF& region) const {
    if (home_.isNull()) {
        return region;
    }
    const double aspect = home_.width() / home_.height();
    const double width = std::clamp(std::max(region.width(), region.height() * aspect),
                                    deepestZoom * home_.width(), widestZoom * home_.width());
    const double height = width / aspect;
    return {region.center().x() - 0.5 * width, region.center().y() - 0.5 * height, width, height};
}

void FieldView::setVisibleRegion(const QRectF& region) {
    if (!(region.width() > 0.0) || !(region.height() > 0.0)) {
        return;
    }
    visible_ = shaped(region);
    fitted_ = false;
    if (!home_.isNull()) {
        scheduleResample();
    }
    scheduleRepaint();
}

void FieldView::zoom(double factor, const QPointF& about) {
    if (home_.isNull() || !(factor > 0.0)) {
        return;
    }
    const double least = deepestZoom * home_.width() / visible_.width();
    const double most = widestZoom * home_.width() / visible_.width();
    const double f = std::clamp(factor, least, most);
    setVisibleRegion(QRectF(about.x() + f * (visible_.left() - about.x()),
                            about.y() + f * (visible_.top() - about.y()), f * visible_.width(),
                            f * visible_.height()));
    tellCamera();
}

void FieldView::setMarkedRegion(const QRectF& region) {
    if (marked_ != region) {
        marked_ = region;
        scheduleRepaint();
    }
}

void FieldView::scheduleResample() {
    resample_.start(resampleQuietMs);
}

void FieldView::requestResample() {
    if (!data_.hasGrid() || homeExtent_.isNull()) {
        return;
    }
    const QRectF wanted = fitted_ ? homeExtent_ : withFewDigits(visible_);
    if (sameRegion(wanted, extent_)) {
        return;
    }
    if (askForRegion(wanted)) {
        requested_.push_back(wanted);
        while (requested_.size() > 32) {
            requested_.pop_front();
        }
    }
}

bool FieldView::askForRegion(const QRectF& region) {
    const RegionParameters names = views::regionParameters(data_);
    if (!names.movable()) {
        return false;
    }
    Q_EMIT parametersRequested(QJsonObject{{QString::fromStdString(names.xMin), region.left()},
                                           {QString::fromStdString(names.xMax), region.right()},
                                           {QString::fromStdString(names.yMin), region.top()},
                                           {QString::fromStdString(names.yMax), region.bottom()}});
    return true;
}

RegionParameters FieldView::regionParameters() const {
    return views::regionParameters(data_);
}

void FieldView::moveTo(const QRectF& region) {
    if (!(region.width() > 0.0) || !(region.height() > 0.0)) {
        return;
    }
    fit();
    resample_.stop(); // it would ask for the old whole
    requested_.clear();
    // Its names are not known before the first picture of it.
    destination_ = askForRegion(region) ? QRectF() : region;
}

QPointF FieldView::toPoint(const QPointF& position) const {
    const QRectF plot = layoutNow().plot;
    if (plot.isEmpty() || visible_.isNull()) {
        return {};
    }
    return {visible_.left() + (position.x() - plot.left()) / plot.width() * visible_.width(),
            visible_.top() + (plot.bottom() - position.y()) / plot.height() * visible_.height()};
}

QPointF FieldView::toPosition(const QPointF& point) const {
    return visible_.isNull() ? QPointF() : layoutNow().toPicture(visible_).map(point);
}

QJsonObject FieldView::camera() const {
    return visible_.isNull() ? QJsonObject()
                             : QJsonObject{{QStringLiteral("region"), regionJson(visible_)}};
}

void FieldView::setCamera(const QJsonObject& camera) {
    const QRectF region = regionFromJson(camera.value(QStringLiteral("region")));
    if (region.isNull()) {
        return;
    }
    setVisibleRegion(region);
    // Another view may have the answer to this one's question sooner.
    requested_.push_back(withFewDigits(visible_));
}

void FieldView::tellCamera() {
    Q_EMIT cameraChanged(camera());
}

bool FieldView::knownExtent(const QRectF& extent) const {
    return sameRegion(extent, homeExtent_) ||
           std::any_of(requested_.begin(), requested_.end(),
                       [&](const QRectF& region) { return sameRegion(extent, region); });
}

} // namespace scorescope::views
