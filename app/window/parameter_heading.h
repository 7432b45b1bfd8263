// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/parameter_groups.h"
#include "views/theme.h"

#include <QToolButton>

namespace scorescope::app {

/// The heading of a group of parameters: checked = unfolded. What the person folds or unfolds is
/// remembered; repeated groups are folded until somebody unfolds them. While it is folded a
/// summary stands at its right.
class ParameterHeading : public QToolButton {
    Q_OBJECT

public:
    ParameterHeading(const ParameterGroup& group, bool first, QWidget* parent);

    [[nodiscard]] bool isUnfolded() const { return isChecked() || opened_; }
    /// Folds or unfolds it for good.
    void unfold(bool unfolded);
    /// While a filter is on everything it finds is open, and nothing can be folded.
    void setFiltered(bool filtered);
    /// What its parameters are, in one line, and a longer text for the tip.
    void setSummary(const QString& summary, const QString& tip);
    void setTheme(const views::Theme& theme);

Q_SIGNALS:
    void folded();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();

    QString title_;
    bool repeated_;
    bool opened_ = false; ///< by a filter
    QString summary_;
    views::Theme theme_;
};

} // namespace scorescope::app
