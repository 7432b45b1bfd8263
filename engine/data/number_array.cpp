// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/number_array.h"

#include "engine/core/error.h"
#include "engine/core/npz.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace scorescope::data {
namespace {

constexpr std::size_t longestHeader = std::size_t{1} << 16U;

template <class T> double decode(const unsigned char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

bool isLittleEndian() {
    const std::uint16_t one = 1;
    unsigned char first = 0;
    std::memcpy(&first, &one, 1);
    return first == 1;
}

/// How a number of this type is decoded, into `form`.
void setElement(const ArraySource& source, const std::string& type, ArrayForm& form) {
    const char order = type.empty() ? '\0' : type.front();
    const std::string kind = type.empty() ? std::string() : type.substr(1);
    form.swapped = (order == '>') == isLittleEndian() && order != '|' && order != '=';
    const auto use = [&form](std::size_t bytes, double (*function)(const unsigned char*)) {
        form.elementBytes = bytes;
        form.decode = function;
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
    if (form.elementBytes == 0 || std::string("<>|=").find(order) == std::string::npos) {
        source.refuse((kind == "O" ? "holds Python objects" : "has the type '" + type + "'") +
                      std::string("; allowed are float32, float64 and integers"));
    }
    form.isByte = kind == "u1";
}

NpyHeader readHeader(const ArraySource& source, double& headerBytes) {
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

/// The place of the array to read: one of these names, or the only one.
zip_uint64_t findArray(const std::string& path, zip_t* archive,
                       const std::vector<std::string>& names, std::string& name) {
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
    for (const std::string& wanted : names) {
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
    std::string allowed;
    for (std::size_t i = 0; i < names.size(); ++i) {
        allowed += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    }
    throw InputError(path, "",
                     arrays.empty()
                         ? "holds no array (.npy)"
                         : "holds the arrays " + list + (arrays.size() > namesShown ? ", …" : "") +
                               "; one of them must be named " + allowed);
}

/// The row-major place of the number that is `index`-th in Fortran's order.
std::size_t rowMajorPlace(const std::vector<std::size_t>& shape, std::size_t index) {
    std::size_t place = 0;
    std::size_t stride = 1;
    for (const std::size_t size : shape) {
        stride *= size;
    }
    for (const std::size_t size : shape) {
        stride /= size;
        place += index % size * stride;
        index /= size;
    }
    return place;
}

} // namespace

void ArraySource::refuse(const std::string& what) const {
    throw InputError(path, "", array + what);
}

void ArraySource::readAll(void* to, std::size_t size, const char* part) const {
    if (read(to, size) != size) {
        refuse(std::string("ends in the middle of its ") + part + ": the file is truncated");
    }
}

ArrayForm readArrayForm(const ArraySource& source) {
    ArrayForm form;
    NpyHeader header = readHeader(source, form.headerBytes);
    setElement(source, header.type, form);
    form.shape = std::move(header.shape);
    form.fortranOrder = header.fortranOrder;
    return form;
}

void refuseTruncated(const ArraySource& source, const ArrayForm& form, const char* what) {
    double promised = static_cast<double>(form.elementBytes); // where absurd sizes do not wrap
    for (const std::size_t size : form.shape) {
        promised *= static_cast<double>(size);
    }
    if (source.bytes >= 0.0 && form.headerBytes + promised > source.bytes) {
        source.refuse("promises " + std::to_string(form.shape.empty() ? 1 : form.shape[0]) + " " +
                      what + ", but has only " +
                      std::to_string(static_cast<long long>(source.bytes - form.headerBytes)) +
                      " of " + std::to_string(static_cast<long long>(promised)) +
                      " bytes: the file is truncated");
    }
}

void readArrayNumbers(const ArraySource& source, const ArrayForm& form,
                      const std::function<void(std::size_t place, double value)>& take,
                      const Progress& progress) {
    std::size_t total = 1;
    for (const std::size_t size : form.shape) {
        total *= size;
    }
    std::vector<unsigned char> buffer(std::size_t{1} << 16U);
    const std::size_t atOnce = buffer.size() / form.elementBytes;
    for (std::size_t done = 0; done < total;) {
        const std::size_t count = std::min(atOnce, total - done);
        source.readAll(buffer.data(), count * form.elementBytes, "numbers");
        for (std::size_t i = 0; i < count; ++i, ++done) {
            unsigned char* bytes = buffer.data() + i * form.elementBytes;
            if (form.swapped) {
                std::reverse(bytes, bytes + form.elementBytes);
            }
            take(form.fortranOrder ? rowMajorPlace(form.shape, done) : done, form.decode(bytes));
        }
        report(progress, static_cast<double>(done) / static_cast<double>(total));
    }
}

std::string whyNotFloat(double value) {
    if (std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max())) {
        return {};
    }
    return std::isnan(value)   ? "is not a number (NaN)"
           : std::isinf(value) ? "is infinite"
                               : "is too large; allowed is ±3.4e38";
}

void useArrayFile(const std::string& path, const std::function<void(const ArraySource&)>& use) {
    errno = 0;
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        throw InputError(path, "", "cannot be read: " + std::generic_category().message(errno));
    }
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    ArraySource source;
    source.path = path;
    source.bytes = error ? -1.0 : static_cast<double>(size);
    source.read = [&](void* bytes, std::size_t count) {
        const std::size_t got = std::fread(bytes, 1, count, file.get());
        if (got < count && std::ferror(file.get()) != 0) {
            source.refuse("cannot be read: " + std::generic_category().message(errno));
        }
        return got;
    };
    use(source);
}

void useArrayInArchive(const std::string& path, const std::vector<std::string>& names,
                       const std::function<void(const ArraySource&)>& use) {
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
    ArraySource source;
    source.path = path;
    std::string name;
    const zip_uint64_t index = findArray(path, archive.get(), names, name);
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
    use(source);
    char beyond = 0;
    source.read(&beyond, 1); // the checksum is compared when the end is met
}

} // namespace scorescope::data
