// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace scorescope::app {

/// Some lines of help in a place whose height depends on that of the window alone, never on the
/// text: what does not fit ends in "…", and the tip has all of it.
class HelpLine : public QWidget {
    Q_OBJECT

public:
    explicit HelpLine(QWidget* parent);

    void setText(const QString& text);
    [[nodiscard]] const QString& text() const noexcept { return text_; }
    /// At least two lines, more in a panel that is higher than that.
    void fitInto(int panelHeight);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString text_;
};

} // namespace scorescope::app
