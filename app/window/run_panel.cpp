// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_panel.h"

#include "app/window/style.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace scorescope::app {
namespace {

constexpr int idRole = Qt::UserRole;

} // namespace

RunPanel::RunPanel(RunList& list, RunCurves& curves, QAction& keep, QWidget* parent)
    : QWidget(parent), list_(list), curves_(curves), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("run_panel"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 12, 12, 12);
    all->setSpacing(8);
    all->addWidget(buildTop(keep));
    empty_ = new QLabel(tr("Runs that end by a reset, a restart or another scene are listed here, "
                           "and those that you keep. Their curves stay in the charts, to compare "
                           "the next run with."),
                        this);
    empty_->setObjectName(QStringLiteral("runs_empty"));
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    all->addWidget(empty_, 1);
    runs_ = new QListWidget(this);
    runs_->setObjectName(QStringLiteral("run_list"));
    runs_->setAccessibleName(tr("Kept runs"));
    runs_->setFrameShape(QFrame::NoFrame);
    runs_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    runs_->setUniformItemSizes(true);
    all->addWidget(runs_, 1);
    details_ = new QLabel(this);
    details_->setObjectName(QStringLiteral("run_details"));
    details_->setWordWrap(true);
    details_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    all->addWidget(details_);
    all->addWidget(buildTools());
    auto* gone = new QShortcut(QKeySequence(Qt::Key_Delete), runs_);
    gone->setContext(Qt::WidgetShortcut);
    connect(gone, &QShortcut::activated, this, &RunPanel::removeChosen);
    connect(runs_, &QListWidget::itemChanged, this, &RunPanel::edited);
    connect(runs_, &QListWidget::currentRowChanged, this, &RunPanel::follow);
    connect(&list, &RunList::changed, this, &RunPanel::fill);
    fill();
}

QWidget* RunPanel::buildTop(QAction& keep) {
    auto* top = new QWidget(this);
    auto* rows = new QVBoxLayout(top);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    auto* button = new QPushButton(tr("Keep this run"), top);
    button->setObjectName(QStringLiteral("run_keep"));
    button->setToolTip(keep.toolTip());
    button->setEnabled(keep.isEnabled());
    connect(button, &QPushButton::clicked, &keep, &QAction::trigger);
    connect(&keep, &QAction::enabledChanged, button, &QPushButton::setEnabled);
    rows->addWidget(button);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    auto* label = new QLabel(tr("See&ds"), top);
    bands_ = new QComboBox(top);
    bands_->setObjectName(QStringLiteral("run_bands"));
    bands_->setAccessibleName(tr("How runs that differ in their seeds alone are drawn"));
    bands_->setToolTip(bands_->accessibleName());
    bands_->addItem(tr("a line for each run"), -1);
    bands_->addItem(tr("mean and min–max"), static_cast<int>(BandStatistic::range));
    bands_->addItem(tr("mean ± standard error"), static_cast<int>(BandStatistic::standardError));
    label->setBuddy(bands_);
    connect(bands_, &QComboBox::currentIndexChanged, this, [this] {
        const int which = bands_->currentData().toInt();
        curves_.setBands(which < 0
                             ? std::nullopt
                             : std::optional<BandStatistic>(static_cast<BandStatistic>(which)));
    });
    line->addWidget(label);
    line->addWidget(bands_, 1);
    rows->addLayout(line);
    return top;
}

QWidget* RunPanel::buildTools() {
    auto* tools = new QWidget(this);
    auto* line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    const auto add = [&](const QString& name, const QString& text, const QString& help) {
        auto* button = new QToolButton(tools);
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(help);
        button->setFocusPolicy(Qt::TabFocus);
        line->addWidget(button);
        return button;
    };
    color_ = add(QStringLiteral("run_color"), tr("Colour"), tr("The colour of its curves"));
    colors_ = new QMenu(color_);
    colors_->setObjectName(QStringLiteral("run_color_menu"));
    color_->setMenu(colors_);
    color_->setPopupMode(QToolButton::InstantPopup);
    connect(colors_, &QMenu::aboutToShow, this, &RunPanel::fillColors);
    rename_ = add(QStringLiteral("run_rename"), tr("Rename"), tr("Rename (F2)"));
    connect(rename_, &QToolButton::clicked, this, [this] {
        if (runs_->currentItem() != nullptr) {
            runs_->editItem(runs_->currentItem());
        }
    });
    remove_ = add(QStringLiteral("run_delete"), tr("Delete"), tr("Take it off the list (Delete)"));
    connect(remove_, &QToolButton::clicked, this, &RunPanel::removeChosen);
    line->addStretch(1);
    return tools;
}

void RunPanel::setTheme(const views::Theme& theme) {
    theme_ = theme;
    QPalette dim = palette();
    dim.setColor(QPalette::WindowText, theme.dim);
    for (QLabel* label : {empty_, details_}) {
        label->setPalette(dim);
    }
    fill();
}

QIcon RunPanel::swatch(std::size_t color) const {
    const double ratio = devicePixelRatioF();
    QPixmap picture(QSize(16, 16) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.seriesColor(color));
    painter.drawRoundedRect(QRectF(2, 2, 12, 12), 3, 3);
    return QIcon(picture);
}

const KeptRun* RunPanel::chosen() const {
    const QListWidgetItem* item = runs_->currentItem();
    return item == nullptr ? nullptr : list_.find(item->data(idRole).toULongLong());
}

void RunPanel::fill() {
    const bool wasFilling = std::exchange(filling_, true);
    const KeptRun* before = chosen();
    const std::uint64_t current = before != nullptr ? before->id : 0;
    const int row = runs_->currentRow();
    const bool same = static_cast<std::size_t>(runs_->count()) == list_.runs().size() &&
                      std::equal(list_.runs().begin(), list_.runs().end(), list_.runs().begin(),
                                 [&, i = 0](const KeptRun& run, const KeptRun&) mutable {
                                     return runs_->item(i++)->data(idRole).toULongLong() == run.id;
                                 });
    if (!same) {
        runs_->clear();
        for (std::size_t i = 0; i < list_.runs().size(); ++i) {
            runs_->addItem(new QListWidgetItem);
        }
    }
    int index = 0;
    for (const KeptRun& run : list_.runs()) {
        QListWidgetItem* item = runs_->item(index);
        item->setData(idRole, static_cast<qulonglong>(run.id));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable |
                       Qt::ItemIsUserCheckable);
        item->setText(run.name);
        item->setCheckState(run.visible ? Qt::Checked : Qt::Unchecked);
        item->setIcon(swatch(*run.color));
        item->setToolTip(details(run));
        if (run.id == current) {
            runs_->setCurrentRow(index);
        }
        ++index;
    }
    if (runs_->currentItem() == nullptr && runs_->count() > 0) {
        runs_->setCurrentRow(std::clamp(row, 0, runs_->count() - 1)); // the next to one deleted
    }
    filling_ = wasFilling;
    follow();
}

void RunPanel::edited(QListWidgetItem* item) {
    if (filling_) {
        return;
    }
    const std::uint64_t id = item->data(idRole).toULongLong();
    const bool visible = item->checkState() == Qt::Checked;
    const QString name = item->text();
    // The list answers to each with the items as they are then: a name of nothing comes back.
    list_.setVisible(id, visible);
    list_.rename(id, name);
    fill();
}

void RunPanel::follow() {
    if (filling_) {
        return;
    }
    const KeptRun* run = chosen();
    const bool any = !list_.runs().empty();
    runs_->setVisible(any);
    empty_->setVisible(!any);
    details_->setVisible(run != nullptr);
    details_->setText(run != nullptr ? details(*run) : QString());
    for (QToolButton* button : {color_, rename_, remove_}) {
        button->setEnabled(run != nullptr);
    }
}

void RunPanel::removeChosen() {
    if (const KeptRun* run = chosen()) {
        list_.remove(run->id);
    }
}

void RunPanel::fillColors() {
    colors_->clear();
    const KeptRun* run = chosen();
    if (run == nullptr) {
        return;
    }
    const QStringList names{tr("Blue"), tr("Orange"), tr("Green"),    tr("Purple"),
                            tr("Sky"),  tr("Yellow"), tr("Vermilion")};
    for (qsizetype i = 0; i < names.size(); ++i) {
        const auto color = static_cast<std::size_t>(i);
        QAction* action = colors_->addAction(swatch(color), names[i]);
        action->setObjectName(QStringLiteral("run_color_%1").arg(i));
        connect(action, &QAction::triggered, this,
                [this, id = run->id, color] { list_.setColor(id, color); });
    }
}

QString RunPanel::details(const KeptRun& run) const {
    const Scene& scene = *run.scene;
    QStringList words;
    words << QString::fromStdString(scene.figure.empty() ? scene.title : scene.figure);
    for (const ParameterSpec& spec : scene.parameters.table().specs()) {
        if (!spec.followsView && !scene.parameters.isDefault(spec.name) && words.size() < 6) {
            words << QStringLiteral("%1 %2").arg(
                QString::fromStdString(spec.label),
                QString::fromStdString(toText(scene.parameters.value(spec.name))));
        }
    }
    words << tr("seed %1").arg(scene.seed);
    words << (run.fromStep > 0
                  ? tr("steps %1 to %2").arg(groupedNumber(run.fromStep), groupedNumber(run.step))
                  : tr("%1 steps").arg(groupedNumber(run.step)));
    return words.join(QStringLiteral(" · "));
}

} // namespace scorescope::app
