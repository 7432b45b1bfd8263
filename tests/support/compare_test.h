// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/compare_area.h"
#include "tests/support/window_test.h"

#include <QLabel>
#include <QString>

#include <string>

namespace scorescope::test {

/// A comparison in the window.
class CompareTest : public WindowTest {
protected:
    static constexpr int patience = 60'000; ///< ms; other runs are computed meanwhile

    app::CompareArea* area() { return find<app::CompareArea>("compare_area"); }
    /// What the pane a or b says it shows.
    QString what(const char* pane) {
        return child<QLabel>(find<QWidget>((std::string("compare_pane_") + pane).c_str()),
                             "compare_what")
            ->text();
    }
};

} // namespace scorescope::test
