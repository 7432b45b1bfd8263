// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/builtin_scenes.h"
#include "app/window/scene_thumbnail.h"
#include "engine/core/scene.h"
#include "engine/labs.h"
#include "tests/support/image_compare.h"
#include "tests/support/program.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

namespace {

const QString kept = QStringLiteral(SCORESCOPE_SOURCE_DIR "/resources/thumbnails/");
constexpr std::size_t mostColors = 48;
constexpr qint64 mostBytes = 10'000;

/// A ground of the theme around what is drawn is taken away; what is left fits the size, in the
/// middle.
QImage trimmed(const QImage& picture, const QSize& size) {
    const QRgb ground = picture.pixel(0, 0);
    QRect drawn;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            if (picture.pixel(x, y) != ground) {
                drawn |= QRect(x, y, 1, 1);
            }
        }
    }
    QImage image(size, QImage::Format_RGB32);
    image.fill(ground);
    const QImage small = picture.copy(drawn).scaled(size - QSize(8, 8), Qt::KeepAspectRatio,
                                                    Qt::SmoothTransformation);
    QPainter painter(&image);
    painter.drawImage((size.width() - small.width()) / 2, (size.height() - small.height()) / 2,
                      small);
    painter.end();
    return image;
}

/// Colours that stand for those of a picture: boxes of colours are halved until there are enough.
QVector<QRgb> palette(const QImage& picture, std::size_t colors) {
    using Box = std::vector<QRgb>;
    const std::vector<int (*)(QRgb)> channels = {qRed, qGreen, qBlue};
    const auto widest = [&channels](const Box& box) {
        std::pair<int, std::size_t> best = {0, 0}; // range, channel
        for (std::size_t c = 0; c < channels.size(); ++c) {
            const auto [low, high] =
                std::minmax_element(box.begin(), box.end(), [&](QRgb a, QRgb b) {
                    return channels[c](a) < channels[c](b);
                });
            best = std::max(best, std::pair(channels[c](*high) - channels[c](*low), c));
        }
        return best;
    };
    std::vector<Box> boxes(1);
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            boxes.front().push_back(picture.pixel(x, y));
        }
    }
    while (boxes.size() < colors) {
        const auto most = std::max_element(boxes.begin(), boxes.end(), [&](const auto& a, auto& b) {
            return widest(a).first < widest(b).first;
        });
        const auto [range, channel] = widest(*most);
        if (range == 0) {
            break;
        }
        std::sort(most->begin(), most->end(),
                  [value = channels[channel]](QRgb a, QRgb b) { return value(a) < value(b); });
        // In the middle of the range: a median would spend all colours on the ground.
        const int middle = channels[channel](most->front()) + (range + 1) / 2;
        const auto cut =
            std::find_if(most->begin(), most->end(),
                         [&, value = channels[channel]](QRgb c) { return value(c) >= middle; });
        Box upper(cut, most->end());
        most->erase(cut, most->end());
        boxes.push_back(std::move(upper));
    }
    QVector<QRgb> table;
    for (const Box& box : boxes) {
        std::vector<qint64> sum(channels.size(), 0);
        for (const QRgb color : box) {
            for (std::size_t c = 0; c < channels.size(); ++c) {
                sum[c] += channels[c](color);
            }
        }
        const auto mean = [&](std::size_t c) {
            return static_cast<int>(sum[c] / static_cast<qint64>(box.size()));
        };
        table << qRgb(mean(0), mean(1), mean(2));
    }
    return table;
}

} // namespace

/// The gallery's pictures: the main view of each scene at its end, as `scorescope export` draws it.
/// With SCORESCOPE_WRITE_BASELINES in the environment they are made anew, all of them or those of
/// the scenes that SCORESCOPE_SCENES names.
class TestThumbnails : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySceneHasBoth_data() {
        QTest::addColumn<QString>("theme");
        QTest::addColumn<QString>("id");
        for (const char* theme : {"dark", "light"}) {
            for (const BuiltinScene& scene : builtinScenes()) {
                QTest::addRow("%s, %s", scene.id.c_str(), theme)
                    << QString::fromLatin1(theme) << QString::fromStdString(scene.id);
            }
        }
    }
    void everySceneHasBoth() {
        QFETCH(QString, theme);
        QFETCH(QString, id);
        const QString path = kept + theme + QLatin1Char('/') + id + QStringLiteral(".png");
        const QStringList wanted =
            qEnvironmentVariable("SCORESCOPE_SCENES").split(QLatin1Char(','), Qt::SkipEmptyParts);
        if (qEnvironmentVariableIsSet("SCORESCOPE_WRITE_BASELINES") &&
            (wanted.isEmpty() || wanted.contains(id))) {
            const QImage picture = drawNow(id, theme);
            QVERIFY(!picture.isNull());
            QVERIFY(QDir().mkpath(kept + theme));
            std::size_t colors = mostColors;
            do {
                const QImage few = picture.convertToFormat(
                    QImage::Format_Indexed8, palette(picture, colors), Qt::ThresholdDither);
                QVERIFY(few.save(path, "PNG", 0));
                colors = colors * 2 / 3;
            } while (QFile(path).size() > mostBytes && colors > 4);
        }
        const QImage image(path);
        QVERIFY2(!image.isNull(), qPrintable(path));
        QCOMPARE(image.size(), thumbnailSize);
        QVERIFY2(QFile(path).size() <= mostBytes, qPrintable(QString::number(QFile(path).size())));
        // The program has it inside.
        QCOMPARE(sceneThumbnail(id, theme == QLatin1String("dark")).size(), thumbnailSize);
    }

    void noneIsLeftOver() {
        std::set<QString> ids;
        for (const BuiltinScene& scene : builtinScenes()) {
            ids.insert(QString::fromStdString(scene.id));
        }
        for (const char* theme : {"dark", "light"}) {
            for (const QFileInfo& file :
                 QDir(kept + QLatin1String(theme)).entryInfoList(QDir::Files)) {
                QVERIFY2(ids.count(file.completeBaseName()) != 0, qPrintable(file.filePath()));
            }
        }
        QVERIFY(sceneThumbnail(QStringLiteral("somebodys_own"), true).isNull());
    }

    void showWhatTheProgramDraws_data() {
        QTest::addColumn<QString>("id"); // those that take a second or two
        for (const char* id : {"fig_3_2", "fig_3_3", "fig_3_4"}) {
            QTest::addRow("%s", id) << QString::fromLatin1(id);
        }
    }
    void showWhatTheProgramDraws() {
        QFETCH(QString, id);
        for (const char* theme : {"dark", "light"}) {
            const QImage now = drawNow(id, QString::fromLatin1(theme));
            const QImage then(kept + QLatin1String(theme) + QLatin1Char('/') + id +
                              QStringLiteral(".png"));
            const double similarity = structuralSimilarity(now, then);
            QVERIFY2(similarity > 0.9, qPrintable(QString::number(similarity)));
            // A picture of something else is not taken for it.
            QVERIFY(structuralSimilarity(now, then.mirrored(true, true)) < 0.9);
        }
    }

private:
    /// The scene's main view, which is its first one, at the scene's last step.
    QImage drawNow(const QString& id, const QString& theme) {
        for (const BuiltinScene& each : builtinScenes()) {
            if (each.id != id.toStdString()) {
                continue;
            }
            const Scene scene = parseScene(each.json, each.id, registry_);
            const QString path = folder_.filePath(QStringLiteral("picture.png"));
            // 160 × 100 pt at three pixels a point. Type so small is no text, and takes no room.
            const test::Outcome outcome = test::runProgram(
                {QStringLiteral("export"), id, QStringLiteral("--view"),
                 QString::fromStdString(scene.views.front().name), QStringLiteral("--theme"), theme,
                 QStringLiteral("--width"), QStringLiteral("56.444"), QStringLiteral("--height"),
                 QStringLiteral("35.278"), QStringLiteral("--dpi"), QStringLiteral("216"),
                 QStringLiteral("--font-size"), QStringLiteral("2"), QStringLiteral("--line-width"),
                 QStringLiteral("0.8"), QStringLiteral("--no-scene"), QStringLiteral("-o"), path});
            if (outcome.code != 0) {
                qWarning("%s", outcome.err.constData());
                return {};
            }
            return trimmed(QImage(path), thumbnailSize);
        }
        return {};
    }

    Registry registry_ = registerLabs();
    QTemporaryDir folder_;
};

QTEST_MAIN(TestThumbnails)
#include "tst_thumbnails.moc"
