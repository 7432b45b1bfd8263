// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/number_field.h"

#include "app/window/style.h"
#include "engine/core/error.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QLineEdit>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::app {

NumberField::NumberField(ParameterSpec spec, QWidget* parent)
    : QAbstractSpinBox(parent), spec_(std::move(spec)), value_(spec_.initial) {
    setFocusPolicy(Qt::StrongFocus);
    setKeyboardTracking(false);
    lineEdit()->setText(shownText(value_));
    connect(lineEdit(), &QLineEdit::textEdited, this, [this] {
        typing_ = true;
        check();
    });
    connect(this, &QAbstractSpinBox::editingFinished, this, &NumberField::commit);
}

void NumberField::setValue(const ParameterValue& value) {
    value_ = value;
    if (!typing_) {
        complain({});
        lineEdit()->setText(hasFocus() ? plainText(value_) : shownText(value_));
        lineEdit()->setCursorPosition(0); // a long number shows its first digits, not its last
    }
}

void NumberField::beginAnew(const ParameterValue& value) {
    typing_ = false;
    setValue(value);
}

void NumberField::refuse(const QString& why) {
    typing_ = true;
    complain(why);
}

void NumberField::stepBy(int steps) {
    QString why;
    const ParameterValue from = read(text(), &why).value_or(value_);
    ParameterValue to = from;
    if (const auto* whole = std::get_if<std::int64_t>(&from)) {
        double target = 0.0;
        if (spec_.logarithmic && spec_.step > 1.0) {
            target = std::round(static_cast<double>(*whole) * std::pow(spec_.step, steps));
            if (target == static_cast<double>(*whole)) {
                target += steps > 0 ? 1.0 : -1.0;
            }
        } else {
            target = static_cast<double>(*whole) + steps * std::max(1.0, std::round(spec_.step));
        }
        to = static_cast<std::int64_t>(std::clamp(target, spec_.minimum, spec_.maximum));
    } else if (const auto* real = std::get_if<double>(&from)) {
        const double linear =
            spec_.step > 0.0 ? spec_.step : (spec_.maximum - spec_.minimum) / 100.0;
        double target = spec_.logarithmic && spec_.step > 1.0 ? *real * std::pow(spec_.step, steps)
                                                              : *real + steps * linear;
        target = std::clamp(target, spec_.minimum, spec_.maximum);
        // Six digits: what a person would have typed, not the rounding errors of the arithmetic.
        to = QString::number(target, 'g', 6).toDouble();
    }
    typing_ = false;
    complain({});
    lineEdit()->setText(plainText(to));
    selectAll();
    if (to != value_) {
        value_ = to;
        Q_EMIT entered(value_);
    }
}

QValidator::State NumberField::validate(QString& text, int& position) const {
    Q_UNUSED(text)
    Q_UNUSED(position)
    // Every text may stand while it is typed; check() says what is wrong with it.
    return QValidator::Acceptable;
}

QSize NumberField::sizeHint() const {
    return {QFontMetrics(font()).horizontalAdvance(QStringLiteral("0.000000")) + 40, 24};
}

QAbstractSpinBox::StepEnabled NumberField::stepEnabled() const {
    return StepUpEnabled | StepDownEnabled;
}

void NumberField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && typing_) {
        typing_ = false;
        setValue(value_);
        selectAll();
        event->accept();
        return;
    }
    QAbstractSpinBox::keyPressEvent(event);
}

void NumberField::wheelEvent(QWheelEvent* event) {
    // Scrolling the panel must not change numbers on the way.
    if (hasFocus()) {
        QAbstractSpinBox::wheelEvent(event);
    } else {
        event->ignore();
    }
}

void NumberField::focusInEvent(QFocusEvent* event) {
    if (!typing_) {
        lineEdit()->setText(plainText(value_));
    }
    QAbstractSpinBox::focusInEvent(event);
}

QString NumberField::plainText(const ParameterValue& value) const {
    return QString::fromStdString(toText(value));
}

QString NumberField::shownText(const ParameterValue& value) const {
    if (const auto* whole = std::get_if<std::int64_t>(&value); whole != nullptr && *whole >= 0) {
        return groupedNumber(static_cast<qulonglong>(*whole));
    }
    return plainText(value).replace(QLatin1Char('-'), QChar(0x2212));
}

std::optional<ParameterValue> NumberField::read(QString text, QString* why) const {
    text.replace(QChar(0x2212), QLatin1Char('-'));
    for (const QChar space : {QChar(0x202F), QChar(0x2009), QChar(0x00A0), QChar(' ')}) {
        text.remove(space);
    }
    try {
        return parseText(spec_, text.toStdString());
    } catch (const InputError& error) {
        *why = QString::fromStdString(error.message());
        return std::nullopt;
    }
}

void NumberField::check() {
    QString why;
    static_cast<void>(read(text(), &why));
    complain(why);
}

void NumberField::commit() {
    if (!typing_) {
        lineEdit()->setText(hasFocus() ? plainText(value_) : shownText(value_));
        return;
    }
    QString why;
    const std::optional<ParameterValue> read = this->read(text(), &why);
    complain(why);
    if (!read) {
        return; // the text stays, marked, until it is mended or taken back
    }
    typing_ = false;
    lineEdit()->setText(hasFocus() ? plainText(*read) : shownText(*read));
    if (*read != value_) {
        value_ = *read;
        Q_EMIT entered(value_);
    }
}

void NumberField::complain(const QString& why) {
    if (why == complaint_) {
        return;
    }
    complaint_ = why;
    setProperty("invalid", !why.isEmpty());
    setAccessibleDescription(why);
    repolish(*this);
    Q_EMIT complained(why);
}

} // namespace scorescope::app
