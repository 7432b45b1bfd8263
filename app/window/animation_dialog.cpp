// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/animation_dialog.h"

#include "app/figures/animation.h"
#include "engine/core/error.h"
#include "views/figure/animation_writer.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int debounce = 150; // ms
constexpr std::array<QSize, 4> sizes{QSize(1280, 720), QSize(1920, 1080), QSize(800, 800),
                                     QSize(640, 480)};
constexpr int mostSteps = 1'000'000'000;

QString duration(double seconds) {
    if (seconds < 90.0) {
        return AnimationDialog::tr("%1 s").arg(std::max(1.0, std::ceil(seconds)), 0, 'f', 0);
    }
    if (seconds < 5400.0) {
        return AnimationDialog::tr("%1 min").arg(std::ceil(seconds / 60.0), 0, 'f', 0);
    }
    return AnimationDialog::tr("%1 h").arg(seconds / 3600.0, 0, 'f', 1);
}

void choose(QComboBox* combo, const QVariant& wanted) {
    combo->setCurrentIndex(std::max(0, combo->findData(wanted)));
}

} // namespace

/// One picture of the film, as large as there is room.
class AnimationDialog::Preview : public QWidget {
public:
    Preview(const views::Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
        setObjectName(QStringLiteral("film_preview"));
        setAccessibleName(tr("A picture of the film"));
        setMinimumSize(400, 300);
    }
    void present(QImage image, const QString& why) {
        image_ = std::move(image);
        why_ = why;
        update();
    }
    [[nodiscard]] const QImage& image() const noexcept { return image_; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), theme_.panel);
        const QRect room = rect().adjusted(16, 16, -16, -16);
        if (image_.isNull()) {
            painter.setPen(theme_.dim);
            painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, why_);
            return;
        }
        const double ratio = devicePixelRatioF();
        const QSize size =
            image_.size().scaled((QSizeF(room.size()) * ratio).toSize(), Qt::KeepAspectRatio);
        QImage scaled = image_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        scaled.setDevicePixelRatio(ratio);
        const QSizeF shown = scaled.deviceIndependentSize();
        const QPointF at(std::round(0.5 * (width() - shown.width())),
                         std::round(0.5 * (height() - shown.height())));
        painter.drawImage(at, scaled);
        painter.setPen(theme_.line);
        painter.drawRect(QRectF(at, shown).adjusted(-0.5, -0.5, 0.5, 0.5));
    }

private:
    views::Theme theme_;
    QImage image_;
    QString why_;
};

AnimationDialog::AnimationDialog(const Registry& registry, Source source,
                                 const views::Theme& windowTheme, QWidget* parent)
    : QDialog(parent), registry_(registry), source_(std::move(source)), windowTheme_(windowTheme) {
    setObjectName(QStringLiteral("animation_dialog"));
    setWindowTitle(tr("Export animation"));
    timer_.setSingleShot(true);
    timer_.setInterval(debounce);
    connect(&timer_, &QTimer::timeout, this, &AnimationDialog::updateNow);

    preview_ = new Preview(windowTheme_, this);
    settings_ = new QWidget(this);
    auto* form = new QFormLayout(settings_);
    form->setContentsMargins(0, 0, 0, 0);
    buildViews(*form);
    buildFilm(*form);
    buildFile(*form);
    note_ = new QLabel(this);
    note_->setObjectName(QStringLiteral("film_note"));
    note_->setWordWrap(true);
    error_ = new QLabel(this);
    error_->setObjectName(QStringLiteral("film_error"));
    error_->setWordWrap(true);
    error_->setTextFormat(Qt::PlainText);
    QPalette palette = error_->palette();
    palette.setColor(QPalette::WindowText, windowTheme_.error);
    error_->setPalette(palette);
    error_->hide();
    progress_ = new QProgressBar(this);
    progress_->setObjectName(QStringLiteral("film_progress"));
    progress_->setAccessibleName(tr("Progress of the film"));
    progress_->setRange(0, 1000);
    progress_->setFormat(QStringLiteral("%p %"));
    progress_->hide();
    auto* buttons = new QDialogButtonBox(this);
    start_ = buttons->addButton(tr("Start"), QDialogButtonBox::ActionRole);
    start_->setObjectName(QStringLiteral("film_start"));
    start_->setDefault(true);
    cancel_ = buttons->addButton(QDialogButtonBox::Close);
    cancel_->setObjectName(QStringLiteral("film_cancel"));

    auto* upper = new QHBoxLayout;
    upper->addWidget(preview_, 1);
    upper->addWidget(settings_, 0, Qt::AlignTop);
    auto* all = new QVBoxLayout(this);
    all->addLayout(upper, 1);
    all->addWidget(note_);
    all->addWidget(error_);
    all->addWidget(progress_);
    all->addWidget(buttons);
    connect(start_, &QPushButton::clicked, this, &AnimationDialog::start);
    connect(cancel_, &QPushButton::clicked, this, &AnimationDialog::reject);
    loadSettings();
    updateNow();
    resize(960, 660);
}

AnimationDialog::~AnimationDialog() = default;

QComboBox* AnimationDialog::addChoice(QFormLayout& form, const char* name, const QString& label) {
    auto* combo = new QComboBox(settings_);
    combo->setObjectName(QString::fromLatin1(name));
    combo->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    form.addRow(label, combo);
    return combo;
}

QSpinBox* AnimationDialog::addCount(const char* name, const QString& accessible, int low, int high,
                                    const QString& suffix) {
    auto* spin = new QSpinBox(settings_);
    spin->setObjectName(QString::fromLatin1(name));
    spin->setAccessibleName(accessible);
    spin->setRange(low, high);
    spin->setSuffix(suffix);
    connect(spin, &QSpinBox::valueChanged, this, &AnimationDialog::edited);
    return spin;
}

void AnimationDialog::buildViews(QFormLayout& form) {
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
        edited();
    });
    steps_ = addCount("film_steps", tr("Steps to film"), 1, mostSteps, tr(" steps"));
    steps_->setValue(static_cast<int>(std::min<std::uint64_t>(
        mostSteps, source_.scene.steps > 0 ? source_.scene.steps
                   : source_.frame         ? std::max<std::uint64_t>(1, source_.frame->head)
                                           : 1)));
    form.addRow(tr("Run &to"), steps_);

    views_ = new QListWidget(settings_);
    views_->setObjectName(QStringLiteral("film_views"));
    views_->setAccessibleName(tr("Views in the film"));
    for (const ViewSpec& view : source_.scene.views) {
        auto* item = new QListWidgetItem(QString::fromStdString(view.title), views_);
        item->setData(Qt::UserRole, QString::fromStdString(view.name));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(views_->count() == 1 ? Qt::Checked : Qt::Unchecked);
    }
    const int rows = std::clamp(views_->count(), 2, 6);
    views_->setFixedHeight(views_->fontMetrics().height() * rows * 3 / 2 + 8);
    form.addRow(tr("&Views"), views_);
    connect(views_, &QListWidget::itemChanged, this, &AnimationDialog::edited);
}

void AnimationDialog::buildFilm(QFormLayout& form) {
    size_ = addChoice(form, "film_size", tr("Si&ze"));
    for (const QSize& each : sizes) {
        size_->addItem(tr("%1 × %2").arg(each.width()).arg(each.height()), each);
    }
    size_->addItem(tr("Custom"), QSize());
    connect(size_, &QComboBox::activated, this, &AnimationDialog::applySize);
    width_ = addCount("film_width", tr("Width in pixels"), 16, 8192, {});
    height_ = addCount("film_height", tr("Height in pixels"), 16, 8192, {});
    width_->setSingleStep(2);
    height_->setSingleStep(2);
    connect(width_, &QSpinBox::valueChanged, this, &AnimationDialog::followSize);
    connect(height_, &QSpinBox::valueChanged, this, &AnimationDialog::followSize);
    auto* pixels = new QHBoxLayout;
    pixels->addWidget(width_, 1);
    pixels->addWidget(new QLabel(tr("×"), settings_));
    pixels->addWidget(height_, 1);
    pixels->addWidget(new QLabel(tr("px"), settings_));
    auto* label = new QLabel(tr("&Pixels"), settings_);
    label->setBuddy(width_);
    form.addRow(label, pixels);
    seconds_ = new QDoubleSpinBox(settings_);
    seconds_->setObjectName(QStringLiteral("film_seconds"));
    seconds_->setAccessibleName(tr("Length in seconds"));
    seconds_->setRange(0.1, 3600.0);
    seconds_->setDecimals(1);
    seconds_->setSuffix(tr(" s"));
    connect(seconds_, &QDoubleSpinBox::valueChanged, this, &AnimationDialog::edited);
    form.addRow(tr("&Length"), seconds_);
    fps_ = addCount("film_fps", tr("Pictures a second"), 1, 120, tr(" a second"));
    form.addRow(tr("P&ictures"), fps_);
    spacing_ = addChoice(form, "film_spacing", tr("&Steps"));
    spacing_->addItem(tr("Evenly apart"), QStringLiteral("even"));
    spacing_->addItem(tr("Slow at first (logarithmic)"), QStringLiteral("log"));
    connect(spacing_, &QComboBox::currentIndexChanged, this, &AnimationDialog::edited);
    theme_ = addChoice(form, "film_theme", tr("&Colours"));
    theme_->addItem(tr("Print"), QStringLiteral("print"));
    theme_->addItem(tr("Light"), QStringLiteral("light"));
    theme_->addItem(tr("Dark"), QStringLiteral("dark"));
    connect(theme_, &QComboBox::currentIndexChanged, this, &AnimationDialog::edited);
    const auto addCheck = [&](const char* name, const QString& text, const QString& tip) {
        auto* check = new QCheckBox(text, settings_);
        check->setObjectName(QString::fromLatin1(name));
        check->setToolTip(tip);
        connect(check, &QCheckBox::toggled, this, &AnimationDialog::edited);
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

void AnimationDialog::buildFile(QFormLayout& form) {
    format_ = addChoice(form, "film_format", tr("F&ormat"));
    format_->addItem(tr("MP4 (H.264)"), QStringLiteral("mp4"));
    format_->addItem(tr("GIF"), QStringLiteral("gif"));
    format_->addItem(tr("PNG series (a folder)"), QStringLiteral("png"));
    connect(format_, &QComboBox::currentIndexChanged, this, &AnimationDialog::followFormat);
    path_ = new QLineEdit(settings_);
    path_->setObjectName(QStringLiteral("film_path"));
    path_->setAccessibleName(tr("File"));
    path_->setMinimumWidth(200);
    connect(path_, &QLineEdit::textEdited, this, &AnimationDialog::followPath);
    auto* browseButton = new QToolButton(settings_);
    browseButton->setObjectName(QStringLiteral("film_browse"));
    browseButton->setText(tr("Browse…"));
    connect(browseButton, &QToolButton::clicked, this, &AnimationDialog::browse);
    auto* file = new QHBoxLayout;
    file->addWidget(path_, 1);
    file->addWidget(browseButton);
    auto* label = new QLabel(tr("&File"), settings_);
    label->setBuddy(path_);
    form.addRow(label, file);
}

void AnimationDialog::loadSettings() {
    QSettings settings;
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
        QDir(folder).filePath(source_.name + QLatin1Char('.') + format_->currentData().toString()));
    applying_ = false;
    followSize();
}

void AnimationDialog::saveSettings() const {
    QSettings settings;
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

AnimationRequest AnimationDialog::request() const {
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

bool AnimationDialog::fromRun() const {
    return from_->currentData() == QLatin1String("run");
}

Scene AnimationDialog::sceneToFilm() const {
    Scene scene = source_.scene;
    scene.steps = static_cast<std::uint64_t>(steps_->value());
    if (scene.steps != source_.scene.steps) {
        scene.expect.clear(); // they hold for the scene's own number of steps
    }
    return scene;
}

void AnimationDialog::setMoments(std::shared_ptr<const std::vector<FramePtr>> moments) {
    moments_ = std::move(moments);
    from_->setItemText(1, tr("This run, as it went (%n moments)", nullptr,
                             static_cast<int>(moments_ ? moments_->size() : 0)));
    if (!job_.isBusy()) {
        timer_.start();
    }
}

void AnimationDialog::edited() {
    if (applying_ || job_.isBusy()) {
        return;
    }
    replaceable_.clear();
    start_->setText(tr("Start"));
    say(QString());
    timer_.start();
}

void AnimationDialog::applySize() {
    const QSize wanted = size_->currentData().toSize();
    if (wanted.isValid()) {
        applying_ = true;
        width_->setValue(wanted.width());
        height_->setValue(wanted.height());
        applying_ = false;
        edited();
    }
}

void AnimationDialog::followSize() {
    if (!applying_) {
        const int index = size_->findData(QSize(width_->value(), height_->value()));
        size_->setCurrentIndex(index >= 0 ? index : size_->count() - 1);
    }
}

void AnimationDialog::followFormat() {
    const QString ending = QFileInfo(path_->text()).suffix();
    if (!applying_ && format_->findData(ending.toLower()) >= 0) {
        path_->setText(path_->text().chopped(ending.size()) + format_->currentData().toString());
    }
    edited();
}

void AnimationDialog::followPath() {
    const int format = format_->findData(QFileInfo(path_->text()).suffix().toLower());
    if (format >= 0) {
        applying_ = true;
        format_->setCurrentIndex(format);
        applying_ = false;
    }
    edited();
}

void AnimationDialog::updateNow() {
    timer_.stop();
    steps_->setEnabled(!fromRun());
    const AnimationRequest wanted = request();
    start_->setEnabled(job_.isBusy() || !wanted.views.empty());
    if (wanted.views.empty()) {
        preview_->present({}, tr("Choose a view"));
        note_->setText(tr("No view is chosen."));
        return;
    }
    if (!source_.frame) {
        preview_->present({}, tr("There is nothing to show yet"));
        return;
    }
    QElapsedTimer clock;
    clock.start();
    double drawSeconds = -1.0;
    try {
        preview_->present(animationPicture(source_.scene, *source_.frame, wanted), {});
        drawSeconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;
    } catch (const InputError&) {
        preview_->present({}, tr("The window does not show this view now, so there is no preview"));
    }
    describe(drawSeconds);
}

void AnimationDialog::describe(double drawSeconds) {
    const AnimationRequest wanted = request();
    const auto pictures = static_cast<double>(animationFrames(wanted));
    QStringList parts{tr("%1 pictures of %2 × %3 pixels")
                          .arg(pictures, 0, 'f', 0)
                          .arg(wanted.width)
                          .arg(wanted.height)};
    const Frame* frame = source_.frame.get();
    const double perStep = frame != nullptr && frame->step > 0 && frame->clock > 0.0
                               ? frame->clock / static_cast<double>(frame->step)
                               : -1.0;
    if (drawSeconds > 0.0) {
        double total = drawSeconds * pictures;
        const double passes = wanted.steadyAxes ? 2.0 : 1.0;
        if (fromRun()) {
            parts << tr("about %1").arg(duration(total));
        } else if (perStep > 0.0) {
            total += passes * perStep * steps_->value();
            parts << tr("about %1").arg(duration(total));
        } else {
            parts << tr("about %1 to draw, and %2 the time of the run")
                         .arg(duration(total), wanted.steadyAxes ? tr("twice") : tr("once"));
        }
    }
    if (!fromRun()) {
        const auto& needs = registry_.kind(source_.scene.experiment).memoryBytes;
        if (needs) {
            parts << tr("%1 of memory for a run of its own")
                         .arg(QLocale().formattedDataSize(
                             static_cast<qint64>(std::min(9e18, needs(source_.scene.parameters)))));
        }
    } else if (moments_) {
        parts << tr("%n moments are kept", nullptr, static_cast<int>(moments_->size()));
    }
    note_->setText(parts.join(QStringLiteral(" · ")));
}

void AnimationDialog::browse() {
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

void AnimationDialog::say(const QString& error) {
    error_->setText(error);
    error_->setVisible(!error.isEmpty());
}

void AnimationDialog::start() {
    updateNow();
    AnimationRequest wanted = request();
    const QString file = QString::fromStdString(wanted.path);
    if (file.isEmpty()) {
        say(tr("Give the file a name."));
        path_->setFocus();
        return;
    }
    Scene scene = sceneToFilm();
    try {
        checkAnimationRequest(scene, wanted);
    } catch (const InputError& error) {
        say(tr("The film cannot be made: %1").arg(QString::fromStdString(error.message())));
        return;
    }
    const bool replaces =
        views::animationFormat(file) != views::AnimationFormat::png && QFileInfo::exists(file);
    if (replaces && replaceable_ != file) {
        replaceable_ = file;
        start_->setText(tr("Replace"));
        say(tr("%1 exists. Press Replace to write over it.").arg(QFileInfo(file).fileName()));
        return;
    }
    std::function<AnimationOutcome(const AnimationWatch&)> film;
    if (fromRun()) {
        scene.steps = source_.frame ? source_.frame->totalSteps : 0;
        film = [scene = std::move(scene), moments = moments_, wanted](const AnimationWatch& watch) {
            return renderMoments(scene, moments ? *moments : std::vector<FramePtr>(), wanted,
                                 watch);
        };
    } else {
        film = [&registry = registry_, scene = std::move(scene), device = source_.device,
                threads = source_.threads, wanted](const AnimationWatch& watch) {
            return renderAnimation(registry, scene, device, threads, wanted, watch);
        };
    }
    QSettings().setValue(QStringLiteral("animation/folder"), QFileInfo(file).absolutePath());
    saveSettings();
    say(QString());
    job_.start(
        [this, film = std::move(film)](BackgroundJob::Link& link) {
            return film([this, &link](const AnimationProgress& now) {
                link.report([this, now] { showProgress(now); });
                return link.wanted();
            });
        },
        [this](const AnimationOutcome& outcome) { end(outcome, QString()); },
        [this](const QString& why) { end(AnimationOutcome(), why); });
    setRunning(true);
}

void AnimationDialog::setRunning(bool running) {
    settings_->setEnabled(!running);
    progress_->setValue(0);
    progress_->setVisible(running);
    start_->setEnabled(!running);
    start_->setText(tr("Start"));
    cancel_->setText(running ? tr("Cancel") : tr("Close"));
    cancel_->setEnabled(true);
    if (running) {
        cancel_->setFocus();
    }
}

void AnimationDialog::showProgress(const AnimationProgress& now) {
    progress_->setValue(static_cast<int>(std::lround(1000.0 * now.share)));
    QStringList parts;
    switch (now.phase) {
    case AnimationProgress::Phase::learning:
        parts << tr("First run, for the axes: step %1").arg(now.step);
        break;
    case AnimationProgress::Phase::drawing:
        parts << tr("Picture %1 of %2, step %3").arg(now.frame).arg(now.frames).arg(now.step);
        break;
    case AnimationProgress::Phase::encoding:
        parts << tr("Encoding %1 pictures").arg(now.frames);
        break;
    }
    if (now.secondsLeft >= 0.0) {
        parts << tr("%1 left").arg(duration(now.secondsLeft));
    }
    if (now.bytes > 0.0) {
        parts << tr("about %1").arg(QLocale().formattedDataSize(static_cast<qint64>(now.bytes)));
    }
    note_->setText(parts.join(QStringLiteral(" · ")));
}

void AnimationDialog::end(const AnimationOutcome& outcome, const QString& error) {
    replaceable_.clear();
    setRunning(false);
    updateNow();
    if (!error.isEmpty()) {
        say(tr("The film was not written: %1").arg(error));
        Q_EMIT failed(error);
    } else if (outcome.cancelled) {
        note_->setText(tr("Cancelled; nothing was written."));
        Q_EMIT cancelled();
    } else {
        Q_EMIT written(QString::fromStdString(outcome.path), QString::fromStdString(outcome.note));
        accept();
    }
}

void AnimationDialog::reject() {
    if (job_.isBusy()) {
        job_.cancel();
        cancel_->setEnabled(false);
        note_->setText(tr("Cancelling…"));
        return;
    }
    QDialog::reject();
}

void AnimationDialog::done(int result) {
    saveSettings();
    QDialog::done(result);
}

void AnimationDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    updateNow();
}

} // namespace scorescope::app
