// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_tree.h"

#include "app/window/fair_tabs.h"

#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::app {

/// Tells when it is let go.
class ShareSplitter::Handle : public QSplitterHandle {
public:
    explicit Handle(ShareSplitter* splitter)
        : QSplitterHandle(splitter->orientation(), splitter), splitter_(splitter) {
        QObject::connect(splitter, &ShareSplitter::sharesChanged, this, [this] { moved_ = true; });
    }

protected:
    void mousePressEvent(QMouseEvent* event) override {
        moved_ = false; // what another handle did
        QSplitterHandle::mousePressEvent(event);
    }
    void mouseReleaseEvent(QMouseEvent* event) override {
        QSplitterHandle::mouseReleaseEvent(event);
        if (std::exchange(moved_, false)) {
            Q_EMIT splitter_->dragged();
        }
    }

private:
    ShareSplitter* splitter_; ///< owns it
    bool moved_ = false;
};

QSplitterHandle* ShareSplitter::createHandle() {
    return new Handle(this);
}

ShareSplitter::ShareSplitter(Qt::Orientation orientation, QWidget* parent)
    : QSplitter(orientation, parent) {
    setHandleWidth(1);
    setChildrenCollapsible(false);
    connect(this, &QSplitter::splitterMoved, this, [this] {
        // What was visible shares what it had; hidden ones keep theirs.
        const QList<int> lengths = sizes();
        double before = 0.0;
        double length = 0.0;
        for (int i = 0; i < count(); ++i) {
            if (!widget(i)->isHidden()) {
                before += shares_[static_cast<std::size_t>(i)];
                length += lengths[i];
            }
        }
        for (int i = 0; i < count() && length > 0.0; ++i) {
            if (!widget(i)->isHidden()) {
                shares_[static_cast<std::size_t>(i)] =
                    std::max(before * lengths[i] / length, before * 1e-3);
            }
        }
        Q_EMIT sharesChanged();
    });
}

void ShareSplitter::setShares(std::vector<double> shares) {
    shares_ = std::move(shares);
    divide();
}

void ShareSplitter::divide() {
    if (shares_.size() != static_cast<std::size_t>(count())) {
        return; // not all are in it yet
    }
    const int all = orientation() == Qt::Horizontal ? width() : height();
    double sum = 0.0;
    for (int i = 0; i < count(); ++i) {
        sum += widget(i)->isHidden() ? 0.0 : shares_[static_cast<std::size_t>(i)];
    }
    if (sum <= 0.0) {
        return;
    }
    QList<int> lengths;
    for (int i = 0; i < count(); ++i) {
        const double share = widget(i)->isHidden() ? 0.0 : shares_[static_cast<std::size_t>(i)];
        lengths << static_cast<int>(std::lround(all * share / sum));
    }
    setSizes(lengths);
}

void ShareSplitter::resizeEvent(QResizeEvent* event) {
    QSplitter::resizeEvent(event);
    divide();
    Q_EMIT resized();
}

void ShareSplitter::showEvent(QShowEvent* event) {
    QSplitter::showEvent(event);
    divide();
}

struct ViewTree::Node {
    Layout::Kind kind = Layout::Kind::view;
    std::string view;
    QWidget* widget = nullptr; ///< what stands in the parent: a scroll area around a column
    ShareSplitter* splitter = nullptr;
    FairTabs* tabs = nullptr;
    std::vector<std::unique_ptr<Node>> children;
    std::vector<Node*> order;         ///< of a flow: as its rows hold them
    std::vector<ShareSplitter*> rows; ///< of a flow
    std::size_t columns = 0;          ///< of a flow
    bool settled = false;             ///< a flow that a person dragged
};

ViewTree::ViewTree(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("view_tree"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
}

ViewTree::~ViewTree() = default;

void ViewTree::parkLeaves() {
    // Hidden, it does not lay out again whenever a leaf leaves it: a flow that is resized by that
    // would take back leaves that have left.
    if (root_) {
        root_->widget->hide();
    }
    for (const auto& [name, leaf] : leaves_) {
        leaf.widget->hide();
        leaf.widget->setParent(this);
    }
    if (root_ && root_->kind != Layout::Kind::view) {
        delete root_->widget; // no leaf is in it any more
    }
    root_.reset();
}

void ViewTree::discardAllBut(const std::string& kept) {
    if (root_) {
        root_->widget->hide(); // as in parkLeaves()
    }
    for (const auto& [name, leaf] : leaves_) {
        if (name == kept) {
            leaf.widget->hide();
            leaf.widget->setParent(this);
        } else {
            leaf.widget->deleteLater();
        }
    }
    leaves_.clear();
    if (root_ && root_->view != kept) {
        root_->widget->deleteLater();
    }
    root_.reset();
}

void ViewTree::arrange(const std::map<std::string, Leaf>& leaves, const Layout& layout) {
    parkLeaves();
    leaves_ = leaves;
    root_ = build(layout, this);
    if (root_) {
        this->layout()->addWidget(root_->widget);
        showIn(*root_);
    }
    Q_EMIT visibleChanged();
}

std::unique_ptr<ViewTree::Node> ViewTree::build(const Layout& layout, QWidget* parent) {
    if (layout.kind == Layout::Kind::view) {
        const auto found = leaves_.find(layout.view);
        if (found == leaves_.end()) {
            return nullptr;
        }
        auto node = std::make_unique<Node>();
        node->view = layout.view;
        node->widget = found->second.widget;
        return node;
    }
    auto node = layout.kind == Layout::Kind::tabs ? buildTabs(layout, parent)
                                                  : buildSplitter(layout, parent);
    if (node->children.empty()) {
        delete node->widget;
        return nullptr;
    }
    return node;
}

std::unique_ptr<ViewTree::Node> ViewTree::buildTabs(const Layout& layout, QWidget* parent) {
    auto node = std::make_unique<Node>();
    node->kind = Layout::Kind::tabs;
    node->tabs = new FairTabs(parent); // owned by its parent, as all widgets here
    node->tabs->setObjectName(QStringLiteral("view_tabs"));
    node->tabs->setDocumentMode(true);
    node->tabs->setMovable(true);
    node->tabs->tabBar()->setDrawBase(false);
    node->tabs->tabBar()->setExpanding(false);
    node->tabs->tabBar()->setFocusPolicy(Qt::TabFocus);
    node->widget = node->tabs;
    for (const Layout& child : layout.children) {
        if (std::unique_ptr<Node> made = build(child, node->tabs)) {
            const std::vector<std::string> inside = child.views();
            const QString title = leaves_.at(inside.front()).title;
            node->tabs->setTabToolTip(node->tabs->addTab(made->widget, title), title);
            node->children.push_back(std::move(made));
        }
    }
    connect(node->tabs, &QTabWidget::currentChanged, this, &ViewTree::visibleChanged);
    connect(node->tabs->tabBar(), &QTabBar::tabMoved, this, &ViewTree::dragged);
    return node;
}

std::unique_ptr<ViewTree::Node> ViewTree::buildSplitter(const Layout& layout, QWidget* parent) {
    auto node = std::make_unique<Node>();
    node->kind = layout.kind;
    const bool column = layout.kind == Layout::Kind::column;
    QWidget* around = parent;
    if (column) { // with more in it than the window is high it scrolls rather than squash them
        auto* scroll = new QScrollArea(parent);
        scroll->setObjectName(QStringLiteral("view_scroll"));
        scroll->setFrameShape(QFrame::NoFrame);
        scroll->setWidgetResizable(true);
        scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        scroll->setFocusPolicy(Qt::NoFocus);
        node->widget = scroll;
        around = scroll;
    }
    const bool vertical = layout.kind != Layout::Kind::row;
    node->splitter = new ShareSplitter(vertical ? Qt::Vertical : Qt::Horizontal, around);
    node->splitter->setObjectName(QStringLiteral("view_splitter"));
    if (column) {
        static_cast<QScrollArea*>(node->widget)->setWidget(node->splitter);
    } else {
        node->widget = node->splitter;
    }
    std::vector<double> shares;
    int least = 0;
    for (std::size_t i = 0; i < layout.children.size(); ++i) {
        if (std::unique_ptr<Node> made = build(layout.children[i], node->splitter)) {
            if (layout.kind != Layout::Kind::flow) {
                node->splitter->addWidget(made->widget);
            }
            shares.push_back(layout.shares.empty() ? 1.0 : layout.shares[i]);
            least = std::max(least, made->widget->minimumSizeHint().width());
            node->children.push_back(std::move(made));
        }
    }
    connect(node->splitter, &ShareSplitter::dragged, this, &ViewTree::dragged);
    if (layout.kind == Layout::Kind::flow) {
        std::vector<Node*> all;
        for (const std::unique_ptr<Node>& child : node->children) {
            all.push_back(child.get());
        }
        if (!all.empty()) {
            fillFlow(*node, 1, all);
        }
        connect(node->splitter, &ShareSplitter::resized, this,
                [this, flow = node.get()] { flowIn(*flow); });
        connect(node->splitter, &ShareSplitter::sharesChanged, this,
                [flow = node.get()] { flow->settled = true; });
    } else {
        node->splitter->setShares(std::move(shares));
    }
    if (column) {
        node->widget->setMinimumWidth(std::max(least, 160));
    }
    return node;
}

void ViewTree::fillFlow(Node& node, std::size_t columns, std::vector<Node*> shown) {
    const std::vector<ShareSplitter*> before = std::exchange(node.rows, {});
    const std::size_t visible = shown.size();
    for (const std::unique_ptr<Node>& child : node.children) {
        if (std::find(shown.begin(), shown.end(), child.get()) == shown.end()) {
            shown.push_back(child.get()); // hidden ones wait at the end of the last row
        }
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (i % columns == 0 && (i < visible || node.rows.empty())) {
            auto* row = new ShareSplitter(Qt::Horizontal, node.splitter);
            row->setObjectName(QStringLiteral("view_flow_row"));
            node.rows.push_back(row);
            Node* owner = &node;
            connect(row, &ShareSplitter::sharesChanged, this, [owner] { owner->settled = true; });
            connect(row, &ShareSplitter::dragged, this, &ViewTree::dragged);
        }
        node.rows.back()->addWidget(shown[i]->widget);
    }
    for (ShareSplitter* row : before) {
        delete row; // what was in it has moved
    }
    for (ShareSplitter* row : node.rows) {
        row->show(); // or it had no part in what follows
        row->setShares(std::vector<double>(static_cast<std::size_t>(row->count()), 1.0));
    }
    node.splitter->setShares(std::vector<double>(node.rows.size(), 1.0));
    node.columns = columns;
    node.order = std::move(shown);
}

double ViewTree::aspectOf(const Node& node) const {
    if (node.kind != Layout::Kind::view) {
        return 0.0;
    }
    const std::function<double()>& aspect = leaves_.at(node.view).aspect;
    return aspect ? aspect() : 0.0;
}

void ViewTree::flowIn(Node& node) {
    if (node.settled) {
        return;
    }
    std::vector<Node*> shown;
    std::vector<double> aspects;
    for (const std::unique_ptr<Node>& child : node.children) {
        if (!child->widget->isHidden()) {
            shown.push_back(child.get());
            aspects.push_back(aspectOf(*child));
        }
    }
    if (shown.empty()) {
        return;
    }
    constexpr double titleBar = 30.0;
    const std::size_t columns =
        flowColumns(node.widget->width(), node.widget->height(), aspects, titleBar);
    const std::vector<Node*> inRows(
        node.order.begin(), node.order.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min(shown.size(), node.order.size())));
    if (columns != node.columns || inRows != shown) {
        fillFlow(node, columns, std::move(shown));
    }
}

bool ViewTree::showIn(Node& node) {
    if (node.kind == Layout::Kind::view) {
        const bool shown = shown_.count(node.view) > 0;
        node.widget->setVisible(shown);
        return shown;
    }
    bool any = false;
    for (const std::unique_ptr<Node>& child : node.children) {
        if (node.tabs == nullptr) {
            any = showIn(*child) || any;
            continue;
        }
        // Tabs show and hide their pages themselves.
        const std::vector<std::string> inside = layoutOf(*child).views();
        const bool shown =
            std::any_of(inside.begin(), inside.end(),
                        [this](const std::string& name) { return shown_.count(name) > 0; });
        if (child->kind != Layout::Kind::view) {
            showIn(*child);
        }
        node.tabs->setTabVisible(node.tabs->indexOf(child->widget), shown);
        any = any || shown;
    }
    if (node.tabs != nullptr) {
        node.tabs->share();
    }
    node.widget->setVisible(any);
    if (node.kind == Layout::Kind::flow) {
        flowIn(node);
        for (ShareSplitter* row : node.rows) {
            bool rowShown = false;
            for (int i = 0; i < row->count(); ++i) {
                rowShown = rowShown || !row->widget(i)->isHidden();
            }
            row->setVisible(rowShown);
            row->divide();
        }
    }
    if (node.splitter != nullptr) {
        node.splitter->divide();
    }
    return any;
}

void ViewTree::followAspects() {
    std::map<std::string, double> aspects;
    for (const auto& [name, leaf] : leaves_) {
        aspects[name] = leaf.aspect ? leaf.aspect() : 0.0;
    }
    if (aspects != aspects_) {
        aspects_ = std::move(aspects);
        if (root_) {
            showIn(*root_);
        }
    }
}

void ViewTree::setShown(std::set<std::string> names) {
    shown_ = std::move(names);
    if (root_) {
        showIn(*root_);
    }
    Q_EMIT visibleChanged();
}

bool ViewTree::raiseIn(Node& node, const std::string& name) {
    if (node.kind == Layout::Kind::view) {
        return node.view == name;
    }
    for (const std::unique_ptr<Node>& child : node.children) {
        if (raiseIn(*child, name)) {
            if (node.tabs != nullptr) {
                node.tabs->setCurrentWidget(child->widget);
            }
            return true;
        }
    }
    return false;
}

void ViewTree::raiseLeaf(const std::string& name) {
    if (root_) {
        raiseIn(*root_, name);
    }
}

Layout ViewTree::layoutOf(const Node& node) const {
    if (node.kind == Layout::Kind::view) {
        return Layout::leaf(node.view);
    }
    if (node.tabs != nullptr) {
        std::vector<Layout> pages(node.children.size());
        for (const std::unique_ptr<Node>& child : node.children) {
            pages[static_cast<std::size_t>(node.tabs->indexOf(child->widget))] = layoutOf(*child);
        }
        return Layout::branch(node.kind, std::move(pages));
    }
    const auto equal = [](const std::vector<double>& shares) {
        return std::all_of(shares.begin(), shares.end(),
                           [&shares](double each) { return each == shares.front(); });
    };
    const auto branch = [&equal](Layout::Kind kind, std::vector<Layout> children,
                                 const std::vector<double>& shares) {
        return Layout::branch(kind, std::move(children),
                              equal(shares) ? std::vector<double>() : shares);
    };
    if (node.kind == Layout::Kind::flow && (node.settled || !equal(node.splitter->shares()))) {
        std::vector<Layout> rows;
        std::size_t next = 0;
        for (const ShareSplitter* row : node.rows) {
            std::vector<Layout> cells;
            for (int i = 0; i < row->count(); ++i) {
                cells.push_back(layoutOf(*node.order[next++]));
            }
            rows.push_back(cells.size() == 1
                               ? cells.front()
                               : branch(Layout::Kind::row, std::move(cells), row->shares()));
        }
        return rows.size() == 1
                   ? rows.front()
                   : branch(Layout::Kind::column, std::move(rows), node.splitter->shares());
    }
    std::vector<Layout> children;
    for (const std::unique_ptr<Node>& child : node.children) {
        children.push_back(layoutOf(*child));
    }
    return node.kind == Layout::Kind::flow
               ? Layout::branch(node.kind, std::move(children))
               : branch(node.kind, std::move(children), node.splitter->shares());
}

Layout ViewTree::layoutNow() const {
    return root_ ? layoutOf(*root_) : Layout();
}

std::string ViewTree::leafAt(const QPoint& place) const {
    for (const auto& [name, leaf] : leaves_) {
        if (leaf.widget->isVisibleTo(this) && leafRect(name).contains(place)) {
            return name;
        }
    }
    return {};
}

QRect ViewTree::leafRect(const std::string& name) const {
    const QWidget* widget = leaves_.at(name).widget;
    return {widget->mapTo(this, QPoint(0, 0)), widget->size()};
}

} // namespace scorescope::app
