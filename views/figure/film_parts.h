// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include <cstdint>
#include <memory>
#include <string>

/// What libav does for films: encoders and files. For AnimationWriter, which checks what it asks
/// for and sees to names and places; `shown` is the name that messages tell. All throw InputError.
namespace scorescope::views::film {

/// Whether this machine's libavcodec can write H.264.
[[nodiscard]] bool hasH264();
/// The tag "comment" of a film; empty when it has none. Throws InputError when it is no film.
[[nodiscard]] std::string commentOf(const QString& path);

struct H264Options {
    QSize size;
    int framesPerSecond;
    int quality;
    QString title;
    QString description;
    std::string comment;
};

/// An MP4 being written: H.264, limited-range 4:2:0 with BT.709 colours, its index in front.
class H264File {
public:
    H264File(const QString& path, const QString& shown, const H264Options& options);
    ~H264File();
    H264File(const H264File&) = delete;
    H264File& operator=(const H264File&) = delete;

    void add(const QImage& picture);
    void finish();
    [[nodiscard]] std::uint64_t bytes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The one palette of up to 256 colours that suits all pictures of a film (libavfilter's
/// palettegen: median cut over the counts of all their colours).
class GifPalette {
public:
    GifPalette(const QSize& size, int framesPerSecond, const QString& shown);
    ~GifPalette();
    GifPalette(const GifPalette&) = delete;
    GifPalette& operator=(const GifPalette&) = delete;

    void add(const QImage& picture);
    /// The palette as a picture of 16 × 16 pixels.
    [[nodiscard]] QImage finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A GIF being written with a palette, each colour by its nearest: flat ground stays flat, as
/// drawings want it, and only what changed between two pictures is stored.
class GifFile {
public:
    GifFile(const QString& path, const QString& shown, const QSize& size, int framesPerSecond,
            const QImage& palette);
    ~GifFile();
    GifFile(const GifFile&) = delete;
    GifFile& operator=(const GifFile&) = delete;

    void add(const QImage& picture);
    void finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace scorescope::views::film
