// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/pixel_mask.h"
#include "engine/core/rng.h"
#include "tests/support/messages_and_files.h"

#include <QtTest>

using namespace scorescope;
using scorescope::test::messageOf;

class PixelMaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isWhatItSays() {
        QCOMPARE(maskText({0, 0, 1, 1, 1, 0}), std::string("2 3"));
        QCOMPARE(maskText({1, 0, 7}), std::string("0 1 1 1"));
        QCOMPARE(maskText({0, 0}), std::string());
        QCOMPARE(maskText({}), std::string());
        QVERIFY(parseMask("2 3", 6) == (PixelMask{0, 0, 1, 1, 1, 0}));
        QVERIFY(parseMask(" 0  1 1 1 ", 3) == (PixelMask{1, 0, 1}));
        QVERIFY(parseMask("", 2) == (PixelMask{0, 0}));
    }

    void everyMaskComesBack() {
        RandomStream stream(5, Purpose::test);
        for (std::size_t length = 0; length < 40; ++length) {
            PixelMask mask(length);
            for (std::uint8_t& each : mask) {
                each = stream.uniform() < 0.4 ? 1 : 0;
            }
            QVERIFY(parseMask(maskText(mask), length) == mask);
        }
    }

    void whatIsNoMaskIsRefused() {
        for (const char* text : {"3,4", "x", "-1", "1 2x", "1.5", "99999999999999999999999"}) {
            QVERIFY2(messageOf([&] {
                         static_cast<void>(parseMask(text, 10));
                     }).contains(QStringLiteral("list of lengths")),
                     text);
        }
        for (const char* text : {"4 7", "11", "18446744073709551615 1"}) {
            QVERIFY2(messageOf([&] {
                         static_cast<void>(parseMask(text, 10));
                     }).contains(QStringLiteral("longer than the 10 pixels")),
                     text);
        }
    }
};

QTEST_APPLESS_MAIN(PixelMaskTest)
#include "tst_pixel_mask.moc"
