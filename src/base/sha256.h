// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// SHA-256 checksums of files and bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

/// 64 lower-case hexadecimal digits.
std::string Sha256(std::string_view bytes);

/// Of a file's content. Throws Error{kMissingFile}.
std::string Sha256OfFile(const std::filesystem::path& path);

/// Of a file, or of a folder: then of the lines "checksum  path" of all files in it, by path.
/// Throws Error{kMissingFile}.
std::string Sha256OfPath(const std::filesystem::path& path);

}  // namespace assay
