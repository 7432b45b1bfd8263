// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/issgd/store/redis_store.h"
#include "engine/issgd/store/redis_url.h"

#include <QTest>

#include <string>

using namespace scorescope;
using namespace scorescope::issgd;

namespace {

/// What is said of it; empty when it is taken.
std::string refusal(const std::string& url) {
    try {
        static_cast<void>(parseRedisUrl(url));
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

bool says(const std::string& url, const char* what) {
    return refusal(url).find(what) != std::string::npos;
}

} // namespace

class TestRedisUrl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allPartsAreRead() {
        RedisAddress address = parseRedisUrl("redis://lab-7.example.org");
        QCOMPARE(address.host, std::string("lab-7.example.org"));
        QCOMPARE(address.port, std::uint16_t{6379});
        QCOMPARE(address.database, std::uint32_t{0});
        QVERIFY(address.password.empty());
        address = parseRedisUrl("redis://me:pa%40ss%2f@w@10.0.0.1:6380/12");
        QCOMPARE(address.user, std::string("me"));
        QCOMPARE(address.password, std::string("pa@ss/@w"));
        QCOMPARE(address.host, std::string("10.0.0.1"));
        QCOMPARE(address.port, std::uint16_t{6380});
        QCOMPARE(address.database, std::uint32_t{12});
        QCOMPARE(address.text(), std::string("10.0.0.1:6380/12"));
        address = parseRedisUrl("redis://:secret@[2001:db8::1]:1/");
        QCOMPARE(address.host, std::string("2001:db8::1"));
        QCOMPARE(address.password, std::string("secret"));
        QCOMPARE(address.text(), std::string("[2001:db8::1]:1/0"));
    }

    void whatIsWrongIsToldByItsCharacter() {
        QVERIFY(says("", "character 1 "));
        QVERIFY(says("http://a", "character 1 "));
        QVERIFY(says("redis:/a", "character 8 "));
        QVERIFY(says("redis://", "character 9 should begin a host's name"));
        QVERIFY(says("redis://a b", "character 10 is none of a host's name"));
        QVERIFY(says("redis://a:", "character 11 should begin a port"));
        QVERIFY(says("redis://a:0", "from 1 to 65535"));
        QVERIFY(says("redis://a:65536", "from 1 to 65535"));
        QVERIFY(says("redis://a:99999999999999999999999", "from 1 to 65535"));
        QVERIFY(says("redis://a:12x", "character 13 is none of a port"));
        QVERIFY(says("redis://a/-1", "character 11 is none of the number of a database"));
        QVERIFY(says("redis://a/1/2", "character 12 "));
        QVERIFY(says("redis://me@a", "character 11 ends a user's name without a password"));
        QVERIFY(says("redis://me:@a", "empty password"));
        QVERIFY(says("redis://:a%4@b", "character 11 begins an escape"));
        QVERIFY(says("redis://:a b@c", "character 11 "));
        QVERIFY(says("redis://[::1", "no ] closes"));
        QVERIFY(says("redis://[::g]", "character 12 "));
        QVERIFY(says("redis://[::1]x", "character 14 "));
        QVERIFY(says("redis://" + std::string(3000, 'a'), "3008 characters"));
        QVERIFY(says("rediss://a", "stunnel"));
    }

    void secretsAreNotShown() {
        QVERIFY(says("redis://:geheim@a:x", "port"));
        QVERIFY(!says("redis://:geheim@a:x", "geheim"));
    }

    void fuzz() {
        RandomStream random(5, Purpose::test);
        const std::string letters = "redis://:@[]%/0129aZ.-_ \n\x80";
        std::size_t taken = 0;
        for (int round = 0; round < 50000; ++round) {
            std::string url = "redis://";
            if (random.below(8) == 0) {
                url.resize(random.below(9));
            }
            for (std::uint64_t k = random.below(16); k > 0; --k) {
                url += letters[random.below(letters.size())];
            }
            try {
                const RedisAddress address = parseRedisUrl(url);
                ++taken;
                QVERIFY(!address.host.empty() && address.port > 0);
                const RedisAddress again = parseRedisUrl("redis://" + address.text());
                QCOMPARE(again.text(), address.text());
            } catch (const InputError&) {
                continue;
            }
        }
        QVERIFY(taken > 100);
    }

    void namesOfRunsAreChecked() {
        checkRunName("mnist-3_b.2", "--run");
        for (const std::string& name : {std::string(), std::string(101, 'a'), std::string("a b"),
                                        std::string("a:b"), std::string("a\n")}) {
            QVERIFY_THROWS_EXCEPTION(InputError, checkRunName(name, "--run"));
        }
    }
};

QTEST_GUILESS_MAIN(TestRedisUrl)
#include "tst_redis_url.moc"
