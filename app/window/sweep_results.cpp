// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sweep_results.h"

#include "app/figures/small_multiples.h"
#include "app/window/style.h"
#include "app/window/sweep_grid.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "views/controls/smoothing_button.h"
#include "views/figure/export_dialog.h"
#include "views/kinds/view_kinds.h"
#include "views/settings.h"
#include "views/text.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace scorescope::app {
namespace {

std::vector<QString> labelsOf(const std::vector<SweepRun>& runs) {
    std::vector<QString> names;
    names.reserve(runs.size());
    for (const SweepRun& run : runs) {
        names.push_back(QString::fromStdString(run.label));
    }
    return names;
}

} // namespace

SweepResults::SweepResults(const Scene& scene, bool reproducible, const views::Theme& theme,
                           QWidget* parent)
    : QWidget(parent), scene_(scene), reproducible_(reproducible), theme_(theme) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    all->addWidget(buildTop());
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    grid_ = new SweepGrid(theme_, halves);
    table_ = new QTableWidget(halves);
    table_->setObjectName(QStringLiteral("sweep_table"));
    table_->setAccessibleName(tr("Last values of each run"));
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->verticalHeader()->hide();
    table_->setShowGrid(false);
    halves->addWidget(grid_);
    halves->addWidget(table_);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 1);
    halves->setSizes({500, 160});
    all->addWidget(halves, 1);
    connect(view_, &QComboBox::currentIndexChanged, this, &SweepResults::followView);
    connect(smoothing_, &views::SmoothingButton::chosen, this, &SweepResults::draw);
    connect(columns_, &QSpinBox::valueChanged, grid_, &SweepGrid::setColumns);
    connect(grid_, &SweepGrid::chosen, this, [this](int cell) {
        if (static_cast<std::size_t>(cell) < runs_.size()) {
            Q_EMIT sceneChosen(runs_[static_cast<std::size_t>(cell)].scene);
        }
    });
    followView();
}

QWidget* SweepResults::buildTop() {
    auto* box = new QWidget(this);
    auto* top = new QHBoxLayout(box);
    top->setContentsMargins(0, 0, 0, 0);
    top->setSpacing(8);
    view_ = new QComboBox(box);
    view_->setObjectName(QStringLiteral("sweep_view"));
    view_->setAccessibleName(tr("View shown for each run"));
    view_->setToolTip(view_->accessibleName());
    for (const ViewSpec& spec : scene_.views) {
        if (spec.place != "closeup") {
            view_->addItem(QString::fromStdString(spec.title.empty() ? spec.name : spec.title),
                           QString::fromStdString(spec.name));
        }
    }
    smoothing_ = new views::SmoothingButton(QStringLiteral("sweep_smoothing"), box);
    columns_ = new QSpinBox(box);
    columns_->setObjectName(QStringLiteral("sweep_columns"));
    columns_->setAccessibleName(tr("Columns"));
    columns_->setRange(0, 8);
    columns_->setSpecialValueText(tr("auto"));
    const auto button = [box](const QString& text, const QString& name, const QString& help) {
        auto* made = new QPushButton(text, box);
        made->setObjectName(name);
        made->setToolTip(help);
        made->setAutoDefault(false);
        made->setEnabled(false);
        return made;
    };
    keep_ = button(tr("Keep curves"), QStringLiteral("sweep_keep"),
                   tr("Put the curves of all runs into the window's list of runs"));
    exportFigure_ = button(tr("Export figure…"), QStringLiteral("sweep_export_figure"), QString());
    exportCsv_ = button(tr("Export CSV…"), QStringLiteral("sweep_export_csv"), QString());
    top->addWidget(view_);
    top->addWidget(smoothing_);
    auto* across = new QLabel(tr("&Columns"), box);
    across->setBuddy(columns_);
    top->addWidget(across);
    top->addWidget(columns_);
    top->addStretch(1);
    top->addWidget(keep_);
    top->addWidget(exportFigure_);
    top->addWidget(exportCsv_);
    connect(keep_, &QPushButton::clicked, this, &SweepResults::keepRequested);
    connect(exportFigure_, &QPushButton::clicked, this, &SweepResults::exportFigure);
    connect(exportCsv_, &QPushButton::clicked, this, &SweepResults::exportCsv);
    return box;
}

void SweepResults::expect(const std::vector<SweepRun>& runs) {
    grid_->present({}, labelsOf(runs), runs.size());
}

void SweepResults::begin(const std::string& name, std::vector<SweepRun> runs) {
    name_ = name;
    runs_ = std::move(runs);
    results_.clear();
    refresh();
}

void SweepResults::refresh() {
    draw();
    fillTable();
    for (QPushButton* button : {keep_, exportFigure_, exportCsv_}) {
        button->setEnabled(!results_.empty());
    }
}

/// Curves can be smoothed.
void SweepResults::followView() {
    const std::string name = view_->currentData().toString().toStdString();
    const bool curves =
        std::any_of(scene_.views.begin(), scene_.views.end(), [&](const ViewSpec& spec) {
            return spec.name == name && views::viewTraits(spec.kind).seriesOverSteps;
        });
    smoothing_->setVisible(curves);
    if (!runs_.empty()) {
        draw();
    }
}

std::vector<std::shared_ptr<views::FigurePanel>> SweepResults::panels() const {
    const std::string name = view_->currentData().toString().toStdString();
    const auto spec = std::find_if(scene_.views.begin(), scene_.views.end(),
                                   [&](const ViewSpec& each) { return each.name == name; });
    if (spec == scene_.views.end()) {
        return {};
    }
    ViewSpec shown = *spec;
    if (smoothing_->isVisibleTo(this)) {
        shown.options["smoothing"] = smoothing_->smoothing();
    }
    std::vector<LabelledFrame> frames;
    for (const SweepResult& result : results_) {
        frames.emplace_back(runs_[result.run].label, result.frame);
    }
    return smallMultiples(shown, frames);
}

void SweepResults::draw() {
    try {
        grid_->present(panels(), labelsOf(runs_), runs_.size());
    } catch (const InputError& error) {
        Q_EMIT failed(QString::fromStdString(error.message()));
    }
}

void SweepResults::fillTable() {
    std::set<std::string> series;
    for (const SweepResult& result : results_) {
        for (const auto& [name, artifact] : result.frame->artifacts) {
            if (std::holds_alternative<SeriesArtifact>(artifact->data) &&
                std::isfinite(result.frame->lastValue(name))) {
                series.insert(name); // those that no run has a value of would only be empty
            }
        }
    }
    QStringList header{QString::fromStdString(name_), tr("steps"), tr("seconds")};
    for (const std::string& name : series) {
        header << QString::fromStdString(name);
    }
    header << tr("trouble");
    table_->clear();
    table_->setColumnCount(static_cast<int>(header.size()));
    table_->setHorizontalHeaderLabels(header);
    table_->setRowCount(static_cast<int>(results_.size()));
    bool trouble = false;
    for (int row = 0; row < table_->rowCount(); ++row) {
        const SweepResult& result = results_[static_cast<std::size_t>(row)];
        int column = 0;
        const auto put = [&](const QString& text) {
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table_->setItem(row, column++, item);
        };
        put(QString::fromStdString(toText(runs_[result.run].value)));
        put(groupedNumber(result.frame->step));
        put(QString::number(result.seconds, 'f', 1));
        for (const std::string& name : series) {
            const double value = result.frame->lastValue(name);
            put(std::isfinite(value) ? views::numberText(value, 5) : QString());
        }
        put(QString::fromStdString(result.trouble));
        trouble = trouble || !result.trouble.empty();
    }
    table_->setColumnHidden(static_cast<int>(header.size()) - 1, !trouble);
    table_->resizeColumnsToContents();
}

void SweepResults::exportFigure() {
    std::vector<views::ExportDialog::Entry> entries;
    const QString view = view_->currentData().toString();
    const auto made = panels();
    for (std::size_t i = 0; i < made.size(); ++i) {
        entries.push_back({QStringLiteral("%1_sweep").arg(view),
                           QString::fromStdString(runs_[results_[i].run].label), made[i]});
    }
    if (entries.empty()) {
        return;
    }
    auto* dialog = new views::ExportDialog(std::move(entries), scene_.json().dump(2), theme_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setComment(views::commentOn(reproducible_));
    dialog->chooseAll(columns_->value() > 0 ? columns_->value()
                                            : multiplesColumns(results_.size()));
    connect(dialog, &views::ExportDialog::exported, this, &SweepResults::written);
    dialog->open();
}

void SweepResults::exportCsv() {
    auto* dialog = new QFileDialog(this, tr("Export the last values"));
    dialog->setObjectName(QStringLiteral("sweep_csv_dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("CSV (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    const QString folder = views::Settings().value(QStringLiteral("files/folder")).toString();
    if (!folder.isEmpty() && QDir(folder).exists()) {
        dialog->setDirectory(folder);
    }
    dialog->selectFile(QStringLiteral("sweep.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        try {
            writeFileAtomically(path.toStdString(), sweepCsv(name_, runs_, results_));
            Q_EMIT written(path);
        } catch (const InputError& error) {
            Q_EMIT failed(QString::fromStdString(error.what()));
        }
    });
    dialog->open();
}

} // namespace scorescope::app
