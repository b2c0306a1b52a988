// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The folders of a published tree, and which scenario one stands for.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/scenario.h"

namespace assay {

/// The names of the folders in `folder`, sorted; hidden ones left out; none when it cannot be read.
std::vector<std::string> FolderNames(const std::filesystem::path& folder);

/// "Server", "server", "SingleStream", "single-stream"; absent for other names.
std::optional<Scenario> ScenarioOfFolder(std::string_view name);

}  // namespace assay
