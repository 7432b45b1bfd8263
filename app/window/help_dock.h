// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document.h"

#include <QDockWidget>

class QTextBrowser;

namespace scorescope::app {

/// Help beside the work: what the open scene shows, what its experiment computes, and its
/// parameters.
class HelpDock : public QDockWidget {
    Q_OBJECT

public:
    /// `document` must outlive the dock.
    HelpDock(Document& document, QWidget* parent);

private:
    void fill();

    Document& document_;
    QTextBrowser* browser_;
};

} // namespace scorescope::app
