// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_frame.h"

#include "app/window/elided_label.h"
#include "app/window/style.h"
#include "views/missing.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace scorescope::app {
ViewFrame::ViewFrame(std::unique_ptr<views::ArtifactView> view, QWidget* parent)
    : QFrame(parent), view_(view.release()), theme_(views::darkTheme()) {
    const QString name = QString::fromStdString(view_->spec().name);
    setObjectName(QStringLiteral("frame_") + name);
    setFrameShape(QFrame::NoFrame);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    bar_ = new QFrame(this);
    bar_->setObjectName(QStringLiteral("view_title_bar"));
    bar_->setFixedHeight(30);
    line_ = new QHBoxLayout(bar_);
    line_->setContentsMargins(12, 0, 4, 0);
    line_->setSpacing(4);
    title_ = new ElidedLabel(QString::fromStdString(view_->spec().title), bar_);
    title_->setObjectName(QStringLiteral("view_title"));
    title_->setToolTip(title_->text());
    note_ = new QLabel(bar_);
    note_->setObjectName(QStringLiteral("view_note"));
    note_->hide();
    line_->addWidget(title_);
    line_->addWidget(note_);
    age_ = new ElidedLabel(bar_); // has what the title leaves, so that nothing moves for it
    age_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    age_->setObjectName(QStringLiteral("view_age"));
    age_->setToolTip(tr("The newest that is known of this is of an earlier step than the run's"));
    line_->addWidget(age_, 1);
    line_->addStretch(0);
    controls_ = view_->createControls(bar_);
    if (controls_ != nullptr) {
        controls_->setParent(bar_);
        if (qobject_cast<QHBoxLayout*>(controls_->layout()) != nullptr) {
            barTools_ = controls_->findChild<QWidget*>(QStringLiteral("bar_tools"),
                                                       Qt::FindDirectChildrenOnly);
        }
        line_->addWidget(controls_);
        controls_->installEventFilter(this);
        options_ = barButton(QStringLiteral("options"), QStringLiteral("options"),
                             tr("How the picture is drawn"));
        options_->hide();
        connect(options_, &QToolButton::clicked, this, &ViewFrame::popUpControls);
        popup_ = new QFrame(this, Qt::Popup);
        popup_->setObjectName(QStringLiteral("view_options_popup"));
        auto* inside = new QHBoxLayout(popup_);
        inside->setContentsMargins(8, 8, 8, 8);
    }
    // The bar never keeps a view wide: it moves its controls away instead.
    bar_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    bar_->setMinimumWidth(200);
    pin_ = barButton(QStringLiteral("pin"), QStringLiteral("pin"),
                     tr("Hold this picture while the run goes on"));
    pin_->setCheckable(true);
    maximize_ = barButton(QStringLiteral("maximize"), QStringLiteral("maximize"), tr("Maximize"));
    copy_ = barButton(QStringLiteral("copy"), QStringLiteral("copy"), tr("Copy the picture"));
    QToolButton* exportFigure =
        barButton(QStringLiteral("export"), QStringLiteral("export"), tr("Export the figure"));
    connect(pin_, &QToolButton::toggled, this, [this](bool on) {
        note_->setVisible(on);
        note_->setText(on && newest_ ? tr("held at %1").arg(groupedNumber(newest_->step))
                                     : QString());
        if (!on && newest_) {
            view_->setFrame(newest_);
            showAge();
        }
    });
    connect(maximize_, &QToolButton::clicked, this, &ViewFrame::maximizeRequested);
    connect(copy_, &QToolButton::clicked, this, &ViewFrame::copyRequested);
    connect(exportFigure, &QToolButton::clicked, this, &ViewFrame::exportRequested);
    if (view_->spec().place == "closeup") {
        QToolButton* close =
            barButton(QStringLiteral("close"), QStringLiteral("close"), tr("Close the close-up"));
        connect(close, &QToolButton::clicked, this, &ViewFrame::closeRequested);
    }
    all->addWidget(bar_);
    if (barTools_ != nullptr) {
        toolRow_ = new QFrame(this);
        toolRow_->setObjectName(QStringLiteral("view_tool_row"));
        toolRow_->setFixedHeight(30);
        auto* row = new QHBoxLayout(toolRow_);
        row->setContentsMargins(8, 0, 4, 0);
        row->setSpacing(4);
        row->addStretch(1);
        toolRow_->hide();
        all->addWidget(toolRow_);
    }
    view_->setParent(this);
    all->addWidget(view_, 1);
    missing_ = new QLabel(this);
    missing_->setObjectName(QStringLiteral("missing_") + name);
    missing_->setAlignment(Qt::AlignCenter);
    missing_->setWordWrap(true);
    missing_->setTextFormat(Qt::PlainText);
    missing_->setContentsMargins(16, 8, 16, 8);
    missing_->setMinimumSize(160, 96);
    missing_->hide();
    all->addWidget(missing_, 1);
    view_->setMinimumSize(160, 96);
    view_->installEventFilter(this);
    for (QWidget* child : view_->findChildren<QWidget*>()) {
        child->installEventFilter(this);
    }
    bar_->installEventFilter(this);
}

QToolButton* ViewFrame::barButton(const QString& name, const QString& icon, const QString& text) {
    auto* button = new QToolButton(bar_);
    button->setObjectName(
        QStringLiteral("%1_%2").arg(name, QString::fromStdString(view_->spec().name)));
    button->setProperty("icon_name", icon);
    button->setProperty("flat", true);
    button->setFixedSize(24, 24);
    button->setToolTip(text);
    button->setAccessibleName(
        QStringLiteral("%1: %2").arg(QString::fromStdString(view_->spec().title), text));
    button->setFocusPolicy(Qt::TabFocus);
    line_->addWidget(button);
    return button;
}

void ViewFrame::setFrame(const FramePtr& frame) {
    QString why = frame ? views::whyNothing(view_->spec(), *frame) : QString();
    if (frame && why.isEmpty()) {
        why = views::nothingYet(view_->spec(), *frame);
    }
    missing_->setText(why);
    missing_->setVisible(!why.isEmpty());
    view_->setVisible(why.isEmpty());
    newest_ = frame;
    if (!pin_->isChecked()) {
        view_->setFrame(frame);
        showAge();
    }
}

void ViewFrame::showAge() {
    if (!newest_) {
        return;
    }
    std::optional<std::uint64_t> oldest;
    for (const std::string& name : view_->interest()) {
        const auto found = newest_->older.find(name);
        if (found != newest_->older.end() && newest_->find(name)) {
            oldest = std::min(oldest.value_or(found->second), found->second);
        }
    }
    age_->setText(oldest ? tr("of step %1").arg(groupedNumber(*oldest)) : QString());
}

void ViewFrame::setTheme(const views::Theme& theme) {
    theme_ = theme;
    view_->setTheme(theme);
    // Controls may stand behind the options button.
    for (QToolButton* button : findChildren<QToolButton*>()) {
        const QString icon = button->property("icon_name").toString();
        if (!icon.isEmpty()) {
            button->setIcon(themedIcon(icon, theme, theme.dim));
        }
    }
    setMaximized(maximized_);
}

void ViewFrame::setActive(bool active) {
    bar_->setProperty("active", active);
    repolish(*bar_);
}

void ViewFrame::setMaximized(bool maximized) {
    maximized_ = maximized;
    const QString icon = maximized ? QStringLiteral("restore") : QStringLiteral("maximize");
    maximize_->setProperty("icon_name", icon);
    maximize_->setIcon(themedIcon(icon, theme_, theme_.dim));
    maximize_->setToolTip(maximized ? tr("Show all views") : tr("Maximize"));
}

void ViewFrame::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fitControls();
}

void ViewFrame::fitControls() {
    constexpr int buttonWidth = 28;
    constexpr int longestTitle = 320;  // only beyond this is it the title that gives way …
    constexpr int shortestTitle = 140; // … and to keep the tools in the bar, down to this
    const int title = std::min(longestTitle, title_->sizeHint().width());
    int around = 24;
    // In a short bar the title comes first: the picture is copied by key and menu, too.
    const int least = around + title + (controls_ != nullptr ? 4 : 3) * buttonWidth;
    copy_->setVisible(view_->spec().place != "side" && width() >= least + buttonWidth);
    if (controls_ == nullptr) {
        return;
    }
    for (const QToolButton* button :
         bar_->findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly)) {
        around += button != options_ && !button->isHidden() ? buttonWidth : 0;
    }
    const int tools = barTools_ != nullptr ? barTools_->sizeHint().width() : 0;
    const int rest = controls_->sizeHint().width();
    const bool apart = toolPlace_ != ToolPlace::withControls;
    const bool narrow = width() < around + title + rest + (apart ? tools : 0);
    ToolPlace place = ToolPlace::withControls;
    if (narrow && barTools_ != nullptr) {
        // A low view has no height to give away.
        constexpr int rowPays = 280;
        const bool inBar = width() >= around + buttonWidth + tools + std::min(title, shortestTitle);
        place = inBar                ? ToolPlace::bar
                : height() > rowPays ? ToolPlace::row
                                     : ToolPlace::withControls;
    }
    placeControls(narrow, place);
}

void ViewFrame::placeControls(bool narrow, ToolPlace tools) {
    if (narrow != narrow_) {
        narrow_ = narrow;
        options_->setVisible(narrow);
        if (narrow) {
            line_->removeWidget(controls_);
            popup_->layout()->addWidget(controls_);
        } else {
            popup_->hide();
            popup_->layout()->removeWidget(controls_);
            line_->insertWidget(line_->indexOf(options_), controls_);
        }
        controls_->show();
    }
    if (tools == toolPlace_) {
        return;
    }
    toolPlace_ = tools;
    barTools_->parentWidget()->layout()->removeWidget(barTools_);
    switch (tools) {
    case ToolPlace::withControls:
        qobject_cast<QHBoxLayout*>(controls_->layout())->insertWidget(0, barTools_);
        break;
    case ToolPlace::bar:
        line_->insertWidget(line_->indexOf(options_), barTools_);
        break;
    case ToolPlace::row:
        qobject_cast<QHBoxLayout*>(toolRow_->layout())->insertWidget(0, barTools_);
        break;
    }
    toolRow_->setVisible(tools == ToolPlace::row);
    barTools_->show();
}

void ViewFrame::popUpControls() {
    popup_->adjustSize();
    const QPoint corner = options_->mapToGlobal(QPoint(options_->width(), options_->height() + 2));
    // To the left of the button's right edge, but never out of the window: tools may be in it.
    const int left = window()->mapToGlobal(QPoint(0, 0)).x() + 4;
    popup_->move(std::max(left, corner.x() - popup_->width()), corner.y());
    popup_->show();
}

bool ViewFrame::isPinned() const {
    return pin_->isChecked();
}

bool ViewFrame::eventFilter(QObject* watched, QEvent* event) {
    if (watched == controls_ && event->type() == QEvent::LayoutRequest) {
        QMetaObject::invokeMethod(this, &ViewFrame::fitControls, Qt::QueuedConnection);
    }
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn) {
        Q_EMIT activated();
    } else if (event->type() == QEvent::MouseButtonDblClick && watched == bar_) {
        Q_EMIT maximizeRequested();
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace scorescope::app
