// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_tools.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

struct ToolText {
    Qt::Key key;
    const char* title;
    const char* help;
};

const ToolText& textOf(FieldTool::Kind tool) {
    // In the order of FieldTool::Kind.
    static const std::array<ToolText, 6> texts = {{
        {Qt::Key_V, QT_TRANSLATE_NOOP("FieldTools", "Look"),
         QT_TRANSLATE_NOOP("FieldTools",
                           "Look: drag to move the picture or a handle, point to ask for values")},
        {Qt::Key_C, QT_TRANSLATE_NOOP("FieldTools", "Act"),
         QT_TRANSLATE_NOOP("FieldTools", "click for one, Shift and click for sixteen around")},
        {Qt::Key_L, QT_TRANSLATE_NOOP("FieldTools", "Draw a path"),
         QT_TRANSLATE_NOOP("FieldTools", "Draw a path to integrate along")},
        {Qt::Key_P, QT_TRANSLATE_NOOP("FieldTools", "Paint points"),
         QT_TRANSLATE_NOOP("FieldTools", "Paint data points ([ and ] change the brush)")},
        {Qt::Key_E, QT_TRANSLATE_NOOP("FieldTools", "Erase points"),
         QT_TRANSLATE_NOOP("FieldTools", "Erase data points ([ and ] change the brush)")},
        {Qt::Key_D, QT_TRANSLATE_NOOP("FieldTools", "Drag points"),
         QT_TRANSLATE_NOOP("FieldTools", "Drag data points ([ and ] change the brush)")},
    }};
    return texts[static_cast<std::size_t>(tool)];
}

const ActionSpec* specOf(const FieldTool& tool, const std::vector<ActionSpec>& actions) {
    const auto found = std::find_if(actions.begin(), actions.end(), [&](const ActionSpec& each) {
        return tool.kind == FieldTool::act && each.name == tool.action;
    });
    return found == actions.end() ? nullptr : &*found;
}

EditPoints pointsOf(const Artifact& artifact) {
    EditPoints points;
    if (const auto* cloud = std::get_if<Scatter>(&artifact.data)) {
        for (std::size_t i = 0; i < std::min(cloud->x.size(), cloud->y.size()); ++i) {
            points.push_back({cloud->x[i], cloud->y[i]});
        }
    }
    return points;
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max({std::abs(a), std::abs(b), 1e-3});
}

/// Whether the engine's artifact says what the edited one does.
bool agree(const Artifact& engine, const Artifact& edited) {
    if (const auto* markers = std::get_if<Markers>(&edited.data)) {
        const auto* other = std::get_if<Markers>(&engine.data);
        return other != nullptr && other->markers.size() == markers->markers.size() &&
               std::equal(markers->markers.begin(), markers->markers.end(), other->markers.begin(),
                          [](const Markers::Marker& a, const Markers::Marker& b) {
                              return near(a.x, b.x) && near(a.y, b.y);
                          });
    }
    return pointsOf(engine) == pointsOf(edited);
}

} // namespace

Qt::Key toolKey(const FieldTool& tool) {
    return textOf(tool.kind).key;
}

QString toolTitle(const FieldTool& tool, const std::vector<ActionSpec>& actions) {
    if (const ActionSpec* spec = specOf(tool, actions)) {
        return QString::fromStdString(spec->label);
    }
    return QCoreApplication::translate("FieldTools", textOf(tool.kind).title);
}

QString toolHelp(const FieldTool& tool, const std::vector<ActionSpec>& actions) {
    const QString how = QCoreApplication::translate("FieldTools", textOf(tool.kind).help);
    if (const ActionSpec* spec = specOf(tool, actions)) {
        const QString what = QString::fromStdString(spec->label + ". " + spec->help);
        return spec->takes == ActionSpec::Takes::points ? QStringLiteral("%1: %2").arg(what, how)
                                                        : what;
    }
    return how;
}

std::string pathParameter(const FieldData& data) {
    for (const auto& artifact : data.paths) {
        const auto* lines = std::get_if<Lines>(&artifact->data);
        if (lines != nullptr && !lines->parameter.empty()) {
            return lines->parameter;
        }
    }
    return {};
}

void PendingEdits::set(std::shared_ptr<const Artifact> edited) {
    const std::string name = edited->name;
    edited_[name] = std::move(edited);
}

void PendingEdits::apply(FieldData& data, bool settle) {
    for (FieldData::Artifacts* list : {&data.points, &data.markers}) {
        for (auto& artifact : *list) {
            const auto found = edited_.find(artifact->name);
            if (found == edited_.end()) {
                continue;
            }
            if (settle && agree(*artifact, *found->second)) {
                edited_.erase(found);
            } else {
                artifact = found->second;
            }
        }
    }
}

ArtifactDrag::ArtifactDrag(std::shared_ptr<const Artifact> points, FieldTool::Kind tool,
                           double radius, double reach, const QPointF& at)
    : start_(std::move(points)), tool_(tool), radius_(radius), points_(pointsOf(*start_)),
      startPoints_(points_), begin_(at), now_(at) {
    if (tool_ == FieldTool::paint) {
        paintPoints(points_, stroke_, at, at, radius_);
        changed_ = true;
    } else if (tool_ == FieldTool::erase) {
        changed_ = erasePoints(points_, at, at, radius_);
    } else {
        grips_ = gripPoints(points_, at, radius_, reach);
    }
}

ArtifactDrag::ArtifactDrag(std::shared_ptr<const Artifact> markers, std::size_t index,
                           const QPointF& at)
    : start_(std::move(markers)), index_(index), begin_(at), now_(at) {
    const Markers::Marker& marker = std::get<Markers>(start_->data).markers.at(index_);
    handle_ = {marker.x, marker.y};
}

void ArtifactDrag::moveTo(const QPointF& at) {
    const QPointF from = std::exchange(now_, at);
    switch (tool_) {
    case FieldTool::paint:
        paintPoints(points_, stroke_, from, at, radius_);
        break;
    case FieldTool::erase:
        changed_ = erasePoints(points_, from, at, radius_) || changed_;
        break;
    case FieldTool::drag:
        movePoints(points_, grips_, at - begin_);
        changed_ = changed_ || !grips_.empty();
        break;
    default: {
        const Markers::Marker& marker = std::get<Markers>(start_->data).markers[index_];
        // Only along what a parameter holds.
        const QPointF way = at - begin_;
        handle_ = {marker.x + (marker.xParameter.empty() ? 0.0 : way.x()),
                   marker.y + (marker.yParameter.empty() ? 0.0 : way.y())};
        changed_ = true;
        break;
    }
    }
}

void ArtifactDrag::undo() {
    points_ = startPoints_;
    if (const auto* markers = std::get_if<Markers>(&start_->data)) {
        handle_ = {markers->markers[index_].x, markers->markers[index_].y};
    }
}

std::shared_ptr<const Artifact> ArtifactDrag::artifact() const {
    Artifact edited = *start_;
    if (auto* markers = std::get_if<Markers>(&edited.data)) {
        markers->markers[index_].x = handle_.x();
        markers->markers[index_].y = handle_.y();
    } else if (auto* cloud = std::get_if<Scatter>(&edited.data)) {
        if (points_.size() != cloud->x.size()) {
            cloud->value.clear(); // whose value was whose is not known any more
        }
        cloud->x.clear();
        cloud->y.clear();
        for (const auto& point : points_) {
            cloud->x.push_back(point[0]);
            cloud->y.push_back(point[1]);
        }
    }
    return std::make_shared<const Artifact>(std::move(edited));
}

QJsonObject ArtifactDrag::values() const {
    QJsonObject values;
    if (const auto* markers = std::get_if<Markers>(&start_->data)) {
        const Markers::Marker& marker = markers->markers[index_];
        if (!marker.xParameter.empty()) {
            values.insert(QString::fromStdString(marker.xParameter), handle_.x());
        }
        if (!marker.yParameter.empty()) {
            values.insert(QString::fromStdString(marker.yParameter), handle_.y());
        }
    } else if (const auto* cloud = std::get_if<Scatter>(&start_->data)) {
        values.insert(QString::fromStdString(cloud->parameter),
                      QString::fromStdString(pointsText(points_)));
    }
    return values;
}

std::shared_ptr<const Artifact> editableCloud(const FieldData& data) {
    for (const auto& artifact : data.points) {
        if (!std::get<Scatter>(artifact->data).parameter.empty()) {
            return artifact;
        }
    }
    return nullptr;
}

std::vector<QPointF> ringAround(const QPointF& centre, double radius, std::size_t count) {
    std::vector<QPointF> ring;
    for (std::size_t i = 0; i < count; ++i) {
        const double angle =
            2.0 * 3.14159265358979323846 * static_cast<double>(i) / static_cast<double>(count);
        ring.push_back(centre + radius * QPointF(std::cos(angle), std::sin(angle)));
    }
    return ring;
}

} // namespace scorescope::views
