// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_scene.h"

#include <QToolButton>
#include <QWidget>

#include <functional>

class QComboBox;

namespace scorescope::views {

class FieldView;

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

/// The switches of a FieldView for its title bar. Follows the view; does nothing once it is gone.
class FieldControls : public QWidget {
    Q_OBJECT

public:
    FieldControls(FieldView* view, QWidget* parent);

private:
    SignButton* addSwitch(SignButton::Sign sign, const QString& name, const QString& text,
                          const QString& help);
    void follow();

    FieldView* view_;
    QComboBox* arrowLength_;
    QComboBox* colorScale_;
    SignButton* heat_;
    SignButton* streamlines_;
    SignButton* optimum_;
    SignButton* points_;
    SignButton* lock_;
    SignButton* closeup_;
};

} // namespace scorescope::views
