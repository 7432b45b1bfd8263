// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/export_dialog.h"

#include "engine/core/error.h"
#include "views/figure/figure_layout.h"
#include "views/settings.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int debounce = 120; // ms
const QStringList& formats() {
    static const QStringList all{QStringLiteral("pdf"), QStringLiteral("svg"),
                                 QStringLiteral("png")};
    return all;
}

} // namespace

/// The figure on a quiet ground, with a checkerboard where it is transparent.
class ExportDialog::Preview : public QWidget {
public:
    Preview(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
        setObjectName(QStringLiteral("export_preview"));
        setMinimumSize(380, 320);
    }
    /// Without an image, `why` there is none.
    void present(QImage image, bool transparent, const QString& why = {}) {
        image_ = std::move(image);
        transparent_ = transparent;
        why_ = why;
        update();
    }
    [[nodiscard]] bool isEmpty() const { return image_.isNull(); }
    /// Where the picture goes for that aspect ratio.
    [[nodiscard]] QSize sizeFor(const QSizeF& figure) const {
        const QSizeF room(width() - 32.0, height() - 32.0);
        return figure.isEmpty() ? QSize() : figure.scaled(room, Qt::KeepAspectRatio).toSize();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), theme_.panel);
        if (image_.isNull()) {
            painter.setPen(theme_.dim);
            painter.drawText(rect(), Qt::AlignCenter, why_);
            return;
        }
        const QSizeF size = image_.deviceIndependentSize();
        const QRectF target(QPointF(std::round(0.5 * (width() - size.width())),
                                    std::round(0.5 * (height() - size.height()))),
                            size);
        if (transparent_) {
            painter.fillRect(target, Qt::white);
            painter.fillRect(target, QBrush(QColor(0xcc, 0xcc, 0xcc), Qt::Dense6Pattern));
        }
        painter.drawImage(target.topLeft(), image_);
        painter.setPen(theme_.line);
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5));
    }

private:
    Theme theme_;
    QString why_;
    QImage image_;
    bool transparent_ = false;
};

ExportDialog::ExportDialog(std::vector<Entry> entries, std::string sceneJson, Theme windowTheme,
                           QWidget* parent)
    : QDialog(parent), entries_(std::move(entries)), scene_(std::move(sceneJson)),
      windowTheme_(std::move(windowTheme)) {
    setObjectName(QStringLiteral("export_dialog"));
    setWindowTitle(tr("Export figure"));
    setModal(true);
    timer_.setSingleShot(true);
    timer_.setInterval(debounce);
    connect(&timer_, &QTimer::timeout, this, &ExportDialog::updateNow);

    preview_ = new Preview(windowTheme_, this);
    preview_->setAccessibleName(tr("Preview of the figure"));
    note_ = new QLabel(this);
    note_->setObjectName(QStringLiteral("export_note"));
    note_->setWordWrap(true);
    error_ = new QLabel(this);
    error_->setObjectName(QStringLiteral("export_error"));
    error_->setWordWrap(true);
    error_->setTextFormat(Qt::PlainText);
    QPalette palette = error_->palette();
    palette.setColor(QPalette::WindowText, windowTheme_.error);
    error_->setPalette(palette);
    error_->hide();

    auto* buttons = new QDialogButtonBox(this);
    export_ = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    export_->setObjectName(QStringLiteral("export_write"));
    export_->setDefault(true);
    copy_ = buttons->addButton(tr("Copy to clipboard"), QDialogButtonBox::ActionRole);
    copy_->setObjectName(QStringLiteral("export_copy"));
    buttons->addButton(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("export_cancel"));

    auto* side = new QVBoxLayout;
    side->addWidget(buildViews());
    side->addWidget(buildOptions());
    side->addStretch(1);
    auto* upper = new QHBoxLayout;
    upper->addWidget(preview_, 1);
    upper->addLayout(side);
    auto* all = new QVBoxLayout(this);
    all->addLayout(upper, 1);
    all->addWidget(note_);
    all->addWidget(error_);
    all->addWidget(buttons);

    connect(export_, &QPushButton::clicked, this, &ExportDialog::exportNow);
    connect(copy_, &QPushButton::clicked, this, &ExportDialog::copyNow);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    loadSettings();
    updateNow();
    resize(880, 600);
}

QWidget* ExportDialog::buildViews() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("&Views, in this order"), box);
    views_ = new QListWidget(box);
    views_->setObjectName(QStringLiteral("export_views"));
    views_->setAccessibleName(tr("Views in the figure"));
    views_->setDragDropMode(QAbstractItemView::InternalMove);
    label->setBuddy(views_);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        auto* item = new QListWidgetItem(entries_[i].title, views_);
        item->setData(Qt::UserRole, static_cast<int>(i));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                       Qt::ItemIsDragEnabled);
        item->setCheckState(i == 0 ? Qt::Checked : Qt::Unchecked);
    }
    const int rows = std::clamp(static_cast<int>(entries_.size()), 2, 6);
    views_->setFixedHeight(views_->fontMetrics().height() * rows * 3 / 2 + 8);
    auto* order = new QHBoxLayout;
    const auto addMove = [&](const QString& name, const QString& text, int by) {
        auto* button = new QToolButton(box);
        button->setObjectName(name);
        button->setText(text);
        button->setAccessibleName(text);
        connect(button, &QToolButton::clicked, this, [this, by] { moveView(by); });
        order->addWidget(button);
    };
    addMove(QStringLiteral("export_up"), tr("Up"), -1);
    addMove(QStringLiteral("export_down"), tr("Down"), 1);
    letters_ = new QCheckBox(tr("Panel &letters a, b, c"), box);
    letters_->setObjectName(QStringLiteral("export_letters"));
    titles_ = new QCheckBox(tr("Titles a&bove panels"), box);
    titles_->setObjectName(QStringLiteral("export_titles"));
    order->addStretch(1);
    order->addWidget(letters_);
    order->addWidget(titles_);
    column->addWidget(label);
    column->addWidget(views_);
    column->addLayout(order);
    connect(views_, &QListWidget::itemChanged, this, &ExportDialog::edited);
    connect(views_->model(), &QAbstractItemModel::rowsMoved, this, &ExportDialog::edited);
    connect(letters_, &QCheckBox::toggled, this, &ExportDialog::edited);
    connect(titles_, &QCheckBox::toggled, this, &ExportDialog::edited);
    return box;
}

QDoubleSpinBox* ExportDialog::addNumber(const QString& name, const QString& accessible, double low,
                                        double high, int decimals, const QString& suffix) {
    auto* spin = new QDoubleSpinBox(this);
    spin->setObjectName(name);
    spin->setAccessibleName(accessible);
    spin->setDecimals(decimals);
    spin->setRange(low, high);
    spin->setSuffix(suffix);
    connect(spin, &QDoubleSpinBox::valueChanged, this, [this] {
        followPreset();
        edited();
    });
    return spin;
}

QWidget* ExportDialog::buildOptions() {
    auto* box = new QWidget(this);
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    const auto addChoice = [&](const QString& name, const QString& label) {
        auto* combo = new QComboBox(box);
        combo->setObjectName(name);
        combo->setAccessibleName(QString(label).remove(QLatin1Char('&')));
        form->addRow(label, combo);
        return combo;
    };
    preset_ = addChoice(QStringLiteral("export_preset"), tr("&Preset"));
    preset_->addItem(tr("Single column"), QStringLiteral("single column"));
    preset_->addItem(tr("Double column"), QStringLiteral("double column"));
    preset_->addItem(tr("Slide"), QStringLiteral("slide"));
    preset_->addItem(tr("Custom"), QStringLiteral("custom"));
    width_ = addNumber(QStringLiteral("export_width"), tr("Width in millimetres"), 10.0, 2000.0, 1,
                       tr(" mm"));
    height_ = addNumber(QStringLiteral("export_height"), tr("Height in millimetres"), 0.0, 2000.0,
                        1, tr(" mm"));
    height_->setSpecialValueText(tr("automatic"));
    dpi_ = addNumber(QStringLiteral("export_dpi"), tr("Resolution in dots per inch"), 36.0, 2400.0,
                     0, tr(" dpi"));
    font_ = addNumber(QStringLiteral("export_font"), tr("Font size in points"), 2.0, 100.0, 1,
                      tr(" pt"));
    line_ = addNumber(QStringLiteral("export_line"), tr("Line width in points"), 0.05, 20.0, 2,
                      tr(" pt"));
    line_->setSingleStep(0.25);
    title_ = new QLineEdit(box);
    title_->setObjectName(QStringLiteral("export_title"));
    title_->setAccessibleName(tr("Title above the figure"));
    title_->setPlaceholderText(tr("none"));
    connect(title_, &QLineEdit::textChanged, this, &ExportDialog::edited);
    form->addRow(tr("Tit&le"), title_);
    form->addRow(tr("&Width"), width_);
    form->addRow(tr("&Height"), height_);
    form->addRow(tr("&Font"), font_);
    form->addRow(tr("L&ines"), line_);
    theme_ = addChoice(QStringLiteral("export_theme"), tr("&Colours"));
    theme_->addItem(tr("Print"), QStringLiteral("print"));
    theme_->addItem(tr("Light"), QStringLiteral("light"));
    theme_->addItem(tr("Dark"), QStringLiteral("dark"));
    transparent_ = new QCheckBox(tr("&Transparent ground"), box);
    transparent_->setObjectName(QStringLiteral("export_transparent"));
    embed_ = new QCheckBox(tr("&Scene inside the file"), box);
    embed_->setObjectName(QStringLiteral("export_embed"));
    embed_->setToolTip(tr("The figure can be opened as a scene again. Turn it off for blind "
                          "review."));
    tools_ = new QCheckBox(tr("Han&dles and proposals"), box);
    tools_->setObjectName(QStringLiteral("export_tools"));
    tools_->setToolTip(tr("What only serves the hand on screen: handles to drag, the last "
                          "proposals of chains."));
    form->addRow(QString(), tools_);
    form->addRow(QString(), transparent_);
    form->addRow(QString(), embed_);
    format_ = addChoice(QStringLiteral("export_format"), tr("F&ormat"));
    for (const QString& format : formats()) {
        format_->addItem(format.toUpper(), format);
    }
    form->addRow(tr("&Resolution"), dpi_);
    path_ = new QLineEdit(box);
    path_->setObjectName(QStringLiteral("export_path"));
    path_->setAccessibleName(tr("File"));
    path_->setMinimumWidth(180);
    auto* browseButton = new QToolButton(box);
    browseButton->setObjectName(QStringLiteral("export_browse"));
    browseButton->setText(tr("Browse…"));
    auto* file = new QHBoxLayout;
    file->addWidget(path_, 1);
    file->addWidget(browseButton);
    auto* label = new QLabel(tr("Fil&e"), box);
    label->setBuddy(path_);
    form->addRow(label, file);

    connect(preset_, &QComboBox::activated, this,
            [this] { applyPreset(preset_->currentData().toString()); });
    connect(theme_, &QComboBox::currentIndexChanged, this, &ExportDialog::edited);
    connect(transparent_, &QCheckBox::toggled, this, &ExportDialog::edited);
    connect(tools_, &QCheckBox::toggled, this, &ExportDialog::edited);
    connect(embed_, &QCheckBox::toggled, this, &ExportDialog::edited);
    connect(format_, &QComboBox::currentIndexChanged, this, [this] {
        const QFileInfo info(path_->text());
        if (!applying_ && formats().contains(info.suffix().toLower())) {
            setPath(path_->text().chopped(info.suffix().size()) +
                    format_->currentData().toString());
        }
        edited();
    });
    connect(path_, &QLineEdit::textEdited, this, &ExportDialog::followPath);
    connect(browseButton, &QToolButton::clicked, this, &ExportDialog::browse);
    return box;
}

ExportOptions ExportDialog::options() const {
    ExportOptions options;
    options.widthMm = width_->value();
    options.heightMm = height_->value();
    options.dpi = dpi_->value();
    options.fontPt = font_->value();
    options.lineWidthPt = line_->value();
    const QString theme = theme_->currentData().toString();
    options.theme = theme == QLatin1String("dark")    ? darkTheme()
                    : theme == QLatin1String("light") ? lightTheme()
                                                      : printTheme();
    options.transparent = transparent_->isChecked();
    options.embedScene = embed_->isChecked();
    options.panelLetters = letters_->isChecked();
    options.panelTitles = titles_->isChecked();
    options.tools = tools_->isChecked();
    options.columns = columns_;
    options.comment = comment_;
    options.title = title_->text().trimmed();
    return options;
}

void ExportDialog::chooseAll(int columns) {
    columns_ = columns;
    applyPreset(QStringLiteral("double column"));
    for (int row = 0; row < views_->count(); ++row) {
        views_->item(row)->setCheckState(Qt::Checked);
    }
    edited();
}

std::vector<const FigurePanel*> ExportDialog::panels() const {
    std::vector<const FigurePanel*> chosen;
    for (int row = 0; row < views_->count(); ++row) {
        const QListWidgetItem* item = views_->item(row);
        if (item->checkState() == Qt::Checked) {
            const auto index = static_cast<std::size_t>(item->data(Qt::UserRole).toInt());
            chosen.push_back(entries_[index].panel.get());
        }
    }
    return chosen;
}

QString ExportDialog::path() const {
    const QString text = path_->text().trimmed();
    return text.isEmpty() ? text : QDir::current().absoluteFilePath(text);
}

void ExportDialog::setPath(const QString& path) {
    path_->setText(path);
    followPath();
}

void ExportDialog::loadSettings() {
    Settings settings;
    settings.beginGroup(QStringLiteral("export"));
    applying_ = true;
    const ExportOptions fresh;
    width_->setValue(settings.value("width_mm", fresh.widthMm).toDouble());
    height_->setValue(settings.value("height_mm", fresh.heightMm).toDouble());
    dpi_->setValue(settings.value("dpi", fresh.dpi).toDouble());
    font_->setValue(settings.value("font_pt", fresh.fontPt).toDouble());
    line_->setValue(settings.value("line_pt", fresh.lineWidthPt).toDouble());
    const auto choose = [](QComboBox* combo, const QString& wanted) {
        combo->setCurrentIndex(std::max(0, combo->findData(wanted)));
    };
    choose(theme_, settings.value("theme").toString());
    choose(format_, settings.value("format").toString());
    transparent_->setChecked(settings.value("transparent", false).toBool());
    embed_->setChecked(settings.value("embed_scene", true).toBool());
    letters_->setChecked(settings.value("panel_letters", true).toBool());
    titles_->setChecked(settings.value("panel_titles", true).toBool());
    tools_->setChecked(settings.value("tools", false).toBool());
    QString folder = settings.value("folder").toString();
    if (folder.isEmpty() || !QDir(folder).exists()) {
        folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
        folder = QDir(folder).exists() ? folder : QDir::homePath();
    }
    const QString name = entries_.empty() ? QStringLiteral("figure") : entries_.front().name;
    path_->setText(
        QDir(folder).filePath(name + QLatin1Char('.') + format_->currentData().toString()));
    applying_ = false;
    followPreset();
}

void ExportDialog::saveSettings() const {
    Settings settings;
    settings.beginGroup(QStringLiteral("export"));
    settings.setValue("width_mm", width_->value());
    settings.setValue("height_mm", height_->value());
    settings.setValue("dpi", dpi_->value());
    settings.setValue("font_pt", font_->value());
    settings.setValue("line_pt", line_->value());
    settings.setValue("theme", theme_->currentData());
    settings.setValue("format", format_->currentData());
    settings.setValue("transparent", transparent_->isChecked());
    settings.setValue("embed_scene", embed_->isChecked());
    settings.setValue("panel_letters", letters_->isChecked());
    settings.setValue("panel_titles", titles_->isChecked());
    settings.setValue("tools", tools_->isChecked());
}

void ExportDialog::applyPreset(const QString& name) {
    if (!exportPresetNames().contains(name)) {
        return;
    }
    const ExportOptions preset = exportPreset(name);
    applying_ = true;
    width_->setValue(preset.widthMm);
    height_->setValue(preset.heightMm);
    dpi_->setValue(preset.dpi);
    font_->setValue(preset.fontPt);
    line_->setValue(preset.lineWidthPt);
    applying_ = false;
    edited();
}

void ExportDialog::followPreset() {
    if (applying_) {
        return;
    }
    // The preset whose every number is the one set, else "custom".
    int index = preset_->count() - 1;
    for (const QString& name : exportPresetNames()) {
        const ExportOptions preset = exportPreset(name);
        const auto same = [](const QDoubleSpinBox* spin, double value) {
            return std::abs(spin->value() - value) < 1e-6;
        };
        if (same(width_, preset.widthMm) && same(height_, preset.heightMm) &&
            same(dpi_, preset.dpi) && same(font_, preset.fontPt) &&
            same(line_, preset.lineWidthPt)) {
            index = preset_->findData(name);
        }
    }
    preset_->setCurrentIndex(index);
}

void ExportDialog::followPath() {
    const int format = format_->findData(QFileInfo(path_->text()).suffix().toLower());
    if (format >= 0 && format != format_->currentIndex()) {
        applying_ = true;
        format_->setCurrentIndex(format);
        applying_ = false;
    }
    edited();
}

void ExportDialog::edited() {
    if (applying_) {
        return;
    }
    replaceable_.clear();
    export_->setText(tr("Export"));
    say(QString());
    timer_.start();
}

void ExportDialog::updateNow() {
    timer_.stop();
    const std::vector<const FigurePanel*> chosen = panels();
    const ExportOptions wanted = options();
    export_->setEnabled(!chosen.empty());
    copy_->setEnabled(!chosen.empty());
    const QSizeF size = figureSizeMm(chosen, wanted);
    const QSize pixels = preview_->sizeFor(size);
    if (chosen.empty() || pixels.isEmpty()) {
        previewing_.drop();
        preview_->present(QImage(), wanted.transparent, tr("Choose a view"));
        Q_EMIT previewUpdated();
    } else {
        if (preview_->isEmpty()) {
            preview_->present(QImage(), wanted.transparent, tr("Drawing…"));
        }
        previewing_.start(
            [chosen, wanted, pixels, ratio = devicePixelRatioF()](BackgroundJob::Link&) {
                return previewFigure(chosen, wanted, pixels, ratio);
            },
            [this, transparent = wanted.transparent](const QImage& picture) {
                preview_->present(picture, transparent);
                Q_EMIT previewUpdated();
            },
            [this](const QString& why) { say(why); });
    }
    const bool raster = format_->currentData() == QLatin1String("png");
    dpi_->setEnabled(raster);
    if (chosen.empty()) {
        note_->setText(tr("No view is chosen."));
    } else if (raster) {
        note_->setText(tr("%1 × %2 mm, %3 × %4 pixels")
                           .arg(size.width(), 0, 'f', 1)
                           .arg(size.height(), 0, 'f', 1)
                           .arg(std::lround(size.width() / 25.4 * wanted.dpi))
                           .arg(std::lround(size.height() / 25.4 * wanted.dpi)));
    } else {
        note_->setText(tr("%1 × %2 mm, lines and text that scale")
                           .arg(size.width(), 0, 'f', 1)
                           .arg(size.height(), 0, 'f', 1));
    }
    if (!chosen.empty() && !abridgedPanels(chosen, wanted, layOutFigure(chosen, wanted)).empty()) {
        note_->setText(
            tr("%1. A CSV file beside the figure takes what does not fit.").arg(note_->text()));
    }
}

void ExportDialog::moveView(int by) {
    const int row = views_->currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= views_->count()) {
        return;
    }
    views_->insertItem(to, views_->takeItem(row));
    views_->setCurrentRow(to);
    edited();
}

void ExportDialog::browse() {
    const QString chosen =
        QFileDialog::getSaveFileName(this, tr("Export figure"), path(),
                                     tr("PDF (*.pdf);;SVG (*.svg);;PNG (*.png);;All files (*)"),
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty()) {
        const bool known = formats().contains(QFileInfo(chosen).suffix().toLower());
        setPath(known ? chosen : chosen + QLatin1Char('.') + format_->currentData().toString());
    }
}

void ExportDialog::say(const QString& error) {
    error_->setText(error);
    error_->setVisible(!error.isEmpty());
}

void ExportDialog::exportNow() {
    updateNow();
    previewing_.drop(); // the figure itself comes first
    const QString file = path();
    if (file.isEmpty()) {
        say(tr("Give the file a name."));
        path_->setFocus();
        return;
    }
    if (QFileInfo::exists(file) && replaceable_ != file) {
        replaceable_ = file;
        export_->setText(tr("Replace"));
        say(tr("%1 exists. Press Replace to write over it.").arg(QFileInfo(file).fileName()));
        return;
    }
    try {
        exportFigure(panels(), options(), scene_, file);
    } catch (const InputError& error) {
        say(tr("The figure was not written: %1").arg(QString::fromStdString(error.message())));
        return;
    }
    Settings settings;
    settings.setValue("export/folder", QFileInfo(file).absolutePath());
    Q_EMIT exported(file);
    accept();
}

void ExportDialog::copyNow() {
    try {
        QApplication::clipboard()->setImage(renderFigure(panels(), options()));
    } catch (const InputError& error) {
        say(tr("The figure was not copied: %1").arg(QString::fromStdString(error.message())));
        return;
    }
    say(QString());
    note_->setText(tr("Copied as a picture."));
    Q_EMIT copied();
}

void ExportDialog::done(int result) {
    saveSettings();
    QDialog::done(result);
}

void ExportDialog::resizeEvent(QResizeEvent* event) {
    QDialog::resizeEvent(event);
    timer_.start();
}

void ExportDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    updateNow();
}

} // namespace scorescope::views
