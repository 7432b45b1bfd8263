// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_controls.h"

#include "views/controls/switches.h"
#include "views/field/field_view.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace scorescope::views {

FieldControls::FieldControls(FieldView* view, QWidget* parent)
    : QWidget(parent), view_(view), bar_(new QWidget(this)), heatMap_(new QComboBox(this)),
      arrowLength_(new QComboBox(this)), colorScale_(new QComboBox(this)) {
    setObjectName(QStringLiteral("fieldControls"));
    QHBoxLayout* layout = controlRow(this);

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

    heat_ = addSignSwitch(layout, QStringLiteral("heat"), SignButton::Sign::heat, tr("Heat map"),
                          tr("The heat map"));
    heatMap_->setObjectName(QStringLiteral("heatMap"));
    heatMap_->setAccessibleName(tr("Which heat map"));
    heatMap_->setToolTip(tr("The quantity that heat map and contours show"));
    heatMap_->setMaximumWidth(160);
    layout->addWidget(heatMap_);
    streamlines_ =
        addSignSwitch(layout, QStringLiteral("streamlines"), SignButton::Sign::streamlines,
                      tr("Streamlines"), tr("Lines along the field"));
    optimum_ = addSignSwitch(layout, QStringLiteral("optimum"), SignButton::Sign::optimum,
                             tr("Optimum"), tr("The optimal field over the learned one"));
    points_ = addSignSwitch(layout, QStringLiteral("points"), SignButton::Sign::points,
                            tr("Points"), tr("The data points"));
    lock_ = addSignSwitch(layout, QStringLiteral("lockLimits"), SignButton::Sign::lock,
                          tr("Lock colour limits"),
                          tr("Keep the limits of the colours as they are now"));
    closeup_ =
        addSignSwitch(layout, QStringLiteral("closeupMode"), SignButton::Sign::closeup,
                      tr("Close-up"), tr("Drag a rectangle for the close-up (or Shift and drag)"));
    SignButton* fit = addSignSwitch(layout, QStringLiteral("fit"), SignButton::Sign::fit, tr("Fit"),
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
