// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document.h"
#include "app/window/parameter_groups.h"
#include "engine/core/frame.h"
#include "views/theme.h"

#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace scorescope::app {

class HelpLine;
class ParameterHeading;
class ParameterRow;

/// The scene's parameters, generated from its experiment's table. Edits go to the document, which
/// makes them undoable; the panel never talks to the engine.
///
/// The field above filters by label, name, help and group; the switch beside it keeps what differs
/// from its default or from the scene as it was opened. What comes and goes (the help of what the
/// cursor is over, changes that wait for a restart) has its place below the rows, so that rows stay
/// where they are.
class ParameterPanel : public QWidget {
    Q_OBJECT

public:
    /// `document` must outlive the panel.
    ParameterPanel(Document& document, QWidget* parent);

    void setTheme(const views::Theme& theme);
    /// The keyboard goes to the filter.
    void focusFilter();
    /// Whether the parameter has a row that is of use with the present values.
    [[nodiscard]] bool isShown(const std::string& name) const;
    /// Takes the filter off, unfolds the parameter's group, and gives its control the keyboard.
    /// Does nothing for a parameter that is not shown.
    void goTo(const std::string& name);
    /// After another scene was opened its rows are made in parts, for a turn of the event loop
    /// each, or at once when somebody needs them. \returns whether there was a part to make.
    bool catchUp();
    /// Rows tell what held at the moment shown, where that was something else.
    void setFrame(const Frame& frame);

Q_SIGNALS:
    void restartRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Group {
        ParameterGroup what;
        ParameterHeading* heading = nullptr;
    };

    void buildHeader(QVBoxLayout& all);
    void buildFooter(QVBoxLayout& all);
    [[nodiscard]] QWidget* buildBanner();
    /// Makes what is left of the rows.
    void finish();
    void beginRows();
    void addGroup(const ParameterGroup& what);
    void endRows();
    /// Takes everything out of the list. \returns the rows that the present scene has, too: most
    /// scenes of a lab share one experiment, and a panel of new rows takes a tenth of a second.
    [[nodiscard]] std::map<std::string, ParameterRow*> takeRows();
    /// Tab goes down the list, whatever was there before the last scene.
    void orderTabs();
    ParameterRow* makeRow(const ParameterSpec& spec);
    void updatePending();
    /// What differs from its default, or from the scene as it was opened.
    [[nodiscard]] bool isChanged(const ParameterSpec& spec) const;
    [[nodiscard]] bool isFiltered() const;
    /// The filter or the switch changed.
    void filter();
    void updateThen();
    /// Hides rows that are of no use with the present values, that a filter leaves out or whose
    /// group is folded, and headings of groups without any row.
    void updateVisibility();
    void summarize(const Group& group, int changed) const;

    Document& document_;
    views::Theme theme_;
    QLineEdit* filter_ = nullptr;
    QToolButton* changed_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QVBoxLayout* list_ = nullptr;
    QLabel* nothing_ = nullptr;
    HelpLine* help_ = nullptr;
    QStackedWidget* strip_ = nullptr; ///< the legend, or what waits for a restart
    QWidget* banner_ = nullptr;
    QPushButton* restart_ = nullptr;
    QLabel* legend_ = nullptr;
    /// What is left of making the rows of a scene.
    struct Making {
        std::vector<ParameterGroup> groups;        ///< the next one last
        std::map<std::string, ParameterRow*> kept; ///< rows of the scene before
        bool begun = false;
    };
    std::optional<Making> making_;     ///< none: the rows are those of the scene
    std::string experiment_;           ///< of the rows
    std::vector<ParameterSpec> specs_; ///< of the rows
    std::vector<Group> groups_;
    std::map<std::string, ParameterRow*> rows_;
    std::map<std::string, ParameterValue> opened_; ///< values as the scene was opened
    /// While the switch is on: what it keeps. What is set back stays until the switch is used
    /// again, or the next row would come under the cursor.
    std::set<std::string> kept_;
    std::shared_ptr<const Scene> then_; ///< of the past moment shown; null at the head
    std::uint64_t thenStep_ = 0;
};

} // namespace scorescope::app
