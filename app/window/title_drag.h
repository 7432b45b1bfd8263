// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPoint>

class QWidget;

namespace scorescope::app {

/// Turns presses on a title bar into drags of what it is the title of. A press that does not move
/// far is left to the bar; Esc ends a drag without effect.
class TitleDrag : public QObject {
    Q_OBJECT

public:
    /// Watches `bar`, which owns it.
    explicit TitleDrag(QWidget* bar);

Q_SIGNALS:
    /// Places are global.
    void moved(const QPoint& place);
    void dropped(const QPoint& place);
    void cancelled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void end();

    QWidget* bar_;
    QPoint pressed_;
    bool down_ = false;
    bool dragging_ = false;
};

} // namespace scorescope::app
