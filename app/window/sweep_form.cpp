// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sweep_form.h"

#include "engine/core/sweep.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>
#include <cmath>
#include <functional>

namespace scorescope::app {
namespace {

constexpr int mostSteps = 1'000'000'000;
constexpr int mostValues = 64;

bool isNumber(const ParameterSpec& spec) {
    return spec.type == ParameterType::real || spec.type == ParameterType::integer;
}

QString textOf(const ParameterValue& value) {
    return QString::fromStdString(toText(value));
}

} // namespace

SweepSpec sweepAround(const Scene& scene, const std::string& name) {
    SweepSpec sweep;
    sweep.name = name;
    const ParameterTable& table = scene.parameters.table();
    if (!table.contains(name)) { // the seed
        for (std::int64_t i = 0; i < 4; ++i) {
            sweep.values.emplace_back(static_cast<std::int64_t>(scene.seed) + i);
        }
        return sweep;
    }
    const ParameterSpec& spec = table.spec(name);
    if (spec.type == ParameterType::choice) {
        for (const std::string& each : spec.choices) {
            sweep.values.emplace_back(each);
        }
        return sweep;
    }
    const bool whole = spec.type == ParameterType::integer;
    const double now =
        whole ? static_cast<double>(scene.parameters.integer(name)) : scene.parameters.real(name);
    for (const double factor : {0.5, 1.0, 2.0, 4.0}) {
        const double value =
            std::clamp(now == 0.0 ? factor - 0.5 : now * factor, spec.minimum, spec.maximum);
        // Twelve digits: no rounding errors of the arithmetic.
        const ParameterValue next =
            whole ? ParameterValue(static_cast<std::int64_t>(std::llround(value)))
                  : ParameterValue(QString::number(value, 'g', 12).toDouble());
        if (std::find(sweep.values.begin(), sweep.values.end(), next) == sweep.values.end()) {
            sweep.values.push_back(next);
        }
    }
    return sweep;
}

SweepSpec proposedSweep(const Scene& scene) {
    if (scene.sweep) {
        return *scene.sweep;
    }
    const auto& specs = scene.parameters.table().specs();
    const std::vector<std::function<bool(const ParameterSpec&)>> preferred = {
        [](const ParameterSpec& spec) { return spec.sweepFirst; },
        [](const ParameterSpec& spec) { return isNumber(spec) && spec.live && !spec.followsView; },
        [](const ParameterSpec& spec) { return isNumber(spec) && !spec.followsView; }};
    for (const auto& wanted : preferred) {
        const auto found = std::find_if(specs.begin(), specs.end(), wanted);
        if (found != specs.end()) {
            return sweepAround(scene, found->name);
        }
    }
    return sweepAround(scene, "seed");
}

SweepForm::SweepForm(const Scene& scene, QWidget* parent) : QWidget(parent), scene_(scene) {
    form_ = new QFormLayout(this);
    form_->setContentsMargins(0, 0, 0, 0);
    form_->setSpacing(8);
    form_->setLabelAlignment(Qt::AlignLeft);
    buildFields();
    parameter_->setCurrentIndex(
        std::max(0, parameter_->findData(QString::fromStdString(proposedSweep(scene_).name))));
    propose();
    connect(parameter_, &QComboBox::currentIndexChanged, this, [this] {
        propose();
        Q_EMIT edited();
    });
    connect(how_, &QComboBox::currentIndexChanged, this, [this] {
        showFields();
        Q_EMIT edited();
    });
    for (QLineEdit* field : {list_, from_, to_}) {
        connect(field, &QLineEdit::textChanged, this, &SweepForm::edited);
    }
    for (QSpinBox* field : {count_, steps_}) {
        connect(field, &QSpinBox::valueChanged, this, &SweepForm::edited);
    }
    connect(log_, &QCheckBox::toggled, this, &SweepForm::edited);
}

void SweepForm::buildFields() {
    const auto add = [&](const QString& label, QWidget* field, const QString& name) {
        field->setObjectName(name);
        field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
        form_->addRow(label, field);
    };
    parameter_ = new QComboBox(this);
    addParameters();
    add(tr("&Parameter"), parameter_, QStringLiteral("sweep_parameter"));
    how_ = new QComboBox(this);
    how_->addItem(tr("List"), QStringLiteral("list"));
    how_->addItem(tr("Range"), QStringLiteral("range"));
    add(tr("&Values"), how_, QStringLiteral("sweep_how"));
    list_ = new QLineEdit(this);
    list_->setToolTip(tr("Values divided by commas"));
    add(tr("&List"), list_, QStringLiteral("sweep_list"));
    rangeRow_ = new QWidget(this);
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
    count_->setRange(1, mostValues);
    count_->setPrefix(tr("× "));
    count_->setValue(4);
    range->addWidget(count_);
    form_->addRow(tr("&From"), rangeRow_);
    log_ = new QCheckBox(tr("equal ratios (logarithmic)"), this);
    log_->setObjectName(QStringLiteral("sweep_log"));
    form_->addRow(QString(), log_);
    steps_ = new QSpinBox(this);
    steps_->setRange(1, mostSteps);
    steps_->setGroupSeparatorShown(true);
    steps_->setValue(static_cast<int>(
        std::clamp<std::uint64_t>(scene_.steps == 0 ? 100 : scene_.steps, 1, mostSteps)));
    add(tr("&Steps each"), steps_, QStringLiteral("sweep_steps"));
}

void SweepForm::addParameters() {
    const auto add = [this](const ParameterSpec& spec) {
        const QString group = QString::fromStdString(spec.group);
        const QString label = QString::fromStdString(spec.label);
        parameter_->addItem(group.isEmpty() ? label : tr("%1: %2").arg(group, label),
                            QString::fromStdString(spec.name));
    };
    // What changes the run before what changes the picture of it.
    parameter_->addItem(tr("seed"), QStringLiteral("seed"));
    for (const bool pictures : {false, true}) {
        if (pictures) {
            parameter_->insertSeparator(parameter_->count());
        }
        for (const ParameterSpec& spec : scene_.parameters.table().specs()) {
            if (spec.followsView == pictures &&
                (isNumber(spec) || spec.type == ParameterType::choice)) {
                add(spec);
            }
        }
    }
    parameter_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    parameter_->setMinimumContentsLength(16);
    parameter_->setMaxVisibleItems(24);
}

std::string SweepForm::parameter() const {
    return parameter_->currentData().toString().toStdString();
}

bool SweepForm::isChoice() const {
    const ParameterTable& table = scene_.parameters.table();
    return table.contains(parameter()) && table.spec(parameter()).type == ParameterType::choice;
}

/// Values of the parameter that is chosen.
void SweepForm::propose() {
    const SweepSpec wanted = proposedSweep(scene_);
    const SweepSpec sweep = wanted.name == parameter() ? wanted : sweepAround(scene_, parameter());
    QStringList values;
    for (const ParameterValue& value : sweep.values) {
        values << textOf(value);
    }
    const auto [low, high] = std::minmax_element(sweep.values.begin(), sweep.values.end());
    const QSignalBlocker quiet(this);
    list_->setText(values.join(QStringLiteral(", ")));
    from_->setText(textOf(*low));
    to_->setText(textOf(*high));
    const ParameterTable& table = scene_.parameters.table();
    log_->setChecked(table.contains(parameter()) && table.spec(parameter()).logarithmic);
    if (isChoice()) {
        how_->setCurrentIndex(0);
    }
    showFields();
}

void SweepForm::showFields() {
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
    how_->setEnabled(open_ && !isChoice());
}

std::string SweepForm::over() const {
    const QString name = QString::fromStdString(parameter());
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

std::uint64_t SweepForm::steps() const {
    return static_cast<std::uint64_t>(steps_->value());
}

void SweepForm::setOpen(bool open) {
    open_ = open;
    for (QWidget* field :
         std::initializer_list<QWidget*>{parameter_, list_, rangeRow_, log_, steps_}) {
        field->setEnabled(open);
    }
    showFields();
}

} // namespace scorescope::app
