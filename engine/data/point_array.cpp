// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/npz.h"
#include "engine/core/text.h"
#include "engine/data/point_readers.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace scorescope::data {
namespace {

constexpr std::size_t longestHeader = std::size_t{1} << 16U;

/// Reads up to `size` bytes and says how many there were: fewer only at the end. Throws InputError
/// when they cannot be read.
using ReadBytes = std::function<std::size_t(void* bytes, std::size_t size)>;

/// One array as bytes, with what messages say about it.
struct Source {
    std::string path;
    std::string array; ///< "" or "array 'points': "
    double bytes = -1; ///< of the whole array with its header; below 0 when nobody knows
    ReadBytes read;

    [[noreturn]] void refuse(const std::string& what) const {
        throw InputError(path, "", array + what);
    }
    void readAll(void* bytes_, std::size_t size, const char* part) const {
        if (read(bytes_, size) != size) {
            refuse(std::string("ends in the middle of its ") + part + ": the file is truncated");
        }
    }
};

template <class T> double decode(const unsigned char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

struct ElementType {
    std::size_t bytes = 0;
    bool swapped = false;
    double (*decode)(const unsigned char*) = nullptr;
};

bool isLittleEndian() {
    const std::uint16_t one = 1;
    unsigned char first = 0;
    std::memcpy(&first, &one, 1);
    return first == 1;
}

ElementType elementType(const Source& source, const std::string& type) {
    const char order = type.empty() ? '\0' : type.front();
    const std::string kind = type.empty() ? std::string() : type.substr(1);
    ElementType element;
    element.swapped = (order == '>') == isLittleEndian() && order != '|' && order != '=';
    const auto use = [&element](std::size_t bytes, double (*function)(const unsigned char*)) {
        element.bytes = bytes;
        element.decode = function;
    };
    if (kind == "f8") {
        use(8, decode<double>);
    } else if (kind == "f4") {
        use(4, decode<float>);
    } else if (kind == "i1") {
        use(1, decode<std::int8_t>);
    } else if (kind == "i2") {
        use(2, decode<std::int16_t>);
    } else if (kind == "i4") {
        use(4, decode<std::int32_t>);
    } else if (kind == "i8") {
        use(8, decode<std::int64_t>);
    } else if (kind == "u1") {
        use(1, decode<std::uint8_t>);
    } else if (kind == "u2") {
        use(2, decode<std::uint16_t>);
    } else if (kind == "u4") {
        use(4, decode<std::uint32_t>);
    } else if (kind == "u8") {
        use(8, decode<std::uint64_t>);
    }
    if (element.bytes == 0 || std::string("<>|=").find(order) == std::string::npos) {
        source.refuse((kind == "O" ? "holds Python objects" : "has the type '" + type + "'") +
                      std::string("; allowed are float32, float64 and integers"));
    }
    return element;
}

NpyHeader readHeader(const Source& source, double& headerBytes) {
    std::array<unsigned char, 8> start{};
    static constexpr std::array<unsigned char, 6> magic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
    const std::size_t got = source.read(start.data(), start.size());
    if (got == 0) {
        source.refuse("is empty");
    }
    if (!std::equal(magic.begin(), magic.begin() + std::min(got, magic.size()), start.begin())) {
        source.refuse("is not a NumPy array (.npy)");
    }
    if (got < start.size()) {
        source.refuse("ends in the middle of its header: the file is truncated");
    }
    const unsigned version = start[6];
    if (version < 1 || version > 3) {
        source.refuse("is of NumPy format " + std::to_string(version) + "; known are 1 to 3");
    }
    std::array<unsigned char, 4> lengthBytes{};
    const std::size_t lengthSize = version == 1 ? 2 : 4;
    source.readAll(lengthBytes.data(), lengthSize, "header");
    std::size_t length = 0;
    for (std::size_t i = lengthSize; i-- > 0;) {
        length = length << 8U | lengthBytes[i];
    }
    if (length > longestHeader) {
        source.refuse("has a header of " + std::to_string(length) + " bytes; allowed are " +
                      std::to_string(longestHeader));
    }
    std::string text(length, '\0');
    source.readAll(text.data(), length, "header");
    headerBytes = static_cast<double>(start.size() + lengthSize + length);
    try {
        return parseNpyHeader(text);
    } catch (const std::invalid_argument& error) {
        source.refuse(error.what());
    }
}

/// Checks that the array is [n × d] and fits, before anything is allocated for it.
void checkShape(const Source& source, const NpyHeader& header, const ElementType& element,
                double headerBytes, const PointFileLimits& limits) {
    const std::vector<std::size_t>& shape = header.shape;
    if (shape.size() != 2) {
        source.refuse("has " + std::to_string(shape.size()) +
                      (shape.size() == 1 ? " dimension" : " dimensions") +
                      "; a table [points × coordinates] is expected");
    }
    if (shape[0] == 0) {
        source.refuse("holds no points");
    }
    if (shape[1] < limits.minimumDimensions || shape[1] > limits.maximumDimensions) {
        source.refuse("has " + std::to_string(shape[1]) + (shape[1] == 1 ? " column" : " columns") +
                      "; allowed are " + std::to_string(limits.minimumDimensions) + " to " +
                      std::to_string(limits.maximumDimensions));
    }
    // In floating point, where absurd sizes do not wrap around.
    const double elements = static_cast<double>(shape[0]) * static_cast<double>(shape[1]);
    const double needed = elements * sizeof(double);
    if (needed > static_cast<double>(limits.maximumBytes)) {
        source.refuse("holds " + std::to_string(shape[0]) + " points of " +
                      std::to_string(shape[1]) + " numbers, which need " + memoryText(needed) +
                      " of memory; allowed is " +
                      memoryText(static_cast<double>(limits.maximumBytes)));
    }
    const double promised = elements * static_cast<double>(element.bytes);
    if (source.bytes >= 0.0 && headerBytes + promised > source.bytes) {
        source.refuse("promises " + std::to_string(shape[0]) + " points, but has only " +
                      std::to_string(static_cast<long long>(source.bytes - headerBytes)) + " of " +
                      std::to_string(static_cast<long long>(promised)) +
                      " bytes: the file is truncated");
    }
}

PointSet readArray(const Source& source, const PointFileLimits& limits, const Progress& progress) {
    double headerBytes = 0.0;
    const NpyHeader header = readHeader(source, headerBytes);
    const ElementType element = elementType(source, header.type);
    checkShape(source, header, element, headerBytes, limits);
    const std::size_t rows = header.shape[0];
    const std::size_t columns = header.shape[1];
    const std::size_t total = rows * columns;
    PointSet points;
    points.dimensions = columns;
    points.coordinates.resize(total);
    std::vector<unsigned char> buffer(std::size_t{1} << 16U);
    const std::size_t atOnce = buffer.size() / element.bytes;
    for (std::size_t done = 0; done < total;) {
        const std::size_t count = std::min(atOnce, total - done);
        source.readAll(buffer.data(), count * element.bytes, "numbers");
        for (std::size_t i = 0; i < count; ++i, ++done) {
            unsigned char* bytes = buffer.data() + i * element.bytes;
            if (element.swapped) {
                std::reverse(bytes, bytes + element.bytes);
            }
            const double value = element.decode(bytes);
            const std::size_t row = header.fortranOrder ? done % rows : done / columns;
            const std::size_t column = header.fortranOrder ? done / rows : done % columns;
            if (!(std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max()))) {
                const std::string what = std::isnan(value)   ? "is not a number (NaN)"
                                         : std::isinf(value) ? "is infinite"
                                                             : "is too large; allowed is ±3.4e38";
                source.refuse("row " + std::to_string(row + 1) + ", column " +
                              std::to_string(column + 1) + " " + what);
            }
            points.coordinates[row * columns + column] = value;
        }
        report(progress, static_cast<double>(done) / static_cast<double>(total));
    }
    return points;
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;

/// The place of the array to read: "points", "coordinates" or "data", or the only one.
zip_uint64_t findArray(const std::string& path, zip_t* archive, std::string& name) {
    const zip_int64_t entries = zip_get_num_entries(archive, 0);
    std::vector<std::pair<std::string, zip_uint64_t>> arrays;
    std::string list;
    constexpr std::size_t namesShown = 8;
    for (zip_int64_t i = 0; i < entries; ++i) {
        const char* entry = zip_get_name(archive, static_cast<zip_uint64_t>(i), 0);
        std::string text = entry == nullptr ? std::string() : entry;
        const std::size_t stem = text.size() < 4 ? 0 : text.size() - 4;
        if (text.size() > 4 && text.compare(stem, 4, ".npy") == 0) {
            arrays.emplace_back(text.substr(0, stem), static_cast<zip_uint64_t>(i));
            if (arrays.size() <= namesShown) {
                list += (list.empty() ? "" : ", ") + arrays.back().first;
            }
        }
    }
    for (const char* wanted : {"points", "coordinates", "data"}) {
        for (const auto& [array, index] : arrays) {
            if (array == wanted) {
                name = array;
                return index;
            }
        }
    }
    if (arrays.size() == 1) {
        name = arrays.front().first;
        return arrays.front().second;
    }
    throw InputError(path, "",
                     arrays.empty()
                         ? "holds no array (.npy)"
                         : "holds the arrays " + list + (arrays.size() > namesShown ? ", …" : "") +
                               "; one of them must be named points, coordinates or "
                               "data");
}

} // namespace

PointSet readPointArray(const std::string& path, const PointFileLimits& limits,
                        const Progress& progress) {
    errno = 0;
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        throw InputError(path, "", "cannot be read: " + std::generic_category().message(errno));
    }
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    Source source;
    source.path = path;
    source.bytes = error ? -1.0 : static_cast<double>(size);
    source.read = [&](void* bytes, std::size_t count) {
        const std::size_t got = std::fread(bytes, 1, count, file.get());
        if (got < count && std::ferror(file.get()) != 0) {
            source.refuse("cannot be read: " + std::generic_category().message(errno));
        }
        return got;
    };
    return readArray(source, limits, progress);
}

PointSet readPointArchive(const std::string& path, const PointFileLimits& limits,
                          const Progress& progress) {
    int code = 0;
    const Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!archive) {
        // Unless the system refused it, the file is there and says something else: newer libraries
        // have more words for that.
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const bool another = zip_error_system_type(&error) == ZIP_ET_NONE && code != ZIP_ER_MEMORY;
        zip_error_fini(&error);
        throw InputError(path, "",
                         another ? "is not a NumPy archive (.npz), or is truncated"
                                 : "cannot be read: " + archiveReason(code));
    }
    Source source;
    source.path = path;
    std::string name;
    const zip_uint64_t index = findArray(path, archive.get(), name);
    source.array = "array '" + name + "': ";
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive.get(), index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE) != 0) {
        source.bytes = static_cast<double>(stat.size);
    }
    const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen_index(archive.get(), index, 0));
    if (!entry) {
        source.refuse(std::string("cannot be read: ") + zip_strerror(archive.get()));
    }
    source.read = [&](void* bytes, std::size_t count) {
        std::size_t got = 0;
        while (got < count) {
            const zip_int64_t now =
                zip_fread(entry.get(), static_cast<char*>(bytes) + got, count - got);
            if (now < 0) {
                source.refuse(std::string("cannot be read: ") + zip_file_strerror(entry.get()));
            }
            if (now == 0) {
                break;
            }
            got += static_cast<std::size_t>(now);
        }
        return got;
    };
    PointSet points = readArray(source, limits, progress);
    char beyond = 0;
    source.read(&beyond, 1); // the checksum is compared when the end is met
    return points;
}

} // namespace scorescope::data
