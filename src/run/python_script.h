// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The product's own Python scripts (python/), run by the private environment's Python.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace assay {

/// Runs `script`, a path below python/, and returns the JSON that it prints as its last line. The
/// first argument is the file that it works on. Throws Error{kBadData} with the script's own last
/// words when it fails, or how it ended where it had none.
Json RunPythonScript(std::string_view script, const std::vector<std::string>& arguments);

}  // namespace assay
