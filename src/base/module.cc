// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Modules, loaded with dlopen.
#include "base/module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "base/error.h"

namespace assay {

void* LoadModuleSymbol(const std::filesystem::path& file, const char* symbol,
                       const std::string& purpose) {
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  void* address = handle == nullptr ? nullptr : dlsym(handle, symbol);
  if (address == nullptr) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("cannot load {} from {}: {}", purpose, file.string(), dlerror()));
  }
  return address;
}

}  // namespace assay
