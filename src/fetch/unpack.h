// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Takes single files out of archives (wheels, zip, tar and their compressions).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assay {

struct ArchiveMember {
  std::string path;            // in the archive, with '/'
  std::filesystem::path file;  // where to put it: the caller's choice, never the archive's
  std::string sha256;          // empty: not checked
};

/// Unpacks exactly these members, each atomically. Only regular files are taken.
/// Throws Error{kMissingFile} (the archive, or a member that is not in it), Error{kBadData} (broken
/// archive, wrong checksum, a member that is no regular file or larger than `max_bytes`),
/// Error{kUnwritable}. Nothing wrong is kept.
void UnpackMembers(const std::filesystem::path& archive, const std::vector<ArchiveMember>& members,
                   std::size_t max_bytes = std::size_t{4} << 30);

}  // namespace assay
