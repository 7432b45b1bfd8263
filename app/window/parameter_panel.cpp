// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_panel.h"

#include "app/window/parameter_row.h"
#include "app/window/style.h"
#include "engine/core/error.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace scorescope::app {

ParameterPanel::ParameterPanel(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("parameter_panel"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);

    banner_ = new QFrame(this);
    banner_->setObjectName(QStringLiteral("pending_banner"));
    auto* bannerLayout = new QVBoxLayout(banner_);
    bannerLayout->setContentsMargins(12, 8, 12, 8);
    bannerLayout->setSpacing(6);
    bannerText_ = new QLabel(banner_);
    bannerText_->setObjectName(QStringLiteral("pending_text"));
    bannerText_->setWordWrap(true);
    bannerLayout->addWidget(bannerText_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* restart = new QPushButton(tr("Restart"), banner_);
    restart->setObjectName(QStringLiteral("pending_restart"));
    restart->setAccessibleName(tr("Restart with the changes"));
    restart->setProperty("accent", true);
    auto* discard = new QPushButton(tr("Discard"), banner_);
    discard->setObjectName(QStringLiteral("pending_discard"));
    discard->setAccessibleName(tr("Discard the changes"));
    buttons->addWidget(restart);
    buttons->addWidget(discard);
    buttons->addStretch(1);
    bannerLayout->addLayout(buttons);
    all->addWidget(banner_);
    connect(restart, &QPushButton::clicked, this, &ParameterPanel::restartRequested);
    connect(discard, &QPushButton::clicked, this, [this] { document_.discardPending(); });

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("parameter_scroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* inside = new QWidget(scroll);
    list_ = new QVBoxLayout(inside);
    list_->setContentsMargins(12, 8, 8, 12);
    list_->setSpacing(4);
    scroll->setWidget(inside);
    all->addWidget(scroll, 1);

    auto* footer = new QFrame(this);
    footer->setObjectName(QStringLiteral("parameter_footer"));
    auto* footerLayout = new QVBoxLayout(footer);
    footerLayout->setContentsMargins(12, 6, 12, 6);
    footerLayout->setSpacing(4);
    help_ = new QLabel(footer);
    help_->setObjectName(QStringLiteral("help_line"));
    help_->setWordWrap(true);
    help_->setTextFormat(Qt::PlainText);
    help_->hide();
    legendDot_ = new QLabel(footer);
    legendDot_->setObjectName(QStringLiteral("live_legend"));
    footerLayout->addWidget(help_);
    footerLayout->addWidget(legendDot_);
    all->addWidget(footer);

    connect(&document_, &Document::opened, this, &ParameterPanel::rebuild);
    connect(&document_, &Document::pendingChanged, this, &ParameterPanel::updatePending);
    connect(&document_, &Document::valueChanged, this, [this](const QString& name) {
        const auto row = rows_.find(name.toStdString());
        if (row != rows_.end()) {
            row->second->setValue(document_.value(row->first));
        }
        updateThen();
        updateVisibility();
    });
    rebuild();
    updatePending();
}

void ParameterPanel::setTheme(const views::Theme& theme) {
    theme_ = theme;
    legendDot_->setText(QStringLiteral("<span style='color:%1'>●</span> <span "
                                       "style='color:%2'>%3</span>")
                            .arg(theme_.running.name(), theme_.dim.name(),
                                 tr("changes while running").toHtmlEscaped()));
    for (const auto& [name, row] : rows_) {
        row->setTheme(theme_);
    }
}

void ParameterPanel::setFrame(const Frame& frame) {
    const std::shared_ptr<const Scene> then = frame.head > frame.step ? frame.scene : nullptr;
    if (then != then_ || thenStep_ != frame.step) {
        then_ = then;
        thenStep_ = frame.step;
        updateThen();
    }
}

void ParameterPanel::updateThen() {
    for (const ParameterSpec& spec : specs_) {
        const auto row = rows_.find(spec.name);
        // Another scene may be on the desk than the one that the engine still shows.
        const bool was = row != rows_.end() && then_ && spec.live && !spec.followsView &&
                         then_->parameters.table().contains(spec.name) &&
                         then_->parameters.value(spec.name) != document_.value(spec.name);
        if (row != rows_.end()) {
            row->second->setThen(
                was ? tr("at step %1: %2")
                          .arg(groupedNumber(thenStep_),
                               QString::fromStdString(toText(then_->parameters.value(spec.name)))
                                   .left(24))
                    : QString());
        }
    }
}

void ParameterPanel::rebuild() {
    then_ = nullptr;
    while (QLayoutItem* item = list_->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item; // layouts hand items over
    }
    rows_.clear();
    groups_.clear();
    help_->hide();

    // Groups in the order of their first parameter, whatever the table's order inside.
    specs_ = document_.specs();
    std::vector<std::string> groups;
    for (const ParameterSpec& spec : specs_) {
        if (std::find(groups.begin(), groups.end(), spec.group) == groups.end()) {
            groups.push_back(spec.group);
        }
    }
    for (const std::string& group : groups) {
        QToolButton* heading = makeHeading(QString::fromStdString(group));
        groups_[group] = heading;
        list_->addWidget(heading);
        for (const ParameterSpec& spec : specs_) {
            if (spec.group != group) {
                continue;
            }
            auto* row = new ParameterRow(spec, this);
            if (spec.name == "seed") {
                auto* renew = new QToolButton(row);
                renew->setObjectName(QStringLiteral("new_seed"));
                renew->setToolTip(tr("New seed"));
                renew->setAccessibleName(tr("New seed"));
                connect(renew, &QToolButton::clicked, this, [this] {
                    document_.edit("seed", static_cast<std::int64_t>(
                                               QRandomGenerator::global()->bounded(1, 1000000)));
                });
                row->addButton(renew, QStringLiteral("refresh"));
            }
            connect(
                row, &ParameterRow::edited, this,
                [this, row, name = spec.name](const ParameterValue& value, std::uint64_t gesture) {
                    try {
                        document_.edit(name, value, gesture);
                    } catch (const InputError& error) {
                        row->refuse(QString::fromStdString(error.message()));
                    }
                });
            connect(row, &ParameterRow::helpRequested, this, [this](const QString& help) {
                help_->setText(help);
                help_->setVisible(!help.isEmpty());
            });
            row->setValue(document_.value(spec.name));
            rows_[spec.name] = row;
            list_->addWidget(row);
        }
    }
    list_->addStretch(1);
    setTheme(theme_);
    updateVisibility();
}

QToolButton* ParameterPanel::makeHeading(const QString& group) {
    auto* heading = new QToolButton(this);
    heading->setObjectName(QStringLiteral("parameter_group"));
    heading->setText(group.toUpper());
    heading->setToolTip(tr("Show or hide this group"));
    heading->setAccessibleName(tr("Parameters: %1").arg(group));
    heading->setProperty("flat", true);
    heading->setCheckable(true);
    heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    heading->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    heading->setProperty("first", list_->count() == 0);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 0.86);
    font.setLetterSpacing(QFont::PercentageSpacing, 106);
    heading->setFont(font);
    QSettings settings;
    const QString key = QStringLiteral("panel/folded");
    heading->setChecked(!settings.value(key).toStringList().contains(group));
    connect(heading, &QToolButton::clicked, this, [this, key, group](bool unfolded) {
        QSettings stored;
        QStringList folded = stored.value(key).toStringList();
        folded.removeAll(group);
        if (!unfolded) {
            folded << group;
        }
        stored.setValue(key, folded);
        updateVisibility();
    });
    return heading;
}

void ParameterPanel::updateVisibility() {
    std::map<std::string, bool> used;
    for (const ParameterSpec& spec : specs_) {
        const Applicability& when = spec.applies;
        const bool applies =
            when.parameter.empty() ||
            std::find(when.values.begin(), when.values.end(),
                      toText(document_.value(when.parameter))) != when.values.end();
        used[spec.group] = used[spec.group] || applies;
        const auto row = rows_.find(spec.name);
        if (row != rows_.end()) {
            row->second->setVisible(applies && groups_.at(spec.group)->isChecked());
        }
    }
    for (const auto& [group, heading] : groups_) {
        heading->setVisible(used[group]);
        heading->setArrowType(heading->isChecked() ? Qt::DownArrow : Qt::RightArrow);
    }
}

void ParameterPanel::updatePending() {
    const std::vector<std::string> names = document_.pending();
    for (const auto& [name, row] : rows_) {
        row->setPending(std::find(names.begin(), names.end(), name) != names.end());
    }
    banner_->setVisible(!names.empty());
    bannerText_->setText(names.size() == 1 ? tr("1 change needs a restart")
                                           : tr("%1 changes need a restart").arg(names.size()));
}

} // namespace scorescope::app
