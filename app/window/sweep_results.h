// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"
#include "engine/core/sweep.h"
#include "views/figure_panel.h"
#include "views/theme.h"

#include <QWidget>

#include <memory>
#include <string>
#include <vector>

class QComboBox;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace scorescope::views {
class SmoothingButton;
} // namespace scorescope::views

namespace scorescope::app {

class SweepGrid;

/// The runs of a sweep as small multiples of one view, with a table of their last values; exports.
/// GUI thread only.
class SweepResults : public QWidget {
    Q_OBJECT

public:
    /// `reproducible`: as ExperimentKind has it, for figures.
    SweepResults(const Scene& scene, bool reproducible, const views::Theme& theme, QWidget* parent);

    /// The places that the pictures of a sweep to come will take.
    void expect(const std::vector<SweepRun>& runs);
    /// A sweep of `name` begins; results so far are gone.
    void begin(const std::string& name, std::vector<SweepRun> runs);
    void add(const SweepResult& result) { results_.push_back(result); }
    /// Draws what was added.
    void refresh();
    [[nodiscard]] const std::vector<SweepRun>& runs() const noexcept { return runs_; }
    /// So far, in the order of the values.
    [[nodiscard]] const std::vector<SweepResult>& results() const noexcept { return results_; }

Q_SIGNALS:
    /// The person chose that run's picture.
    void sceneChosen(const scorescope::Scene& scene);
    /// The person wants the curves of all runs in the list of runs.
    void keepRequested();
    void written(const QString& path);
    void failed(const QString& why);

private:
    QWidget* buildTop();
    void followView();
    void draw();
    void fillTable();
    void exportFigure();
    void exportCsv();
    [[nodiscard]] std::vector<std::shared_ptr<views::FigurePanel>> panels() const;

    const Scene scene_;
    bool reproducible_;
    views::Theme theme_;
    std::string name_; ///< of what was swept
    std::vector<SweepRun> runs_;
    std::vector<SweepResult> results_;

    QComboBox* view_ = nullptr;
    views::SmoothingButton* smoothing_ = nullptr;
    QSpinBox* columns_ = nullptr;
    SweepGrid* grid_ = nullptr;
    QTableWidget* table_ = nullptr;
    QPushButton* keep_ = nullptr;
    QPushButton* exportFigure_ = nullptr;
    QPushButton* exportCsv_ = nullptr;
};

} // namespace scorescope::app
