// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/animation_form.h"

#include "views/settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QStandardPaths>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace scorescope::app {
namespace {

constexpr std::array<QSize, 4> sizes{QSize(1280, 720), QSize(1920, 1080), QSize(800, 800),
                                     QSize(640, 480)};
constexpr int mostSteps = 1'000'000'000;

void choose(QComboBox* combo, const QVariant& wanted) {
    combo->setCurrentIndex(std::max(0, combo->findData(wanted)));
}

} // namespace

AnimationForm::AnimationForm(const Scene& scene, std::uint64_t head, const QString& name,
                             QWidget* parent)
    : QWidget(parent), scene_(scene), head_(head), name_(name) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    buildViews(*form);
    buildFilm(*form);
    buildFile(*form);
    loadSettings();
}

QComboBox* AnimationForm::addChoice(QFormLayout& form, const char* name, const QString& label) {
    auto* combo = new QComboBox(this);
    combo->setObjectName(QString::fromLatin1(name));
    combo->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    form.addRow(label, combo);
    return combo;
}

QSpinBox* AnimationForm::addCount(const char* name, const QString& accessible, int low, int high,
                                  const QString& suffix) {
    auto* spin = new QSpinBox(this);
    spin->setObjectName(QString::fromLatin1(name));
    spin->setAccessibleName(accessible);
    spin->setRange(low, high);
    spin->setSuffix(suffix);
    connect(spin, &QSpinBox::valueChanged, this, &AnimationForm::touched);
    return spin;
}

void AnimationForm::buildViews(QFormLayout& form) {
    from_ = addChoice(form, "film_source", tr("F&ilm"));
    from_->addItem(tr("The scene again from its start"), QStringLiteral("scene"));
    from_->addItem(tr("This run, as it went"), QStringLiteral("run"));
    from_->setItemData(0,
                       tr("Exact: the run is made again, apart from the one in the window, and "
                          "the same scene always gives the same film."),
                       Qt::ToolTipRole);
    from_->setItemData(1,
                       tr("The moments that the scrubber can show, with every click and every "
                          "live edit."),
                       Qt::ToolTipRole);
    connect(from_, &QComboBox::currentIndexChanged, this, [this] {
        if (fromRun()) {
            Q_EMIT momentsWanted();
        }
        touched();
    });
    steps_ = addCount("film_steps", tr("Steps to film"), 1, mostSteps, tr(" steps"));
    steps_->setValue(static_cast<int>(std::min<std::uint64_t>(
        mostSteps, scene_.steps > 0 ? scene_.steps : std::max<std::uint64_t>(1, head_))));
    form.addRow(tr("Run &to"), steps_);

    views_ = new QListWidget(this);
    views_->setObjectName(QStringLiteral("film_views"));
    views_->setAccessibleName(tr("Views in the film"));
    for (const ViewSpec& view : scene_.views) {
        auto* item = new QListWidgetItem(QString::fromStdString(view.title), views_);
        item->setData(Qt::UserRole, QString::fromStdString(view.name));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(views_->count() == 1 ? Qt::Checked : Qt::Unchecked);
    }
    const int rows = std::clamp(views_->count(), 2, 6);
    views_->setFixedHeight(views_->fontMetrics().height() * rows * 3 / 2 + 8);
    form.addRow(tr("&Views"), views_);
    connect(views_, &QListWidget::itemChanged, this, &AnimationForm::touched);
}

void AnimationForm::buildFilm(QFormLayout& form) {
    size_ = addChoice(form, "film_size", tr("Si&ze"));
    for (const QSize& each : sizes) {
        size_->addItem(tr("%1 × %2").arg(each.width()).arg(each.height()), each);
    }
    size_->addItem(tr("Custom"), QSize());
    connect(size_, &QComboBox::activated, this, &AnimationForm::applySize);
    width_ = addCount("film_width", tr("Width in pixels"), 16, 8192, {});
    height_ = addCount("film_height", tr("Height in pixels"), 16, 8192, {});
    width_->setSingleStep(2);
    height_->setSingleStep(2);
    connect(width_, &QSpinBox::valueChanged, this, &AnimationForm::followSize);
    connect(height_, &QSpinBox::valueChanged, this, &AnimationForm::followSize);
    auto* pixels = new QHBoxLayout;
    pixels->addWidget(width_, 1);
    pixels->addWidget(new QLabel(tr("×"), this));
    pixels->addWidget(height_, 1);
    pixels->addWidget(new QLabel(tr("px"), this));
    auto* label = new QLabel(tr("&Pixels"), this);
    label->setBuddy(width_);
    form.addRow(label, pixels);
    seconds_ = new QDoubleSpinBox(this);
    seconds_->setObjectName(QStringLiteral("film_seconds"));
    seconds_->setAccessibleName(tr("Length in seconds"));
    seconds_->setRange(0.1, 3600.0);
    seconds_->setDecimals(1);
    seconds_->setSuffix(tr(" s"));
    connect(seconds_, &QDoubleSpinBox::valueChanged, this, &AnimationForm::touched);
    form.addRow(tr("&Length"), seconds_);
    fps_ = addCount("film_fps", tr("Pictures a second"), 1, 120, tr(" a second"));
    form.addRow(tr("P&ictures"), fps_);
    spacing_ = addChoice(form, "film_spacing", tr("&Steps"));
    spacing_->addItem(tr("Evenly apart"), QStringLiteral("even"));
    spacing_->addItem(tr("Slow at first (logarithmic)"), QStringLiteral("log"));
    connect(spacing_, &QComboBox::currentIndexChanged, this, &AnimationForm::touched);
    theme_ = addChoice(form, "film_theme", tr("&Colours"));
    theme_->addItem(tr("Print"), QStringLiteral("print"));
    theme_->addItem(tr("Light"), QStringLiteral("light"));
    theme_->addItem(tr("Dark"), QStringLiteral("dark"));
    connect(theme_, &QComboBox::currentIndexChanged, this, &AnimationForm::touched);
    const auto addCheck = [&](const char* name, const QString& text, const QString& tip) {
        auto* check = new QCheckBox(text, this);
        check->setObjectName(QString::fromLatin1(name));
        check->setToolTip(tip);
        connect(check, &QCheckBox::toggled, this, &AnimationForm::touched);
        form.addRow(QString(), check);
        return check;
    };
    steady_ = addCheck("film_steady", tr("Axes &keep still"),
                       tr("Axes and colours span the whole run from the first picture on. For a "
                          "film from the start the run is made twice."));
    caption_ = addCheck("film_caption", tr("Title and step on &top"), {});
    embed_ = addCheck("film_embed", tr("Sc&ene inside the file"),
                      tr("The film can be opened as a scene again. Turn it off for blind review."));
}

void AnimationForm::buildFile(QFormLayout& form) {
    format_ = addChoice(form, "film_format", tr("F&ormat"));
    format_->addItem(tr("MP4 (H.264)"), QStringLiteral("mp4"));
    format_->addItem(tr("GIF"), QStringLiteral("gif"));
    format_->addItem(tr("PNG series (a folder)"), QStringLiteral("png"));
    connect(format_, &QComboBox::currentIndexChanged, this, &AnimationForm::followFormat);
    path_ = new QLineEdit(this);
    path_->setObjectName(QStringLiteral("film_path"));
    path_->setAccessibleName(tr("File"));
    path_->setMinimumWidth(200);
    connect(path_, &QLineEdit::textEdited, this, &AnimationForm::followPath);
    auto* browseButton = new QToolButton(this);
    browseButton->setObjectName(QStringLiteral("film_browse"));
    browseButton->setText(tr("Browse…"));
    connect(browseButton, &QToolButton::clicked, this, &AnimationForm::browse);
    auto* file = new QHBoxLayout;
    file->addWidget(path_, 1);
    file->addWidget(browseButton);
    auto* label = new QLabel(tr("&File"), this);
    label->setBuddy(path_);
    form.addRow(label, file);
}

void AnimationForm::loadSettings() {
    views::Settings settings;
    settings.beginGroup(QStringLiteral("animation"));
    const AnimationRequest fresh;
    applying_ = true;
    choose(from_, settings.value("source"));
    width_->setValue(settings.value("width", fresh.width).toInt());
    height_->setValue(settings.value("height", fresh.height).toInt());
    fps_->setValue(settings.value("fps", fresh.framesPerSecond).toInt());
    seconds_->setValue(settings.value("seconds", fresh.seconds).toDouble());
    choose(spacing_, settings.value("spacing"));
    choose(theme_, settings.value("theme"));
    choose(format_, settings.value("format"));
    steady_->setChecked(settings.value("steady_axes", fresh.steadyAxes).toBool());
    caption_->setChecked(settings.value("caption", fresh.caption).toBool());
    embed_->setChecked(settings.value("embed_scene", fresh.embedScene).toBool());
    QString folder = settings.value("folder").toString();
    if (folder.isEmpty() || !QDir(folder).exists()) {
        folder = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
        folder = QDir(folder).exists() ? folder : QDir::homePath();
    }
    path_->setText(
        QDir(folder).filePath(name_ + QLatin1Char('.') + format_->currentData().toString()));
    applying_ = false;
    followSize();
}

void AnimationForm::saveSettings() const {
    views::Settings settings;
    settings.beginGroup(QStringLiteral("animation"));
    settings.setValue("source", from_->currentData());
    settings.setValue("width", width_->value());
    settings.setValue("height", height_->value());
    settings.setValue("fps", fps_->value());
    settings.setValue("seconds", seconds_->value());
    settings.setValue("spacing", spacing_->currentData());
    settings.setValue("theme", theme_->currentData());
    settings.setValue("format", format_->currentData());
    settings.setValue("steady_axes", steady_->isChecked());
    settings.setValue("caption", caption_->isChecked());
    settings.setValue("embed_scene", embed_->isChecked());
}

AnimationRequest AnimationForm::request() const {
    AnimationRequest wanted;
    const QString text = path_->text().trimmed();
    wanted.path = (text.isEmpty() ? text : QDir::current().absoluteFilePath(text)).toStdString();
    for (int row = 0; row < views_->count(); ++row) {
        const QListWidgetItem* item = views_->item(row);
        if (item->checkState() == Qt::Checked) {
            wanted.views.push_back(item->data(Qt::UserRole).toString().toStdString());
        }
    }
    wanted.width = width_->value();
    wanted.height = height_->value();
    wanted.framesPerSecond = fps_->value();
    wanted.seconds = seconds_->value();
    wanted.spacing = spacing_->currentData().toString().toStdString();
    wanted.theme = theme_->currentData().toString().toStdString();
    wanted.steadyAxes = steady_->isChecked();
    wanted.caption = caption_->isChecked();
    wanted.embedScene = embed_->isChecked();
    return wanted;
}

bool AnimationForm::fromRun() const {
    return from_->currentData() == QLatin1String("run");
}

Scene AnimationForm::sceneToFilm() const {
    Scene scene = scene_;
    scene.steps = static_cast<std::uint64_t>(steps_->value());
    if (scene.steps != scene_.steps) {
        scene.expect.clear(); // they hold for the scene's own number of steps
    }
    return scene;
}

void AnimationForm::applySize() {
    const QSize wanted = size_->currentData().toSize();
    if (wanted.isValid()) {
        applying_ = true;
        width_->setValue(wanted.width());
        height_->setValue(wanted.height());
        applying_ = false;
        touched();
    }
}

void AnimationForm::followSize() {
    if (!applying_) {
        const int index = size_->findData(QSize(width_->value(), height_->value()));
        size_->setCurrentIndex(index >= 0 ? index : size_->count() - 1);
    }
}

void AnimationForm::followFormat() {
    const QString ending = QFileInfo(path_->text()).suffix();
    if (!applying_ && format_->findData(ending.toLower()) >= 0) {
        path_->setText(path_->text().chopped(ending.size()) + format_->currentData().toString());
    }
    touched();
}

void AnimationForm::followPath() {
    const int format = format_->findData(QFileInfo(path_->text()).suffix().toLower());
    if (format >= 0) {
        applying_ = true;
        format_->setCurrentIndex(format);
        applying_ = false;
    }
    touched();
}

void AnimationForm::browse() {
    const QString chosen = QFileDialog::getSaveFileName(
        this, tr("Export animation"), QString::fromStdString(request().path),
        tr("MP4 (*.mp4);;GIF (*.gif);;PNG series (*.png);;All files (*)"), nullptr,
        QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty()) {
        const bool known = format_->findData(QFileInfo(chosen).suffix().toLower()) >= 0;
        path_->setText(known ? chosen
                             : chosen + QLatin1Char('.') + format_->currentData().toString());
        followPath();
    }
}

int AnimationForm::steps() const {
    return steps_->value();
}

void AnimationForm::setMoments(std::size_t count) {
    from_->setItemText(1,
                       tr("This run, as it went (%n moments)", nullptr, static_cast<int>(count)));
}

void AnimationForm::followSource() {
    steps_->setEnabled(!fromRun());
}

void AnimationForm::focusPath() {
    path_->setFocus();
}

void AnimationForm::touched() {
    if (!applying_) {
        Q_EMIT edited();
    }
}

} // namespace scorescope::app
