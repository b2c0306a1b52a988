// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Charts as PNG, drawn by librsvg where the machine has it; nothing is linked.
#pragma once

#include <filesystem>
#include <vector>

namespace assay {

/// Writes each of our SVG files as a PNG of 1920 pixels' width beside it and returns the files.
/// Throws Error{kMissingFile} without librsvg, Error{kUnwritable}.
std::vector<std::filesystem::path> WritePngs(const std::vector<std::filesystem::path>& svgs);

}  // namespace assay
