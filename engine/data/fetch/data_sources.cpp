// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/fetch/data_sources.h"

#include "engine/core/error.h"
#include "engine/core/json_keys.h"
#include "engine/core/json_text.h"
#include "engine/core/whole_file.h"
#include "engine/data/personal_folder.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <set>
#include <system_error>

namespace scorescope::data {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t largestBytes = std::uint64_t{1} << 40U;

const ordered_json& member(const ordered_json& object, const std::string& pointer,
                           const std::string& key) {
    const auto found = object.find(key);
    if (found == object.end()) {
        throw InputError("", pointer, "lacks \"" + key + "\"");
    }
    return *found;
}

std::string textOf(const ordered_json& object, const std::string& pointer, const std::string& key) {
    const ordered_json& value = member(object, pointer, key);
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
        throw InputError("", pointer + "/" + key, "must be text that is not empty");
    }
    return value.get<std::string>();
}

/// Letters, digits, "-", "_" and ".", and not hidden: a name that is the same on every disk.
bool isPlainName(const std::string& name) {
    return name.front() != '.' && std::all_of(name.begin(), name.end(), [](unsigned char each) {
               return std::isalnum(each) != 0 || each == '-' || each == '_' || each == '.';
           });
}

std::string nameOf(const ordered_json& object, const std::string& pointer, const std::string& key) {
    const std::string name = textOf(object, pointer, key);
    if (!isPlainName(name)) {
        throw InputError("", pointer + "/" + key,
                         "must be letters, digits, '-', '_' and '.', and may not begin with '.'");
    }
    return name;
}

const ordered_json& listOf(const ordered_json& object, const std::string& pointer,
                           const std::string& key) {
    const ordered_json& list = member(object, pointer, key);
    if (!list.is_array() || list.empty()) {
        throw InputError("", pointer + "/" + key, "must be a list that is not empty");
    }
    return list;
}

DataFile fileOf(const ordered_json& object, const std::string& pointer) {
    expectKeys(object, pointer, {"name", "bytes", "sha256", "addresses"});
    DataFile file;
    file.name = nameOf(object, pointer, "name");
    const ordered_json& bytes = member(object, pointer, "bytes");
    if (!bytes.is_number_unsigned() || bytes.get<std::uint64_t>() == 0 ||
        bytes.get<std::uint64_t>() > largestBytes) {
        throw InputError("", pointer + "/bytes", "must be a whole number from 1 to 2^40");
    }
    file.bytes = bytes.get<std::uint64_t>();
    file.sha256 = textOf(object, pointer, "sha256");
    constexpr std::size_t digits = 64;
    if (file.sha256.size() != digits ||
        file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw InputError("", pointer + "/sha256",
                         "must be 64 hexadecimal digits in small letters, as sha256sum prints");
    }
    const ordered_json& addresses = listOf(object, pointer, "addresses");
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const ordered_json& address = addresses[i];
        if (!address.is_string() ||
            (address.get_ref<const std::string&>().rfind("https://", 0) != 0 &&
             address.get_ref<const std::string&>().rfind("http://", 0) != 0)) {
            throw InputError("", pointer + "/addresses/" + std::to_string(i),
                             "must be text that begins with https:// or http://");
        }
        file.addresses.push_back(address.get<std::string>());
    }
    return file;
}

std::vector<DataSource> sourcesOf(const ordered_json& all) {
    expectKeys(all, "", {"sources"});
    std::vector<DataSource> sources;
    const ordered_json& list = listOf(all, "", "sources");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string pointer = "/sources/" + std::to_string(i);
        expectKeys(list[i], pointer, {"id", "title", "files"});
        DataSource source;
        source.id = nameOf(list[i], pointer, "id");
        source.title = textOf(list[i], pointer, "title");
        if (std::any_of(sources.begin(), sources.end(),
                        [&](const DataSource& other) { return other.id == source.id; })) {
            throw InputError("", pointer + "/id", "'" + source.id + "' stands here twice");
        }
        const ordered_json& files = listOf(list[i], pointer, "files");
        std::set<std::string> names;
        for (std::size_t k = 0; k < files.size(); ++k) {
            const std::string place = pointer + "/files/" + std::to_string(k);
            source.files.push_back(fileOf(files[k], place));
            if (!names.insert(source.files.back().name).second) {
                throw InputError("", place + "/name",
                                 "'" + source.files.back().name + "' stands here twice");
            }
        }
        sources.push_back(std::move(source));
    }
    return sources;
}

} // namespace

std::uint64_t DataSource::bytes() const {
    std::uint64_t sum = 0;
    for (const DataFile& file : files) {
        sum += file.bytes;
    }
    return sum;
}

std::vector<DataSource> parseDataSources(const std::string& text, const std::string& where) {
    try {
        return sourcesOf(parseJson(text));
    } catch (const InputError& error) {
        throw error.in(where);
    }
}

std::string ownSourcesFile() {
    const std::string folder = configurationFolder();
    return folder.empty() ? std::string() : folder + "/scorescope/data_sources.json";
}

std::vector<DataSource> dataSources() {
    const std::string own = ownSourcesFile();
    std::error_code error;
    if (own.empty() || !std::filesystem::exists(own, error)) {
        return parseDataSources(builtinDataSources(), "built-in data sources");
    }
    constexpr std::size_t longest = std::size_t{1} << 20U;
    return parseDataSources(readWholeFile(own, longest), own);
}

DataSource dataSource(const std::string& id) {
    std::vector<std::string> names;
    for (DataSource& source : dataSources()) {
        if (source.id == id) {
            return std::move(source);
        }
        names.push_back(source.id);
    }
    std::string all;
    for (const std::string& name : names) {
        all += (all.empty() ? "" : ", ") + name;
    }
    throw InputError("fetch", "",
                     "no data set is called '" + id + "'" + didYouMean(id, names) +
                         "; there are: " + all);
}

std::string dataFolder(const std::string& id) {
    const std::string folder = personalDataFolder();
    if (folder.empty()) {
        throw InputError("fetch", "",
                         "there is no home folder to keep data in: set HOME or XDG_DATA_HOME, or "
                         "name a folder");
    }
    return folder + "/scorescope/" + id;
}

} // namespace scorescope::data
