// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/payload.h"

#include "engine/issgd/store/store_error.h"

#include <zlib.h>

#include <cmath>
#include <cstring>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr std::string_view magic = "ScoresWt";
constexpr std::size_t checksumAt = 76;
constexpr std::size_t bytesOfNumber = 4;
constexpr std::size_t layoutBytes = 24; ///< in front of a hello's text

template <class Number> void put(std::string& bytes, std::size_t at, Number number) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        bytes[at + i] = static_cast<char>(number >> (8U * i) & 0xFFU);
    }
}

template <class Number> Number get(std::string_view bytes, std::size_t at) {
    Number number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        number = static_cast<Number>(
            number | static_cast<Number>(static_cast<unsigned char>(bytes[at + i])) << (8U * i));
    }
    return number;
}

std::uint32_t bitsOf(float number) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    return bits;
}
float numberOf(std::uint32_t bits) {
    float number = 0.0F;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}

std::uint32_t checksumOf(std::string_view bytes) {
    const auto part = [&](uLong sum, std::size_t from, std::size_t to) {
        return crc32_z(sum, reinterpret_cast<const Bytef*>(bytes.data()) + from, to - from);
    };
    return static_cast<std::uint32_t>(part(part(0, 0, checksumAt), payloadHeadBytes, bytes.size()));
}

/// A head, and room for `body` bytes behind it.
std::string begun(const PayloadHead& head, std::size_t body) {
    std::string bytes(payloadHeadBytes + body, '\0');
    bytes.replace(0, magic.size(), magic);
    put(bytes, 8, payloadVersion);
    put(bytes, 12, static_cast<std::uint32_t>(head.kind));
    put(bytes, 16, head.run);
    put(bytes, 24, head.serial);
    put(bytes, 32, head.step);
    put(bytes, 40, head.first);
    put(bytes, 48, head.count);
    put(bytes, 56, head.claim);
    put(bytes, 64, head.worker);
    put(bytes, 72, bitsOf(head.seconds));
    return bytes;
}

void finish(std::string& bytes) {
    put(bytes, checksumAt, checksumOf(bytes));
}

const char* nameOf(PayloadKind kind) {
    switch (kind) {
    case PayloadKind::hello:
        return "a master's hello";
    case PayloadKind::parameters:
        return "parameters";
    case PayloadKind::scores:
        return "scores";
    }
    return "nothing known";
}

StoreError unreadable(PayloadKind wanted, const std::string& what) {
    return {StoreError::Kind::unreadable,
            std::string("where the store should have ") + nameOf(wanted) + ", " + what};
}

/// Throws unless the bytes are a whole payload of that kind; the run is not looked at.
PayloadHead checkedHead(std::string_view bytes, PayloadKind wanted, std::size_t bytesOfEach) {
    if (bytes.size() < payloadHeadBytes) {
        throw unreadable(wanted, "it has " + std::to_string(bytes.size()) +
                                     " bytes, fewer than the " + std::to_string(payloadHeadBytes) +
                                     " of a head");
    }
    if (bytes.substr(0, magic.size()) != magic) {
        throw unreadable(wanted, "it has bytes that this program did not write");
    }
    const auto version = get<std::uint32_t>(bytes, 8);
    if (version != payloadVersion) {
        throw unreadable(wanted, "it has version " + std::to_string(version) +
                                     " of the format; this program reads version " +
                                     std::to_string(payloadVersion) +
                                     ": master and workers must be of one release");
    }
    const auto kind = static_cast<PayloadKind>(get<std::uint32_t>(bytes, 12));
    if (kind != wanted) {
        throw unreadable(wanted, std::string("it has ") + nameOf(kind));
    }
    PayloadHead head;
    head.kind = kind;
    head.run = get<std::uint64_t>(bytes, 16);
    head.serial = get<std::uint64_t>(bytes, 24);
    head.step = get<std::uint64_t>(bytes, 32);
    head.first = get<std::uint64_t>(bytes, 40);
    head.count = get<std::uint64_t>(bytes, 48);
    head.claim = get<std::uint64_t>(bytes, 56);
    head.worker = get<std::uint64_t>(bytes, 64);
    head.seconds = numberOf(get<std::uint32_t>(bytes, 72));
    const std::size_t body = bytes.size() - payloadHeadBytes;
    if (body % bytesOfEach != 0 || head.count != body / bytesOfEach) {
        throw unreadable(wanted, "it has " + std::to_string(body) + " bytes for " +
                                     std::to_string(head.count) + " numbers or letters");
    }
    if (get<std::uint32_t>(bytes, checksumAt) != checksumOf(bytes)) {
        throw unreadable(wanted, "it has bytes whose checksum is wrong: they were damaged");
    }
    return head;
}

} // namespace

std::uint64_t runKey(const std::string& id, const std::string& what, std::uint64_t session) {
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 1099511628211ULL; };
    for (const std::string* text : {&id, &what}) {
        for (const char letter : *text) {
            add(static_cast<unsigned char>(letter));
        }
        add(0);
    }
    for (unsigned i = 0; i < 64U; i += 8U) {
        add(static_cast<unsigned char>(session >> i & 0xFFU));
    }
    // Its lowest 32 bits stand for all of it in stamps, and zeros there are nobody's.
    return (hash & 0xFFFFFFFFU) == 0 ? hash | 1U : hash;
}

std::string encodeNumbers(PayloadHead head, const std::vector<float>& numbers) {
    head.count = numbers.size();
    std::string bytes = begun(head, bytesOfNumber * numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        put(bytes, payloadHeadBytes + bytesOfNumber * i, bitsOf(numbers[i]));
    }
    finish(bytes);
    return bytes;
}

NumbersPayload decodeNumbers(std::string_view bytes, const ExpectedPayload& expected) {
    NumbersPayload payload;
    payload.head = checkedHead(bytes, expected.kind, bytesOfNumber);
    const PayloadHead& head = payload.head;
    if (expected.run && head.run != *expected.run) {
        throw StoreError(StoreError::Kind::otherRun,
                         std::string("the store has ") + nameOf(head.kind) +
                             " of another run, or of a master that was started anew");
    }
    if (expected.first && head.first != *expected.first) {
        throw unreadable(expected.kind, "it has those of example " + std::to_string(head.first) +
                                            " on, not of " + std::to_string(*expected.first));
    }
    if (expected.count && head.count != *expected.count) {
        throw unreadable(expected.kind, "it has " + std::to_string(head.count) + " numbers, not " +
                                            std::to_string(*expected.count));
    }
    payload.numbers.resize(head.count);
    for (std::size_t i = 0; i < payload.numbers.size(); ++i) {
        payload.numbers[i] =
            numberOf(get<std::uint32_t>(bytes, payloadHeadBytes + bytesOfNumber * i));
        payload.notFinite += std::isfinite(payload.numbers[i]) ? 0U : 1U;
    }
    return payload;
}

std::string encodeHello(const Hello& hello) {
    PayloadHead head;
    head.kind = PayloadKind::hello;
    head.run = hello.layout.run;
    head.count = layoutBytes + hello.text.size();
    std::string bytes = begun(head, head.count);
    put(bytes, payloadHeadBytes, static_cast<std::uint64_t>(hello.layout.examples));
    put(bytes, payloadHeadBytes + 8, static_cast<std::uint64_t>(hello.layout.block));
    put(bytes, payloadHeadBytes + 16, static_cast<std::uint64_t>(hello.layout.parameters));
    bytes.replace(payloadHeadBytes + layoutBytes, hello.text.size(), hello.text);
    finish(bytes);
    return bytes;
}

Hello decodeHello(std::string_view bytes) {
    const PayloadHead head = checkedHead(bytes, PayloadKind::hello, 1);
    const auto size = [&](std::size_t at, const char* of) {
        const auto value = get<std::uint64_t>(bytes, payloadHeadBytes + at);
        if (value < 1 || value > mostOfLayout) {
            throw unreadable(PayloadKind::hello, "it speaks of " + std::to_string(value) + ' ' +
                                                     of + "; allowed are 1 to 2^32");
        }
        return static_cast<std::size_t>(value);
    };
    if (bytes.size() < payloadHeadBytes + layoutBytes || bytes.size() > mostHelloBytes) {
        throw unreadable(PayloadKind::hello, "it has " + std::to_string(bytes.size()) + " bytes");
    }
    Hello hello;
    hello.layout.run = head.run;
    hello.layout.examples = size(0, "examples");
    hello.layout.block = size(8, "examples in a block");
    hello.layout.parameters = size(16, "parameters");
    hello.text = bytes.substr(payloadHeadBytes + layoutBytes);
    return hello;
}

std::string encodeStamp(std::uint64_t run, const BlockStamp& stamp) {
    std::string bytes(stampBytes, '\0');
    put(bytes, 0, static_cast<std::uint32_t>(run & 0xFFFFFFFFU));
    put(bytes, 4, stamp.claim);
    put(bytes, 8, stamp.serial);
    return bytes;
}

BlockStamp decodeStamp(std::string_view stamps, std::size_t which, std::uint64_t run) {
    const std::size_t at = which * stampBytes;
    if (at + stampBytes > stamps.size() ||
        get<std::uint32_t>(stamps, at) != static_cast<std::uint32_t>(run & 0xFFFFFFFFU)) {
        return {};
    }
    return {get<std::uint64_t>(stamps, at + 8), get<std::uint32_t>(stamps, at + 4)};
}

} // namespace scorescope::issgd
