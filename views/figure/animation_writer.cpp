// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/animation_writer.h"

#include "engine/core/error.h"
#include "views/figure/export.h"
#include "views/figure/film_parts.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Animation)
};

constexpr int smallestSide = 16;
constexpr int largestSide = 8192;
constexpr int fastest = 120;
/// Shorter delays than 2/100 s are taken as 10/100 s by browsers.
constexpr int fastestGif = 50;
constexpr int crudest = 51;

[[noreturn]] void refuse(const QString& path, const QString& message) {
    throw InputError(path.toStdString(), "", message.toStdString());
}

QString systemReason() {
    return QString::fromLocal8Bit(std::strerror(errno));
}

/// A file beside the target that is gone unless it is put in the target's place.
class FileBeside {
public:
    explicit FileBeside(const QString& target) : target_(target) {
        const QFileInfo info(target);
        if (info.isDir()) {
            refuse(target, Text::tr("is a folder; give the name of a file"));
        }
        QTemporaryFile file(
            info.dir().filePath(QLatin1Char('.') + info.fileName() + QStringLiteral(".XXXXXX")));
        file.setAutoRemove(false);
        if (!file.open()) {
            refuse(target, Text::tr("cannot be written: %1").arg(file.errorString()));
        }
        name_ = file.fileName();
        // Films are for others to see, as any file that is written.
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup |
                            QFile::ReadOther);
    }
    ~FileBeside() { QFile::remove(name_); }
    FileBeside(const FileBeside&) = delete;
    FileBeside& operator=(const FileBeside&) = delete;

    [[nodiscard]] const QString& name() const noexcept { return name_; }
    [[nodiscard]] const QString& target() const noexcept { return target_; }
    void putInPlace() {
        // QFile::rename() would not replace what is there.
        if (std::rename(QFile::encodeName(name_).constData(),
                        QFile::encodeName(target_).constData()) != 0) {
            refuse(target_, Text::tr("cannot be written: %1").arg(systemReason()));
        }
    }

private:
    QString target_;
    QString name_;
};

/// Writes everything, or tells the system's reason. (QFile forgets it when a disk fills up in the
/// middle of a write.)
void writeAll(int file, const char* bytes, std::size_t count, const QString& target) {
    while (count > 0) {
        const ssize_t written = ::write(file, bytes, count);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            refuse(target, Text::tr("cannot be written: %1").arg(systemReason()));
        }
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
}

void writeAll(QFile& file, const QByteArray& bytes, const QString& target) {
    writeAll(file.handle(), bytes.constData(), static_cast<std::size_t>(bytes.size()), target);
}

/// A GIF's comment: blocks of at most 255 bytes. FFmpeg's writer has none.
QByteArray gifComment(const std::string& text) {
    QByteArray bytes("\x21\xfe");
    for (std::size_t at = 0; at < text.size(); at += 255) {
        const std::size_t count = std::min<std::size_t>(255, text.size() - at);
        bytes += static_cast<char>(count);
        bytes.append(text.data() + at, static_cast<qsizetype>(count));
    }
    return bytes + '\0';
}

/// Copies a GIF with a comment after its header and palette, where readers look for it first.
void copyWithComment(const QString& from, const QString& to, const std::string& comment,
                     const QString& target) {
    QFile in(from);
    QFile out(to);
    if (!in.open(QIODevice::ReadOnly) || !out.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        refuse(target, Text::tr("cannot be written: %1").arg(in.errorString()));
    }
    QByteArray head = in.read(13); // signature and screen
    if (head.size() != 13) {
        refuse(target, Text::tr("the GIF could not be encoded"));
    }
    const auto flags = static_cast<unsigned char>(head[10]);
    if ((flags & 0x80U) != 0) {
        head += in.read(qint64{3} << ((flags & 7U) + 1U));
    }
    writeAll(out, head + gifComment(comment), target);
    while (!in.atEnd()) {
        writeAll(out, in.read(qint64{1} << 20), target);
    }
}

} // namespace

AnimationFormat animationFormat(const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending == QLatin1String("mp4")) {
        return AnimationFormat::mp4;
    }
    if (ending == QLatin1String("gif")) {
        return AnimationFormat::gif;
    }
    if (ending == QLatin1String("png")) {
        return AnimationFormat::png;
    }
    refuse(path, Text::tr("the film must end in .mp4, .gif or .png (a folder of pictures)"));
}

QString animationTarget(const QString& path) {
    return animationFormat(path) == AnimationFormat::png
               ? path.chopped(QFileInfo(path).suffix().size() + 1)
               : path;
}

void checkAnimation(const QString& path, const AnimationOptions& options) {
    const AnimationFormat format = animationFormat(path);
    if (QFileInfo(path).completeBaseName().isEmpty()) {
        refuse(path, Text::tr("the film needs a name before its ending"));
    }
    const QSize size = options.size;
    const auto side = [&](int pixels) { return pixels >= smallestSide && pixels <= largestSide; };
    if (!side(size.width()) || !side(size.height())) {
        refuse(path, Text::tr("%1 × %2 pixels are not allowed; allowed are %3 to %4 a side")
                         .arg(size.width())
                         .arg(size.height())
                         .arg(smallestSide)
                         .arg(largestSide));
    }
    if (format == AnimationFormat::mp4 && (size.width() % 2 != 0 || size.height() % 2 != 0)) {
        refuse(path, Text::tr("an MP4 needs even numbers of pixels; %1 × %2 would do instead of "
                              "%3 × %4")
                         .arg(size.width() + size.width() % 2)
                         .arg(size.height() + size.height() % 2)
                         .arg(size.width())
                         .arg(size.height()));
    }
    const int limit = format == AnimationFormat::gif ? fastestGif : fastest;
    if (options.framesPerSecond < 1 || options.framesPerSecond > limit) {
        refuse(path, Text::tr("%1 pictures a second are not allowed; allowed are 1 to %2%3")
                         .arg(options.framesPerSecond)
                         .arg(limit)
                         .arg(format == AnimationFormat::gif ? Text::tr(" in a GIF") : QString()));
    }
    if (options.quality < 0 || options.quality > crudest) {
        refuse(path, Text::tr("the quality is %1; allowed are 0 (best) to %2 (smallest)")
                         .arg(options.quality)
                         .arg(crudest));
    }
    if (format == AnimationFormat::mp4 && !film::hasH264()) {
        refuse(path, Text::tr("an MP4 needs libx264, which the libavcodec of this machine was "
                              "built without; install Debian's libavcodec with its recommended "
                              "packages, or write a .gif or .png"));
    }
    if (format == AnimationFormat::png) {
        const QFileInfo folder(animationTarget(path));
        if (folder.exists() && (!folder.isDir() || !QDir(folder.filePath())
                                                        .isEmpty(QDir::AllEntries | QDir::Hidden |
                                                                 QDir::NoDotAndDotDot))) {
            refuse(folder.filePath(),
                   Text::tr("is there already, and not an empty folder; a series of pictures needs "
                            "a folder of its own"));
        }
    }
}

/// What becomes of the pictures.
class AnimationWriter::Sink {
public:
    explicit Sink(const AnimationOptions& options) : options_(options) {}
    virtual ~Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    void take(const QImage& picture, const QString& path) {
        if (picture.size() != options_.size) {
            refuse(path, Text::tr("a picture of %1 × %2 pixels does not fit a film of %3 × %4")
                             .arg(picture.width())
                             .arg(picture.height())
                             .arg(options_.size.width())
                             .arg(options_.size.height()));
        }
        add(picture.convertToFormat(QImage::Format_RGB32));
        ++count_;
    }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    virtual bool finish(const std::function<bool(std::size_t)>& watch) = 0;
    [[nodiscard]] virtual std::uint64_t bytes() const = 0;
    [[nodiscard]] virtual const QString& path() const = 0;

protected:
    virtual void add(const QImage& picture) = 0;
    [[nodiscard]] const AnimationOptions& options() const noexcept { return options_; }

private:
    AnimationOptions options_;
    std::size_t count_ = 0;
};

class AnimationWriter::FilmSink final : public Sink {
public:
    FilmSink(const QString& path, const AnimationOptions& options)
        : Sink(options), file_(path),
          encoder_(file_.name(), path,
                   {options.size, options.framesPerSecond, options.quality, options.title,
                    options.comment, options.sceneJson}) {}
    bool finish(const std::function<bool(std::size_t)>&) override {
        encoder_.finish();
        file_.putInPlace();
        return true;
    }
    [[nodiscard]] std::uint64_t bytes() const override { return encoder_.bytes(); }
    [[nodiscard]] const QString& path() const override { return file_.target(); }

protected:
    void add(const QImage& picture) override { encoder_.add(picture); }

private:
    FileBeside file_;
    film::H264File encoder_;
};

/// Keeps the pictures, compressed, in a file without a name until the palette is known.
class AnimationWriter::GifSink final : public Sink {
public:
    GifSink(const QString& path, const AnimationOptions& options)
        : Sink(options), file_(path), spool_(QFileInfo(path).dir().filePath(".film.XXXXXX")),
          palette_(options.size, options.framesPerSecond, path) {
        if (!spool_.open()) {
            refuse(path, Text::tr("cannot be written: %1").arg(spool_.errorString()));
        }
    }
    bool finish(const std::function<bool(std::size_t)>& watch) override {
        const QImage palette = palette_.finish();
        const FileBeside plain(path());
        {
            film::GifFile gif(plain.name(), path(), options().size, options().framesPerSecond,
                              palette);
            spool_.seek(0);
            for (std::size_t i = 0; i < count(); ++i) {
                if (watch && !watch(i)) {
                    return false;
                }
                gif.add(unpacked(qUncompress(spool_.read(sizes_[i]))));
            }
            gif.finish();
        }
        if (options().sceneJson.empty()) {
            QFile::remove(file_.name());
            if (std::rename(QFile::encodeName(plain.name()).constData(),
                            QFile::encodeName(file_.name()).constData()) != 0) {
                refuse(path(), Text::tr("cannot be written: %1").arg(systemReason()));
            }
        } else {
            copyWithComment(plain.name(), file_.name(), options().sceneJson, path());
        }
        file_.putInPlace();
        return true;
    }
    [[nodiscard]] std::uint64_t bytes() const override { return stored_; }
    [[nodiscard]] const QString& path() const override { return file_.target(); }

protected:
    void add(const QImage& picture) override {
        palette_.add(picture);
        const QByteArray packed = qCompress(picture.constBits(), picture.sizeInBytes(), 1);
        writeAll(spool_, packed, path());
        sizes_.push_back(packed.size());
        stored_ += static_cast<std::uint64_t>(packed.size());
    }

private:
    [[nodiscard]] QImage unpacked(const QByteArray& bytes) const {
        QImage picture(options().size, QImage::Format_RGB32);
        if (bytes.size() != picture.sizeInBytes()) {
            refuse(path(), Text::tr("the stored pictures could not be read again"));
        }
        std::memcpy(picture.bits(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
        return picture;
    }

    FileBeside file_;
    QTemporaryFile spool_;
    std::vector<qint64> sizes_; ///< of the pictures in it
    std::uint64_t stored_ = 0;
    film::GifPalette palette_;
};

class AnimationWriter::SeriesSink final : public Sink {
public:
    SeriesSink(const QString& path, const AnimationOptions& options)
        : Sink(options), target_(animationTarget(path)), name_(QFileInfo(target_).fileName()),
          folder_(QFileInfo(target_).dir().filePath(QLatin1Char('.') + name_ +
                                                    QStringLiteral(".XXXXXX"))) {
        if (!folder_.isValid()) {
            refuse(target_, Text::tr("cannot be made: %1").arg(folder_.errorString()));
        }
        for (std::size_t most = 9999; most < options.frames; most = most * 10 + 9) {
            ++digits_;
        }
    }
    bool finish(const std::function<bool(std::size_t)>&) override {
        QFile::setPermissions(folder_.path(), QFile::ReadOwner | QFile::WriteOwner |
                                                  QFile::ExeOwner | QFile::ReadGroup |
                                                  QFile::ExeGroup | QFile::ReadOther |
                                                  QFile::ExeOther);
        // Takes the place of an empty folder, and of nothing else.
        if (std::rename(QFile::encodeName(folder_.path()).constData(),
                        QFile::encodeName(target_).constData()) != 0) {
            refuse(target_, Text::tr("cannot be made: %1").arg(systemReason()));
        }
        folder_.setAutoRemove(false);
        return true;
    }
    [[nodiscard]] std::uint64_t bytes() const override { return bytes_; }
    [[nodiscard]] const QString& path() const override { return target_; }

protected:
    void add(const QImage& picture) override {
        const QByteArray png = pngWithScene(picture, options().sceneJson, options().comment);
        QFile file(folder_.filePath(QStringLiteral("%1_%2.png")
                                        .arg(name_)
                                        .arg(count() + 1, digits_, 10, QLatin1Char('0'))));
        if (!file.open(QIODevice::WriteOnly)) {
            refuse(target_, Text::tr("cannot be written: %1").arg(file.errorString()));
        }
        writeAll(file, png, target_);
        bytes_ += static_cast<std::uint64_t>(png.size());
    }

private:
    QString target_;
    QString name_;
    QTemporaryDir folder_;
    int digits_ = 4;
    std::uint64_t bytes_ = 0;
};

AnimationWriter::AnimationWriter(const QString& path, const AnimationOptions& options) {
    checkAnimation(path, options);
    switch (animationFormat(path)) {
    case AnimationFormat::mp4:
        sink_ = std::make_unique<FilmSink>(path, options);
        break;
    case AnimationFormat::gif:
        sink_ = std::make_unique<GifSink>(path, options);
        break;
    case AnimationFormat::png:
        sink_ = std::make_unique<SeriesSink>(path, options);
        break;
    }
}

AnimationWriter::~AnimationWriter() = default;

void AnimationWriter::add(const QImage& picture) {
    sink_->take(picture, sink_->path());
}

bool AnimationWriter::finish(const std::function<bool(std::size_t)>& watch) {
    if (sink_->count() == 0) {
        refuse(sink_->path(), Text::tr("a film without pictures cannot be written"));
    }
    return sink_->finish(watch);
}

std::size_t AnimationWriter::frames() const noexcept {
    return sink_->count();
}

std::uint64_t AnimationWriter::bytes() const {
    return sink_->bytes();
}

std::string sceneFromAnimation(const QString& path) {
    const std::string scene = film::commentOf(path);
    if (scene.empty()) {
        refuse(path, Text::tr("this film carries no scene (it was made without, or by another "
                              "program)"));
    }
    return scene;
}

} // namespace scorescope::views
