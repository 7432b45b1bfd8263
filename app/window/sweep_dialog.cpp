// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sweep_dialog.h"

#include "app/figures/small_multiples.h"
#include "app/window/style.h"
#include "app/window/sweep_grid.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "views/figure/export_dialog.h"
#include "views/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
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

constexpr int mostSteps = 1'000'000'000;
constexpr int drawPause = 150; // ms

QString duration(double seconds) {
    if (seconds < 90.0) {
        return SweepDialog::tr("%1 s").arg(std::max(1.0, std::ceil(seconds)), 0, 'f', 0);
    }
    if (seconds < 5400.0) {
        return SweepDialog::tr("%1 min").arg(std::ceil(seconds / 60.0), 0, 'f', 0);
    }
    return SweepDialog::tr("%1 h").arg(seconds / 3600.0, 0, 'f', 1);
}

bool isNumber(const ParameterSpec& spec) {
    return spec.type == ParameterType::real || spec.type == ParameterType::integer;
}

} // namespace

SweepDialog::SweepDialog(const Registry& registry, Scene scene, const Device& device, int threads,
                         const views::Theme& theme, QWidget* parent)
    : QDialog(parent), registry_(registry), scene_(std::move(scene)), device_(device),
      threads_(threads), theme_(theme) {
    setObjectName(QStringLiteral("sweep_dialog"));
    setWindowTitle(tr("Sweep"));
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(16, 16, 16, 16);
    all->setSpacing(16);
    all->addWidget(buildForm());
    all->addWidget(buildResults(), 1);
    resize(1120, 720);
    draw_.setSingleShot(true);
    draw_.setInterval(drawPause);
    connect(&draw_, &QTimer::timeout, this, [this] {
        drawPictures();
        fillTable();
    });
    parameterChosen();
    measure();
}

SweepDialog::~SweepDialog() = default;

QWidget* SweepDialog::buildForm() {
    auto* box = new QWidget(this);
    box->setFixedWidth(288);
    auto* all = new QVBoxLayout(box);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(12);
    form_ = new QFormLayout;
    form_->setSpacing(8);
    form_->setLabelAlignment(Qt::AlignLeft);
    const auto add = [&](const QString& label, QWidget* field, const QString& name) {
        field->setObjectName(name);
        field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
        form_->addRow(label, field);
    };
    parameter_ = new QComboBox(box);
    parameter_->addItem(tr("seed"), QStringLiteral("seed"));
    for (const ParameterSpec& spec : scene_.parameters.table().specs()) {
        if (isNumber(spec) || spec.type == ParameterType::choice) {
            const QString group = QString::fromStdString(spec.group);
            const QString label = QString::fromStdString(spec.label);
            parameter_->addItem(group.isEmpty() ? label : tr("%1: %2").arg(group, label),
                                QString::fromStdString(spec.name));
        }
    }
    parameter_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    parameter_->setMinimumContentsLength(16);
    parameter_->setMaxVisibleItems(24);
    for (const ParameterSpec& spec : scene_.parameters.table().specs()) {
        if (spec.sweepFirst) {
            parameter_->setCurrentIndex(
                std::max(0, parameter_->findData(QString::fromStdString(spec.name))));
            break;
        }
    }
    add(tr("&Parameter"), parameter_, QStringLiteral("sweep_parameter"));
    how_ = new QComboBox(box);
    how_->addItem(tr("List"), QStringLiteral("list"));
    how_->addItem(tr("Range"), QStringLiteral("range"));
    add(tr("&Values"), how_, QStringLiteral("sweep_how"));
    list_ = new QLineEdit(box);
    list_->setToolTip(tr("Values divided by commas"));
    add(tr("&List"), list_, QStringLiteral("sweep_list"));
    rangeRow_ = new QWidget(box);
    auto* range = new QHBoxLayout(rangeRow_);
    range->setContentsMargins(0, 0, 0, 0);
    range->setSpacing(4);
    const auto edit = [&](const QString& name, const QString& accessible) {
        auto* field = new QLineEdit(rangeRow_);
        field->setObjectName(name);
        field->setAccessibleName(accessible);
        field->setMinimumWidth(48);
        range->addWidget(field, 1);
        return field;
    };
    from_ = edit(QStringLiteral("sweep_from"), tr("From"));
    range->addWidget(new QLabel(tr("to"), rangeRow_));
    to_ = edit(QStringLiteral("sweep_to"), tr("To"));
    count_ = new QSpinBox(rangeRow_);
    count_->setObjectName(QStringLiteral("sweep_count"));
    count_->setAccessibleName(tr("Number of values"));
    count_->setRange(1, static_cast<int>(mostRuns));
    count_->setPrefix(tr("× "));
    count_->setValue(4);
    range->addWidget(count_);
    form_->addRow(tr("&From"), rangeRow_);
    log_ = new QCheckBox(tr("equal ratios (logarithmic)"), box);
    log_->setObjectName(QStringLiteral("sweep_log"));
    form_->addRow(QString(), log_);
    steps_ = new QSpinBox(box);
    steps_->setRange(1, mostSteps);
    steps_->setGroupSeparatorShown(true);
    steps_->setValue(static_cast<int>(
        std::clamp<std::uint64_t>(scene_.steps == 0 ? 100 : scene_.steps, 1, mostSteps)));
    add(tr("&Steps each"), steps_, QStringLiteral("sweep_steps"));
    all->addLayout(form_);
    note_ = new QLabel(box);
    note_->setObjectName(QStringLiteral("sweep_note"));
    note_->setWordWrap(true);
    note_->setMinimumHeight(3 * note_->fontMetrics().lineSpacing());
    note_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    all->addWidget(note_);
    progress_ = new QProgressBar(box);
    progress_->setObjectName(QStringLiteral("sweep_progress"));
    progress_->setAccessibleName(tr("How far the sweep is"));
    progress_->setRange(0, 1000);
    progress_->setValue(0);
    progress_->setTextVisible(false); // the note above says it in words
    all->addWidget(progress_);
    auto* buttons = new QHBoxLayout;
    start_ = new QPushButton(tr("Run the sweep"), box);
    start_->setObjectName(QStringLiteral("sweep_start"));
    start_->setDefault(true);
    cancel_ = new QPushButton(tr("Cancel"), box);
    cancel_->setObjectName(QStringLiteral("sweep_cancel"));
    cancel_->setAutoDefault(false);
    buttons->addWidget(start_, 1);
    buttons->addWidget(cancel_);
    all->addLayout(buttons);
    all->addStretch(1);

    connect(parameter_, &QComboBox::currentIndexChanged, this, &SweepDialog::parameterChosen);
    connect(how_, &QComboBox::currentIndexChanged, this, &SweepDialog::plan);
    for (QLineEdit* field : {list_, from_, to_}) {
        connect(field, &QLineEdit::textChanged, this, &SweepDialog::plan);
    }
    for (QSpinBox* field : {count_, steps_}) {
        connect(field, &QSpinBox::valueChanged, this, &SweepDialog::plan);
    }
    connect(log_, &QCheckBox::toggled, this, &SweepDialog::plan);
    connect(start_, &QPushButton::clicked, this, &SweepDialog::start);
    connect(cancel_, &QPushButton::clicked, this, &SweepDialog::cancel);
    return box;
}

QWidget* SweepDialog::buildResults() {
    auto* box = new QWidget(this);
    auto* all = new QVBoxLayout(box);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    auto* top = new QHBoxLayout;
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
    columns_ = new QSpinBox(box);
    columns_->setObjectName(QStringLiteral("sweep_columns"));
    columns_->setAccessibleName(tr("Columns"));
    columns_->setRange(0, 8);
    columns_->setSpecialValueText(tr("auto"));
    exportFigure_ = new QPushButton(tr("Export figure…"), box);
    exportFigure_->setObjectName(QStringLiteral("sweep_export_figure"));
    exportFigure_->setAutoDefault(false);
    exportCsv_ = new QPushButton(tr("Export CSV…"), box);
    exportCsv_->setObjectName(QStringLiteral("sweep_export_csv"));
    exportCsv_->setAutoDefault(false);
    top->addWidget(view_);
    auto* across = new QLabel(tr("&Columns"), box);
    across->setBuddy(columns_);
    top->addWidget(across);
    top->addWidget(columns_);
    top->addStretch(1);
    top->addWidget(exportFigure_);
    top->addWidget(exportCsv_);
    all->addLayout(top);
    auto* halves = new QSplitter(Qt::Vertical, box);
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
    connect(view_, &QComboBox::currentIndexChanged, this, &SweepDialog::drawPictures);
    connect(columns_, &QSpinBox::valueChanged, grid_, &SweepGrid::setColumns);
    connect(grid_, &SweepGrid::chosen, this, [this](int cell) {
        if (static_cast<std::size_t>(cell) < runs_.size()) {
            Q_EMIT sceneChosen(runs_[static_cast<std::size_t>(cell)].scene);
        }
    });
    connect(exportFigure_, &QPushButton::clicked, this, &SweepDialog::exportFigure);
    connect(exportCsv_, &QPushButton::clicked, this, &SweepDialog::exportCsv);
    return box;
}

/// Proposes values around the one in force.
void SweepDialog::parameterChosen() {
    const std::string name = parameter_->currentData().toString().toStdString();
    const ParameterTable& table = scene_.parameters.table();
    QString list = QStringLiteral("1, 2, 3, 4");
    QString from = QStringLiteral("1");
    QString to = QStringLiteral("4");
    bool logarithmic = false;
    bool choice = false;
    if (table.contains(name)) {
        const ParameterSpec& spec = table.spec(name);
        QStringList values;
        choice = spec.type == ParameterType::choice;
        if (choice) {
            for (const std::string& each : spec.choices) {
                values << QString::fromStdString(each);
            }
        } else {
            const double now = spec.type == ParameterType::integer
                                   ? static_cast<double>(scene_.parameters.integer(name))
                                   : scene_.parameters.real(name);
            for (const double factor : {0.5, 1.0, 2.0, 4.0}) {
                double value = now == 0.0 ? factor - 0.5 : now * factor;
                if (spec.type == ParameterType::integer) {
                    value = std::round(value);
                }
                value = std::clamp(value, spec.minimum, spec.maximum);
                const QString text = QString::number(value, 'g', 12);
                if (!values.contains(text)) {
                    values << text;
                }
            }
            logarithmic = spec.logarithmic;
        }
        list = values.join(QStringLiteral(", "));
        from = values.front();
        to = values.back();
    }
    const QSignalBlocker quiet(how_);
    list_->setText(list);
    from_->setText(from);
    to_->setText(to);
    log_->setChecked(logarithmic);
    if (choice) {
        how_->setCurrentIndex(0);
    }
    how_->setEnabled(!choice);
    plan();
}

std::string SweepDialog::over() const {
    const QString name = parameter_->currentData().toString();
    if (how_->currentData().toString() == QLatin1String("list")) {
        QString values = list_->text();
        values.remove(QLatin1Char(' '));
        return QStringLiteral("%1=%2").arg(name, values).toStdString();
    }
    return QStringLiteral("%1=%2:%3:%4%5")
        .arg(name, from_->text().trimmed(), to_->text().trimmed(), QString::number(count_->value()),
             log_->isChecked() ? QStringLiteral(":log") : QString())
        .toStdString();
}

void SweepDialog::plan() {
    const bool list = how_->currentData().toString() == QLatin1String("list");
    const auto showRow = [this](QWidget* field, bool shown) {
        field->setVisible(shown);
        if (QWidget* label = form_->labelForField(field)) {
            label->setVisible(shown);
        }
    };
    showRow(list_, list);
    showRow(rangeRow_, !list);
    log_->setVisible(!list);
    planned_.clear();
    try {
        const SweepSpec spec = parseSweep(scene_, over());
        if (spec.values.size() > mostRuns) {
            throw InputError("", "",
                             "more than " + std::to_string(mostRuns) +
                                 " runs are for the command line: scorescope sweep");
        }
        planned_ = planSweep(registry_, scene_, spec, static_cast<std::uint64_t>(steps_->value()));
        sweptName_ = spec.name;
    } catch (const InputError& error) {
        say(QString::fromStdString(error.message()), true);
        updateButtons();
        return;
    }
    const double steps = static_cast<double>(planned_.size()) * steps_->value();
    const QString number = groupedNumber(static_cast<qulonglong>(steps));
    QString text = planned_.size() == 1
                       ? tr("1 run, %1 steps").arg(number)
                       : tr("%1 runs, %2 steps in all").arg(planned_.size()).arg(number);
    if (stepSeconds_ > 0.0) {
        text += tr("; about %1 at the speed measured for the scene as it is")
                    .arg(duration(stepSeconds_ * steps));
    }
    say(text, false);
    if (results_.empty() && !job_.isBusy()) {
        std::vector<QString> names; // the places that the pictures will take
        for (const SweepRun& run : planned_) {
            names.push_back(QString::fromStdString(run.label));
        }
        grid_->present({}, names, planned_.size());
    }
    updateButtons();
}

void SweepDialog::measure() {
    measuring_.start(
        [&registry = registry_, scene = scene_, device = device_, threads = threads_](
            BackgroundJob::Link&) { return measureStep(registry, scene, device, threads); },
        [this](double seconds) {
            stepSeconds_ = seconds;
            if (!job_.isBusy() && ending_.isEmpty()) {
                plan();
            }
            measured();
        },
        [this](const QString&) { measured(); }); // a sweep of it will say what is wrong
}

void SweepDialog::measured() {
    if (closing_ && !job_.isBusy()) {
        QDialog::done(QDialog::Rejected);
    }
}

void SweepDialog::start() {
    if (job_.isBusy() || planned_.empty()) {
        return;
    }
    runs_ = planned_;
    runsName_ = sweptName_;
    results_.clear();
    ending_.clear();
    drawPictures();
    fillTable();
    job_.start(
        [this, &registry = registry_, runs = runs_, device = device_,
         threads = threads_](BackgroundJob::Link& link) {
            SweepWatch watch;
            watch.progress = [this, &link](const SweepProgress& now) {
                link.report([this, now] { showProgress(now); });
                return link.wanted();
            };
            watch.done = [this, &link](const SweepResult& result) {
                link.tell([this, result] { takeResult(result); });
            };
            return runSweep(registry, runs, device, threads, watch);
        },
        [this](bool complete) { finish(complete, QString()); },
        [this](const QString& why) { finish(false, why); });
    showProgress({});
    updateButtons();
    cancel_->setFocus(Qt::OtherFocusReason);
}

void SweepDialog::cancel() {
    if (job_.isBusy()) {
        job_.cancel();
        say(tr("Stopping after the step in progress …"), false);
    } else {
        reject();
    }
}

void SweepDialog::done(int result) {
    if (!job_.isBusy() && !measuring_.isBusy()) {
        QDialog::done(result);
        return;
    }
    // Goes once the other thread has ended: nothing here waits for it.
    closing_ = true;
    job_.cancel();
    hide();
}

void SweepDialog::takeResult(const SweepResult& result) {
    results_.push_back(result);
    if (!draw_.isActive()) {
        draw_.start();
    }
}

void SweepDialog::finish(bool complete, const QString& error) {
    if (closing_) {
        if (!measuring_.isBusy()) {
            QDialog::done(QDialog::Rejected);
        }
        return;
    }
    const auto failed = std::count_if(results_.begin(), results_.end(),
                                      [](const auto& result) { return !result.trouble.empty(); });
    ending_ =
        !error.isEmpty() ? error
        : !complete
            ? tr("Cancelled; %1 of %2 runs are complete").arg(results_.size()).arg(runs_.size())
        : failed > 0 ? tr("%1 of %2 runs failed; the table says why").arg(failed).arg(runs_.size())
                     : tr("All %1 runs are complete").arg(runs_.size());
    say(ending_, !error.isEmpty());
    progress_->setValue(complete ? 1000 : 0);
    draw_.stop();
    drawPictures();
    fillTable();
    updateButtons();
    Q_EMIT ended(complete);
}

void SweepDialog::showProgress(const SweepProgress& now) {
    progress_->setValue(static_cast<int>(1000.0 * now.share));
    if (now.runs == 0) {
        say(tr("Starting …"), false);
        return;
    }
    QString text = tr("Run %1 of %2: %3, step %4")
                       .arg(now.run + 1)
                       .arg(now.runs)
                       .arg(QString::fromStdString(runs_[now.run].label))
                       .arg(groupedNumber(now.step));
    if (now.secondsLeft >= 0.0) {
        text += tr("; %1 left").arg(duration(now.secondsLeft));
    }
    say(text, false);
}

std::vector<std::shared_ptr<views::FigurePanel>> SweepDialog::panels() const {
    const std::string name = view_->currentData().toString().toStdString();
    const auto spec = std::find_if(scene_.views.begin(), scene_.views.end(),
                                   [&](const ViewSpec& each) { return each.name == name; });
    if (spec == scene_.views.end()) {
        return {};
    }
    std::vector<LabelledFrame> frames;
    for (const SweepResult& result : results_) {
        frames.emplace_back(runs_[result.run].label, result.frame);
    }
    return smallMultiples(*spec, frames);
}

void SweepDialog::drawPictures() {
    std::vector<QString> names;
    for (const SweepRun& run : runs_) {
        names.push_back(QString::fromStdString(run.label));
    }
    try {
        grid_->present(panels(), names, runs_.size());
    } catch (const InputError& error) {
        say(QString::fromStdString(error.message()), true);
    }
}

void SweepDialog::fillTable() {
    std::set<std::string> series;
    for (const SweepResult& result : results_) {
        for (const auto& [name, artifact] : result.frame->artifacts) {
            if (std::holds_alternative<SeriesArtifact>(artifact->data) &&
                std::isfinite(result.frame->lastValue(name))) {
                series.insert(name); // those that no run has a value of would only be empty
            }
        }
    }
    QStringList header{QString::fromStdString(runsName_), tr("steps"), tr("seconds")};
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

void SweepDialog::updateButtons() {
    start_->setEnabled(!job_.isBusy() && !planned_.empty());
    cancel_->setText(!job_.isBusy() ? tr("Close") : tr("Cancel"));
    for (QWidget* field :
         std::initializer_list<QWidget*>{parameter_, list_, rangeRow_, log_, steps_}) {
        field->setEnabled(!job_.isBusy());
    }
    const bool choice =
        scene_.parameters.table().contains(parameter_->currentData().toString().toStdString()) &&
        scene_.parameters.table().spec(parameter_->currentData().toString().toStdString()).type ==
            ParameterType::choice;
    how_->setEnabled(!job_.isBusy() && !choice);
    exportFigure_->setEnabled(!results_.empty());
    exportCsv_->setEnabled(!results_.empty());
}

void SweepDialog::say(const QString& text, bool error) {
    note_->setText(text);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, error ? theme_.error : theme_.dim);
    note_->setPalette(colors);
}

void SweepDialog::exportFigure() {
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
    dialog->setComment(views::commentOn(registry_.kind(scene_.experiment).reproducible));
    dialog->chooseAll(columns_->value() > 0 ? columns_->value()
                                            : multiplesColumns(results_.size()));
    connect(dialog, &views::ExportDialog::exported, this, &SweepDialog::written);
    dialog->open();
}

void SweepDialog::exportCsv() {
    auto* dialog = new QFileDialog(this, tr("Export the last values"));
    dialog->setObjectName(QStringLiteral("sweep_csv_dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("CSV (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    const QString folder = QSettings().value(QStringLiteral("files/folder")).toString();
    if (!folder.isEmpty() && QDir(folder).exists()) {
        dialog->setDirectory(folder);
    }
    dialog->selectFile(QStringLiteral("sweep.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        try {
            writeFileAtomically(path.toStdString(), sweepCsv(runsName_, runs_, results_));
            say(tr("Wrote %1").arg(path), false);
            Q_EMIT written(path);
        } catch (const InputError& error) {
            say(QString::fromStdString(error.what()), true);
        }
    });
    dialog->open();
}

} // namespace scorescope::app
