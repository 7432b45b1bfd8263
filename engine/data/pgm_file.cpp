// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/pgm_file.h"

#include "engine/core/error.h"
#include "engine/core/whole_file.h"

#include <algorithm>
#include <string_view>

namespace scorescope::data {
namespace {

bool isBlank(char letter) {
    return std::string_view(" \t\n\v\f\r").find(letter) != std::string_view::npos;
}

bool isDigit(char letter) {
    return letter >= '0' && letter <= '9';
}

/// The bytes of a file, from the front to the back.
class Reader {
public:
    Reader(const std::string& path, std::string_view bytes) : path_(path), rest_(bytes) {}

    [[noreturn]] void refuse(const std::string& what) const { throw InputError(path_, "", what); }

    [[nodiscard]] std::string_view rest() const { return rest_; }
    void skip(std::size_t bytes) { rest_.remove_prefix(bytes); }

    void skipBlanks() {
        while (!rest_.empty() && (isBlank(rest_.front()) || rest_.front() == '#')) {
            if (rest_.front() == '#') { // a comment, to the end of its line
                skip(std::min(rest_.find_first_of("\r\n"), rest_.size()));
            } else {
                skip(1);
            }
        }
    }
    /// A number of digits alone, after blanks and comments. `what` names it.
    [[nodiscard]] std::size_t number(const std::string& what) {
        skipBlanks();
        if (rest_.empty()) {
            refuse("ends before its " + what + ": the file is truncated");
        }
        std::size_t digits = 0;
        std::size_t value = 0;
        constexpr std::size_t mostDigits = 9;
        while (digits < rest_.size() && isDigit(rest_[digits]) && digits <= mostDigits) {
            value = 10 * value + static_cast<std::size_t>(rest_[digits] - '0');
            ++digits;
        }
        const bool ends = digits == rest_.size() || isBlank(rest_[digits]) || rest_[digits] == '#';
        if (digits == 0 || digits > mostDigits || !ends) {
            refuse("has no whole number of at most " + std::to_string(mostDigits) +
                   " digits for its " + what);
        }
        skip(digits);
        return value;
    }

private:
    std::string path_;
    std::string_view rest_;
};

std::size_t sideFrom(Reader& reader, const char* what, std::size_t largest) {
    const std::size_t side = reader.number(what);
    if (side == 0 || side > largest) {
        reader.refuse("has a " + std::string(what) + " of " + std::to_string(side) +
                      " pixels; allowed are 1 to " + std::to_string(largest));
    }
    return side;
}

float share(const Reader& reader, std::size_t grey, std::size_t white, std::size_t pixel) {
    if (grey > white) {
        reader.refuse("pixel " + std::to_string(pixel + 1) + " is " + std::to_string(grey) +
                      ", and its largest value is " + std::to_string(white));
    }
    return static_cast<float>(static_cast<double>(grey) / static_cast<double>(white));
}

void readBinary(Reader& reader, std::size_t white, std::vector<float>& pixels) {
    // One blank is between the header and the pixels; another one would be a pixel.
    if (reader.rest().empty() || !isBlank(reader.rest().front())) {
        reader.refuse("ends within its header: the file is truncated");
    }
    reader.skip(1);
    const std::size_t wide = white < 256 ? 1 : 2;
    const std::string_view bytes = reader.rest();
    if (bytes.size() < wide * pixels.size()) {
        reader.refuse("has only " + std::to_string(bytes.size()) + " of " +
                      std::to_string(wide * pixels.size()) +
                      " bytes of its pixels: the file is truncated");
    }
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        std::size_t grey = 0;
        for (std::size_t k = 0; k < wide; ++k) {
            grey = 256 * grey + static_cast<unsigned char>(bytes[wide * i + k]);
        }
        pixels[i] = share(reader, grey, white, i);
    }
    reader.skip(wide * pixels.size());
}

} // namespace

GreyImage readPgm(const std::string& path, std::size_t largestSide) {
    // As text a pixel takes up to five digits and a blank; comments take room, too.
    constexpr std::size_t bytesOfPixel = 8;
    constexpr std::size_t bytesBesides = std::size_t{1} << 16U;
    const std::string bytes =
        readWholeFile(path, bytesOfPixel * largestSide * largestSide + bytesBesides);
    Reader reader(path, bytes);
    const bool binary = bytes.compare(0, 2, "P5") == 0;
    if ((!binary && bytes.compare(0, 2, "P2") != 0) || bytes.size() < 3 || !isBlank(bytes[2])) {
        reader.refuse(bytes.empty() ? "is empty"
                                    : "is no grey map: it does not begin with P5 or P2");
    }
    reader.skip(2);
    GreyImage image;
    image.width = sideFrom(reader, "width", largestSide);
    image.height = sideFrom(reader, "height", largestSide);
    const std::size_t white = reader.number("largest value");
    constexpr std::size_t whitest = 65535;
    if (white == 0 || white > whitest) {
        reader.refuse("has " + std::to_string(white) + " for its largest value; allowed are 1 to " +
                      std::to_string(whitest));
    }
    image.pixels.resize(image.width * image.height);
    if (binary) {
        readBinary(reader, white, image.pixels);
    } else {
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            const std::size_t grey = reader.number("pixel " + std::to_string(i + 1));
            image.pixels[i] = share(reader, grey, white, i);
        }
    }
    // Some programs end a line that is none.
    reader.skipBlanks();
    if (!reader.rest().empty()) {
        reader.refuse("goes on after its " + std::to_string(image.width) + " × " +
                      std::to_string(image.height) + " pixels");
    }
    return image;
}

} // namespace scorescope::data
