// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"

#include <QFont>
#include <QString>

#include <cstddef>

class QPaintDevice;

/// Words and numbers in pictures.
namespace scorescope::views {

struct FigureStyle;

/// A number for people: up to `digits` significant digits, × 10ⁿ where needed, true minus sign.
[[nodiscard]] QString numberText(double value, int digits = 4);
/// An exponent as it stands beside its base: ⁻³.
[[nodiscard]] QString superscript(int exponent);
/// The text with true minus signs before its numbers; hyphens within words stay ("GSN-2").
[[nodiscard]] QString withMinusSigns(QString text);
/// "E [nats]"; the label alone where there is no unit, nothing without a label.
[[nodiscard]] QString quantityText(const Quantity& quantity);
/// "1 value" or "7 values": both texts whole, for translators; `several` has %1.
[[nodiscard]] QString counted(std::size_t n, const QString& one, const QString& several);
/// The font of a figure at `size` of the painter's units on that device (may be null: points),
/// whatever its resolution.
[[nodiscard]] QFont figureFont(const FigureStyle& style, double size, const QPaintDevice* device);
/// Width of a line of text at the figure's type size, in the style's units, before the device is
/// known: the one on a device may differ by a few hundredths.
[[nodiscard]] double textWidth(const FigureStyle& style, const QString& text);

} // namespace scorescope::views
