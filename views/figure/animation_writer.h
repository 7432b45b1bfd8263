// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace scorescope::views {

/// Size, speed and what goes into a film besides its pictures.
struct AnimationOptions {
    QSize size{1280, 720};    ///< pixels, 16 to 8192 a side; even numbers for MP4
    int framesPerSecond = 30; ///< 1 to 120; at most 50 for GIF
    int quality = 18;         ///< MP4 only: x264's constant rate factor, 0 (largest) to 51
    QString title;            ///< tag "title"
    std::string sceneJson;    ///< tag "comment": how the film was made; empty = nothing
    QString comment;          ///< as ExportOptions::comment: MP4 "description", PNG "Comment"; GIF
                              ///< has no room for it
    std::size_t frames = 0;   ///< how many will come, 0 = not known; numbers of a PNG series
};

/// What a film's file can be.
enum class AnimationFormat {
    mp4, ///< H.264 in 4:2:0 with BT.709 colours, its index in front
    gif, ///< one palette for all pictures, without dithering, repeats for ever
    png, ///< a folder of numbered pictures, NAME/NAME_0001.png for the path NAME.png
};
/// By the path's ending. Throws InputError for another one.
[[nodiscard]] AnimationFormat animationFormat(const QString& path);
/// What the finished film is called: the path, or the folder of a PNG series.
[[nodiscard]] QString animationTarget(const QString& path);
/// Whether options and path allow a film at all: sizes, speed, an ending that is known, an encoder
/// that is there. Throws InputError that says what is allowed. Touches no file.
void checkAnimation(const QString& path, const AnimationOptions& options);

/// Pictures in, a film out.
///
/// Written beside its target and renamed by finish(): until then what was there before is whole,
/// and without finish() (an error, a cancelled film) nothing new is left. Any one thread.
class AnimationWriter {
public:
    /// checkAnimation(), then makes the temporary file. Throws InputError, with the system's reason
    /// when nothing can be written there.
    AnimationWriter(const QString& path, const AnimationOptions& options);
    ~AnimationWriter();
    AnimationWriter(const AnimationWriter&) = delete;
    AnimationWriter& operator=(const AnimationWriter&) = delete;

    /// The next picture, of the film's size, opaque. Throws InputError (a full disk, another size).
    void add(const QImage& picture);
    /// Ends the film and puts it in its place. Throws InputError, also for a film without pictures.
    /// A GIF is encoded only here, because its palette needs every picture: `watch` is then told
    /// how many are done and ends it all by answering false. \returns false when that happened.
    bool finish(const std::function<bool(std::size_t done)>& watch = {});
    [[nodiscard]] std::size_t frames() const noexcept;
    /// Bytes that the pictures so far take on the disk, as far as written (encoders look ahead).
    [[nodiscard]] std::uint64_t bytes() const;

private:
    class Sink;
    class FilmSink;
    class GifSink;
    class SeriesSink;
    std::unique_ptr<Sink> sink_;
};

/// The scene JSON inside an MP4 or a GIF written by AnimationWriter. Throws InputError, naming the
/// file, when it is no film or carries none.
[[nodiscard]] std::string sceneFromAnimation(const QString& path);

} // namespace scorescope::views
