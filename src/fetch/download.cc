// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Downloads files by URL, continuing where an earlier try ended.
#include <curl/curl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "fetch/fetch.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr long kConnectSeconds = 30;
// A connection that brings less than this for so long is given up; the part is kept.
constexpr long kSlowBytesPerSecond = 100;
constexpr long kSlowSeconds = 60;
constexpr long kRangeNotSatisfiable = 416;  // HTTP: the part is already as long as the file

struct CloseCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Curl = std::unique_ptr<CURL, CloseCurl>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

using OnProgress = std::function<void(const DownloadProgress&)>;

struct Transfer {
  const OnProgress* progress = nullptr;
  std::uint64_t resumed_at = 0;
  std::FILE* file = nullptr;
};

extern "C" std::size_t WriteBody(char* bytes, std::size_t size, std::size_t count, void* context) {
  return std::fwrite(bytes, size, count, static_cast<Transfer*>(context)->file);
}

extern "C" int ReportProgress(void* context, curl_off_t total, curl_off_t now, curl_off_t,
                              curl_off_t) {
  const auto* transfer = static_cast<Transfer*>(context);
  if (*transfer->progress) {
    const auto offset = transfer->resumed_at;
    (*transfer->progress)(
        {.bytes = offset + static_cast<std::uint64_t>(now),
         .expected_bytes = total > 0 ? offset + static_cast<std::uint64_t>(total) : 0});
  }
  return 0;
}

Curl NewCurl(const std::string& url) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (curl == nullptr) {
    throw Error(ErrorCode::kEnvironment,
                fmt::format("cannot download {}: libcurl does not start", url));
  }
  CURL* handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, 10L);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  return curl;
}

[[noreturn]] void ThrowUnwritable(const fs::path& part) {
  throw Error(ErrorCode::kUnwritable,
              fmt::format("cannot write {}: {}; choose another folder or make room", part.string(),
                          std::strerror(errno)));
}

struct TransferEnd {
  CURLcode code = CURLE_OK;
  long http_status = 0;
  std::string reason;
};

/// Appends to `part` from its present end on.
TransferEnd FetchRest(const Download& download, const fs::path& part, const OnProgress& progress) {
  const Curl curl = NewCurl(download.url);
  const File file(std::fopen(part.c_str(), "ab"));
  if (file == nullptr) ThrowUnwritable(part);
  Transfer transfer{.progress = &progress, .resumed_at = fs::file_size(part), .file = file.get()};
  char reason[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, WriteBody);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, ReportProgress);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(curl.get(), CURLOPT_RESUME_FROM_LARGE,
                   static_cast<curl_off_t>(transfer.resumed_at));
  TransferEnd end{.code = curl_easy_perform(curl.get()), .http_status = 0, .reason = ""};
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &end.http_status);
  end.reason = reason[0] != '\0' ? reason : curl_easy_strerror(end.code);
  if (end.code == CURLE_WRITE_ERROR || std::fflush(file.get()) != 0) ThrowUnwritable(part);
  return end;
}

/// The server does not continue where the part ends.
bool MustStartAgain(const TransferEnd& end) {
  return end.code == CURLE_RANGE_ERROR || end.code == CURLE_BAD_DOWNLOAD_RESUME ||
         end.http_status == kRangeNotSatisfiable;
}

void FetchWhole(const Download& download, const fs::path& part, const OnProgress& progress) {
  std::error_code ignored;
  if (download.sha256.empty()) fs::remove(part, ignored);  // of whatever version
  const bool has_part = fs::exists(part, ignored) && fs::file_size(part, ignored) > 0;
  if (has_part && Sha256OfFile(part) == download.sha256) return;
  TransferEnd end = FetchRest(download, part, progress);
  if (has_part &&
      (MustStartAgain(end) || (end.code == CURLE_OK && Sha256OfFile(part) != download.sha256))) {
    fs::remove(part, ignored);
    end = FetchRest(download, part, progress);
  }
  if (end.code == CURLE_OK) return;
  if (fs::file_size(part, ignored) == 0) fs::remove(part, ignored);
  throw Error(ErrorCode::kEnvironment,
              fmt::format("cannot download {}: {}; check the network connection and try again{}",
                          download.url, end.reason,
                          fs::exists(part, ignored) ? ", it will continue where it ended" : ""));
}

}  // namespace

void DownloadFile(const Download& download, const OnProgress& progress) {
  std::error_code ignored;
  const bool is_checked = !download.sha256.empty();
  if (is_checked && fs::exists(download.file, ignored) &&
      Sha256OfFile(download.file) == download.sha256) {
    return;
  }
  MakeFolder(download.file.parent_path());
  const fs::path part = download.file.string() + ".part";
  FetchWhole(download, part, progress);
  try {
    if (is_checked) CheckSha256(part, download.sha256, download.url);
  } catch (const Error&) {
    fs::remove(part, ignored);
    throw;
  }
  std::error_code error;
  fs::rename(part, download.file, error);
  if (error) {
    errno = error.value();
    ThrowUnwritable(download.file);
  }
}

}  // namespace assay
