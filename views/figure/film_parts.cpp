// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/film_parts.h"

#include "engine/core/error.h"

#include <QCoreApplication>
#include <QFile>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <array>
#include <cerrno>
#include <cstring>

namespace scorescope::views::film {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Film)
};

[[noreturn]] void refuse(const QString& shown, const QString& message) {
    throw InputError(shown.toStdString(), "", message.toStdString());
}

/// The result of a call into libav, or an error that names what was tried.
int checked(int result, const QString& shown) {
    if (result < 0) {
        std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
        av_strerror(result, reason.data(), reason.size());
        refuse(shown, Text::tr("cannot be written: %1").arg(QString::fromUtf8(reason.data())));
    }
    return result;
}

template <class T> T* present(T* made, const QString& shown) {
    if (made == nullptr) {
        refuse(shown, Text::tr("cannot be written: there is not enough memory"));
    }
    return made;
}

/// libav reports progress, statistics and each error on stderr unless told not to. Errors come as
/// results too, and are told as our own. There is one level for the whole process.
void quiet() {
    av_log_set_level(AV_LOG_FATAL);
}

struct Deleter {
    void operator()(AVCodecContext* each) const { avcodec_free_context(&each); }
    void operator()(AVFrame* each) const { av_frame_free(&each); }
    void operator()(AVPacket* each) const { av_packet_free(&each); }
    void operator()(AVFilterGraph* each) const { avfilter_graph_free(&each); }
    void operator()(SwsContext* each) const { sws_freeContext(each); }
};
template <class T> using Owned = std::unique_ptr<T, Deleter>;

/// A frame of its own memory that holds the picture's pixels as they lie in memory: 0xffRRGGBB.
Owned<AVFrame> frameOf(const QImage& picture, std::int64_t time, const QString& shown) {
    Owned<AVFrame> frame(present(av_frame_alloc(), shown));
    frame->format = AV_PIX_FMT_RGB32;
    frame->width = picture.width();
    frame->height = picture.height();
    frame->pts = time;
    frame->sample_aspect_ratio = {1, 1};
    checked(av_frame_get_buffer(frame.get(), 0), shown);
    for (int row = 0; row < picture.height(); ++row) {
        std::memcpy(frame->data[0] + static_cast<std::ptrdiff_t>(row) * frame->linesize[0],
                    picture.constScanLine(row), static_cast<std::size_t>(picture.width()) * 4);
    }
    return frame;
}

/// A file that a muxer writes, with one stream of pictures.
class Muxer {
public:
    Muxer(const char* format, const QString& path, QString shown) : shown_(std::move(shown)) {
        // "file:" so that a colon in a name is no protocol.
        const QByteArray url = "file:" + QFile::encodeName(path);
        checked(avformat_alloc_output_context2(&context_, nullptr, format, url.constData()),
                shown_);
        const int opened = avio_open(&context_->pb, url.constData(), AVIO_FLAG_WRITE);
        if (opened < 0) {
            close();
            checked(opened, shown_);
        }
    }
    ~Muxer() { close(); }
    Muxer(const Muxer&) = delete;
    Muxer& operator=(const Muxer&) = delete;

    [[nodiscard]] AVFormatContext* context() const noexcept { return context_; }
    void begin(const AVCodecContext& encoder) {
        stream_ = present(avformat_new_stream(context_, nullptr), shown_);
        stream_->time_base = encoder.time_base;
        stream_->avg_frame_rate = encoder.framerate;
        checked(avcodec_parameters_from_context(stream_->codecpar, &encoder), shown_);
        checked(avformat_write_header(context_, nullptr), shown_);
        begun_ = true;
    }
    void write(AVPacket* packet, AVRational timeBase) {
        av_packet_rescale_ts(packet, timeBase, stream_->time_base);
        packet->stream_index = 0;
        checked(av_interleaved_write_frame(context_, packet), shown_);
        checked(context_->pb->error, shown_);
    }
    void end() {
        begun_ = false;
        checked(av_write_trailer(context_), shown_);
        checked(context_->pb->error, shown_);
        checked(avio_closep(&context_->pb), shown_);
    }
    [[nodiscard]] std::uint64_t bytes() const {
        return context_->pb != nullptr ? static_cast<std::uint64_t>(avio_tell(context_->pb)) : 0;
    }

private:
    void close() {
        if (context_ != nullptr) {
            if (begun_ && std::strcmp(context_->oformat->name, "gif") == 0) {
                av_write_trailer(context_); // nothing else frees the picture that it holds back
            }
            avio_closep(&context_->pb);
            avformat_free_context(context_);
            context_ = nullptr;
        }
    }

    QString shown_;
    AVFormatContext* context_ = nullptr; ///< freed by close(), which also closes its file
    AVStream* stream_ = nullptr;         ///< the context's
    bool begun_ = false;                 ///< the header is written, the trailer is not
};

/// Encodes a frame (null = the end) and hands the packets on.
void encode(AVCodecContext& encoder, const AVFrame* frame, Muxer& muxer, const QString& shown) {
    checked(avcodec_send_frame(&encoder, frame), shown);
    const Owned<AVPacket> packet(present(av_packet_alloc(), shown));
    for (;;) {
        const int got = avcodec_receive_packet(&encoder, packet.get());
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            return;
        }
        checked(got, shown);
        if (packet->duration == 0) {
            packet->duration = 1;
        }
        muxer.write(packet.get(), encoder.time_base);
    }
}

QByteArray sourceArguments(const QSize& size, int framesPerSecond) {
    return QByteArray("video_size=") + QByteArray::number(size.width()) + 'x' +
           QByteArray::number(size.height()) + ":pix_fmt=" + QByteArray::number(AV_PIX_FMT_RGB32) +
           ":time_base=1/" + QByteArray::number(framesPerSecond) + ":pixel_aspect=1/1";
}

AVFilterContext* addFilter(AVFilterGraph& graph, const char* filter, const char* name,
                           const QByteArray& arguments, const QString& shown) {
    AVFilterContext* context = nullptr;
    checked(avfilter_graph_create_filter(&context, avfilter_get_by_name(filter), name,
                                         arguments.isEmpty() ? nullptr : arguments.constData(),
                                         nullptr, &graph),
            shown);
    return context;
}

} // namespace

bool hasH264() {
    return avcodec_find_encoder_by_name("libx264") != nullptr;
}

std::string commentOf(const QString& path) {
    quiet();
    AVFormatContext* context = nullptr;
    const QByteArray url = "file:" + QFile::encodeName(path);
    const int opened = avformat_open_input(&context, url.constData(), nullptr, nullptr);
    if (opened < 0) {
        std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
        av_strerror(opened, reason.data(), reason.size());
        refuse(path, Text::tr("this is no film: %1").arg(QString::fromUtf8(reason.data())));
    }
    const AVDictionaryEntry* entry = av_dict_get(context->metadata, "comment", nullptr, 0);
    std::string comment = entry != nullptr ? entry->value : "";
    avformat_close_input(&context);
    return comment;
}

// ---------------------------------------------------------------------------------------- MP4

struct H264File::State {
    State(const QString& path, QString name) : shown(std::move(name)), muxer("mp4", path, shown) {}

    QString shown;
    Muxer muxer;
    Owned<AVCodecContext> encoder;
    Owned<SwsContext> scaler;
    std::int64_t time = 0;
};

H264File::H264File(const QString& path, const QString& shown, const H264Options& options) {
    quiet();
    state_ = std::make_unique<State>(path, shown);
    const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
    state_->encoder.reset(present(avcodec_alloc_context3(codec), shown));
    AVCodecContext& encoder = *state_->encoder;
    encoder.width = options.size.width();
    encoder.height = options.size.height();
    encoder.pix_fmt = AV_PIX_FMT_YUV420P;
    encoder.time_base = {1, options.framesPerSecond};
    encoder.framerate = {options.framesPerSecond, 1};
    encoder.sample_aspect_ratio = {1, 1};
    encoder.color_range = AVCOL_RANGE_MPEG;
    encoder.colorspace = AVCOL_SPC_BT709;
    encoder.color_primaries = AVCOL_PRI_BT709;
    encoder.color_trc = AVCOL_TRC_BT709;
    // A film that is short and scrubbed through wants a place to jump to every two seconds.
    encoder.gop_size = 2 * options.framesPerSecond;
    if ((state_->muxer.context()->oformat->flags & AVFMT_GLOBALHEADER) != 0) {
        encoder.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    av_opt_set(encoder.priv_data, "crf", QByteArray::number(options.quality).constData(), 0);
    av_opt_set(encoder.priv_data, "preset", "medium", 0);
    av_opt_set(encoder.priv_data, "tune", "animation", 0);
    checked(avcodec_open2(&encoder, codec, nullptr), shown);

    state_->scaler.reset(present(sws_getContext(encoder.width, encoder.height, AV_PIX_FMT_RGB32,
                                                encoder.width, encoder.height, AV_PIX_FMT_YUV420P,
                                                SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP,
                                                nullptr, nullptr, nullptr),
                                 shown));
    sws_setColorspaceDetails(state_->scaler.get(), sws_getCoefficients(SWS_CS_ITU709), 1,
                             sws_getCoefficients(SWS_CS_ITU709), 0, 0, 1 << 16, 1 << 16);

    AVFormatContext& context = *state_->muxer.context();
    if (!options.title.isEmpty()) {
        av_dict_set(&context.metadata, "title", options.title.toUtf8().constData(), 0);
    }
    if (!options.description.isEmpty()) {
        av_dict_set(&context.metadata, "description", options.description.toUtf8().constData(), 0);
    }
    if (!options.comment.empty()) {
        av_dict_set(&context.metadata, "comment", options.comment.c_str(), 0);
    }
    av_opt_set(context.priv_data, "movflags", "+faststart", 0);
    state_->muxer.begin(encoder);
}

H264File::~H264File() = default;

void H264File::add(const QImage& picture) {
    Owned<AVFrame> frame(present(av_frame_alloc(), state_->shown));
    frame->format = AV_PIX_FMT_YUV420P;
    frame->width = picture.width();
    frame->height = picture.height();
    frame->pts = state_->time++;
    checked(av_frame_get_buffer(frame.get(), 0), state_->shown);
    const std::array<const std::uint8_t*, 4> from{picture.constBits(), nullptr, nullptr, nullptr};
    const std::array<int, 4> stride{static_cast<int>(picture.bytesPerLine()), 0, 0, 0};
    checked(sws_scale(state_->scaler.get(), from.data(), stride.data(), 0, picture.height(),
                      frame->data, frame->linesize),
            state_->shown);
    encode(*state_->encoder, frame.get(), state_->muxer, state_->shown);
}

void H264File::finish() {
    encode(*state_->encoder, nullptr, state_->muxer, state_->shown);
    state_->muxer.end();
}

std::uint64_t H264File::bytes() const {
    return state_->muxer.bytes();
}

// ---------------------------------------------------------------------------------------- GIF

struct GifPalette::State {
    QString shown;
    Owned<AVFilterGraph> graph;
    AVFilterContext* source = nullptr; ///< the graph's, as all filters are
    AVFilterContext* sink = nullptr;
    std::int64_t time = 0;
};

GifPalette::GifPalette(const QSize& size, int framesPerSecond, const QString& shown)
    : state_(std::make_unique<State>()) {
    quiet();
    state_->shown = shown;
    state_->graph.reset(present(avfilter_graph_alloc(), shown));
    AVFilterGraph& graph = *state_->graph;
    state_->source =
        addFilter(graph, "buffer", "pictures", sourceArguments(size, framesPerSecond), shown);
    // One entry is for "unchanged": the encoder needs it to store differences only.
    AVFilterContext* generate =
        addFilter(graph, "palettegen", "palette", "stats_mode=full:reserve_transparent=1", shown);
    state_->sink = addFilter(graph, "buffersink", "out", {}, shown);
    checked(avfilter_link(state_->source, 0, generate, 0), shown);
    checked(avfilter_link(generate, 0, state_->sink, 0), shown);
    checked(avfilter_graph_config(&graph, nullptr), shown);
}

GifPalette::~GifPalette() = default;

void GifPalette::add(const QImage& picture) {
    const Owned<AVFrame> frame = frameOf(picture, state_->time++, state_->shown);
    checked(av_buffersrc_add_frame(state_->source, frame.get()), state_->shown);
}

QImage GifPalette::finish() {
    checked(av_buffersrc_add_frame(state_->source, nullptr), state_->shown);
    const Owned<AVFrame> frame(present(av_frame_alloc(), state_->shown));
    checked(av_buffersink_get_frame(state_->sink, frame.get()), state_->shown);
    QImage palette(frame->width, frame->height, QImage::Format_ARGB32);
    for (int row = 0; row < frame->height; ++row) {
        std::memcpy(palette.scanLine(row),
                    frame->data[0] + static_cast<std::ptrdiff_t>(row) * frame->linesize[0],
                    static_cast<std::size_t>(frame->width) * 4);
    }
    return palette;
}

struct GifFile::State {
    State(const QString& path, QString name) : shown(std::move(name)), muxer("gif", path, shown) {}

    QString shown;
    Muxer muxer;
    Owned<AVCodecContext> encoder;
    Owned<AVFilterGraph> graph;
    AVFilterContext* source = nullptr;
    AVFilterContext* sink = nullptr;
    std::int64_t time = 0;

    /// Encodes the pictures that the filters have ready.
    void drain() {
        const Owned<AVFrame> frame(present(av_frame_alloc(), shown));
        for (;;) {
            const int got = av_buffersink_get_frame(sink, frame.get());
            if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
                return;
            }
            checked(got, shown);
            frame->pict_type = AV_PICTURE_TYPE_NONE;
            encode(*encoder, frame.get(), muxer, shown);
            av_frame_unref(frame.get());
        }
    }
};

GifFile::GifFile(const QString& path, const QString& shown, const QSize& size, int framesPerSecond,
                 const QImage& palette)
    : state_(std::make_unique<State>(path, shown)) {
    state_->graph.reset(present(avfilter_graph_alloc(), shown));
    AVFilterGraph& graph = *state_->graph;
    state_->source =
        addFilter(graph, "buffer", "pictures", sourceArguments(size, framesPerSecond), shown);
    AVFilterContext* colours = addFilter(graph, "buffer", "colours",
                                         sourceArguments(palette.size(), framesPerSecond), shown);
    AVFilterContext* use =
        addFilter(graph, "paletteuse", "use", "dither=none:diff_mode=rectangle", shown);
    state_->sink = addFilter(graph, "buffersink", "out", {}, shown);
    checked(avfilter_link(state_->source, 0, use, 0), shown);
    checked(avfilter_link(colours, 0, use, 1), shown);
    checked(avfilter_link(use, 0, state_->sink, 0), shown);
    checked(avfilter_graph_config(&graph, nullptr), shown);
    const Owned<AVFrame> frame = frameOf(palette, 0, shown);
    checked(av_buffersrc_add_frame(colours, frame.get()), shown);
    checked(av_buffersrc_add_frame(colours, nullptr), shown);

    const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_GIF);
    state_->encoder.reset(present(avcodec_alloc_context3(codec), shown));
    AVCodecContext& encoder = *state_->encoder;
    encoder.width = size.width();
    encoder.height = size.height();
    encoder.pix_fmt = AV_PIX_FMT_PAL8;
    encoder.time_base = {1, framesPerSecond};
    encoder.framerate = {framesPerSecond, 1};
    checked(avcodec_open2(&encoder, codec, nullptr), shown);
    state_->muxer.begin(encoder);
}

GifFile::~GifFile() = default;

void GifFile::add(const QImage& picture) {
    const Owned<AVFrame> frame = frameOf(picture, state_->time++, state_->shown);
    checked(av_buffersrc_add_frame(state_->source, frame.get()), state_->shown);
    state_->drain();
}

void GifFile::finish() {
    checked(av_buffersrc_add_frame(state_->source, nullptr), state_->shown);
    state_->drain();
    encode(*state_->encoder, nullptr, state_->muxer, state_->shown);
    state_->muxer.end();
}

} // namespace scorescope::views::film
