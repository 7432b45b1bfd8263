// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_area.h"

#include "app/window/inspector.h"
#include "app/window/title_drag.h"
#include "app/window/view_tree.h"
#include "engine/core/error.h"
#include "views/kinds/view_kinds.h"

#include <QMenu>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int leastSideHeight = 150; ///< of a view in the side column, title bar included

/// Main views at the left, side views and the inspector at the right.
Layout placesLayout(const std::vector<ViewSpec>& specs, bool narrow) {
    std::vector<Layout> mains;
    std::vector<Layout> sides;
    for (const ViewSpec& spec : specs) {
        (spec.place == "side" ? sides : mains).push_back(Layout::leaf(spec.name));
    }
    if (narrow && sides.size() > 1) {
        sides = {Layout::branch(Layout::Kind::tabs, std::move(sides))};
    }
    sides.push_back(Layout::leaf(Layout::inspector));
    Layout column = Layout::branch(Layout::Kind::column, std::move(sides));
    if (mains.empty()) {
        return column;
    }
    return Layout::branch(Layout::Kind::row,
                          {Layout::branch(Layout::Kind::flow, std::move(mains)), std::move(column)},
                          narrow ? std::vector<double>{2.0, 1.0} : std::vector<double>{7.0, 3.0});
}

/// The layout when it names every view of the scene once, else nothing.
std::optional<Layout> fitting(const std::optional<Layout>& layout,
                              const std::vector<ViewSpec>& specs) {
    if (!layout) {
        return {};
    }
    std::vector<std::string> names;
    for (const ViewSpec& spec : specs) {
        names.push_back(spec.name);
    }
    try {
        checkLayout(*layout, "", names);
        return layout;
    } catch (const InputError&) {
        return {};
    }
}

} // namespace

/// Shows where a dragged view would go.
class DropMark : public QWidget {
public:
    explicit DropMark(QWidget* parent) : QWidget(parent) {
        setObjectName(QStringLiteral("drop_mark"));
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

    void setColor(const QColor& color) { color_ = color; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(color_, 2.0));
        QColor fill = color_;
        fill.setAlphaF(0.25F);
        painter.setBrush(fill);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 4, 4);
    }

private:
    QColor color_;
};

ViewArea::ViewArea(QWidget* parent) : QWidget(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("view_area"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    tree_ = new ViewTree(this);
    all->addWidget(tree_);
    mark_ = new DropMark(this);
    inspector_ = new Inspector(tree_);
    inspector_->setMinimumHeight(leastSideHeight / 2);
    connect(inspector_, &Inspector::released, this, [this] {
        if (frame_) {
            inspector_->setFrame(*frame_);
        }
    });
    connectDrag(inspector_->titleBar(), Layout::inspector);
    connect(tree_, &ViewTree::dragged, this, &ViewArea::keepDragged);
    connect(tree_, &ViewTree::visibleChanged, this, &ViewArea::interestChanged);
}

ViewArea::~ViewArea() {
    // Views that go away hide first; what would answer to that is being taken down.
    disconnect(tree_, nullptr, this, nullptr);
}

ViewArea::Views ViewArea::makeViews(const std::vector<ViewSpec>& specs,
                                    const std::vector<ActionSpec>& actions) {
    Views made;
    for (const ViewSpec& spec : specs) {
        made.push_back(views::createView(spec, nullptr, actions));
    }
    return made;
}

void ViewArea::build(Views made, const SceneLayout& layout, const SceneLayout& dragged) {
    const FramePtr frame = frame_;
    beginBuild(std::move(made), layout, dragged);
    frame_ = frame;
    finishBuild();
}

void ViewArea::beginBuild(Views made, const SceneLayout& layout, const SceneLayout& dragged) {
    tree_->setUpdatesEnabled(false); // what is seen stays until the new views can be
    tree_->discardAllBut(Layout::inspector);
    frames_.clear();
    active_ = nullptr;
    maximized_ = nullptr;
    closeup_ = nullptr;
    editing_ = nullptr;
    closeupShown_ = false;
    frame_.reset();
    std::vector<ViewSpec> specs;
    for (const std::unique_ptr<views::ArtifactView>& view : made) {
        specs.push_back(view->spec());
    }
    own_.wide = layout.wide ? *layout.wide : placesLayout(specs, false);
    own_.narrow = layout.narrow ? *layout.narrow : placesLayout(specs, true);
    dragged_.wide = fitting(dragged.wide, specs);
    dragged_.narrow = fitting(dragged.narrow, specs);
    made_ = std::move(made);
    std::reverse(made_.begin(), made_.end());
    polished_ = 0;
    arranged_ = false;
    building_ = true;
}

bool ViewArea::buildNext() {
    if (!building_) {
        return false;
    }
    if (!made_.empty()) {
        std::unique_ptr<views::ArtifactView> view = std::move(made_.back());
        made_.pop_back();
        addFrame(std::move(view));
        return true;
    }
    if (!arranged_) { // before they have a style: it would be given them anew in their place
        arranged_ = true;
        tree_->setShown({});
        putUp();
        return true;
    }
    if (polished_ < frames_.size()) {
        ViewFrame* frame = frames_[polished_++];
        frame->ensurePolished();
        for (const QWidget* part : frame->findChildren<QWidget*>()) {
            part->ensurePolished();
        }
        return true;
    }
    building_ = false;
    if (!frames_.empty()) {
        activate(frames_.front());
    }
    showWanted();
    tree_->setUpdatesEnabled(true);
    Q_EMIT built();
    return false;
}

void ViewArea::finishBuild() {
    while (buildNext()) {
    }
}

void ViewArea::addFrame(std::unique_ptr<views::ArtifactView> view) {
    const ViewSpec& spec = view->spec();
    auto* frame = new ViewFrame(std::move(view), tree_);
    frame->hide();
    frames_.push_back(frame);
    if (spec.place == "side") {
        frame->setMinimumHeight(leastSideHeight);
    } else if (spec.place == "closeup") {
        closeup_ = frame;
    }
    connectFrame(frame);
    connectDrag(frame->titleBar(), spec.name);
    frame->setTheme(theme_);
    frame->view().setCompanions(companions_);
    if (frame_) {
        frame->setFrame(frame_);
    }
}

void ViewArea::setCompanions(std::vector<views::Companion> companions) {
    companions_ = std::move(companions);
    for (ViewFrame* frame : frames_) {
        frame->view().setCompanions(companions_);
    }
}

void ViewArea::putUp() {
    narrow_ = isNarrow();
    std::map<std::string, ViewTree::Leaf> leaves;
    leaves[Layout::inspector] = {inspector_, tr("Inspector"), {}};
    for (ViewFrame* frame : frames_) {
        const std::string& name = frame->view().spec().name;
        leaves[name] = {frame, titleOf(name), [frame] { return frame->view().aspect(); }};
    }
    tree_->arrange(leaves, draggedNow() ? *draggedNow() : ownNow());
}

void ViewArea::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (own_.wide && !building_ && narrow_ != isNarrow()) {
        putUp();
    }
}

void ViewArea::keepDragged() {
    draggedNow() = tree_->layoutNow();
    Q_EMIT layoutDragged();
}

SceneLayout ViewArea::dragged() const {
    return dragged_;
}

void ViewArea::resetLayout() {
    finishBuild();
    dragged_ = {};
    putUp();
    Q_EMIT layoutDragged();
}

void ViewArea::move(const std::string& view, const std::string& target, Side side) {
    draggedNow() = movedBeside(tree_->layoutNow(), view, target, side);
    putUp();
    tree_->raiseLeaf(view);
    Q_EMIT layoutDragged();
}

QWidget* ViewArea::leafWidget(const std::string& name) const {
    for (ViewFrame* frame : frames_) {
        if (frame->view().spec().name == name) {
            return frame;
        }
    }
    return inspector_;
}

QString ViewArea::titleOf(const std::string& name) const {
    for (const ViewFrame* frame : frames_) {
        if (frame->view().spec().name == name) {
            return QString::fromStdString(frame->view().spec().title);
        }
    }
    return tr("Inspector");
}

void ViewArea::fillMoveMenu(QMenu& menu) {
    finishBuild();
    menu.clear();
    if (active_ == nullptr) {
        return;
    }
    const std::string view = active_->view().spec().name;
    const std::vector<std::pair<Side, QString>> sides = {{Side::left, tr("&Left of it")},
                                                         {Side::right, tr("&Right of it")},
                                                         {Side::top, tr("&Above it")},
                                                         {Side::bottom, tr("&Below it")},
                                                         {Side::tab, tr("Into &tabs with it")}};
    for (const std::string& target : tree_->layoutNow().views()) {
        if (target == view || leafWidget(target) == closeup_) {
            continue;
        }
        QMenu* beside = menu.addMenu(titleOf(target));
        for (const auto& [side, text] : sides) {
            QAction* action = beside->addAction(text);
            action->setObjectName(QStringLiteral("action_move_%1_%2")
                                      .arg(QString::fromStdString(target))
                                      .arg(static_cast<int>(side)));
            connect(action, &QAction::triggered, this,
                    [this, view, target, each = side] { move(view, target, each); });
        }
    }
}

ViewArea::Drop ViewArea::dropAt(const std::string& view, const QPoint& place) const {
    const QPoint here = tree_->mapFromGlobal(place);
    Drop drop;
    drop.target = tree_->leafAt(here);
    if (drop.target.empty() || drop.target == view) {
        return {};
    }
    const QRect rect = tree_->leafRect(drop.target);
    const double x = (here.x() - rect.left()) / static_cast<double>(std::max(1, rect.width()));
    const double y = (here.y() - rect.top()) / static_cast<double>(std::max(1, rect.height()));
    constexpr double edge = 0.3; // beyond it lies the middle, which is for tabs
    const std::vector<std::pair<double, Side>> edges = {
        {x, Side::left}, {1.0 - x, Side::right}, {y, Side::top}, {1.0 - y, Side::bottom}};
    const auto nearest = *std::min_element(
        edges.begin(), edges.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    drop.side = nearest.first < edge ? nearest.second : Side::tab;
    drop.mark = rect;
    switch (drop.side) {
    case Side::left:
        drop.mark.setRight(rect.center().x());
        break;
    case Side::right:
        drop.mark.setLeft(rect.center().x());
        break;
    case Side::top:
        drop.mark.setBottom(rect.center().y());
        break;
    case Side::bottom:
        drop.mark.setTop(rect.center().y());
        break;
    case Side::tab:
        break;
    }
    drop.mark.translate(tree_->pos());
    return drop;
}

void ViewArea::connectDrag(QWidget* titleBar, const std::string& name) {
    auto* drag = new TitleDrag(titleBar);
    connect(drag, &TitleDrag::moved, this, [this, name](const QPoint& place) {
        const Drop drop = dropAt(name, place);
        mark_->setColor(theme_.accent);
        mark_->setGeometry(drop.mark);
        mark_->setVisible(!drop.target.empty());
        mark_->raise();
    });
    connect(drag, &TitleDrag::dropped, this, [this, name](const QPoint& place) {
        mark_->hide();
        const Drop drop = dropAt(name, place);
        if (!drop.target.empty()) {
            move(name, drop.target, drop.side);
        }
    });
    connect(drag, &TitleDrag::cancelled, mark_, &QWidget::hide);
}

void ViewArea::connectFrame(ViewFrame* frame) {
    connect(frame, &ViewFrame::activated, this, [this, frame] { activate(frame); });
    connect(frame, &ViewFrame::maximizeRequested, this, [this, frame] { toggleMaximized(frame); });
    connect(frame, &ViewFrame::exportRequested, this, [this, frame] {
        activate(frame);
        Q_EMIT exportRequested(frame);
    });
    connect(frame, &ViewFrame::copyRequested, this, [this, frame] {
        activate(frame);
        Q_EMIT copyRequested(frame);
    });
    connect(frame, &ViewFrame::closeRequested, this, [this] { showCloseup(false); });
    views::ArtifactView* view = &frame->view();
    connect(view, &views::ArtifactView::cursorMoved, inspector_, &Inspector::setCursor);
    connect(view, &views::ArtifactView::lookRequested, this, &ViewArea::lookRequested);
    connect(view, &views::ArtifactView::actionRequested, this, &ViewArea::actionRequested);
    connect(view, &views::ArtifactView::parametersRequested, this, &ViewArea::parametersRequested);
    connect(view, &views::ArtifactView::parametersEdited, this,
            [this, view](const QJsonObject& values, quint64 gesture) {
                forwardEdit(view, values, gesture);
            });
    connect(view, &views::ArtifactView::closeupRequested, this, &ViewArea::closeupRequested);
    connect(view, &views::ArtifactView::interestChanged, this, &ViewArea::interestChanged);
    connect(view, &views::ArtifactView::pointsBrushed, this,
            [this, frame](const QString& artifact, const QVector<qsizetype>& indices) {
                for (ViewFrame* other : frames_) {
                    if (other != frame) {
                        other->view().setBrushed(artifact, indices);
                    }
                }
            });
}

void ViewArea::forwardEdit(const views::ArtifactView* view, const QJsonObject& values,
                           quint64 gesture) {
    if (view != editing_ || gesture != editingGesture_) {
        editing_ = view;
        editingGesture_ = gesture;
        ++gesture_;
    }
    Q_EMIT parametersEdited(values, gesture_);
}

void ViewArea::setTheme(const views::Theme& theme) {
    theme_ = theme;
    inspector_->setTheme(theme);
    for (ViewFrame* frame : frames_) {
        frame->setTheme(theme);
    }
}

void ViewArea::setFrame(const FramePtr& frame) {
    frame_ = frame;
    inspector_->setFrame(*frame);
    for (ViewFrame* each : frames_) {
        each->setFrame(frame);
    }
    tree_->followAspects(); // the first picture tells its shape
}

std::set<std::string> ViewArea::interest() const {
    std::set<std::string> names{"inspector"};
    const auto add = [&names](const views::ArtifactView& view) {
        const std::set<std::string> wanted = view.interest();
        names.insert(wanted.begin(), wanted.end());
    };
    if (building_) { // what will be shown: the first picture is to have it
        const auto addWanted = [&](const views::ArtifactView& view) {
            const std::string& place = view.spec().place;
            if (place != "closeup" && (place != "side" || sideShown_)) {
                add(view);
            }
        };
        for (const std::unique_ptr<views::ArtifactView>& view : made_) {
            addWanted(*view);
        }
        for (const ViewFrame* frame : frames_) {
            addWanted(frame->view());
        }
        return names;
    }
    for (const ViewFrame* frame : frames_) {
        if (isShown(*frame) && !frame->isPinned()) {
            add(frame->view());
        }
    }
    return names;
}

const views::ArtifactView* ViewArea::largest() const {
    const ViewFrame* largest = nullptr;
    const auto area = [](const ViewFrame& frame) {
        return static_cast<qint64>(frame.width()) * frame.height();
    };
    for (const ViewFrame* frame : frames_) {
        if (frame->view().isVisible() && (largest == nullptr || area(*frame) > area(*largest))) {
            largest = frame;
        }
    }
    return largest != nullptr ? &largest->view() : nullptr;
}

bool ViewArea::isShown(const ViewFrame& frame) const {
    return frame.isVisibleTo(this);
}

void ViewArea::activate(ViewFrame* frame) {
    if (active_ == frame) {
        return;
    }
    if (active_ != nullptr) {
        active_->setActive(false);
    }
    active_ = frame;
    active_->setActive(true);
}

void ViewArea::toggleMaximized(ViewFrame* frame) {
    maximized_ = maximized_ == frame ? nullptr : frame;
    showWanted();
}

void ViewArea::showCloseup(bool shown) {
    if (closeup_ == nullptr || closeupShown_ == shown) {
        return;
    }
    closeupShown_ = shown;
    if (maximized_ != nullptr) {
        maximized_ = nullptr;
    }
    if (!shown && active_ == closeup_) {
        activate(frames_.front());
    }
    showWanted();
    if (shown) {
        tree_->raiseLeaf(closeup_->view().spec().name);
    }
    Q_EMIT closeupShown(shown);
}

void ViewArea::openCloseup(const QRectF& region) {
    showCloseup(true);
    if (closeup_ != nullptr) {
        closeup_->view().moveTo(region);
    }
}

RegionParameters ViewArea::closeupParameters() const {
    return closeup_ == nullptr ? RegionParameters() : closeup_->view().regionParameters();
}

void ViewArea::markRegion(const QRectF& region) {
    for (ViewFrame* frame : frames_) {
        if (frame != closeup_) {
            frame->view().setMarkedRegion(region);
        }
    }
}

void ViewArea::showSideColumn(bool shown) {
    finishBuild();
    sideShown_ = shown;
    showWanted();
}

void ViewArea::fitAll() {
    for (ViewFrame* frame : frames_) {
        frame->view().fit();
    }
}

void ViewArea::showWanted() {
    std::set<std::string> names;
    if (maximized_ == nullptr && sideShown_) {
        names.insert(Layout::inspector);
    }
    for (ViewFrame* frame : frames_) {
        const ViewSpec& spec = frame->view().spec();
        const bool wanted = maximized_ != nullptr ? frame == maximized_
                                                  : (frame != closeup_ || closeupShown_) &&
                                                        (spec.place != "side" || sideShown_);
        if (wanted) {
            names.insert(spec.name);
        }
        frame->setMaximized(maximized_ == frame);
    }
    tree_->setShown(std::move(names));
    if (maximized_ != nullptr) {
        tree_->raiseLeaf(maximized_->view().spec().name);
    }
}

} // namespace scorescope::app
