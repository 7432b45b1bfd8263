// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What goes over the network between master, store and workers (§7.4.2): a head of 80 bytes and
/// numbers or text behind it, little endian. Pure; any thread.
///
/// | bytes | what |
/// |---|---|
/// | 0–7 | "ScoresWt" |
/// | 8–11 | version of the format, 1 |
/// | 12–15 | kind |
/// | 16–23 | run (see runKey()) |
/// | 24–31 | serial number of the parameters |
/// | 32–39 | the master's step |
/// | 40–47 | first example |
/// | 48–55 | count: of numbers of 4 bytes, or of bytes of a hello |
/// | 56–63 | claim |
/// | 64–71 | worker |
/// | 72–75 | seconds that scoring took, a float |
/// | 76–79 | CRC-32 of all other bytes |
namespace scorescope::issgd {

constexpr std::size_t payloadHeadBytes = 80;
constexpr std::uint32_t payloadVersion = 1;

enum class PayloadKind : std::uint32_t { hello = 1, parameters = 2, scores = 3 };

/// Sizes that master and workers must agree about.
struct StoreLayout {
    std::uint64_t run = 0; ///< of runKey()
    std::size_t examples = 0;
    std::size_t block = 1; ///< examples that are scored and written together
    std::size_t parameters = 0;

    [[nodiscard]] std::size_t blocks() const noexcept { return (examples + block - 1) / block; }
    [[nodiscard]] std::size_t firstOf(std::size_t which) const noexcept { return which * block; }
    [[nodiscard]] std::size_t countOf(std::size_t which) const noexcept {
        return std::min(block, examples - firstOf(which));
    }
};

/// Tells runs apart: a hash of the run's name, of what it trains on what (layers, parameters, the
/// data's fingerprint) and of a number that each start of a master draws anew, so that what a
/// former master's workers still write is not taken for the new one's.
[[nodiscard]] std::uint64_t runKey(const std::string& id, const std::string& what,
                                   std::uint64_t session);

struct PayloadHead {
    PayloadKind kind = PayloadKind::scores;
    std::uint64_t run = 0;
    /// Copies of the parameters that the master has sent, in turn; unlike its steps it never goes
    /// back. Scores carry that of the parameters they are of.
    std::uint64_t serial = 0;
    std::uint64_t step = 0;
    std::uint64_t first = 0;  ///< example; 0 for parameters
    std::uint64_t count = 0;  ///< of numbers; of bytes for a hello
    std::uint64_t claim = 0;  ///< which this block's is; 0 for parameters
    std::uint64_t worker = 0; ///< a number it has drawn for itself; 0 for the master
    float seconds = 0.0F;     ///< that scoring took
};

/// head.count is numbers.size().
[[nodiscard]] std::string encodeNumbers(PayloadHead head, const std::vector<float>& numbers);

/// What is to be read; what is not given may be anything.
struct ExpectedPayload {
    PayloadKind kind = PayloadKind::scores;
    std::optional<std::uint64_t> run;
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> count;
};

struct NumbersPayload {
    PayloadHead head;
    std::vector<float> numbers;
    std::size_t notFinite = 0; ///< of the numbers: NaN and infinite ones
};

/// Checks everything: throws StoreError (otherRun; else unreadable) that says what is wrong: no
/// payload of this program, another version, kind, run, place, size or checksum. Numbers that are
/// not finite are counted, not refused.
[[nodiscard]] NumbersPayload decodeNumbers(std::string_view bytes, const ExpectedPayload& expected);

/// How a master introduces itself: sizes, and a text that tells a worker what to score how.
struct Hello {
    StoreLayout layout;
    std::string text;
};
[[nodiscard]] std::string encodeHello(const Hello& hello);
/// Throws StoreError (unreadable) as decodeNumbers(), and for sizes that cannot be.
[[nodiscard]] Hello decodeHello(std::string_view bytes);

/// Most bytes of a hello, and most examples and parameters of a layout.
constexpr std::size_t mostHelloBytes = std::size_t{1} << 20U;
constexpr std::uint64_t mostOfLayout = std::uint64_t{1} << 32U;

/// Of each block, in one string: which parameters it was scored under, by which claim. 16 bytes:
/// the run's lowest 32 bits, the claim's lowest 32 bits, the serial number.
struct BlockStamp {
    std::uint64_t serial = 0; ///< 0: never scored
    std::uint32_t claim = 0;

    friend bool operator==(const BlockStamp& a, const BlockStamp& b) noexcept {
        return a.serial == b.serial && a.claim == b.claim;
    }
    friend bool operator!=(const BlockStamp& a, const BlockStamp& b) noexcept { return !(a == b); }
};
constexpr std::size_t stampBytes = 16;
[[nodiscard]] std::string encodeStamp(std::uint64_t run, const BlockStamp& stamp);
/// Block `which` of a string of stamps; never scored for one that is missing or of another run.
[[nodiscard]] BlockStamp decodeStamp(std::string_view stamps, std::size_t which, std::uint64_t run);

} // namespace scorescope::issgd
