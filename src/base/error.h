// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The two ways to stop: Error (we cannot go on) and ASSAY_CHECK (we ourselves are wrong).
// Judged content (INVALID, a broken rule) is neither: it is a Finding value, see rules/finding.h.
#pragma once

#include <stdexcept>
#include <string>

namespace assay {

enum class ErrorCode {
  kUsage,        // the command line asks for something that does not exist or does not fit together
  kMissingFile,  // a file, model, data set or SDK that should be there is not
  kBadData,      // a file is there but broken
  kUnwritable,   // a folder or file cannot be written, the disk is full
  kEnvironment,  // the machine lacks something: memory, a device, a permission
  kEngine,       // a backend failed while loading or running a model
  kInterrupted,  // the user asked to stop
  kInternal,     // a bug of ours
};

/// Process exit code for a failure: 2 usage, 3 environment or data, 4 internal, 130 interrupted.
int ExitCode(ErrorCode code);

/// One sentence for a person: what was tried, with what, what to do. Caught once in main and once
/// at the plug-in edge.
class __attribute__((visibility("default"))) Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& sentence);
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

/// Prints where and what on stderr and ends the process with exit code 4.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace assay

/// Holds in every build type. For bugs of ours only, never for bad input.
#define ASSAY_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::assay::CheckFailed(#condition, __FILE__, __LINE__))
