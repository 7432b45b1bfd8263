// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/core/mailbox.h"
#include "views/theme.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;

namespace scorescope::app {

/// One line of a WorkLane.
struct WorkItem {
    QString key;  ///< what is told when it is given up
    QString text; ///< "Basins of attraction · step 120 · 12 s left"
    double share = 0.0;
};

/// What the lane shows of the analyses: those under way for so long that a person would wonder, and
/// those that wait behind them. Shorter ones would only flicker. Pure.
[[nodiscard]] std::vector<WorkItem> workItems(const std::vector<AnalysisStatus>& analyses);
/// The same of the engine's own work; none when it is over.
[[nodiscard]] std::vector<WorkItem> workItems(const EngineWork& work);

/// The lane above the scrubber: long work under way, how far it is, how long it takes, and a button
/// that gives it up; what has no room is counted. Keeps its height when there is nothing to show,
/// so that nothing jumps.
class WorkLane : public QWidget {
    Q_OBJECT

public:
    explicit WorkLane(QWidget* parent);

    void setTheme(const views::Theme& theme);
    void setAnalyses(const std::vector<AnalysisStatus>& analyses);
    void setWork(const EngineWork& work);
    /// Texts of what is shown, and of how many more there are.
    [[nodiscard]] QStringList texts() const;

Q_SIGNALS:
    void analysisCancelled(const QString& name);
    void workCancelled();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// One item's widgets; kept while items come and go, so that the button under the cursor stays.
    struct Slot {
        QWidget* box;
        QLabel* text;
        QProgressBar* bar;
        QToolButton* cancel;
    };
    Slot makeSlot(int index);
    void follow();
    /// How many of them have room beside each other, at least one.
    [[nodiscard]] std::size_t withRoom(const std::vector<WorkItem>& items) const;
    void cancel(int index);

    views::Theme theme_;
    QHBoxLayout* line_;
    QLabel* more_;
    std::vector<Slot> slots_;
    std::vector<WorkItem> analyses_;
    std::vector<WorkItem> work_;
};

} // namespace scorescope::app
