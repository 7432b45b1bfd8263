// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/number_text.h"
#include "engine/core/text.h"
#include "engine/data/point_readers.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

namespace scorescope::data {
namespace {

constexpr std::size_t longestLine = std::size_t{1} << 20U;
constexpr std::string_view separators = ",;\t";

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isBlank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Takes lines one after the other and keeps their numbers.
class LineReader {
public:
    LineReader(const std::string& path, const PointFileLimits& limits, double fileBytes)
        : path_(path), limits_(limits), fileBytes_(fileBytes) {}

    void take(std::string_view line) {
        ++line_;
        bytes_ += static_cast<double>(line.size() + 1);
        if (line_ == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") {
            line.remove_prefix(3);
        }
        line = trimmed(line.substr(0, line.find('#')));
        if (line.empty()) {
            return;
        }
        if (first_) {
            first_ = false;
            if (isHeader(line)) {
                return;
            }
        }
        readRow(line);
    }

    [[nodiscard]] PointSet points() {
        if (points_.coordinates.empty()) {
            refuse("holds no points");
        }
        return std::move(points_);
    }

    [[noreturn]] void refuse(const std::string& what) const { throw InputError(path_, "", what); }
    [[noreturn]] void refuseLine(const std::string& what) const {
        refuse("line " + std::to_string(line_) + ": " + what);
    }
    /// A line that does not end within the buffer.
    [[noreturn]] void refuseLongLine() const {
        refuse("line " + std::to_string(line_ + 1) +
               ": is longer than a megabyte; one point a line is expected");
    }

private:
    /// Whether no field of the line is a number: names of the columns.
    [[nodiscard]] static bool isHeader(std::string_view line) {
        const bool separated = line.find_first_of(separators) != std::string_view::npos;
        for (std::size_t begin = 0; begin <= line.size();) {
            const std::size_t end =
                std::min(separated ? line.find_first_of(separators, begin) : line.find(' ', begin),
                         line.size());
            double value = 0.0;
            if (parseNumber(trimmed(line.substr(begin, end - begin)), value) !=
                NumberText::notNumber) {
                return false;
            }
            begin = end + 1;
        }
        return true;
    }

    void readRow(std::string_view line) {
        const std::size_t before = points_.coordinates.size();
        std::size_t i = 0;
        bool owed = true; // a separator promises one more field
        while (i < line.size() || owed) {
            while (i < line.size() && isBlank(line[i])) {
                ++i;
            }
            const std::size_t end = std::min(line.find_first_of(" \t\r,;", i), line.size());
            readField(line.substr(i, end - i), points_.coordinates.size() - before + 1);
            i = end;
            while (i < line.size() && isBlank(line[i])) {
                ++i;
            }
            owed = i < line.size() && (line[i] == ',' || line[i] == ';');
            if (owed) {
                if (separator_ != '\0' && separator_ != line[i]) {
                    refuseLine("mixes commas and semicolons; numbers have a decimal point, and "
                               "one kind of separator stands between them");
                }
                separator_ = line[i];
                ++i;
            }
        }
        checkRow(points_.coordinates.size() - before);
    }

    void readField(std::string_view field, std::size_t number) {
        double value = 0.0;
        const auto place = [number] { return "field " + std::to_string(number) + " "; };
        switch (parseNumber(field, value)) {
        case NumberText::number:
            points_.coordinates.push_back(value);
            return;
        case NumberText::notFinite:
            refuseLine(place() + "is " + quotedText(field) + "; points must be finite");
        case NumberText::tooLarge:
            refuseLine(place() + "is too large (" + quotedText(field) + "); allowed is ±3.4e38");
        case NumberText::notNumber:
            break;
        }
        refuseLine(place() + (field.empty() ? "is empty; a number is expected"
                                            : "is not a number: " + quotedText(field)));
    }

    void checkRow(std::size_t count) {
        if (rows_ == 0) {
            points_.dimensions = count;
            if (count < limits_.minimumDimensions || count > limits_.maximumDimensions) {
                refuseLine("has " + std::to_string(count) + (count == 1 ? " column" : " columns") +
                           "; allowed are " + std::to_string(limits_.minimumDimensions) + " to " +
                           std::to_string(limits_.maximumDimensions));
            }
            reserve();
        } else if (count != points_.dimensions) {
            refuseLine("has " + std::to_string(count) + (count == 1 ? " number" : " numbers") +
                       ", the first point has " + std::to_string(points_.dimensions));
        }
        ++rows_;
        if (points_.coordinates.size() * sizeof(double) > limits_.maximumBytes) {
            const double rows = static_cast<double>(rows_) * std::max(1.0, fileBytes_ / bytes_);
            refuse("holds about " + std::to_string(static_cast<long long>(rows)) + " points of " +
                   std::to_string(points_.dimensions) + " numbers, which need " +
                   memoryText(rows * static_cast<double>(points_.dimensions * sizeof(double))) +
                   " of memory; allowed is " +
                   memoryText(static_cast<double>(limits_.maximumBytes)));
        }
    }

    /// Room for as many rows as the file holds if all are as long as the first, which spares the
    /// copies of a growing vector; never more than what is allowed.
    void reserve() {
        const double bytes = fileBytes_ / std::max(1.0, bytes_) *
                             static_cast<double>(points_.dimensions * sizeof(double));
        constexpr double most = 64e6; // a short first line must not promise gigabytes
        points_.coordinates.reserve(
            static_cast<std::size_t>(
                std::min({bytes, most, static_cast<double>(limits_.maximumBytes)}) /
                static_cast<double>(sizeof(double))) +
            points_.dimensions);
    }

    const std::string& path_;
    const PointFileLimits& limits_;
    double fileBytes_;
    double bytes_ = 0.0; ///< of the lines taken
    std::size_t line_ = 0;
    std::size_t rows_ = 0;
    bool first_ = true; ///< no line but comments yet
    char separator_ = '\0';
    PointSet points_;
};

} // namespace

PointSet readPointText(const std::string& path, const PointFileLimits& limits,
                       const Progress& progress) {
    errno = 0;
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        throw InputError(path, "", "cannot be read: " + std::generic_category().message(errno));
    }
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    const double fileBytes = error ? 0.0 : static_cast<double>(size);
    LineReader reader(path, limits, fileBytes);
    double bytesRead = 0.0;
    std::vector<char> buffer(longestLine);
    std::size_t kept = 0; // an unfinished line at the start of the buffer
    while (true) {
        const std::size_t got =
            std::fread(buffer.data() + kept, 1, buffer.size() - kept, file.get());
        if (got == 0) {
            break;
        }
        const char* begin = buffer.data();
        const char* end = begin + kept + got;
        while (const auto* newline = static_cast<const char*>(
                   std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)))) {
            reader.take({begin, static_cast<std::size_t>(newline - begin)});
            begin = newline + 1;
        }
        bytesRead += static_cast<double>(got);
        report(progress, std::min(1.0, bytesRead / std::max(1.0, fileBytes)));
        kept = static_cast<std::size_t>(end - begin);
        if (kept == buffer.size()) {
            reader.refuseLongLine();
        }
        std::memmove(buffer.data(), begin, kept);
    }
    if (std::ferror(file.get()) != 0) {
        throw InputError(path, "", "cannot be read: " + std::generic_category().message(errno));
    }
    if (kept > 0) {
        reader.take({buffer.data(), kept});
    }
    return reader.points();
}

} // namespace scorescope::data
