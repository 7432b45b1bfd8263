// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/missing.h"

#include "engine/core/error.h"
#include "engine/core/scene.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>
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

QString tr(const char* text) {
    return QCoreApplication::translate("NotePanel", text);
}

/// The analysis that somebody looks for and that will bring one of these artifacts: the one of
/// their name, or the only one there is. Null where none is known to.
const AnalysisStatus* analysisFor(const std::vector<std::string>& artifacts, const Frame& frame) {
    std::vector<const AnalysisStatus*> looked;
    for (const AnalysisStatus& each : frame.analyses) {
        if (each.request.cause != AnalysisCause::interest) {
            continue;
        }
        if (std::find(artifacts.begin(), artifacts.end(), each.request.key.name) !=
            artifacts.end()) {
            return &each;
        }
        looked.push_back(&each);
    }
    return looked.size() == 1 ? looked.front() : nullptr;
}

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

void refuseAnyMissing(const ViewSpec& spec, const Frame& frame) {
    for (const std::string& name : spec.artifacts) {
        if (isMissing(frame, name)) {
            refuseMissing(spec, name, frame);
        }
    }
}

QString whyNothing(const ViewSpec& spec, const Frame& frame) {
    QStringList lines;
    for (const std::string& name : spec.artifacts) {
        const auto why = frame.unavailable.find(name);
        if (why == frame.unavailable.end()) {
            return {};
        }
        lines << QStringLiteral("“%1” %2").arg(QString::fromStdString(name).replace(u'_', u' '),
                                               QString::fromStdString(why->second));
    }
    return lines.join(QLatin1Char('\n'));
}

QString nothingYet(const ViewSpec& spec, const Frame& frame) {
    std::vector<std::string> awaited;
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (artifact && !isEmpty(*artifact)) {
            return {};
        }
        if (!artifact && frame.unavailable.count(name) == 0) {
            awaited.push_back(name);
        }
    }
    if (const AnalysisStatus* found = awaited.empty() ? nullptr : analysisFor(awaited, frame)) {
        const QString title = QString::fromStdString(found->request.title);
        return found->running ? tr("Being computed: %1, %2 %")
                                    .arg(title, QString::number(std::floor(100.0 * found->share)))
                              : tr("To be computed: %1").arg(title);
    }
    if (frame.scene) {
        for (const Phase& phase : frame.scene->phases) {
            if (phase.step > frame.step) {
                return tr("Nothing to show yet. From step %1 on the run %2.")
                    .arg(QString::number(phase.step), QString::fromStdString(phase.name));
            }
        }
    }
    return frame.head == 0 ? tr("Nothing to show yet. Press Space to run.")
                           : tr("Nothing to show yet.");
}

std::unique_ptr<FigurePanel> notePanel(QString title, QString note) {
    return std::make_unique<NotePanel>(std::move(title), std::move(note));
}

} // namespace scorescope::views
