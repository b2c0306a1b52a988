// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// run.json as text: typed, versioned, documented in docs/formats.md.
#pragma once

#include <string>

#include "record/run_record.h"

namespace assay {

/// The whole record as JSON, indented, with a trailing newline: the content of run.json, and what
/// `--json` prints. Durations are integers of nanoseconds (`_ns`), absent values are null.
std::string RunJsonText(const RunRecord& record);

/// The inverse. `where` is the file's name. Throws Error{kBadData} with file, line and key: what is
/// missing or of the wrong type, or a schema version that this program does not know.
RunRecord ParseRunJson(const std::string& text, const std::string& where);

}  // namespace assay
