// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_row.h"

#include "app/window/number_field.h"
#include "app/window/style.h"
#include "engine/core/error.h"
#include "views/settings.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int sliderSteps = 1000;
constexpr int controlWidth = 128; ///< at least
constexpr int labelShare = 45;    ///< of the width that both share, in percent
constexpr int endWidth = 38;      ///< of dot and reset, with the spaces before them
constexpr int browseWidth = 26;
constexpr std::size_t longText = 1000; ///< bytes beyond which a field shows the beginning only

QPixmap dotPixmap(const QColor& color) {
    QPixmap pixmap(16, 16);
    pixmap.setDevicePixelRatio(2.0);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(0.5, 0.5, 7.0, 7.0));
    return pixmap;
}

bool isLong(const ParameterValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && text->size() > longText;
}

/// A value as menus and tips name it: never longer than a line.
QString shortText(const ParameterValue& value) {
    constexpr std::size_t longest = 60;
    if (const auto* text = std::get_if<std::string>(&value); text && text->size() > longest) {
        return QString::fromStdString(text->substr(0, longest)) + QChar(u'…');
    }
    return QString::fromStdString(toText(value));
}

} // namespace

ParameterRow::ParameterRow(ParameterSpec spec, QWidget* parent)
    : QWidget(parent), spec_(std::move(spec)), theme_(views::darkTheme()), value_(spec_.initial) {
    const QString name = QString::fromStdString(spec_.name);
    setObjectName(QStringLiteral("row_") + name);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(2);
    line_ = new QHBoxLayout;
    line_->setSpacing(4);
    all->addLayout(line_);

    label_ = new QLabel(QString::fromStdString(spec_.label), this);
    label_->setObjectName(QStringLiteral("label_") + name);
    label_->setToolTip(helpText());
    label_->setTextFormat(Qt::PlainText);
    // A long label takes more lines rather than pushing the controls out of the panel.
    label_->setWordWrap(true);
    label_->setSizePolicy(QSizePolicy::Ignored, label_->sizePolicy().verticalPolicy());
    line_->addWidget(label_, labelShare);

    buildControl(*line_);

    reset_ = new QToolButton(this);
    reset_->setObjectName(QStringLiteral("reset_") + name);
    reset_->setProperty("flat", true);
    reset_->setFixedSize(20, 24);
    reset_->setToolTip(tr("Back to the default, %1").arg(shortText(spec_.initial)));
    reset_->setAccessibleName(tr("Reset %1").arg(QString::fromStdString(spec_.label)));
    reset_->setFocusPolicy(Qt::TabFocus);
    QSizePolicy keepPlace = reset_->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    reset_->setSizePolicy(keepPlace);
    connect(reset_, &QToolButton::clicked, this, [this] { Q_EMIT edited(spec_.initial, 0); });

    dot_ = new QLabel(this);
    dot_->setObjectName(QStringLiteral("live_") + name);
    dot_->setFixedSize(10, 24);
    if (spec_.live) {
        dot_->setToolTip(tr("Changes while running"));
    }
    line_->addWidget(dot_);
    line_->addWidget(reset_);

    if (spec_.live && spec_.type == ParameterType::real && spec_.minimum >= 0.0) {
        buildSlider();
        auto* sliderLine = new QHBoxLayout;
        sliderLine->setContentsMargins(0, 0, endWidth, 2);
        sliderLine->addWidget(slider_);
        all->addLayout(sliderLine);
    }
    message_ = new QLabel(this);
    message_->setObjectName(QStringLiteral("parameter_message"));
    message_->setWordWrap(true);
    message_->setTextFormat(Qt::PlainText);
    message_->hide();
    all->addWidget(message_);
    then_ = new QLabel(this);
    then_->setObjectName(QStringLiteral("then_") + name);
    then_->setProperty("role", QStringLiteral("past"));
    then_->setAccessibleName(tr("%1 at the step shown").arg(QString::fromStdString(spec_.label)));
    then_->setAlignment(Qt::AlignRight);
    then_->hide();
    all->addWidget(then_);
    setValue(value_);
}

ParameterRow::~ParameterRow() {
    // A field that has the focus loses it as its window goes, and tells of its text; what would
    // answer to that is gone by then.
    for (QObject* child : findChildren<QObject*>()) {
        child->removeEventFilter(this);
        disconnect(child, nullptr, this, nullptr);
    }
}

void ParameterRow::buildControl(QHBoxLayout& line) {
    switch (spec_.type) {
    case ParameterType::boolean:
        check_ = new QCheckBox(this);
        connect(check_, &QCheckBox::clicked, this,
                [this](bool on) { Q_EMIT edited(ParameterValue(on), 0); });
        control_ = check_;
        break;
    case ParameterType::choice:
        buildChoice();
        control_ = choice_;
        break;
    case ParameterType::text:
        text_ = new QLineEdit(this);
        text_->setMaxLength(std::numeric_limits<int>::max()); // nothing pasted may lose its end
        connect(text_, &QLineEdit::editingFinished, this, [this] {
            if (text_->isReadOnly()) {
                return;
            }
            const std::string typed = text_->text().toStdString();
            if (ParameterValue(typed) != value_) {
                Q_EMIT edited(ParameterValue(typed), 0);
            }
            text_->setModified(ParameterValue(typed) != value_);
        });
        control_ = text_;
        break;
    case ParameterType::integer:
    case ParameterType::real:
        number_ = new NumberField(spec_, this);
        connect(number_, &NumberField::entered, this,
                [this](const ParameterValue& value) { Q_EMIT edited(value, 0); });
        connect(number_, &NumberField::complained, this, &ParameterRow::showComplaint);
        control_ = number_;
        break;
    }
    control_->setObjectName(QStringLiteral("parameter_") + QString::fromStdString(spec_.name));
    control_->setAccessibleName(QString::fromStdString(spec_.label));
    control_->setToolTip(helpText());
    control_->setMinimumWidth(controlWidth);
    control_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    control_->installEventFilter(this);
    label_->setBuddy(control_);
    if (text_ != nullptr && !spec_.filePatterns.empty()) {
        // Field and button together are as wide as a field alone, so that rows stay in columns.
        text_->setMinimumWidth(controlWidth - browseWidth - line.spacing());
        auto* both = new QHBoxLayout;
        both->setSpacing(line.spacing());
        both->addWidget(text_, 1);
        buildBrowseButton(*both);
        line.addLayout(both, 100 - labelShare);
    } else {
        line.addWidget(control_, 100 - labelShare);
    }
    if (!spec_.unit.empty()) {
        label_->setText(QStringLiteral("%1 (%2)").arg(QString::fromStdString(spec_.label),
                                                      QString::fromStdString(spec_.unit)));
    }
}

void ParameterRow::buildChoice() {
    choice_ = new QComboBox(this);
    for (std::size_t i = 0; i < spec_.choices.size(); ++i) {
        const std::string& shown =
            i < spec_.choiceLabels.size() ? spec_.choiceLabels[i] : spec_.choices[i];
        choice_->addItem(QString::fromStdString(shown), QString::fromStdString(spec_.choices[i]));
    }
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice_->setFocusPolicy(Qt::StrongFocus);
    connect(choice_, &QComboBox::activated, this, [this](int index) {
        Q_EMIT edited(ParameterValue(choice_->itemData(index).toString().toStdString()), 0);
    });
}

void ParameterRow::arrangeChoice() {
    if (choice_ == nullptr) {
        return;
    }
    const int needed = choice_->sizeHint().width();
    const int both = width() - endWidth - line_->spacing();
    const int share = std::max(controlWidth, both * (100 - labelShare) / 100);
    const int label =
        label_->fontMetrics().horizontalAdvance(label_->text()) + 2 * line_->spacing();
    const bool below = needed > share && needed + label > both;
    auto* all = static_cast<QVBoxLayout*>(layout());
    if (below && line_->indexOf(label_) >= 0) {
        line_->removeWidget(label_);
        all->insertWidget(0, label_);
    } else if (!below && line_->indexOf(label_) < 0) {
        all->removeWidget(label_);
        line_->insertWidget(0, label_, labelShare);
    }
    choice_->setMinimumWidth(!below && needed > share ? needed : controlWidth);
}

void ParameterRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrangeChoice();
}

void ParameterRow::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        arrangeChoice();
    }
}

void ParameterRow::focusControl() {
    control_->setFocus(Qt::ShortcutFocusReason);
}

QString ParameterRow::summary() const {
    if (const auto* on = std::get_if<bool>(&value_)) {
        return *on ? tr("on") : tr("off");
    }
    return choice_ != nullptr ? choice_->currentText() : shortText(value_);
}

void ParameterRow::buildBrowseButton(QHBoxLayout& line) {
    browse_ = new QToolButton(this);
    browse_->setObjectName(QStringLiteral("browse_") + QString::fromStdString(spec_.name));
    browse_->setText(QStringLiteral("…"));
    browse_->setProperty("flat", true);
    browse_->setFixedSize(browseWidth, 24);
    browse_->setToolTip(tr("Browse…"));
    browse_->setAccessibleName(
        tr("Browse for a file: %1").arg(QString::fromStdString(spec_.label)));
    browse_->setFocusPolicy(Qt::TabFocus);
    connect(browse_, &QToolButton::clicked, this, &ParameterRow::browse);
    line.addWidget(browse_);
}

void ParameterRow::browse() {
    auto* dialog =
        new QFileDialog(this, tr("Choose a file: %1").arg(QString::fromStdString(spec_.label)));
    dialog->setObjectName(QStringLiteral("browse_dialog_") + QString::fromStdString(spec_.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    const QString patterns = QString::fromStdString(spec_.filePatterns);
    dialog->setNameFilters({tr("Data files (%1)").arg(patterns), tr("All files (*)")});
    const QFileInfo now(QString::fromStdString(std::get<std::string>(value_)));
    const QString last = views::Settings().value(QStringLiteral("files/folder")).toString();
    if (now.isFile()) {
        dialog->setDirectory(now.absolutePath());
        dialog->selectFile(now.fileName());
    } else if (!last.isEmpty() && QDir(last).exists()) {
        dialog->setDirectory(last);
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        views::Settings().setValue(QStringLiteral("files/folder"), QFileInfo(path).absolutePath());
        Q_EMIT edited(ParameterValue(path.toStdString()), 0);
    });
    dialog->open();
}

void ParameterRow::showText() {
    const auto& value = std::get<std::string>(value_);
    const bool elided = isLong(value_);
    text_->setReadOnly(elided);
    if (!elided) {
        text_->setText(QString::fromStdString(value));
        if (!text_->hasFocus()) {
            text_->setCursorPosition(0); // a list shows its beginning
        }
        text_->setToolTip(helpText());
        return;
    }
    constexpr std::size_t shown = 12;
    text_->setText(QString::fromStdString(value.substr(0, shown)) + QStringLiteral("… "));
    text_->setCursorPosition(0);
    text_->setToolTip(
        helpText() +
        tr("<p>%L1 characters: copy and paste replace them as a whole.</p>").arg(value.size()));
}

bool ParameterRow::editLongText(QEvent& event) {
    auto& key = static_cast<QKeyEvent&>(event);
    const bool copies = key.matches(QKeySequence::Copy);
    const bool cuts = key.matches(QKeySequence::Cut);
    const bool pastes = key.matches(QKeySequence::Paste);
    const bool empties = key.key() == Qt::Key_Delete || key.key() == Qt::Key_Backspace;
    if (!copies && !cuts && !pastes && !empties) {
        return false;
    }
    if (event.type() == QEvent::ShortcutOverride) {
        event.accept();
        return true;
    }
    if (copies || cuts) {
        QApplication::clipboard()->setText(QString::fromStdString(std::get<std::string>(value_)));
    }
    if (pastes) {
        Q_EMIT edited(ParameterValue(QApplication::clipboard()->text().toStdString()), 0);
    } else if (cuts || empties) {
        Q_EMIT edited(ParameterValue(std::string()), 0);
    }
    return true;
}

void ParameterRow::buildSlider() {
    slider_ = new QSlider(Qt::Horizontal, this);
    slider_->setObjectName(QStringLiteral("slider_") + QString::fromStdString(spec_.name));
    slider_->setAccessibleName(tr("%1, slider").arg(QString::fromStdString(spec_.label)));
    slider_->setRange(0, sliderSteps);
    slider_->setPageStep(sliderSteps / 20);
    slider_->setSingleStep(sliderSteps / 100);
    slider_->installEventFilter(this);
    connect(slider_, &QSlider::sliderPressed, this, [this] { ++gesture_; });
    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        const double value = QString::number(fromSlider(position), 'g', 4).toDouble();
        Q_EMIT edited(ParameterValue(std::clamp(value, spec_.minimum, spec_.maximum)), gesture_);
    });
}

double ParameterRow::toSlider(double value) const {
    const double low = spec_.minimum;
    const double high = spec_.maximum;
    if (!(high > low)) {
        return 0.0;
    }
    if (spec_.logarithmic && low > 0.0) {
        return std::log(value / low) / std::log(high / low);
    }
    // A range that starts at zero leaves a logarithm no bottom: a square root still gives the small
    // values most of the way.
    const double share = (value - low) / (high - low);
    return spec_.logarithmic ? std::sqrt(share) : share;
}

double ParameterRow::fromSlider(int position) const {
    const double share = static_cast<double>(position) / sliderSteps;
    const double low = spec_.minimum;
    const double high = spec_.maximum;
    if (spec_.logarithmic && low > 0.0) {
        return low * std::pow(high / low, share);
    }
    return low + (high - low) * (spec_.logarithmic ? share * share : share);
}

void ParameterRow::setValue(const ParameterValue& value) {
    value_ = value;
    if (number_ != nullptr) {
        number_->setValue(value);
    } else if (choice_ != nullptr) {
        const int index = choice_->findData(QString::fromStdString(std::get<std::string>(value)));
        choice_->setCurrentIndex(index);
    } else if (check_ != nullptr) {
        check_->setChecked(std::get<bool>(value));
    } else if (text_ != nullptr && (!text_->hasFocus() || !text_->isModified() || isLong(value_))) {
        showText(); // what is being typed stays, unless it has become too long to be typed
    }
    if (slider_ != nullptr && !slider_->isSliderDown()) {
        const QSignalBlocker quiet(slider_);
        const double share = std::clamp(toSlider(std::get<double>(value)), 0.0, 1.0);
        slider_->setValue(static_cast<int>(std::lround(sliderSteps * share)));
    }
    reset_->setVisible(value_ != spec_.initial);
}

void ParameterRow::beginAnew(const ParameterValue& value) {
    if (text_ != nullptr) {
        text_->setModified(false);
    }
    if (number_ != nullptr) {
        number_->beginAnew(value);
    }
    showComplaint({});
    setThen({});
    setValue(value);
}

void ParameterRow::refuse(const QString& why) {
    if (number_ != nullptr) {
        number_->refuse(why);
    } else {
        showComplaint(why);
        setValue(value_);
    }
}

void ParameterRow::setThen(const QString& text) {
    then_->setText(text);
    then_->setVisible(!text.isEmpty());
}

void ParameterRow::setPending(bool pending) {
    if (pending != pending_) {
        pending_ = pending;
        showDot();
    }
}

void ParameterRow::setTheme(const views::Theme& theme) {
    theme_ = theme;
    reset_->setIcon(themedIcon(QStringLiteral("revert"), theme_, theme_.dim));
    if (extra_ != nullptr) {
        extra_->setIcon(themedIcon(extraIcon_, theme_, theme_.dim));
    }
    showDot();
}

void ParameterRow::showDot() {
    if (pending_) {
        dot_->setPixmap(dotPixmap(theme_.warning));
        dot_->setToolTip(tr("Waits for a restart"));
    } else if (spec_.live) {
        dot_->setPixmap(dotPixmap(theme_.running));
        dot_->setToolTip(tr("Changes while running"));
    } else {
        dot_->clear();
        dot_->setToolTip({});
    }
}

void ParameterRow::addButton(QToolButton* button, const QString& icon) {
    extra_ = button;
    extraIcon_ = icon;
    button->setProperty("flat", true);
    button->setFixedSize(20, 24);
    // In the live dot's place, so that fields stay in one column.
    dot_->hide();
    reset_->setFixedWidth(14);
    line_->insertWidget(2, button);
    button->setFixedWidth(16);
}

void ParameterRow::showComplaint(const QString& why) {
    message_->setText(why);
    message_->setVisible(!why.isEmpty());
}

bool ParameterRow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::Enter) {
        Q_EMIT helpRequested(QString::fromStdString(spec_.help));
    }
    if (watched == text_ && text_ != nullptr && text_->isReadOnly() &&
        (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) &&
        editLongText(*event)) {
        return true;
    }
    if (event->type() == QEvent::Wheel && (watched == choice_ || watched == slider_)) {
        auto* control = qobject_cast<QWidget*>(watched);
        if (!control->hasFocus()) {
            event->ignore(); // scrolling the panel must not change values on the way
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && watched == slider_) {
        ++gesture_; // each key press is an undo step of its own
    }
    return QWidget::eventFilter(watched, event);
}

void ParameterRow::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    QClipboard* clipboard = QApplication::clipboard();
    QAction* copies = menu.addAction(tr("Copy the value"));
    QAction* copiesWords = menu.addAction(tr("Copy as --set"));
    QAction* pastes = menu.addAction(tr("Paste a value"));
    pastes->setEnabled(!clipboard->text().isEmpty());
    menu.addSeparator();
    QAction* resets = menu.addAction(tr("Reset to default (%1)").arg(shortText(spec_.initial)));
    resets->setEnabled(value_ != spec_.initial);
    const QAction* chosen = menu.exec(event->globalPos());
    if (chosen == copies) {
        clipboard->setText(QString::fromStdString(toText(value_)));
    } else if (chosen == copiesWords) {
        clipboard->setText(QString::fromStdString("--set '" + spec_.name + '=' + toText(value_)) +
                           QLatin1Char('\''));
    } else if (chosen == pastes) {
        paste(clipboard->text());
    } else if (chosen == resets) {
        Q_EMIT edited(spec_.initial, 0);
    }
}

void ParameterRow::paste(const QString& text) {
    try {
        Q_EMIT edited(parseText(spec_, text.trimmed().toStdString()), 0);
    } catch (const InputError& error) {
        showComplaint(QString::fromStdString(error.message()));
    }
}

QString ParameterRow::helpText() const {
    QString range;
    if (spec_.type == ParameterType::integer || spec_.type == ParameterType::real) {
        const auto number = [this](double value) {
            return spec_.type == ParameterType::integer ? toText(static_cast<std::int64_t>(value))
                                                        : toText(value);
        };
        range = tr("Allowed: %1 to %2")
                    .arg(QString::fromStdString(number(spec_.minimum)),
                         QString::fromStdString(number(spec_.maximum)));
    }
    return QStringLiteral("<qt><p>%1</p><p>%2</p><p><code>%3</code></p></qt>")
        .arg(QString::fromStdString(spec_.help).toHtmlEscaped(), range,
             QString::fromStdString(spec_.name));
}

} // namespace scorescope::app
