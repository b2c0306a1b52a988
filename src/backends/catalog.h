// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of backends, and how one is opened.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backends/backend.h"

namespace assay {

struct BackendRow {
  std::string_view name;         // as in --backend
  std::string_view description;  // one line for `assay list`
  std::string_view get_it;       // what to do when the module is absent
  /// An environment variable that the engine's library reads while it is being loaded; set unless
  /// the user has set it.
  const char* variable = nullptr;
  const char* value = nullptr;
};

/// All backends Assay knows, present on this machine or not.
std::span<const BackendRow> KnownBackends();

/// A backend that the table does not know: a module backend_NAME.so in a folder of $ASSAY_BACKENDS
/// (colons between), or beside the modules of Assay.
struct PluginBackend {
  std::string name;
  std::filesystem::path file;
};
/// By name; the first folder that has one wins.
std::vector<PluginBackend> PluginBackends();

/// Whether the module file is there (it may still fail to load).
bool IsInstalled(const BackendRow& row);

/// Loads the module, one of the table or a plug-in, and opens the backend. Throws Error{kUsage} for
/// an unknown name (with the nearest known one), Error{kMissingFile} for a module that is absent or
/// of another API version.
std::unique_ptr<Backend> OpenBackend(std::string_view name, const BackendOptions& options);

}  // namespace assay
