// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_heading.h"

#include "views/settings.h"

#include <QPainter>

#include <algorithm>

namespace scorescope::app {
namespace {

const QString foldedKey = QStringLiteral("panel/folded");
const QString unfoldedKey = QStringLiteral("panel/unfolded"); ///< of repeated groups

} // namespace

ParameterHeading::ParameterHeading(const ParameterGroup& group, bool first, QWidget* parent)
    : QToolButton(parent), title_(QString::fromStdString(group.title)), repeated_(group.repeated),
      theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("parameter_group"));
    setAccessibleName(tr("Parameters: %1").arg(title_));
    setProperty("flat", true);
    setProperty("first", first);
    setProperty("repeated", repeated_);
    setText(repeated_ ? title_ : title_.toUpper());
    setCheckable(true);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    // A long title is cut rather than pushing the controls out of the panel.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    if (!repeated_) {
        QFont smaller = font();
        smaller.setPointSizeF(smaller.pointSizeF() * 0.86);
        smaller.setLetterSpacing(QFont::PercentageSpacing, 106);
        setFont(smaller);
    }
    const QStringList stored =
        views::Settings().value(repeated_ ? unfoldedKey : foldedKey).toStringList();
    setChecked(stored.contains(title_) == repeated_);
    setSummary({}, {});
    connect(this, &QToolButton::clicked, this, &ParameterHeading::unfold);
    showState();
}

void ParameterHeading::unfold(bool unfolded) {
    setChecked(unfolded);
    const QString& key = repeated_ ? unfoldedKey : foldedKey;
    views::Settings settings;
    QStringList stored = settings.value(key).toStringList();
    stored.removeAll(title_);
    if (unfolded == repeated_) {
        stored << title_;
    }
    settings.setValue(key, stored);
    showState();
    Q_EMIT folded();
}

void ParameterHeading::setFiltered(bool filtered) {
    opened_ = filtered;
    setEnabled(!filtered);
    showState();
}

void ParameterHeading::setSummary(const QString& summary, const QString& tip) {
    summary_ = summary;
    setAccessibleDescription(summary);
    const QString what = tr("Show or hide this group");
    setToolTip(tip.isEmpty() ? what : tip);
    update();
}

void ParameterHeading::setTheme(const views::Theme& theme) {
    theme_ = theme;
    update();
}

void ParameterHeading::showState() {
    setArrowType(isUnfolded() ? Qt::DownArrow : Qt::RightArrow);
}

void ParameterHeading::paintEvent(QPaintEvent* event) {
    QToolButton::paintEvent(event);
    if (isUnfolded() || summary_.isEmpty()) {
        return;
    }
    constexpr int arrowWidth = 26;
    constexpr int column = 96; // summaries of one family begin below each other
    const int left = std::max(column, arrowWidth + fontMetrics().horizontalAdvance(text()) + 8);
    const QRect box = rect().adjusted(left, repeated_ ? 0 : 4, -4, 0);
    QPainter painter(this);
    painter.setPen(theme_.dim);
    painter.drawText(
        box, static_cast<int>((repeated_ ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter),
        fontMetrics().elidedText(summary_, Qt::ElideRight, box.width()));
}

} // namespace scorescope::app
