// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/mat_file.h"

#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/core/text.h"
#include "engine/core/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

namespace scorescope::data {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t headerBytes = 128;
constexpr std::size_t tagBytes = 8;

// Types of elements, as their tags number them.
constexpr std::uint32_t int8Type = 1;
constexpr std::uint32_t int32Type = 5;
constexpr std::uint32_t uint32Type = 6;
constexpr std::uint32_t matrixType = 14;
constexpr std::uint32_t compressedType = 15;

/// Bytes that one byte of deflated data can become, at most (zlib's technical notes), rounded up.
constexpr std::size_t mostInflated = 1032;

std::string storedName(std::uint32_t type) {
    constexpr std::array names{""sv,      "int8"sv,   "uint8"sv,  "int16"sv, "uint16"sv,
                               "int32"sv, "uint32"sv, "single"sv, ""sv,      "double"sv,
                               ""sv,      ""sv,       "int64"sv,  "uint64"sv};
    return std::string(type < names.size() ? names[type] : ""sv);
}

std::string className(std::uint8_t number) {
    constexpr std::array names{"unknown"sv, "cell"sv,   "struct"sv, "object"sv,
                               "char"sv,    "sparse"sv, "double"sv, "single"sv,
                               "int8"sv,    "uint8"sv,  "int16"sv,  "uint16"sv,
                               "int32"sv,   "uint32"sv, "int64"sv,  "uint64"sv};
    return std::string(number < names.size() ? names[number] : names[0]);
}

bool isNumeric(const std::string& type) {
    constexpr std::array others{"unknown"sv, "cell"sv, "struct"sv,
                                "object"sv,  "char"sv, "sparse"sv};
    return std::find(others.begin(), others.end(), type) == others.end();
}

/// Four bytes, the smallest first.
std::uint32_t numberAt(const std::uint8_t* bytes) {
    return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8U |
           std::uint32_t{bytes[2]} << 16U | std::uint32_t{bytes[3]} << 24U;
}

/// What fills an element up to a multiple of eight bytes.
std::size_t fillOf(std::size_t bytes) {
    return (tagBytes - bytes % tagBytes) % tagBytes;
}

} // namespace

/// The bytes of a file's outermost elements, one element after the other, uncompressed.
class MatFile::Source {
public:
    explicit Source(std::string path) : path_(std::move(path)), file_(opened(path_)) {
        struct stat what = {};
        if (fstat(file_.descriptor(), &what) != 0) {
            refuse("cannot be read: " + systemReason());
        }
        fileBytes_ = static_cast<std::size_t>(what.st_size);
        readHeader();
    }
    ~Source() { stopInflating(); }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    [[noreturn]] void refuse(const std::string& what) const { throw InputError(path_, "", what); }

    /// To the next element, which is array `number`; false at the end of the file.
    [[nodiscard]] bool next(std::size_t number) {
        stopInflating();
        place_ = end_;
        if (place_ == fileBytes_) {
            return false;
        }
        std::array<std::uint8_t, tagBytes> tag{};
        const std::string name = "array " + std::to_string(number);
        if (fileBytes_ - place_ < tag.size()) {
            refuse("ends within the tag of " + name + ": the file is truncated");
        }
        readFile(tag.data(), tag.size());
        const std::uint32_t type = numberAt(tag.data());
        const std::size_t bytes = numberAt(tag.data() + 4);
        if (type != matrixType && type != compressedType) {
            refuse("is damaged: an element of type " + std::to_string(type) + " stands where " +
                   name + " should; allowed are 14 and 15");
        }
        if (bytes > fileBytes_ - place_) {
            refuse(name + " has only " + std::to_string(fileBytes_ - place_) + " of its " +
                   std::to_string(bytes) + " bytes: the file is truncated");
        }
        end_ = place_ + bytes;
        if (type == matrixType) {
            place_ -= tag.size(); // which is read again, as one within compressed data is
        } else {
            startInflating();
        }
        return true;
    }
    /// Bytes of the element that may still come, at most.
    [[nodiscard]] std::size_t most() const noexcept {
        return inflating_ ? (end_ - place_ + stream_.avail_in + 1) * mostInflated : end_ - place_;
    }
    void read(std::uint8_t* into, std::size_t count) {
        if (!inflating_) {
            if (count > end_ - place_) {
                refuse("is damaged: an array goes on after its end");
            }
            readFile(into, count);
            return;
        }
        while (count > 0) {
            constexpr std::size_t part = std::size_t{1} << 30U;
            const std::size_t wanted = std::min(part, count);
            if (inflateSome(into, wanted) != wanted) {
                refuse("is damaged: the compressed data of an array end too early");
            }
            into += wanted;
            count -= wanted;
        }
    }
    /// Compares the checksum of a compressed element, all of which was read.
    void finish() {
        std::uint8_t more = 0;
        if (inflating_ && inflateSome(&more, 1) != 0) {
            refuse("is damaged: the compressed data of an array go on after its end");
        }
    }

private:
    static OpenFile opened(const std::string& path) {
        refuseUnlessRegularFile(path);
        OpenFile file(path, O_RDONLY);
        if (!file.isOpen()) {
            throw InputError(path, "", "cannot be read: " + systemReason());
        }
        return file;
    }
    void readHeader() {
        std::array<std::uint8_t, headerBytes> header{};
        readFile(header.data(), std::min(header.size(), fileBytes_));
        const std::string_view text(reinterpret_cast<const char*>(header.data()), header.size());
        constexpr std::size_t versionPlace = 124;
        const bool swapped = text.substr(versionPlace + 2, 2) == "MI"sv;
        const bool known = swapped || text.substr(versionPlace + 2, 2) == "IM"sv;
        const unsigned major = header[versionPlace + (swapped ? 0 : 1)];
        constexpr unsigned levelFive = 1;
        constexpr unsigned levelSeven = 2; // a file of HDF5 behind the same header
        if (text.substr(0, 4) == "\x89HDF"sv || (known && major == levelSeven)) {
            refuse("is a MATLAB file of version 7.3 (HDF5), which is not read; allowed are those "
                   "that MATLAB saves with -v7 or -v6");
        }
        if (fileBytes_ < headerBytes || !known || major != levelFive) {
            refuse("is no MATLAB file of level 5: it does not begin with the header of one");
        }
        if (swapped) {
            refuse("is a MATLAB file with the largest byte of a number first, which is not read; "
                   "allowed is the smallest byte first");
        }
        end_ = headerBytes;
    }
    void readFile(std::uint8_t* into, std::size_t count) {
        while (count > 0) {
            const ssize_t got = pread(file_.descriptor(), into, count, static_cast<off_t>(place_));
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got < 0) {
                refuse("cannot be read: " + systemReason());
            }
            if (got == 0) {
                refuse("became shorter while it was read");
            }
            place_ += static_cast<std::size_t>(got);
            into += got;
            count -= static_cast<std::size_t>(got);
        }
    }
    void startInflating() {
        stream_ = {};
        if (inflateInit(&stream_) != Z_OK) {
            refuse("cannot be read: there is no memory for it");
        }
        inflating_ = true;
        ended_ = false;
    }
    void stopInflating() {
        if (inflating_) {
            inflateEnd(&stream_);
            inflating_ = false;
        }
    }
    /// \returns how many bytes came; fewer than asked for at the end only
    std::size_t inflateSome(std::uint8_t* into, std::size_t count) {
        stream_.next_out = into;
        stream_.avail_out = static_cast<uInt>(count);
        while (!ended_ && stream_.avail_out > 0) {
            if (stream_.avail_in == 0) {
                constexpr std::size_t part = std::size_t{1} << 18U;
                input_.resize(std::min(part, end_ - place_));
                readFile(input_.data(), input_.size());
                stream_.next_in = input_.data();
                stream_.avail_in = static_cast<uInt>(input_.size());
            }
            const int code = inflate(&stream_, Z_NO_FLUSH);
            if (code == Z_BUF_ERROR) { // nothing more comes
                refuse("is damaged: the compressed data of an array end too early");
            }
            if (code != Z_OK && code != Z_STREAM_END) {
                refuse("is damaged: the compressed data of an array are wrong" +
                       (stream_.msg == nullptr ? std::string()
                                               : " (" + std::string(stream_.msg) + ")"));
            }
            ended_ = code == Z_STREAM_END;
        }
        return count - stream_.avail_out;
    }

    std::string path_;
    OpenFile file_;
    std::size_t fileBytes_ = 0;
    std::size_t place_ = 0; ///< in the file
    std::size_t end_ = 0;   ///< of the element
    bool inflating_ = false;
    bool ended_ = false;
    z_stream stream_{};
    std::vector<std::uint8_t> input_;
};

MatFile::MatFile(const std::string& path) : source_(std::make_unique<Source>(path)) {}

MatFile::~MatFile() = default;

void MatFile::refuse(const std::string& what) const {
    source_->refuse(what);
}

void MatFile::refuseDamaged(const std::string& why) const {
    refuse("is damaged: array " + std::to_string(number_) + " " + why);
}

void MatFile::readInside(std::uint8_t* into, std::size_t count) {
    if (count > inside_) {
        refuseDamaged("goes on after the bytes that its tag promises");
    }
    source_->read(into, count);
    inside_ -= count;
}

MatFile::Tag MatFile::readTag() {
    std::array<std::uint8_t, tagBytes> bytes{};
    readInside(bytes.data(), bytes.size());
    Tag tag;
    tag.type = numberAt(bytes.data());
    tag.bytes = numberAt(bytes.data() + 4);
    const std::size_t smallBytes = tag.type >> 16U;
    if (smallBytes != 0) {
        tag.type &= 0xffffU;
        tag.small = true;
        tag.bytes = smallBytes;
        if (smallBytes > tag.within.size()) {
            refuseDamaged("has a small element of " + std::to_string(smallBytes) +
                          " bytes; allowed are 4");
        }
        std::copy_n(bytes.data() + 4, smallBytes, tag.within.data());
    }
    return tag;
}

std::vector<std::uint8_t> MatFile::readShort(std::uint32_t type, std::size_t longest,
                                             const char* what) {
    const Tag tag = readTag();
    if (tag.type != type || tag.bytes > longest) {
        refuseDamaged("has " + std::string(what) + " of type " + std::to_string(tag.type) +
                      " and " + std::to_string(tag.bytes) + " bytes; allowed are type " +
                      std::to_string(type) + " and at most " + std::to_string(longest) + " bytes");
    }
    if (tag.small) {
        return {tag.within.data(), tag.within.data() + tag.bytes};
    }
    std::vector<std::uint8_t> bytes(tag.bytes + fillOf(tag.bytes));
    readInside(bytes.data(), bytes.size());
    bytes.resize(tag.bytes);
    return bytes;
}

void MatFile::readArrayHeader() {
    inside_ = tagBytes;
    const Tag own = readTag();
    if (own.type != matrixType || own.small) {
        refuseDamaged("is of type " + std::to_string(own.type) + "; allowed is 14");
    }
    if (own.bytes > source_->most()) {
        refuseDamaged("promises more bytes than it can hold");
    }
    inside_ = own.bytes;
    if (inside_ == 0) { // an array of nothing may be that
        return;
    }
    const std::vector<std::uint8_t> flags = readShort(uint32Type, tagBytes, "flags");
    if (flags.size() != tagBytes) {
        refuseDamaged("has flags of " + std::to_string(flags.size()) + " bytes; allowed are 8");
    }
    constexpr unsigned complexFlag = 0x08;
    array_.type = className(flags[0]);
    array_.real = (flags[1] & complexFlag) == 0;
    if (array_.type == "unknown") { // such as functions, which have another form
        return;
    }
    constexpr std::size_t mostDimensions = 32;
    constexpr std::size_t longestName = 64;
    const std::vector<std::uint8_t> shape = readShort(int32Type, 4 * mostDimensions, "dimensions");
    for (std::size_t at = 0; at + 4 <= shape.size(); at += 4) {
        array_.shape.push_back(numberAt(shape.data() + at));
    }
    const std::vector<std::uint8_t> name = readShort(int8Type, longestName, "a name");
    array_.name.assign(name.begin(), name.end());
    if (!isNumeric(array_.type)) {
        return;
    }
    const Tag numbers = readTag();
    array_.stored = storedName(numbers.type);
    array_.bytes = numbers.bytes;
    if (array_.stored.empty() || (!numbers.small && numbers.bytes > inside_)) {
        refuseDamaged("has numbers of type " + std::to_string(numbers.type) + " and " +
                      std::to_string(numbers.bytes) + " bytes, which cannot be");
    }
    left_ = numbers.bytes;
    if (numbers.small) {
        early_.assign(numbers.within.data(), numbers.within.data() + numbers.bytes);
    }
}

bool MatFile::next() {
    ++number_;
    array_ = {};
    left_ = 0;
    early_.clear();
    if (!source_->next(number_)) {
        return false;
    }
    readArrayHeader();
    return true;
}

void MatFile::read(std::uint8_t* into, std::size_t count) {
    if (count > left_) {
        refuseDamaged("has fewer numbers than are wanted");
    }
    left_ -= count;
    if (!early_.empty()) {
        std::copy_n(early_.begin(), count, into);
        early_.erase(early_.begin(), early_.begin() + static_cast<std::ptrdiff_t>(count));
        return;
    }
    readInside(into, count);
}

void MatFile::finish() {
    if (left_ != 0 || inside_ >= tagBytes) {
        refuseDamaged("has " + std::to_string(left_ + inside_) + " bytes more than its numbers");
    }
    std::array<std::uint8_t, tagBytes> fill{};
    readInside(fill.data(), inside_);
    source_->finish();
}

} // namespace scorescope::data
