// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_panel.h"

#include "app/window/help_line.h"
#include "app/window/parameter_heading.h"
#include "app/window/parameter_row.h"
#include "app/window/style.h"
#include "app/window/text_search.h"
#include "engine/core/error.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scorescope::app {

ParameterPanel::ParameterPanel(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("parameter_panel"));
    installEventFilter(this);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    buildHeader(*all);

    scroll_ = new QScrollArea(this);
    scroll_->setObjectName(QStringLiteral("parameter_scroll"));
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    auto* inside = new QWidget(scroll_);
    list_ = new QVBoxLayout(inside);
    list_->setContentsMargins(12, 4, 8, 12);
    list_->setSpacing(4);
    scroll_->setWidget(inside);
    all->addWidget(scroll_, 1);
    buildFooter(*all);

    connect(&document_, &Document::opened, this, [this] {
        if (making_) { // of a scene that was left before all its rows were there
            for (const auto& [name, row] : making_->kept) {
                if (rows_.count(name) == 0) {
                    row->deleteLater();
                }
            }
        }
        making_.emplace();
        specs_ = document_.specs();
    });
    connect(&document_, &Document::pendingChanged, this, &ParameterPanel::updatePending);
    connect(&document_, &Document::valueChanged, this, [this](const QString& name) {
        finish();
        const auto row = rows_.find(name.toStdString());
        if (row != rows_.end()) {
            row->second->setValue(document_.value(row->first));
        }
        updateThen();
        updateVisibility();
    });
    making_.emplace();
    specs_ = document_.specs();
    finish();
    setTheme(theme_);
}

void ParameterPanel::buildHeader(QVBoxLayout& all) {
    auto* header = new QHBoxLayout;
    header->setContentsMargins(8, 8, 8, 4);
    header->setSpacing(4);
    filter_ = new QLineEdit(this);
    filter_->setObjectName(QStringLiteral("parameter_filter"));
    filter_->setAccessibleName(tr("Filter the parameters"));
    filter_->setPlaceholderText(tr("Filter the parameters"));
    filter_->setClearButtonEnabled(true);
    filter_->installEventFilter(this);
    changed_ = new QToolButton(this);
    changed_->setObjectName(QStringLiteral("parameter_changed"));
    changed_->setProperty("flat", true);
    changed_->setCheckable(true);
    changed_->setToolTip(tr("Only what differs from its default, or from the scene as it was "
                            "opened"));
    header->addWidget(filter_, 1);
    header->addWidget(changed_);
    all.addLayout(header);
    connect(filter_, &QLineEdit::textChanged, this, &ParameterPanel::filter);
    connect(changed_, &QToolButton::toggled, this, [this] {
        kept_.clear();
        filter();
    });
}

void ParameterPanel::buildFooter(QVBoxLayout& all) {
    auto* footer = new QFrame(this);
    footer->setObjectName(QStringLiteral("parameter_footer"));
    auto* layout = new QVBoxLayout(footer);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(4);
    help_ = new HelpLine(footer);
    auto* inset = new QHBoxLayout;
    inset->setContentsMargins(12, 0, 12, 0);
    inset->addWidget(help_);
    layout->addLayout(inset);
    strip_ = new QStackedWidget(footer);
    strip_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    legend_ = new QLabel(strip_);
    legend_->setObjectName(QStringLiteral("live_legend"));
    legend_->setContentsMargins(12, 0, 12, 0);
    banner_ = buildBanner();
    strip_->addWidget(legend_);
    strip_->addWidget(banner_);
    layout->addWidget(strip_);
    all.addWidget(footer);
}

QWidget* ParameterPanel::buildBanner() {
    auto* banner = new QFrame(strip_);
    banner->setObjectName(QStringLiteral("pending_banner"));
    auto* buttons = new QHBoxLayout(banner);
    buttons->setContentsMargins(12, 5, 12, 5);
    buttons->setSpacing(8);
    restart_ = new QPushButton(banner);
    restart_->setObjectName(QStringLiteral("pending_restart"));
    restart_->setProperty("accent", true);
    auto* discard = new QPushButton(tr("Discard"), banner);
    discard->setObjectName(QStringLiteral("pending_discard"));
    discard->setAccessibleName(tr("Discard the changes"));
    buttons->addWidget(restart_, 1);
    buttons->addWidget(discard);
    connect(restart_, &QPushButton::clicked, this, &ParameterPanel::restartRequested);
    connect(discard, &QPushButton::clicked, this, [this] { document_.discardPending(); });
    return banner;
}

void ParameterPanel::setTheme(const views::Theme& theme) {
    theme_ = theme;
    legend_->setText(QStringLiteral("<span style='color:%1'>●</span> <span "
                                    "style='color:%2'>%3</span>")
                         .arg(theme_.running.name(), theme_.dim.name(),
                              tr("changes while running").toHtmlEscaped()));
    for (const Group& group : groups_) {
        group.heading->setTheme(theme_);
    }
    for (const auto& [name, row] : rows_) {
        row->setTheme(theme_);
    }
}

void ParameterPanel::setFrame(const Frame& frame) {
    if (making_) {
        return; // another frame comes, of the scene that is open
    }
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

std::map<std::string, ParameterRow*> ParameterPanel::takeRows() {
    const std::string before = std::exchange(experiment_, document_.scene().experiment);
    std::map<std::string, ParameterRow*> kept;
    for (const ParameterSpec& spec : specs_) {
        const auto row = rows_.find(spec.name);
        // What resets to another value is another row: seed and steps.
        if (before == experiment_ && row != rows_.end() &&
            row->second->spec().initial == spec.initial) {
            kept.insert(*row);
        }
    }
    while (QLayoutItem* item = list_->takeAt(0)) {
        QWidget* widget = item->widget();
        const auto* row = qobject_cast<ParameterRow*>(widget);
        if (widget != nullptr && (row == nullptr || kept.count(row->spec().name) == 0)) {
            widget->hide();
            widget->deleteLater();
        }
        delete item; // layouts hand items over
    }
    rows_.clear();
    return kept;
}

bool ParameterPanel::catchUp() {
    if (!making_) {
        return false;
    }
    if (!making_->begun) {
        beginRows();
    } else if (!making_->groups.empty()) {
        const ParameterGroup what = std::move(making_->groups.back());
        making_->groups.pop_back();
        addGroup(what);
    } else {
        endRows();
    }
    return true;
}

void ParameterPanel::finish() {
    while (catchUp()) {
    }
}

void ParameterPanel::beginRows() {
    scroll_->setUpdatesEnabled(false); // what is seen stays until all rows are there
    scroll_->widget()->hide();
    then_ = nullptr;
    making_->kept = takeRows();
    making_->groups = groupParameters(specs_);
    std::reverse(making_->groups.begin(), making_->groups.end());
    making_->begun = true;
    groups_.clear();
    opened_.clear();
    kept_.clear();
    help_->setText(tr("Point at a parameter to read what it does."));
    for (const ParameterSpec& spec : specs_) {
        opened_[spec.name] = document_.value(spec.name);
    }
}

void ParameterPanel::addGroup(const ParameterGroup& what) {
    QWidget* inside = scroll_->widget();
    auto* heading = new ParameterHeading(what, list_->count() == 0, inside);
    heading->setTheme(theme_);
    connect(heading, &ParameterHeading::folded, this, &ParameterPanel::updateVisibility);
    groups_.push_back({what, heading});
    list_->addWidget(heading);
    for (const std::string& name : what.names) {
        const auto old = making_->kept.find(name);
        ParameterRow* row = nullptr;
        if (old != making_->kept.end()) {
            row = old->second;
        } else {
            row = makeRow(*std::find_if(specs_.begin(), specs_.end(),
                                        [&](const auto& spec) { return spec.name == name; }));
        }
        row->setTheme(theme_); // which may have changed since it was put aside
        row->beginAnew(document_.value(name));
        rows_[name] = row;
        list_->addWidget(row);
        row->ensurePolished();
        for (const QWidget* part : row->findChildren<QWidget*>()) {
            part->ensurePolished();
        }
    }
}

void ParameterPanel::endRows() {
    making_.reset();
    nothing_ = new QLabel(scroll_->widget());
    nothing_->setObjectName(QStringLiteral("parameter_nothing"));
    nothing_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    nothing_->setWordWrap(true);
    nothing_->setContentsMargins(4, 16, 4, 0);
    nothing_->setTextFormat(Qt::PlainText);
    list_->addWidget(nothing_);
    list_->addStretch(1);
    filter();
    orderTabs();
    updatePending();
    scroll_->widget()->show();
    scroll_->setUpdatesEnabled(true);
}

void ParameterPanel::orderTabs() {
    // Rows that were kept stand where they stood in the window's order; new ones stand at its end.
    QWidget* before = changed_;
    for (int i = 0; i < list_->count(); ++i) {
        QWidget* part = list_->itemAt(i)->widget();
        if (part == nullptr) {
            continue;
        }
        QList<QWidget*> all = part->findChildren<QWidget*>();
        all.prepend(part);
        for (QWidget* each : all) {
            // Lists that a choice has opened once are windows of their own.
            if ((each->focusPolicy() & Qt::TabFocus) != 0 && each->focusProxy() == nullptr &&
                each->window() == window()) {
                setTabOrder(before, each);
                before = each;
            }
        }
    }
}

ParameterRow* ParameterPanel::makeRow(const ParameterSpec& spec) {
    auto* row = new ParameterRow(spec, scroll_->widget());
    if (spec.name == "seed") {
        auto* renew = new QToolButton(row);
        renew->setObjectName(QStringLiteral("new_seed"));
        renew->setToolTip(tr("New seed"));
        renew->setAccessibleName(tr("New seed"));
        connect(renew, &QToolButton::clicked, this, [this] {
            document_.edit(
                "seed", static_cast<std::int64_t>(QRandomGenerator::global()->bounded(1, 1000000)));
        });
        row->addButton(renew, QStringLiteral("refresh"));
    }
    connect(row, &ParameterRow::edited, this,
            [this, row, name = spec.name](const ParameterValue& value, std::uint64_t gesture) {
                try {
                    document_.edit(name, value, gesture);
                } catch (const InputError& error) {
                    row->refuse(QString::fromStdString(error.message()));
                }
            });
    connect(row, &ParameterRow::helpRequested, this,
            [this](const QString& help) { help_->setText(help); });
    return row;
}

void ParameterPanel::focusFilter() {
    filter_->setFocus(Qt::ShortcutFocusReason);
    filter_->selectAll();
}

bool ParameterPanel::isShown(const std::string& name) const {
    const auto spec =
        std::find_if(specs_.begin(), specs_.end(),
                     [&name](const ParameterSpec& each) { return each.name == name; });
    if (spec == specs_.end()) {
        return false;
    }
    const Applicability& when = spec->applies;
    return when.parameter.empty() ||
           std::find(when.values.begin(), when.values.end(),
                     toText(document_.value(when.parameter))) != when.values.end();
}

void ParameterPanel::goTo(const std::string& name) {
    finish();
    if (!isShown(name)) {
        return;
    }
    filter_->clear();
    changed_->setChecked(false);
    for (const Group& group : groups_) {
        const auto& names = group.what.names;
        if (std::find(names.begin(), names.end(), name) != names.end() &&
            !group.heading->isUnfolded()) {
            group.heading->unfold(true);
        }
    }
    ParameterRow* row = rows_.at(name);
    row->focusControl();
    // A row that was shown just now has no place yet.
    QTimer::singleShot(0, row, [this, row] { scroll_->ensureWidgetVisible(row, 0, 48); });
}

bool ParameterPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == this && event->type() == QEvent::Resize) {
        help_->fitInto(height());
    }
    if (watched == filter_ && event->type() == QEvent::KeyPress) {
        finish();
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            if (filter_->text().isEmpty()) {
                filter_->clearFocus();
            }
            filter_->clear();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            for (const ParameterSpec& spec : specs_) {
                if (ParameterRow* row = rows_.at(spec.name); row->isVisible()) {
                    row->focusControl();
                    return true;
                }
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool ParameterPanel::isChanged(const ParameterSpec& spec) const {
    const ParameterValue value = document_.value(spec.name);
    return value != spec.initial || value != opened_.at(spec.name);
}

bool ParameterPanel::isFiltered() const {
    return changed_->isChecked() || !searchWords(filter_->text()).isEmpty();
}

void ParameterPanel::filter() {
    updateVisibility();
    scroll_->ensureVisible(0, 0);
}

void ParameterPanel::updateVisibility() {
    finish();
    const QStringList words = searchWords(filter_->text());
    const bool filtered = isFiltered();
    std::map<std::string, const ParameterSpec*> byName;
    int different = 0;
    for (const ParameterSpec& spec : specs_) {
        byName[spec.name] = &spec;
        if (isShown(spec.name) && isChanged(spec)) {
            ++different;
            if (changed_->isChecked()) {
                kept_.insert(spec.name);
            }
        }
    }
    bool none = true;
    for (const Group& group : groups_) {
        group.heading->setFiltered(filtered);
        bool any = false;
        int changed = 0;
        for (const std::string& name : group.what.names) {
            const ParameterSpec& spec = *byName.at(name);
            const QString text =
                searchForm(QString::fromStdString(spec.label + '\n' + spec.name + '\n' + spec.help +
                                                  '\n' + spec.group + '\n' + group.what.title));
            const bool found = isShown(name) && hasAll(text, words) &&
                               (!changed_->isChecked() || kept_.count(name) != 0);
            rows_.at(name)->setVisible(found && group.heading->isUnfolded());
            any = any || found;
            changed += found && isChanged(spec) ? 1 : 0;
        }
        group.heading->setVisible(any);
        summarize(group, changed);
        none = none && !any;
    }
    nothing_->setVisible(none);
    nothing_->setText(words.isEmpty()
                          ? tr("Nothing differs from its default.")
                          : tr("No parameter matches “%1”.").arg(filter_->text().trimmed()));
    changed_->setText(different == 0 ? tr("Changed") : tr("Changed %1").arg(different));
}

void ParameterPanel::summarize(const Group& group, int changed) const {
    if (!group.what.repeated) {
        group.heading->setSummary(changed == 0 ? QString() : tr("%1 changed").arg(changed), {});
        return;
    }
    QStringList values;
    QStringList lines;
    for (const std::string& name : group.what.names) {
        if (isShown(name)) {
            const ParameterRow& row = *rows_.at(name);
            values << row.summary();
            lines << tr("%1: %2").arg(QString::fromStdString(row.spec().label), row.summary());
        }
    }
    group.heading->setSummary(values.join(QStringLiteral(" · ")), lines.join(QLatin1Char('\n')));
}

void ParameterPanel::updatePending() {
    const std::vector<std::string> names = document_.pending();
    for (const auto& [name, row] : rows_) {
        row->setPending(std::find(names.begin(), names.end(), name) != names.end());
    }
    const QString words = names.size() == 1 ? tr("Restart with 1 change")
                                            : tr("Restart with %1 changes").arg(names.size());
    restart_->setText(words);
    restart_->setAccessibleName(words);
    strip_->setCurrentWidget(names.empty() ? static_cast<QWidget*>(legend_) : banner_);
}

} // namespace scorescope::app
