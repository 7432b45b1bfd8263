// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/missing.h"

#include "engine/core/error.h"
#include "engine/core/scene.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStringList>

#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

/// In the place of a picture that there cannot be.
class NotePanel final : public FigurePanel {
public:
    NotePanel(QString title, QString note) : title_(std::move(title)), note_(std::move(note)) {}

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override {
        painter.save();
        painter.setFont(figureFont(style, style.fontSize, painter.device()));
        painter.setPen(style.theme.dim);
        const double margin = style.fontSize;
        painter.drawText(rect.adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap, note_);
        painter.restore();
    }
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override { return {}; }

private:
    QString title_;
    QString note_;
};

} // namespace

bool isMissing(const Frame& frame, const std::string& artifact) {
    return !frame.find(artifact) && frame.unavailable.count(artifact) == 0;
}

void refuseMissing(const ViewSpec& spec, const std::string& artifact, const Frame& frame) {
    std::vector<std::string> names;
    for (const auto& [known, found] : frame.artifacts) {
        names.push_back(known);
    }
    throw InputError("", "/views/" + spec.name + "/artifacts",
                     "the experiment publishes no artifact '" + artifact + "'" +
                         didYouMean(artifact, names));
}

QString whyNothing(const ViewSpec& spec, const Frame& frame) {
    QStringList lines;
    for (const std::string& name : spec.artifacts) {
        const auto why = frame.unavailable.find(name);
        if (why == frame.unavailable.end()) {
            return {};
        }
        lines << QStringLiteral("“%1” %2").arg(QString::fromStdString(name),
                                               QString::fromStdString(why->second));
    }
    return lines.join(QLatin1Char('\n'));
}

QString nothingYet(const ViewSpec& spec, const Frame& frame) {
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact || !isEmpty(*artifact)) {
            return {};
        }
    }
    if (frame.scene) {
        for (const Phase& phase : frame.scene->phases) {
            if (phase.step > frame.step) {
                return QCoreApplication::translate(
                           "NotePanel", "Nothing to show yet. From step %1 on the run %2.")
                    .arg(QString::number(phase.step), QString::fromStdString(phase.name));
            }
        }
    }
    return frame.head == 0 ? QCoreApplication::translate("NotePanel",
                                                         "Nothing to show yet. Press Space to run.")
                           : QCoreApplication::translate("NotePanel", "Nothing to show yet.");
}

std::unique_ptr<FigurePanel> notePanel(QString title, QString note) {
    return std::make_unique<NotePanel>(std::move(title), std::move(note));
}

} // namespace scorescope::views
