// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"

#include <QAbstractSpinBox>

#include <optional>

namespace scorescope::app {

/// A field for a real or an integer as its declaration says: arrows add the step (or multiply by
/// it on logarithmic scales), text may be in scientific notation.
///
/// While the text is not allowed the property "invalid" is true and nothing is applied; Escape
/// brings the last good value back.
class NumberField : public QAbstractSpinBox {
    Q_OBJECT

public:
    NumberField(ParameterSpec spec, QWidget* parent);

    /// Shows a value, unless the person is in the middle of typing another.
    void setValue(const ParameterValue& value);
    /// Another value, whatever is being typed.
    void beginAnew(const ParameterValue& value);
    [[nodiscard]] const ParameterValue& value() const noexcept { return value_; }
    /// Shows that the last entry was refused although its text reads well.
    void refuse(const QString& why);

    void stepBy(int steps) override;
    QValidator::State validate(QString& text, int& position) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// The person entered another allowed value.
    void entered(const scorescope::ParameterValue& value);
    /// What is wrong with the text, or "".
    void complained(const QString& why);

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] QString plainText(const ParameterValue& value) const;
    [[nodiscard]] QString shownText(const ParameterValue& value) const;
    [[nodiscard]] std::optional<ParameterValue> read(QString text, QString* why) const;
    void check();
    void commit();
    void complain(const QString& why);

    ParameterSpec spec_;
    ParameterValue value_;
    bool typing_ = false;
    QString complaint_;
};

} // namespace scorescope::app
