// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The engine's library, loaded at run time: whichever release lies there serves.
#pragma once

#include <filesystem>
#include <string>

namespace assay::onnxruntime {

struct LoadedLibrary {
  std::string version;  // "1.32.0"
};

/// Loads the library and makes its API the one behind the C++ wrappers. `wanted`: empty for the
/// usual places. Throws Error{kMissingFile} when there is none or it is older than the headers.
LoadedLibrary LoadLibrary(const std::filesystem::path& wanted);

/// The engine's message in one line.
std::string Sentence(const std::exception& exception);

}  // namespace assay::onnxruntime
