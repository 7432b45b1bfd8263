// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace scorescope::views {

/// A small button whose sign is drawn in the text colour of whatever theme it stands in.
class SignButton : public QToolButton {
    Q_OBJECT

public:
    enum class Sign { heat, streamlines, optimum, points, lock, closeup, fit };

    SignButton(Sign sign, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Sign sign_;
};

} // namespace scorescope::views
