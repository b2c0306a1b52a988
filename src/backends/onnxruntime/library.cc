// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The engine's library, loaded at run time: whichever release lies there serves.
#include "backends/onnxruntime/library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnxruntime_cxx_api.h>

#include <cstdlib>
#include <vector>

#include "backends/model_parts.h"
#include "base/error.h"

namespace assay::onnxruntime {
namespace {

/// Where to look, best first; a place that was named is the only one.
std::vector<std::string> Places(const std::filesystem::path& wanted) {
  if (!wanted.empty()) return {wanted.string()};
  if (const char* named = std::getenv("ASSAY_ONNXRUNTIME")) return {named};
  return {ASSAY_ONNXRUNTIME_LIBRARY, "libonnxruntime.so.1", "libonnxruntime.so"};
}

const OrtApiBase* FindApi(const std::filesystem::path& wanted) {
  std::vector<std::string> complaints;
  for (const std::string& place : Places(wanted)) {
    void* library = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void* entry = library == nullptr ? nullptr : dlsym(library, "OrtGetApiBase");
    if (entry != nullptr) return reinterpret_cast<const OrtApiBase* (*)()>(entry)();
    complaints.emplace_back(dlerror());
  }
  throw Error(ErrorCode::kMissingFile,
              fmt::format("ONNX Runtime's library does not load ({}): run scripts/setup --engines "
                          "onnxruntime, or name the library in ASSAY_ONNXRUNTIME",
                          fmt::join(complaints, "; ")));
}

}  // namespace

LoadedLibrary LoadLibrary(const std::filesystem::path& wanted) {
  const OrtApiBase* base = FindApi(wanted);
  const std::string version = base->GetVersionString();
  const OrtApi* api = base->GetApi(ORT_API_VERSION);
  if (api == nullptr) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("ONNX Runtime {} is too old: 1.{} or newer is needed", version,
                            ORT_API_VERSION));
  }
  Ort::InitApi(api);
  return {version};
}

std::string Sentence(const std::exception& exception) { return OneLine(exception.what()); }

}  // namespace assay::onnxruntime
