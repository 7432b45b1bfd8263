// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/fetch/download.h"

#include "engine/core/error.h"
#include "engine/core/open_file.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace scorescope::data {
namespace {

struct CurlCloser {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct DigestCloser {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::uint64_t sizeOf(const std::string& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
}

void removeFile(const std::string& path) {
    std::error_code ignored; // what cannot be removed is told by whoever needs its place
    std::filesystem::remove(path, ignored);
}

/// One address' bytes on their way into the part that is there.
class Transfer {
public:
    Transfer(const DataFile& file, const std::string& part, const Progress& progress,
             const DownloadOptions& options)
        : file_(file), part_(part), progress_(progress), options_(options),
          out_(part, O_WRONLY | O_CREAT | O_APPEND), had_(sizeOf(part)) {
        if (!out_.isOpen()) {
            throw InputError(part, "", "cannot be written: " + systemReason());
        }
    }

    /// \returns what is wrong with that address; empty when all bytes are there.
    std::string from(const std::string& address) {
        const std::unique_ptr<CURL, CurlCloser> handle(curl_easy_init());
        if (handle == nullptr) {
            throw RunError("libcurl cannot be used", "close what takes much memory, and try again");
        }
        handle_ = handle.get();
        std::array<char, CURL_ERROR_SIZE> said{};
        set(CURLOPT_URL, address.c_str());
        set(CURLOPT_ERRORBUFFER, said.data());
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_FAILONERROR, 1L);
        set(CURLOPT_FOLLOWLOCATION, 1L);
        set(CURLOPT_MAXREDIRS, 5L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
        set(CURLOPT_USERAGENT, "scorescope");
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connecting.count()));
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.silence.count()));
        set(CURLOPT_WRITEFUNCTION, &Transfer::write);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_XFERINFOFUNCTION, &Transfer::tell);
        set(CURLOPT_XFERINFODATA, this);
        set(CURLOPT_NOPROGRESS, 0L);
        if (had_ > 0) {
            set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(had_));
        }
        const CURLcode code = curl_easy_perform(handle_);
        if (cancelled_) {
            throw Cancelled();
        }
        if (code == CURLE_RANGE_ERROR) { // it cannot go on from the middle
            if (::ftruncate(out_.descriptor(), 0) == 0) {
                had_ = 0;
                return from(address);
            }
            diskSays_ = systemReason();
        }
        if (!diskSays_.empty()) {
            throw InputError(part_, "",
                             "cannot be written: " + diskSays_ +
                                 "; what has come stays, and the next try goes on from there");
        }
        if (tooLong_) {
            return "it sends more than the " + std::to_string(file_.bytes) + " bytes announced";
        }
        if (code != CURLE_OK) {
            const std::string cause = said[0] != '\0' ? said.data() : curl_easy_strerror(code);
            return had_ == 0 ? cause
                             : cause + " (after " + std::to_string(had_) + " of " +
                                   std::to_string(file_.bytes) + " bytes)";
        }
        if (had_ < file_.bytes) {
            return "it ends after " + std::to_string(had_) + " of " + std::to_string(file_.bytes) +
                   " bytes";
        }
        return {};
    }

    [[nodiscard]] bool tooLong() const noexcept { return tooLong_; }

private:
    template <class Value> void set(CURLoption option, Value value) {
        curl_easy_setopt(handle_, option, value);
    }

    static std::size_t write(const char* bytes, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        const std::size_t length = size * count;
        if (length > transfer.file_.bytes - transfer.had_) {
            transfer.tooLong_ = true;
            return 0;
        }
        if (!transfer.out_.write(std::string(bytes, length))) {
            transfer.diskSays_ = systemReason();
            return 0;
        }
        transfer.had_ += length;
        return length;
    }

    static int tell(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        auto& transfer = *static_cast<Transfer*>(self);
        try {
            report(transfer.progress_,
                   static_cast<double>(transfer.had_) / static_cast<double>(transfer.file_.bytes));
        } catch (const Cancelled&) {
            transfer.cancelled_ = true; // no exception may pass through libcurl
        }
        return transfer.cancelled_ ? 1 : 0;
    }

    const DataFile& file_;
    const std::string& part_;
    const Progress& progress_;
    const DownloadOptions& options_;
    OpenFile out_;
    std::uint64_t had_; ///< bytes in the part
    CURL* handle_ = nullptr;
    bool tooLong_ = false;
    bool cancelled_ = false;
    std::string diskSays_;
};

/// Bytes of a part that cannot be the beginning of the file are of no use.
void dropUnlessBeginning(const std::string& part, std::uint64_t bytes) {
    if (sizeOf(part) > bytes) {
        removeFile(part);
    }
}

/// \returns what is wrong with what an address sent; empty when the file is there under its name.
std::string fetchFrom(const DataFile& file, const std::string& address, const std::string& path,
                      const std::string& part, const Progress& progress,
                      const DownloadOptions& options) {
    dropUnlessBeginning(part, file.bytes);
    if (sizeOf(part) < file.bytes) {
        Transfer transfer(file, part, progress, options);
        const std::string trouble = transfer.from(address);
        if (transfer.tooLong()) {
            removeFile(part); // its beginning is as little to be trusted
        }
        if (!trouble.empty()) {
            return trouble;
        }
    }
    const std::string sum = sha256Of(part);
    if (sum != file.sha256) {
        removeFile(part);
        return "its SHA-256 is " + sum + ", not " + file.sha256;
    }
    std::error_code error;
    std::filesystem::rename(part, path, error);
    if (error) {
        throw InputError(path, "", "cannot be written: " + error.message());
    }
    return {};
}

} // namespace

std::string sha256Of(const std::string& path, const Progress& progress) {
    const OpenFile file(path, O_RDONLY);
    if (!file.isOpen()) {
        throw InputError(path, "", "cannot be read: " + systemReason());
    }
    const std::unique_ptr<EVP_MD_CTX, DigestCloser> digest(EVP_MD_CTX_new());
    if (digest == nullptr || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) {
        throw RunError("SHA-256 is missing in OpenSSL", "install Debian's libssl3");
    }
    const auto whole = static_cast<double>(sizeOf(path));
    double done = 0.0;
    std::array<char, std::size_t{1} << 16U> block{};
    for (;;) {
        const ssize_t got = ::read(file.descriptor(), block.data(), block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw InputError(path, "", "cannot be read: " + systemReason());
        }
        if (got == 0) {
            break;
        }
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(got));
        done += static_cast<double>(got);
        report(progress, whole > 0.0 ? done / whole : 1.0);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), bytes.data(), &length);
    std::string text;
    constexpr const char* digits = "0123456789abcdef";
    for (unsigned i = 0; i < length; ++i) {
        text += digits[bytes.at(i) >> 4U];
        text += digits[bytes.at(i) & 15U];
    }
    return text;
}

void download(const DataFile& file, const std::string& folder, const Progress& progress,
              const DownloadOptions& options) {
    makeFolder(folder);
    const std::string path = folder + "/" + file.name;
    const std::string part = path + ".part";
    if (sizeOf(path) == file.bytes && sha256Of(path) == file.sha256) {
        report(progress, 1.0);
        return;
    }
    std::string troubles;
    for (const std::string& address : file.addresses) {
        const bool resumed = sizeOf(part) > 0;
        std::string trouble = fetchFrom(file, address, path, part, progress, options);
        if (!trouble.empty() && resumed && sizeOf(part) == 0) {
            // What was there from before may have been what was wrong.
            trouble = fetchFrom(file, address, path, part, progress, options);
        }
        if (trouble.empty()) {
            report(progress, 1.0);
            return;
        }
        troubles += (troubles.empty() ? "" : "; ") + address + ": " + trouble;
    }
    throw InputError(
        path, "",
        "cannot be fetched: " + troubles +
            (sizeOf(part) > 0 ? ". What has come is kept; the next try goes on from there" : ""));
}

void download(const DataSource& source, const std::string& folder, const Progress& progress,
              const DownloadOptions& options) {
    const auto all = static_cast<double>(source.bytes());
    double before = 0.0;
    for (const DataFile& file : source.files) {
        const auto bytes = static_cast<double>(file.bytes);
        download(
            file, folder,
            [&](double share) { return !progress || progress((before + share * bytes) / all); },
            options);
        before += bytes;
    }
}

} // namespace scorescope::data
