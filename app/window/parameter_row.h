// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "views/theme.h"

#include <QWidget>

#include <cstdint>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;

namespace scorescope::app {

class NumberField;

/// One line of the parameter panel: label, control, live dot, reset, and a slider under live reals
/// that have a natural zero (coordinates are dragged in the picture instead). Label and control
/// share the width that there is; choices are never cut. Text that names a
/// file has a button that browses for it. Text too long for a field (points, thousands of them) is
/// shown by its beginning (the tip tells its length); it is copied, replaced and emptied whole.
class ParameterRow : public QWidget {
    Q_OBJECT

public:
    ParameterRow(ParameterSpec spec, QWidget* parent);
    ~ParameterRow() override;

    [[nodiscard]] const ParameterSpec& spec() const noexcept { return spec_; }
    void setValue(const ParameterValue& value);
    /// The value of another scene: what was typed or refused meanwhile is gone.
    void beginAnew(const ParameterValue& value);
    /// The edit was refused; its text stays, marked, with the reason below.
    void refuse(const QString& why);
    /// Marks an edit that waits for a restart.
    void setPending(bool pending);
    /// While a past moment is on screen where it had another value: "at step 12: 0.3", below the
    /// row. Empty: it has none.
    void setThen(const QString& text);
    void setTheme(const views::Theme& theme);
    /// A small button at the row's end (the seed's "new seed"). Takes ownership.
    void addButton(QToolButton* button, const QString& icon);
    /// The keyboard goes to the control.
    void focusControl();
    /// The value in a word or two, as a folded heading tells it.
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    void edited(const scorescope::ParameterValue& value, std::uint64_t gesture);
    void helpRequested(const QString& help);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void buildControl(QHBoxLayout& line);
    void buildChoice();
    /// Gives choices the width that their longest one needs: beside the label where there is room
    /// for both, else below it.
    void arrangeChoice();
    void paste(const QString& text);
    void buildBrowseButton(QHBoxLayout& line);
    void browse();
    void showText();
    bool editLongText(QEvent& event);
    void buildSlider();
    void showComplaint(const QString& why);
    void showDot();
    [[nodiscard]] double toSlider(double value) const;
    [[nodiscard]] double fromSlider(int position) const;
    [[nodiscard]] QString helpText() const;

    ParameterSpec spec_;
    views::Theme theme_;
    ParameterValue value_;
    bool pending_ = false;
    std::uint64_t gesture_ = 0;
    QHBoxLayout* line_; ///< label, control, dot, reset
    QWidget* control_ = nullptr;
    QLabel* label_;
    QLabel* dot_;
    QLabel* message_;
    QLabel* then_;
    QToolButton* reset_;
    QToolButton* extra_ = nullptr;
    QString extraIcon_;
    NumberField* number_ = nullptr;
    QComboBox* choice_ = nullptr;
    QCheckBox* check_ = nullptr;
    QLineEdit* text_ = nullptr;
    QToolButton* browse_ = nullptr;
    QSlider* slider_ = nullptr;
};

} // namespace scorescope::app
