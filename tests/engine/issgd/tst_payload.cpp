// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What goes over the network is what was meant, or is refused with a sentence.
#include "engine/core/rng.h"
#include "engine/issgd/store/payload.h"
#include "engine/issgd/store/store_error.h"

#include <QTest>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;

namespace {

PayloadHead someHead() {
    PayloadHead head;
    head.kind = PayloadKind::scores;
    head.run = 0x0123456789abcdefULL;
    head.serial = 7;
    head.step = 420;
    head.first = 128;
    head.claim = 1000000000001ULL;
    head.worker = 99;
    head.seconds = 0.25F;
    return head;
}

ExpectedPayload expectedOf(const PayloadHead& head, std::uint64_t count) {
    return {head.kind, head.run, head.first, count};
}

struct Refusal {
    StoreError::Kind kind;
    std::string what;
};

std::optional<Refusal> refusal(std::string_view bytes, const ExpectedPayload& expected) {
    try {
        static_cast<void>(decodeNumbers(bytes, expected));
    } catch (const StoreError& error) {
        return Refusal{error.kind(), error.what()};
    }
    return std::nullopt;
}

bool says(const std::optional<Refusal>& refused, StoreError::Kind kind, const char* what) {
    return refused && refused->kind == kind && refused->what.find(what) != std::string::npos;
}

} // namespace

class TestPayload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersComeBackBitForBit() {
        const std::vector<float> numbers = {0.0F,          -0.0F,
                                            1.5F,          std::numeric_limits<float>::denorm_min(),
                                            -3e38F,        std::numeric_limits<float>::infinity(),
                                            std::nanf("1")};
        const PayloadHead head = someHead();
        const std::string bytes = encodeNumbers(head, numbers);
        QCOMPARE(bytes.size(), payloadHeadBytes + 4 * numbers.size());
        const NumbersPayload read = decodeNumbers(bytes, expectedOf(head, numbers.size()));
        QCOMPARE(read.head.serial, head.serial);
        QCOMPARE(read.head.step, head.step);
        QCOMPARE(read.head.first, head.first);
        QCOMPARE(read.head.claim, head.claim);
        QCOMPARE(read.head.worker, head.worker);
        QCOMPARE(read.head.seconds, head.seconds);
        QCOMPARE(read.notFinite, std::size_t{2});
        QCOMPARE(read.numbers.size(), numbers.size());
        QCOMPARE(std::memcmp(read.numbers.data(), numbers.data(), 4 * numbers.size()), 0);
    }

    /// The bytes themselves, so that machines of either byte order agree.
    void bytesAreThoseOfTheTable() {
        PayloadHead head = someHead();
        const std::string bytes = encodeNumbers(head, {1.0F});
        QCOMPARE(bytes.substr(0, 8), std::string("ScoresWt"));
        QCOMPARE(bytes.substr(8, 8), std::string("\x01\0\0\0\x03\0\0\0", 8));
        QCOMPARE(bytes.substr(16, 8), std::string("\xef\xcd\xab\x89\x67\x45\x23\x01", 8));
        QCOMPARE(bytes.substr(32, 8), std::string("\xa4\x01\0\0\0\0\0\0", 8));
        QCOMPARE(bytes.substr(80), std::string("\0\0\x80\x3f", 4));
    }

    void anythingElseIsRefused() {
        const PayloadHead head = someHead();
        const std::vector<float> numbers = {1.0F, 2.0F, 3.0F};
        const std::string bytes = encodeNumbers(head, numbers);
        const ExpectedPayload expected = expectedOf(head, 3);
        using Kind = StoreError::Kind;
        QVERIFY(!refusal(bytes, expected));
        QVERIFY(says(refusal("", expected), Kind::unreadable, "0 bytes"));
        QVERIFY(says(refusal(bytes.substr(0, 79), expected), Kind::unreadable, "79 bytes"));
        QVERIFY(says(refusal("x" + bytes.substr(1), expected), Kind::unreadable,
                     "this program did not write"));
        std::string version = bytes;
        version[8] = 2;
        QVERIFY(says(refusal(version, expected), Kind::unreadable, "version 2"));
        ExpectedPayload other = expected;
        other.kind = PayloadKind::parameters;
        QVERIFY(says(refusal(bytes, other), Kind::unreadable, "it has scores"));
        other = expected;
        other.run = 5;
        QVERIFY(says(refusal(bytes, other), Kind::otherRun, "another run"));
        other = expected;
        other.first = 0;
        QVERIFY(says(refusal(bytes, other), Kind::unreadable, "of example 128"));
        other = expected;
        other.count = 4;
        QVERIFY(says(refusal(bytes, other), Kind::unreadable, "3 numbers, not 4"));
        QVERIFY(says(refusal(bytes + "1234", expected), Kind::unreadable, "16 bytes for 3"));
        std::string damaged = bytes;
        damaged[82] = static_cast<char>(damaged[82] ^ 1);
        QVERIFY(says(refusal(damaged, expected), Kind::unreadable, "checksum"));
    }

    /// One bit of a head, or of the numbers, is enough.
    void everyBitCounts() {
        const PayloadHead head = someHead();
        const std::string bytes = encodeNumbers(head, {1.0F, 2.0F});
        const ExpectedPayload anything{PayloadKind::scores, {}, {}, {}};
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            std::string damaged = bytes;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY2(refusal(damaged, anything), std::to_string(bit).c_str());
        }
    }

    /// Whatever comes is read or refused: random bytes, and valid ones that were changed, cut,
    /// lengthened or put together from two.
    void fuzz() {
        RandomStream random(11, Purpose::test);
        const auto below = [&](std::size_t bound) {
            return static_cast<std::size_t>(random.below(bound));
        };
        const std::string numbers = encodeNumbers(someHead(), std::vector<float>(40, 1.25F));
        const std::string hello = encodeHello({{77, 1000, 64, 5000}, "{\"layers\": \"linear 3\"}"});
        std::size_t refused = 0;
        const auto tryOut = [&](const std::string& bytes) {
            for (const PayloadKind kind : {PayloadKind::parameters, PayloadKind::scores}) {
                refused += refusal(bytes, {kind, {}, {}, {}}) ? 1U : 0U;
            }
            try {
                const Hello read = decodeHello(bytes);
                if (read.layout.blocks() == 0) {
                    QFAIL("blocks of nothing");
                }
            } catch (const StoreError&) {
                ++refused;
            }
            for (std::size_t b = 0; b < 4; ++b) {
                static_cast<void>(decodeStamp(bytes, below(1000), below(3)));
            }
        };
        constexpr std::size_t rounds = 20000;
        for (std::size_t round = 0; round < rounds; ++round) {
            std::string bytes = round % 2 == 0 ? numbers : hello;
            switch (below(5)) {
            case 0:
                for (std::size_t k = below(8) + 1; k > 0; --k) {
                    bytes[below(bytes.size())] = static_cast<char>(below(256));
                }
                break;
            case 1:
                bytes.resize(below(bytes.size() + 1));
                break;
            case 2:
                bytes.append(below(64) + 1, static_cast<char>(below(256)));
                break;
            case 3:
                bytes = bytes.substr(0, below(bytes.size())) + hello.substr(below(hello.size()));
                break;
            default:
                bytes.resize(below(200));
                for (char& byte : bytes) {
                    byte = static_cast<char>(below(256));
                }
            }
            tryOut(bytes);
        }
        QVERIFY(refused > 2 * rounds);
    }

    /// A hello whose checksum is right can still speak of what cannot be.
    void helloSizesAreChecked() {
        const Hello hello{{5, 1000, 64, 3}, "text"};
        const Hello read = decodeHello(encodeHello(hello));
        QCOMPARE(read.layout.run, std::uint64_t{5});
        QCOMPARE(read.layout.examples, std::size_t{1000});
        QCOMPARE(read.layout.blocks(), std::size_t{16});
        QCOMPARE(read.layout.countOf(15), std::size_t{40});
        QCOMPARE(read.layout.parameters, std::size_t{3});
        QCOMPARE(read.text, std::string("text"));
        for (const StoreLayout& wrong :
             {StoreLayout{5, 0, 64, 3}, StoreLayout{5, 10, 0, 3}, StoreLayout{5, 10, 1, 0},
              StoreLayout{5, std::size_t{1} << 40U, 1, 3}}) {
            QVERIFY_THROWS_EXCEPTION(StoreError, decodeHello(encodeHello({wrong, ""})));
        }
        QVERIFY_THROWS_EXCEPTION(
            StoreError, decodeHello(encodeHello({hello.layout, std::string(1U << 21U, ' ')})));
    }

    void runsDiffer() {
        const std::uint64_t run = runKey("a", "linear 3", 1);
        QCOMPARE(runKey("a", "linear 3", 1), run);
        QVERIFY(runKey("b", "linear 3", 1) != run);
        QVERIFY(runKey("a", "linear 4", 1) != run);
        QVERIFY(runKey("a", "linear 3", 2) != run);
        QVERIFY(runKey("al", "inear 3", 1) != run);
    }

    void stampsOfOthersAreNone() {
        const std::string stamps = encodeStamp(9, {3, 4}) + encodeStamp(10, {5, 6});
        QVERIFY((decodeStamp(stamps, 0, 9) == BlockStamp{3, 4}));
        QVERIFY((decodeStamp(stamps, 1, 9) == BlockStamp{}));
        QVERIFY((decodeStamp(stamps, 1, 10) == BlockStamp{5, 6}));
        QVERIFY((decodeStamp(stamps, 2, 9) == BlockStamp{}));
        QVERIFY((decodeStamp(stamps.substr(0, 31), 1, 10) == BlockStamp{}));
    }
};

QTEST_GUILESS_MAIN(TestPayload)
#include "tst_payload.moc"
