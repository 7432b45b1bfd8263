// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Films are read back with libav itself: what a player would see.
#include "engine/core/error.h"
#include "views/figure/animation_writer.h"
#include "views/figure/export.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include <sys/resource.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::views;

namespace {

struct Film {
    std::vector<QImage> pictures;
    std::vector<double> times; ///< s
    double seconds = 0.0;
    std::string comment;
    std::string title;
    std::string description;
    std::string codec;
    std::string pixelFormat;
    int colorSpace = -1;
    QString trouble;
};

struct Closer {
    void operator()(AVFormatContext* each) const { avformat_close_input(&each); }
    void operator()(AVCodecContext* each) const { avcodec_free_context(&each); }
    void operator()(AVFrame* each) const { av_frame_free(&each); }
    void operator()(AVPacket* each) const { av_packet_free(&each); }
    void operator()(SwsContext* each) const { sws_freeContext(each); }
};

std::string tag(const AVFormatContext& file, const char* name) {
    const AVDictionaryEntry* entry = av_dict_get(file.metadata, name, nullptr, 0);
    return entry != nullptr ? entry->value : "";
}

QImage toImage(const AVFrame& frame) {
    QImage image(frame.width, frame.height, QImage::Format_RGB32);
    const std::unique_ptr<SwsContext, Closer> scaler(sws_getContext(
        frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
        frame.height, AV_PIX_FMT_RGB32, SWS_POINT | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
        nullptr, nullptr));
    if (frame.format == AV_PIX_FMT_YUV420P) { // as a player takes BT.709
        sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(SWS_CS_ITU709), 0,
                                 sws_getCoefficients(SWS_CS_ITU709), 1, 0, 1 << 16, 1 << 16);
    }
    const std::array<std::uint8_t*, 4> to{image.bits(), nullptr, nullptr, nullptr};
    const std::array<int, 4> stride{static_cast<int>(image.bytesPerLine()), 0, 0, 0};
    sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, to.data(), stride.data());
    return image;
}

Film readFilm(const QString& path) {
    Film film;
    AVFormatContext* opened = nullptr;
    if (avformat_open_input(&opened, QFile::encodeName(path).constData(), nullptr, nullptr) < 0) {
        film.trouble = QStringLiteral("no film");
        return film;
    }
    const std::unique_ptr<AVFormatContext, Closer> file(opened);
    if (avformat_find_stream_info(file.get(), nullptr) < 0 || file->nb_streams != 1) {
        film.trouble = QStringLiteral("not one stream");
        return film;
    }
    film.comment = tag(*file, "comment");
    film.title = tag(*file, "title");
    film.description = tag(*file, "description");
    film.seconds = static_cast<double>(file->duration) / AV_TIME_BASE;
    const AVStream& stream = *file->streams[0];
    const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
    const std::unique_ptr<AVCodecContext, Closer> decoder(avcodec_alloc_context3(codec));
    avcodec_parameters_to_context(decoder.get(), stream.codecpar);
    if (avcodec_open2(decoder.get(), codec, nullptr) < 0) {
        film.trouble = QStringLiteral("no decoder");
        return film;
    }
    film.codec = codec->name;
    film.pixelFormat = av_get_pix_fmt_name(decoder->pix_fmt);
    film.colorSpace = decoder->colorspace;
    const std::unique_ptr<AVPacket, Closer> packet(av_packet_alloc());
    const std::unique_ptr<AVFrame, Closer> frame(av_frame_alloc());
    const auto drain = [&] {
        while (avcodec_receive_frame(decoder.get(), frame.get()) == 0) {
            film.pictures.push_back(toImage(*frame));
            film.times.push_back(static_cast<double>(frame->pts) * av_q2d(stream.time_base));
        }
    };
    while (av_read_frame(file.get(), packet.get()) == 0) {
        avcodec_send_packet(decoder.get(), packet.get());
        drain();
        av_packet_unref(packet.get());
    }
    avcodec_send_packet(decoder.get(), nullptr);
    drain();
    return film;
}

const std::array<QColor, 6> colors{QColor(230, 159, 0), QColor(86, 180, 233),
                                   QColor(0, 158, 115), QColor(0, 0, 0),
                                   QColor(204, 0, 0),   QColor(255, 255, 255)};

/// The ground in the i-th colour, a grey square that wanders.
QImage picture(const QSize& size, int i) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(colors[static_cast<std::size_t>(i) % colors.size()]);
    QPainter painter(&image);
    painter.fillRect(8 + 4 * i, 8, 16, 16, QColor(128, 128, 128));
    return image;
}

double distance(QRgb a, const QColor& b) {
    return std::max({std::abs(qRed(a) - b.red()), std::abs(qGreen(a) - b.green()),
                     std::abs(qBlue(a) - b.blue())});
}

AnimationOptions small(int framesPerSecond = 5) {
    AnimationOptions options;
    options.size = QSize(96, 64);
    options.framesPerSecond = framesPerSecond;
    options.title = QStringLiteral("The field around a spiral");
    options.sceneJson =
        "{\"scorescope\": 2, \"title\": \"r(x) − x\",  \"pad\": \"" + std::string(700, 'p') + "\"}";
    return options;
}

void write(const QString& path, const AnimationOptions& options, int count) {
    AnimationWriter writer(path, options);
    for (int i = 0; i < count; ++i) {
        writer.add(picture(options.size, i));
    }
    writer.finish();
}

std::string refusal(const QString& path, const AnimationOptions& options) {
    try {
        const AnimationWriter writer(path, options);
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

/// Files that this process writes end there, as on a full disk, while it lives.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t bytes) {
        before_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &limit_);
        rlimit small = limit_;
        small.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() {
        setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

private:
    rlimit limit_{};
    void (*before_)(int) = nullptr;
};

QStringList filesIn(const QTemporaryDir& folder) {
    return QDir(folder.path())
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

} // namespace

class TestAnimationWriter : public QObject {
    Q_OBJECT

public:
    static void initMain() { qputenv("QT_QPA_PLATFORM", "offscreen"); }

private Q_SLOTS:
    void isReadBackAsWritten_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("codec");
        QTest::addColumn<double>("tolerance");
        // H.264 at this quality: quantization and 8-bit limited-range YUV, a few levels of 256.
        QTest::newRow("mp4") << "mp4"
                             << "h264" << 8.0;
        // 6 colours fit the palette; palettegen averages 5-bit boxes, which holds them exactly
        // unless two share a box.
        QTest::newRow("gif") << "gif"
                             << "gif" << 1.0;
    }
    void isReadBackAsWritten() {
        QFETCH(QString, ending);
        QFETCH(QString, codec);
        QFETCH(double, tolerance);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a film: 1.") + ending);
        const AnimationOptions options = small();
        write(path, options, 6);
        QCOMPARE(filesIn(folder).size(), 1);
        const Film film = readFilm(path);
        QCOMPARE(film.trouble, QString());
        QCOMPARE(QString::fromStdString(film.codec), codec);
        QCOMPARE(film.comment, options.sceneJson);
        QCOMPARE(film.pictures.size(), std::size_t{6});
        // 6 pictures at 5 a second; libav rounds a duration to microseconds.
        QVERIFY2(std::abs(film.seconds - 1.2) < 1e-3, qPrintable(QString::number(film.seconds)));
        for (int i = 0; i < 6; ++i) {
            const auto k = static_cast<std::size_t>(i);
            QVERIFY(std::abs(film.times[k] - 0.2 * i) < 1e-6);
            QCOMPARE(film.pictures[k].size(), options.size);
            QVERIFY(distance(film.pictures[k].pixel(80, 50), colors[k]) <= tolerance);
            QVERIFY(distance(film.pictures[k].pixel(16 + 4 * i, 16), QColor(128, 128, 128)) <=
                    tolerance);
        }
        QCOMPARE(sceneFromAnimation(path), options.sceneJson);
        QCOMPARE(sceneFromFigure(path), options.sceneJson);
    }

    void mp4IsWhatPlayersTake() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("film.mp4");
        AnimationOptions options = small(30);
        options.comment = QStringLiteral("made once");
        write(path, options, 40);
        const Film film = readFilm(path);
        QCOMPARE(film.pictures.size(), std::size_t{40});
        QCOMPARE(film.pixelFormat, std::string("yuv420p"));
        QCOMPARE(film.colorSpace, static_cast<int>(AVCOL_SPC_BT709));
        QCOMPARE(film.title, small().title.toStdString());
        QCOMPARE(film.description, std::string("made once"));
        QCOMPARE(film.comment, options.sceneJson);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.indexOf("moov") < bytes.indexOf("mdat")); // it can play while it loads
        QVERIFY(file.permissions() & QFile::ReadOther);
    }

    void gifRepeatsForEver() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("film.gif");
        write(path, small(), 3);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const QByteArray loop("NETSCAPE2.0\x03\x01\x00\x00\x00", 16);
        QVERIFY(bytes.contains(loop));
        QVERIFY(bytes.endsWith(';'));
    }

    void seriesIsAFolderOfPictures() {
        const QTemporaryDir folder;
        AnimationOptions options = small();
        options.comment = QStringLiteral("made once");
        write(folder.filePath("walk.png"), options, 3);
        QCOMPARE(filesIn(folder), QStringList{"walk"});
        const QDir series(folder.filePath("walk"));
        QCOMPARE(series.entryList(QDir::Files),
                 (QStringList{"walk_0001.png", "walk_0002.png", "walk_0003.png"}));
        QCOMPARE(QImage(series.filePath("walk_0002.png")), picture(options.size, 1));
        QCOMPARE(sceneFromFigure(series.filePath("walk_0003.png")), options.sceneJson);
        QCOMPARE(QImage(series.filePath("walk_0003.png")).text(QStringLiteral("Comment")),
                 QStringLiteral("made once"));
        // A second one does not mix with the first.
        QVERIFY(refusal(folder.filePath("walk.png"), options).find("is there already") !=
                std::string::npos);
    }

    void withoutASceneNothingIsTold_data() { isReadBackAsWritten_data(); }
    void withoutASceneNothingIsTold() {
        QFETCH(QString, ending);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("blind.") + ending);
        AnimationOptions options = small();
        options.sceneJson.clear();
        write(path, options, 2);
        QCOMPARE(readFilm(path).comment, std::string());
        QCOMPARE(readFilm(path).pictures.size(), std::size_t{2});
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(sceneFromAnimation(path)));
    }

    void whatCannotBeIsRefused_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("speed");
        QTest::addColumn<QString>("expected");
        const QSize good(96, 64);
        QTest::newRow("odd") << "a.mp4" << QSize(97, 63) << 5 << "98 × 64 would do";
        QTest::newRow("absurd") << "a.mp4" << QSize(1000000, 64) << 5 << "allowed are 16 to 8192";
        QTest::newRow("empty") << "a.gif" << QSize(0, 0) << 5 << "allowed are 16 to 8192";
        QTest::newRow("negative") << "a.png" << QSize(-4, 64) << 5 << "allowed are 16 to 8192";
        QTest::newRow("no speed") << "a.mp4" << good << 0 << "allowed are 1 to 120";
        QTest::newRow("fast gif") << "a.gif" << good << 60 << "1 to 50 in a GIF";
        QTest::newRow("ending") << "a.avi" << good << 5 << ".mp4, .gif or .png";
        QTest::newRow("no name") << ".png" << good << 5 << "needs a name";
        QTest::newRow("no folder") << "no/such/a.mp4" << good << 5 << "No such file";
        QTest::newRow("no folder, gif") << "no/such/a.gif" << good << 5 << "No such file";
        QTest::newRow("no folder, png") << "no/such/a.png" << good << 5 << "No such file";
    }
    void whatCannotBeIsRefused() {
        QFETCH(QString, name);
        QFETCH(QSize, size);
        QFETCH(int, speed);
        QFETCH(QString, expected);
        const QTemporaryDir folder;
        AnimationOptions options = small(speed);
        options.size = size;
        const std::string what = refusal(folder.filePath(name), options);
        QVERIFY2(QString::fromStdString(what).contains(expected), what.c_str());
        QVERIFY(filesIn(folder).isEmpty());
    }

    void oddSizesAreFineOutsideMp4() {
        const QTemporaryDir folder;
        AnimationOptions options = small();
        options.size = QSize(97, 63);
        write(folder.filePath("odd.gif"), options, 2);
        QCOMPARE(readFilm(folder.filePath("odd.gif")).pictures.at(1).size(), QSize(97, 63));
    }

    void anUnfinishedFilmLeavesWhatWasThere_data() {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {"mp4", "gif", "png"}) {
            QTest::newRow(ending) << QString::fromLatin1(ending);
        }
    }
    void anUnfinishedFilmLeavesWhatWasThere() {
        QFETCH(QString, ending);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("film.") + ending);
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        {
            AnimationWriter writer(path, small());
            writer.add(picture(small().size, 0));
            QCOMPARE(writer.frames(), std::size_t{1});
        }
        {
            AnimationWriter writer(path, small());
            QVERIFY_THROWS_EXCEPTION(InputError, writer.finish()); // no pictures
            QVERIFY_THROWS_EXCEPTION(InputError, writer.add(picture(QSize(32, 32), 0)));
        }
        QCOMPARE(filesIn(folder), QStringList{QStringLiteral("film.") + ending});
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("old"));
    }

    void aGifCanBeCancelledWhileEncoding() {
        const QTemporaryDir folder;
        AnimationWriter writer(folder.filePath("film.gif"), small());
        for (int i = 0; i < 4; ++i) {
            writer.add(picture(small().size, i));
        }
        std::size_t asked = 0;
        QVERIFY(!writer.finish([&](std::size_t done) {
            asked = done;
            return done < 2;
        }));
        QCOMPARE(asked, std::size_t{2});
        QVERIFY(!QFile::exists(folder.filePath("film.gif")));
    }

    void aFullDiskIsToldAndLeavesNothing_data() { anUnfinishedFilmLeavesWhatWasThere_data(); }
    void aFullDiskIsToldAndLeavesNothing() {
        QFETCH(QString, ending);
        const QTemporaryDir folder;
        AnimationOptions options = small();
        options.size = QSize(320, 240);
        std::string what;
        {
            const SmallFiles full(2000);
            try {
                AnimationWriter writer(folder.filePath(QStringLiteral("film.") + ending), options);
                for (int i = 0; i < 12; ++i) {
                    QImage noise(options.size, QImage::Format_RGB32);
                    std::uint32_t state = 1U + static_cast<std::uint32_t>(i);
                    for (int y = 0; y < noise.height(); ++y) {
                        for (int x = 0; x < noise.width(); ++x) {
                            state = state * 1664525U + 1013904223U;
                            noise.setPixel(x, y, 0xff000000U | (state >> 8U));
                        }
                    }
                    writer.add(noise);
                }
                writer.finish();
            } catch (const InputError& error) {
                what = error.what();
            }
        }
        QVERIFY2(what.find("File too large") != std::string::npos, what.c_str());
        QVERIFY(filesIn(folder).isEmpty());
    }

    void whatIsNoFilmIsToldSo() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("text.mp4");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("not a film at all") > 0);
        file.close();
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(sceneFromAnimation(path)));
    }
};

QTEST_MAIN(TestAnimationWriter)
#include "tst_animation_writer.moc"
