// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/npy.h"

#include "engine/core/number_text.h"
#include "engine/core/text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <functional>
#include <numeric>
#include <set>
#include <stdexcept>
#include <system_error>

namespace scorescope {
namespace {

/// The few forms of a Python literal that such a header may have.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    NpyHeader parse() {
        NpyHeader header;
        std::set<std::string> seen;
        expect('{');
        while (!accept('}')) {
            const std::string key = parseString();
            expect(':');
            if (!seen.insert(key).second) {
                refuse("has the key " + quotedText(key) + " twice");
            }
            if (key == "descr") {
                if (peek() == '[') {
                    refuse("describes records; a plain type of numbers is expected");
                }
                header.type = parseString();
            } else if (key == "fortran_order") {
                header.fortranOrder = parseBoolean();
            } else if (key == "shape") {
                header.shape = parseShape();
            } else {
                refuse("has the unknown key " + quotedText(key));
            }
            if (!accept(',') && peek() != '}') {
                refuseHere();
            }
        }
        if (seen.size() != 3) {
            refuse("lacks one of 'descr', 'fortran_order' and 'shape'");
        }
        skipBlanks();
        if (at_ != text_.size()) {
            refuseHere();
        }
        return header;
    }

private:
    [[noreturn]] static void refuse(const std::string& what) {
        throw std::invalid_argument("the header " + what);
    }
    [[noreturn]] void refuseHere() const {
        refuse(at_ < text_.size() ? "is not understood at " + quotedText(text_.substr(at_))
                                  : std::string("ends too early"));
    }
    void skipBlanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
            ++at_;
        }
    }
    [[nodiscard]] char peek() {
        skipBlanks();
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool accept(char c) {
        if (peek() != c || at_ == text_.size()) {
            return false;
        }
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c)) {
            refuseHere();
        }
    }
    std::string parseString() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') {
            refuseHere();
        }
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) {
            refuse("ends too early");
        }
        const std::string value(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return value;
    }
    bool parseBoolean() {
        skipBlanks();
        for (const bool value : {false, true}) {
            const std::string_view word = value ? "True" : "False";
            if (text_.substr(at_, word.size()) == word) {
                at_ += word.size();
                return value;
            }
        }
        refuseHere();
    }
    std::vector<std::size_t> parseShape() {
        std::vector<std::size_t> shape;
        expect('(');
        while (!accept(')')) {
            if (peek() == '-') {
                refuse("has a negative size");
            }
            std::size_t size = 0;
            const auto [end, error] =
                std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
            if (error == std::errc::result_out_of_range) {
                refuse("has a size beyond 64 bits");
            }
            if (error != std::errc()) {
                refuseHere();
            }
            at_ = static_cast<std::size_t>(end - text_.data());
            accept('L'); // Python 2 wrote long integers so
            shape.push_back(size);
            if (!accept(',') && peek() != ')') {
                refuseHere();
            }
            if (shape.size() > 32) {
                refuse("has too many dimensions");
            }
        }
        return shape;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// A file of format 1.0: `bytes` bytes as they lie in memory.
std::string fileOf(const std::string& type, const std::vector<std::size_t>& shape,
                   const void* values, std::size_t bytes) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (";
    for (const std::size_t extent : shape) {
        header += std::to_string(extent) + ",";
    }
    header += "), }";
    // The numbers begin at a multiple of 64 bytes, after magic, version, length and a line feed.
    const std::size_t unpadded = 10 + header.size() + 1;
    header.append((64 - unpadded % 64) % 64, ' ');
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size() & 0xFFU);
    file += static_cast<char>(header.size() >> 8U);
    file += header;
    const std::size_t start = file.size();
    file.resize(start + bytes);
    if (bytes > 0) {
        std::memcpy(file.data() + start, values, bytes);
    }
    return file;
}

} // namespace

NpyHeader parseNpyHeader(std::string_view text) {
    return Parser(text).parse();
}

template <> std::string npyType<double>() {
    return "<f8";
}
template <> std::string npyType<float>() {
    return "<f4";
}
template <> std::string npyType<std::int64_t>() {
    return "<i8";
}
template <> std::string npyType<std::uint8_t>() {
    return "|u1";
}

template <class T>
std::string npyFile(const std::vector<T>& values, std::vector<std::size_t> shape) {
    if (shape.empty()) {
        shape = {values.size()};
    }
    if (std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()) !=
        values.size()) {
        throw std::invalid_argument("an array's shape and its numbers differ in size");
    }
    return fileOf(npyType<T>(), shape, values.data(), values.size() * sizeof(T));
}

std::string npyFile(const std::vector<std::string>& texts) {
    std::vector<std::u32string> wide;
    std::size_t longest = 1; // NumPy has no texts of length 0
    for (const std::string& text : texts) {
        wide.push_back(toUtf32(text));
        longest = std::max(longest, wide.back().size());
    }
    std::u32string all;
    for (const std::u32string& text : wide) {
        all += text;
        all.append(longest - text.size(), U'\0');
    }
    return fileOf("<U" + std::to_string(longest), {texts.size()}, all.data(),
                  all.size() * sizeof(char32_t));
}

template std::string npyFile(const std::vector<double>&, std::vector<std::size_t>);
template std::string npyFile(const std::vector<float>&, std::vector<std::size_t>);
template std::string npyFile(const std::vector<std::int64_t>&, std::vector<std::size_t>);
template std::string npyFile(const std::vector<std::uint8_t>&, std::vector<std::size_t>);

} // namespace scorescope
