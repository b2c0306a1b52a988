// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The two ways to stop: Error and ASSAY_CHECK.
#include "base/error.h"

#include <cstdio>
#include <cstdlib>

namespace assay {

int ExitCode(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 2;
    case ErrorCode::kInterrupted:
      return 130;
    case ErrorCode::kInternal:
      return 4;
    default:
      return 3;
  }
}

Error::Error(ErrorCode code, const std::string& sentence)
    : std::runtime_error(sentence), code_(code) {}

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "assay: internal error: %s does not hold (%s:%d); please report this\n",
               condition, file, line);
  std::fflush(nullptr);
  std::_Exit(4);
}

}  // namespace assay
