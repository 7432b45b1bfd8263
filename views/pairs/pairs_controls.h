// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;

namespace scorescope::views {

class PairsView;

/// The layout of a PairsView for its title bar. Follows the view; does nothing once it is gone.
class PairsControls : public QWidget {
    Q_OBJECT

public:
    PairsControls(PairsView* view, QWidget* parent);

private:
    void follow();

    PairsView* view_;
    QComboBox* layout_;
};

} // namespace scorescope::views
