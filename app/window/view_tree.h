// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/layout.h"

#include <QSplitter>
#include <QWidget>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace scorescope::app {

/// A splitter that divides its length by shares of those in it that are visible, whatever its size
/// was when they came or went. A person's drag changes the shares.
class ShareSplitter : public QSplitter {
    Q_OBJECT

public:
    ShareSplitter(Qt::Orientation orientation, QWidget* parent);

    /// One for each widget in it, above 0; those of hidden ones wait.
    void setShares(std::vector<double> shares);
    [[nodiscard]] const std::vector<double>& shares() const noexcept { return shares_; }
    /// Divides anew: after a widget in it was shown or hidden.
    void divide();

Q_SIGNALS:
    /// A person is dragging a handle; and has let it go, after having dragged it.
    void sharesChanged();
    void dragged();
    void resized();

protected:
    QSplitterHandle* createHandle() override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    class Handle;
    std::vector<double> shares_;
};

/// Widgets put up as a Layout says: splitters that can be dragged, tabs, flows that are arranged
/// anew when their shape changes. A column with more in it than fits scrolls.
class ViewTree : public QWidget {
    Q_OBJECT

public:
    struct Leaf {
        QWidget* widget = nullptr;
        QString title;                       ///< on its tab
        std::function<double()> aspect = {}; ///< as ArtifactView::aspect(); none for any shape
    };

    explicit ViewTree(QWidget* parent);
    ~ViewTree() override;

    /// Hides the leaves, and deletes them but one once the present event is answered.
    void discardAllBut(const std::string& kept);
    /// Puts these up in place of those of before, which stay children of this widget, hidden. Names
    /// of the layout that are no leaf are passed over, and so are leaves that it does not name.
    void arrange(const std::map<std::string, Leaf>& leaves, const Layout& layout);
    /// As it stands: with what was dragged since. A flow that was dragged is rows in a column.
    [[nodiscard]] Layout layoutNow() const;
    /// Shows the leaves of these names and no others.
    void setShown(std::set<std::string> names);
    /// Arranges flows anew where the shapes of pictures have changed since. Cheap when none has.
    void followAspects();
    /// Brings a leaf that stands among tabs to the front.
    void raiseLeaf(const std::string& name);
    /// The leaf that is visible at a place, in this widget's coordinates; empty for none.
    [[nodiscard]] std::string leafAt(const QPoint& place) const;
    /// Its place in this widget.
    [[nodiscard]] QRect leafRect(const std::string& name) const;

Q_SIGNALS:
    /// A person dragged a splitter or a tab.
    void dragged();
    /// Other leaves may be visible than before.
    void visibleChanged();

private:
    struct Node;
    std::unique_ptr<Node> build(const Layout& layout, QWidget* parent);
    std::unique_ptr<Node> buildTabs(const Layout& layout, QWidget* parent);
    std::unique_ptr<Node> buildSplitter(const Layout& layout, QWidget* parent);
    bool showIn(Node& node);
    void flowIn(Node& node);
    void fillFlow(Node& node, std::size_t columns, std::vector<Node*> shown);
    bool raiseIn(Node& node, const std::string& name);
    [[nodiscard]] Layout layoutOf(const Node& node) const;
    [[nodiscard]] double aspectOf(const Node& node) const;
    void parkLeaves();

    std::map<std::string, Leaf> leaves_;
    std::set<std::string> shown_;
    std::map<std::string, double> aspects_; ///< of the leaves, as flows know them
    std::unique_ptr<Node> root_;
};

} // namespace scorescope::app
