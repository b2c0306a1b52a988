// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Modules: parts of the product that are loaded when first needed, so that the others start fast.
#pragma once

#include <filesystem>
#include <string>

namespace assay {

/// The version of the C++ interfaces behind every module's entry symbol. Another one is refused.
inline constexpr int kModuleApiVersion = 3;

/// Loads `file` (RTLD_LOCAL, kept until the process ends) and returns the address of `symbol`.
/// Throws Error{kMissingFile} when it is not there or does not load; `purpose` ("the OpenVINO
/// backend") stands in the sentence.
void* LoadModuleSymbol(const std::filesystem::path& file, const char* symbol,
                       const std::string& purpose);

}  // namespace assay
