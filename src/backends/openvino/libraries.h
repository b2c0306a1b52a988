// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which shared libraries this process has really loaded.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::openvino {

/// File name and real path of each loaded library whose file name begins with one of `prefixes`.
std::vector<std::pair<std::string, std::string>> LoadedLibraries(
    std::span<const std::string_view> prefixes);

}  // namespace assay::openvino
