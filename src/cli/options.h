// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Parsing the options of one verb: CLI11 with our exit codes and sentences.
#pragma once

#include <string>

#include "cli/verbs.h"

namespace CLI {
class App;
}

namespace assay::cli {

/// Parses `arguments` into what `app`'s options are bound to. Returns false when help was asked for
/// and printed (exit code 0). Throws Error{kUsage}: what is wrong, the nearest option, where help
/// is.
bool Parse(CLI::App& app, const Arguments& arguments);

}  // namespace assay::cli
