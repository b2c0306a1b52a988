// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What arithmetic ran and where, read from the engine's own profile of one batch.
#pragma once

#include <string>
#include <string_view>

namespace assay::onnxruntime {

struct Profile {
  /// "f32", or "f32+i8" for a mixed graph: types that enter the nodes that do the work. Empty when
  /// no such node ran.
  std::string precision;
  /// "CPUExecutionProvider: 60": nodes run by each provider.
  std::string providers;
};

/// `json`: the text of a profile file. Throws Error{kEngine} when it is no such thing.
Profile ReadProfile(std::string_view json);

}  // namespace assay::onnxruntime
