// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_controls.h"

#include "views/field/field_view.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QSignalBlocker>
#include <QStyleOptionToolButton>
#include <QStylePainter>
#include <QToolButton>

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace scorescope::views {
namespace {

/// Signs live in a square of 16 × 16 units.
void drawSign(QPainter& painter, SignButton::Sign sign, const QColor& color) {
    QPen pen(color, 1.3);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const auto solid = [&](const QRectF& rect, double opacity) {
        QColor c = color;
        c.setAlphaF(static_cast<float>(opacity));
        painter.fillRect(rect, c);
    };
    QPainterPath path;
    switch (sign) {
    case SignButton::Sign::heat:
        for (int row = 0; row < 3; ++row) {
            for (int column = 0; column < 3; ++column) {
                solid(QRectF(2.0 + 4.2 * column, 2.0 + 4.2 * row, 3.6, 3.6),
                      0.25 + 0.1875 * (column + 2 - row));
            }
        }
        break;
    case SignButton::Sign::streamlines:
        for (const double y : {4.0, 8.0, 12.0}) {
            path.moveTo(2.0, y + 1.0);
            path.cubicTo(6.0, y - 3.0, 10.0, y + 4.0, 14.0, y - 1.0);
        }
        painter.drawPath(path);
        break;
    case SignButton::Sign::optimum: // two arrows from one point
        path.moveTo(2.5, 13.0);
        path.lineTo(13.5, 8.5);
        path.moveTo(10.3, 7.6);
        path.lineTo(13.5, 8.5);
        path.lineTo(11.8, 11.4);
        painter.drawPath(path);
        pen.setWidthF(0.9);
        painter.setPen(pen);
        path.clear();
        path.moveTo(2.5, 13.0);
        path.lineTo(9.5, 2.5);
        path.moveTo(6.6, 4.2);
        path.lineTo(9.5, 2.5);
        path.lineTo(10.0, 5.8);
        painter.drawPath(path);
        break;
    case SignButton::Sign::points:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (const QPointF& at : {QPointF(3.5, 11.0), QPointF(5.0, 6.0), QPointF(9.0, 3.5),
                                  QPointF(12.5, 6.5), QPointF(11.5, 11.5), QPointF(7.5, 9.5)}) {
            painter.drawEllipse(at, 1.3, 1.3);
        }
        break;
    case SignButton::Sign::lock:
        painter.drawRoundedRect(QRectF(3.5, 7.0, 9.0, 6.5), 1.2, 1.2);
        path.moveTo(5.5, 7.0);
        path.lineTo(5.5, 5.0);
        path.arcTo(QRectF(5.5, 2.5, 5.0, 5.0), 180.0, -180.0);
        path.lineTo(10.5, 7.0);
        painter.drawPath(path);
        break;
    case SignButton::Sign::closeup:
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({1.6, 1.6});
        painter.setPen(pen);
        painter.drawRect(QRectF(2.5, 2.5, 7.5, 7.5));
        pen.setStyle(Qt::SolidLine);
        painter.setPen(pen);
        painter.drawLine(QPointF(9.0, 11.5), QPointF(14.0, 11.5));
        painter.drawLine(QPointF(11.5, 9.0), QPointF(11.5, 14.0));
        break;
    case SignButton::Sign::fit:
        for (const double x : {2.5, 13.5}) {
            for (const double y : {2.5, 13.5}) {
                const double inward = x < 8.0 ? 3.5 : -3.5;
                const double down = y < 8.0 ? 3.5 : -3.5;
                path.moveTo(x + inward, y);
                path.lineTo(x, y);
                path.lineTo(x, y + down);
            }
        }
        painter.drawPath(path);
        break;
    }
}

} // namespace

SignButton::SignButton(Sign sign, QWidget* parent) : QToolButton(parent), sign_(sign) {
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
}

QSize SignButton::sizeHint() const {
    return {24, 24};
}

void SignButton::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = QIcon();
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(0.5 * (width() - 16), 0.5 * (height() - 16));
    QColor color =
        palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText);
    if (isCheckable() && !isChecked()) {
        color.setAlphaF(0.65F);
    }
    drawSign(painter, sign_, color);
}

FieldControls::FieldControls(FieldView* view, QWidget* parent)
    : QWidget(parent), view_(view), bar_(new QWidget(this)), heatMap_(new QComboBox(this)),
      arrowLength_(new QComboBox(this)), colorScale_(new QComboBox(this)) {
    setObjectName(QStringLiteral("fieldControls"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);

    bar_->setObjectName(QStringLiteral("bar_tools"));
    auto* inBar = new QHBoxLayout(bar_);
    inBar->setContentsMargins(0, 0, 0, 0);
    inBar->setSpacing(2);
    layout->addWidget(bar_);
    addTools();
    addShowMenu();

    arrowLength_->setObjectName(QStringLiteral("arrowLength"));
    arrowLength_->setAccessibleName(tr("Arrow length"));
    arrowLength_->setToolTip(tr("Arrow length: true (from x to r(x)), along the logarithm of the "
                                "magnitude, or all the same"));
    arrowLength_->addItem(tr("True length"), static_cast<int>(ArrowLength::trueLength));
    arrowLength_->addItem(tr("Log length"), static_cast<int>(ArrowLength::logarithmic));
    arrowLength_->addItem(tr("Unit length"), static_cast<int>(ArrowLength::unit));
    colorScale_->setObjectName(QStringLiteral("colorScale"));
    colorScale_->setAccessibleName(tr("Colour scale"));
    colorScale_->setToolTip(tr("Colour along the magnitude or along its logarithm"));
    colorScale_->addItem(tr("Log colour"), static_cast<int>(ColorScale::logarithmic));
    colorScale_->addItem(tr("Linear colour"), static_cast<int>(ColorScale::linear));
    layout->addWidget(arrowLength_);
    layout->addWidget(colorScale_);

    heat_ = addSwitch(SignButton::Sign::heat, QStringLiteral("heat"), tr("Heat map"),
                      tr("The heat map"));
    heatMap_->setObjectName(QStringLiteral("heatMap"));
    heatMap_->setAccessibleName(tr("Which heat map"));
    heatMap_->setToolTip(tr("The quantity that heat map and contours show"));
    heatMap_->setMaximumWidth(160);
    layout->addWidget(heatMap_);
    streamlines_ = addSwitch(SignButton::Sign::streamlines, QStringLiteral("streamlines"),
                             tr("Streamlines"), tr("Lines along the field"));
    optimum_ = addSwitch(SignButton::Sign::optimum, QStringLiteral("optimum"), tr("Optimum"),
                         tr("The optimal field over the learned one"));
    points_ = addSwitch(SignButton::Sign::points, QStringLiteral("points"), tr("Points"),
                        tr("The data points"));
    lock_ =
        addSwitch(SignButton::Sign::lock, QStringLiteral("lockLimits"), tr("Lock colour limits"),
                  tr("Keep the limits of the colours as they are now"));
    closeup_ = addSwitch(SignButton::Sign::closeup, QStringLiteral("closeupMode"), tr("Close-up"),
                         tr("Drag a rectangle for the close-up (or Shift and drag)"));
    SignButton* fit = addSwitch(SignButton::Sign::fit, QStringLiteral("fit"), tr("Fit"),
                                tr("Show everything (double-click, or 0)"));
    fit->setCheckable(false);

    const auto change = [this](auto edit) {
        FieldOptions options = view_->options();
        edit(options);
        view_->setOptions(options);
    };
    connect(arrowLength_, &QComboBox::activated, view, [this, change] {
        change([this](FieldOptions& options) {
            options.arrowLength = static_cast<ArrowLength>(arrowLength_->currentData().toInt());
        });
    });
    connect(colorScale_, &QComboBox::activated, view, [this, change] {
        change([this](FieldOptions& options) {
            options.colorScale = static_cast<ColorScale>(colorScale_->currentData().toInt());
            options.locked.reset(); // limits belong to their scale
        });
    });
    connect(heatMap_, &QComboBox::activated, view, [this, change] {
        change([this](FieldOptions& options) {
            options.heatMap = heatMap_->currentData().toString().toStdString();
            options.heat = options.heat || !options.contours;
            options.locked.reset(); // limits belong to their quantity
        });
    });
    const auto bind = [&](SignButton* button, bool FieldOptions::*option) {
        connect(button, &QToolButton::toggled, view, [change, option](bool on) {
            change([option, on](FieldOptions& options) { options.*option = on; });
        });
    };
    bind(heat_, &FieldOptions::heat);
    bind(streamlines_, &FieldOptions::streamlines);
    bind(optimum_, &FieldOptions::optimum);
    bind(points_, &FieldOptions::points);
    connect(lock_, &QToolButton::toggled, view, &FieldView::setLimitsLocked);
    connect(closeup_, &QToolButton::toggled, view, &FieldView::setCloseupMode);
    connect(fit, &QToolButton::clicked, view, &FieldView::fit);
    connect(view, &FieldView::optionsChanged, this, &FieldControls::follow);
    // The two have different owners: without the view the switches would point nowhere.
    connect(view, &QObject::destroyed, this, [this] { setEnabled(false); });
    follow();
}

SignButton* FieldControls::addSwitch(SignButton::Sign sign, const QString& name,
                                     const QString& text, const QString& help) {
    auto* button = new SignButton(sign, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setText(text);
    button->setToolTip(help);
    button->setCheckable(true);
    layout()->addWidget(button);
    return button;
}

void FieldControls::addTools() {
    auto* group = new QButtonGroup(this);
    for (const FieldTool& tool : view_->tools()) {
        const QString name = QString::fromStdString(toolName(tool));
        const bool acts = tool.kind == FieldTool::act;
        auto* button = new QToolButton(bar_);
        button->setObjectName(QStringLiteral("tool_") + name);
        button->setProperty("icon_name",
                            QStringLiteral("tool_") + (acts ? QStringLiteral("act") : name));
        button->setProperty("flat", true);
        button->setFixedSize(24, 24);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(toolTitle(tool, view_->actions()));
        bar_->layout()->addWidget(button);
        if (acts && !view_->actions().empty() && !view_->clicks(tool.action)) {
            // Nothing to point at: it is done at once.
            button->setToolTip(toolHelp(tool, view_->actions()));
            connect(button, &QToolButton::clicked, view_, [view = view_, action = tool.action] {
                Q_EMIT view->actionRequested(Action{action, {}});
            });
            continue;
        }
        button->setCheckable(true);
        button->setToolTip(QStringLiteral("%1 (%2)").arg(
            toolHelp(tool, view_->actions()),
            QKeySequence(toolKey(tool)).toString(QKeySequence::NativeText)));
        group->addButton(button);
        tools_.emplace_back(tool, button);
        connect(button, &QToolButton::clicked, view_, [view = view_, tool] {
            view->setTool(tool);
            view->setFocus(); // so that Esc and the brush's keys reach it
        });
    }
    if (!tools_.empty()) {
        auto* line = new QFrame(bar_);
        line->setObjectName(QStringLiteral("tool_rule"));
        line->setFixedSize(1, 16);
        bar_->layout()->addWidget(line);
    }
}

void FieldControls::addShowMenu() {
    show_ = new QToolButton(bar_);
    show_->setObjectName(QStringLiteral("show"));
    show_->setText(tr("Show"));
    show_->setToolTip(tr("What the picture shows"));
    show_->setAccessibleName(tr("What the picture shows"));
    show_->setFocusPolicy(Qt::TabFocus);
    show_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(show_);
    menu->setObjectName(QStringLiteral("showMenu"));
    show_->setMenu(menu);
    const std::map<std::string, QString> texts = {{"heat", tr("Heat map")},
                                                  {"contours", tr("Contours")},
                                                  {"streamlines", tr("Streamlines")},
                                                  {"optimum", tr("Optimum")},
                                                  {"points", tr("Points")},
                                                  {"ellipses", tr("Ellipses")},
                                                  {"fixed_points", tr("Fixed points")},
                                                  {"chains", tr("Chains")},
                                                  {"paths", tr("Paths")}};
    for (const FieldSwitch& each : fieldSwitches()) {
        QAction* action = menu->addAction(texts.at(each.key));
        action->setObjectName(QStringLiteral("show_") + QLatin1String(each.key));
        action->setCheckable(true);
        overlays_.push_back(action);
        connect(action, &QAction::triggered, view_, [view = view_, value = each.value](bool on) {
            FieldOptions options = view->options();
            options.*value = on;
            view->setOptions(options);
        });
    }
    bar_->layout()->addWidget(show_);
}

void FieldControls::followHeatMaps() {
    const FieldCast& cast = view_->cast();
    const std::vector<std::string> maps = cast.heatMaps();
    QStringList names;
    for (const std::string& map : maps) {
        names << QString::fromStdString(map);
    }
    for (int i = 0; i < names.size() || i < heatMap_->count(); ++i) {
        if (i >= names.size()) {
            heatMap_->removeItem(i--);
            continue;
        }
        if (i >= heatMap_->count()) {
            heatMap_->addItem(QString());
        }
        heatMap_->setItemData(i, names[i]);
        heatMap_->setItemText(i, cast.title(maps[static_cast<std::size_t>(i)]));
    }
    heatMap_->setCurrentIndex(
        static_cast<int>(names.indexOf(QString::fromStdString(cast.heatMap(view_->options())))));
    heatMap_->setVisible(names.size() > 1);
}

void FieldControls::follow() {
    const FieldCast& cast = view_->cast();
    const bool heat = cast.has(FieldPart::heat);
    const bool field = cast.has(FieldPart::field);
    const std::map<std::string, bool> useful = {{"heat", heat},
                                                {"contours", heat},
                                                {"streamlines", field},
                                                {"optimum", cast.has(FieldPart::optimum)},
                                                {"points", cast.has(FieldPart::points)},
                                                {"ellipses", cast.has(FieldPart::ellipses)},
                                                {"fixed_points", cast.has(FieldPart::fixedPoints)},
                                                {"chains", cast.has(FieldPart::chains)},
                                                {"paths", cast.has(FieldPart::paths)}};
    for (std::size_t i = 0; i < overlays_.size(); ++i) {
        const FieldSwitch& each = fieldSwitches()[i];
        overlays_[i]->setVisible(useful.at(each.key));
        overlays_[i]->setChecked(view_->options().*each.value);
    }
    heat_->setVisible(heat);
    streamlines_->setVisible(field);
    optimum_->setVisible(useful.at("optimum"));
    points_->setVisible(useful.at("points"));
    arrowLength_->setVisible(field);
    for (const auto& [tool, button] : tools_) {
        button->setChecked(tool == view_->tool());
    }
    followHeatMaps();
    const FieldOptions& options = view_->options();
    const auto set = [](SignButton* button, bool on) {
        const QSignalBlocker quiet(button);
        button->setChecked(on);
    };
    arrowLength_->setCurrentIndex(arrowLength_->findData(static_cast<int>(options.arrowLength)));
    colorScale_->setCurrentIndex(colorScale_->findData(static_cast<int>(options.colorScale)));
    set(heat_, options.heat);
    set(streamlines_, options.streamlines);
    set(optimum_, options.optimum);
    set(points_, options.points);
    set(lock_, options.locked.has_value());
    set(closeup_, view_->closeupMode());
}

} // namespace scorescope::views
