// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The backend's own file: which library, and which of its execution providers.
#pragma once

#include <filesystem>
#include <string>

namespace assay::onnxruntime {

enum class Provider { kCpu, kCuda, kTensorrt };

struct Options {
  /// Empty: $ASSAY_ONNXRUNTIME, else the library of the build, else what the loader finds.
  std::filesystem::path library{};
  /// Empty: CUDA where the library and the machine have it, else the CPU.
  std::string provider{};
};

/// `file` empty: the defaults. Throws Error{kMissingFile, kBadData} with the line.
Options ReadOptions(const std::filesystem::path& file);

}  // namespace assay::onnxruntime
