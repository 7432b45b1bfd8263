// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/small_multiples.h"

#include "app/figures/graphics_scope.h"
#include "engine/core/error.h"
#include "views/figure/export.h"
#include "views/figure/steady_limits.h"
#include "views/kinds/view_kinds.h"
#include "views/text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace scorescope::app {
namespace {

class LabelledPanel final : public views::FigurePanel {
public:
    LabelledPanel(QString label, std::shared_ptr<const views::FigurePanel> panel)
        : label_(std::move(label)), panel_(std::move(panel)) {}

    void draw(QPainter& painter, const QRectF& rect,
              const views::FigureStyle& style) const override {
        const double strip = stripIn(rect.height(), style);
        painter.save();
        painter.setFont(views::figureFont(style, style.fontSize, painter.device()));
        painter.setPen(style.theme.text);
        const QRectF line(rect.topLeft(), QSizeF(rect.width(), strip));
        const QString shown = QFontMetricsF(painter.font(), painter.device())
                                  .elidedText(label_, Qt::ElideRight, line.width());
        painter.drawText(line, static_cast<int>(Qt::AlignHCenter | Qt::AlignVCenter), shown);
        painter.restore();
        panel_->draw(painter, rect.adjusted(0.0, strip, 0.0, 0.0), style);
    }
    [[nodiscard]] QString title() const override { return label_; }
    [[nodiscard]] bool writesTitle() const override { return true; }
    /// Room for the label: about a sixteenth of a panel's width at the usual sizes.
    [[nodiscard]] double aspectRatio() const override {
        return 1.0 / (1.0 / panel_->aspectRatio() + 1.0 / 16.0);
    }
    [[nodiscard]] double leastWidth(const views::FigureStyle& style) const override {
        return panel_->leastWidth(style);
    }
    [[nodiscard]] double heightFor(double width, const views::FigureStyle& style) const override {
        return labelStrip * style.fontSize + panel_->heightFor(width, style);
    }
    [[nodiscard]] bool leavesOut(const QSizeF& size,
                                 const views::FigureStyle& style) const override {
        return panel_->leavesOut(size - QSizeF(0.0, stripIn(size.height(), style)), style);
    }
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override {
        return panel_->data();
    }

private:
    static constexpr double labelStrip = 1.7; ///< em
    static double stripIn(double height, const views::FigureStyle& style) {
        return std::min(labelStrip * style.fontSize, 0.3 * height);
    }

    QString label_;
    std::shared_ptr<const views::FigurePanel> panel_;
};

} // namespace

std::shared_ptr<views::FigurePanel> labelledPanel(const QString& label,
                                                  std::shared_ptr<const views::FigurePanel> panel) {
    return std::make_shared<LabelledPanel>(label, std::move(panel));
}

std::vector<std::shared_ptr<views::FigurePanel>>
smallMultiples(const ViewSpec& view, const std::vector<LabelledFrame>& runs) {
    views::SteadyLimits limits;
    for (const LabelledFrame& run : runs) {
        limits.include(view, *views::createPanel(view, *run.second));
    }
    const ViewSpec common = limits.applied(view);
    std::vector<std::shared_ptr<views::FigurePanel>> panels;
    for (const LabelledFrame& run : runs) {
        panels.push_back(labelledPanel(QString::fromStdString(run.first),
                                       views::createPanel(common, *run.second)));
    }
    return panels;
}

int multiplesColumns(std::size_t runs) {
    return runs <= 3 ? static_cast<int>(std::max<std::size_t>(runs, 1)) : runs == 4 ? 2 : 3;
}

void writeMultiples(const Scene& scene, const std::string& view,
                    const std::vector<LabelledFrame>& runs, const std::string& path) {
    const GraphicsScope graphics;
    const auto spec = std::find_if(scene.views.begin(), scene.views.end(),
                                   [&](const ViewSpec& each) { return each.name == view; });
    if (spec == scene.views.end()) {
        throw InputError("--view", "", "there is no view '" + view + "'");
    }
    const auto panels = smallMultiples(*spec, runs);
    std::vector<const views::FigurePanel*> pointers;
    for (const auto& panel : panels) {
        pointers.push_back(panel.get());
    }
    views::ExportOptions options = views::exportPreset(
        panels.size() > 1 ? QStringLiteral("double column") : QStringLiteral("single column"));
    options.panelLetters = false; // each says what it is
    options.panelTitles = false;
    options.columns = multiplesColumns(panels.size());
    options.comment = views::commentOn(std::all_of(runs.begin(), runs.end(), [](const auto& run) {
        return !run.second || run.second->reproducible;
    }));
    views::exportFigure(pointers, options, scene.json().dump(2), QString::fromStdString(path));
}

} // namespace scorescope::app
