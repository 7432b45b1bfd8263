// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QAbstractButton;
class QComboBox;

namespace scorescope::views {

class GraphView;

/// A graph's title bar: direction, values, labels of edges, locked colours. They follow the view,
/// and the view may go before them.
class GraphControls : public QWidget {
    Q_OBJECT

public:
    GraphControls(GraphView& view, QWidget* parent);

private:
    void follow();
    QAbstractButton* add(QAbstractButton* button, const QString& name, const QString& text,
                         const QString& accessibleName);

    QPointer<GraphView> view_;
    QComboBox* direction_ = nullptr;
    QAbstractButton* values_ = nullptr;
    QAbstractButton* labels_ = nullptr;
    QAbstractButton* lock_ = nullptr;
};

} // namespace scorescope::views
