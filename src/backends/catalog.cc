// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of backends, and how one is opened.
#include "backends/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace assay {
namespace {

constexpr BackendRow kRows[] = {
    {"openvino", "computes on the CPU with OpenVINO: ONNX and OpenVINO IR models",
     "run scripts/setup, which installs OpenVINO, and build again"},
    {"onnxruntime", "computes with ONNX Runtime: ONNX models on the CPU, or CUDA where it has it",
     "run scripts/setup --engines onnxruntime, and build again"},
    {"libtorch", "computes with PyTorch: TorchScript and AOTInductor files on the CPU, or CUDA",
     "run scripts/setup --engines libtorch, and build again"},
    {"tensorflow", "computes on the CPU with TensorFlow: SavedModels and frozen graphs",
     "run scripts/setup --engines tensorflow, and build again",
     // Failures come back as a status; what it also prints would be taken for ours.
     "TF_CPP_MIN_LOG_LEVEL", "3"},
    {"tensorrt",
     "computes on NVIDIA GPUs with TensorRT 11: ONNX models and plans; not run on a GPU so far",
     "get NVIDIA's TensorRT headers and the CUDA toolkit's (docs/tensorrt.md), and build again"},
    {"simulated", "accelerators that only keep time, described by a TOML file",
     "it is always built: build again"},
    {"null", "answers at once without computing: measures the harness itself",
     "it is always built: build again"},
};

std::filesystem::path ModuleFile(const BackendRow& row) {
  return ModuleFolder() / fmt::format("backend_{}.so", row.name);
}

const BackendRow* FindRow(std::string_view name) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [name](const BackendRow& r) { return r.name == name; });
  return row == std::end(kRows) ? nullptr : row;
}

std::vector<std::filesystem::path> PluginFolders() {
  std::vector<std::filesystem::path> folders;
  const char* named = std::getenv("ASSAY_BACKENDS");
  for (const std::string_view folder : Split(named == nullptr ? "" : named, ':')) {
    if (!folder.empty()) folders.emplace_back(folder);
  }
  folders.push_back(ModuleFolder());
  return folders;
}

/// "sample" for backend_sample.so, "" for another file.
std::string PluginName(const std::filesystem::path& file) {
  constexpr std::string_view kPrefix = "backend_";
  const std::string stem = file.stem().string();
  return file.extension() == ".so" && stem.starts_with(kPrefix) ? stem.substr(kPrefix.size()) : "";
}

[[noreturn]] void RefuseUnknown(std::string_view name, const std::vector<PluginBackend>& plugins) {
  std::vector<std::string> known;
  for (const BackendRow& r : kRows) known.emplace_back(r.name);
  for (const PluginBackend& plugin : plugins) known.push_back(plugin.name);
  const std::string nearest = NearestWord(name, known);
  throw Error(ErrorCode::kUsage,
              fmt::format("unknown backend '{}': {}", name,
                          nearest.empty() ? fmt::format("use one of {}", fmt::join(known, ", "))
                                          : fmt::format("did you mean '{}'?", nearest)));
}

/// The module of a backend that is there, whether the table or a folder of plug-ins knows it.
std::filesystem::path FindModule(std::string_view name) {
  if (const BackendRow* row = FindRow(name)) {
    if (!IsInstalled(*row)) {
      throw Error(ErrorCode::kMissingFile,
                  fmt::format("the backend '{}' is not installed: no {}; {}", row->name,
                              ModuleFile(*row).string(), row->get_it));
    }
    if (row->variable != nullptr) setenv(row->variable, row->value, /*replace=*/0);
    return ModuleFile(*row);
  }
  const std::vector<PluginBackend> plugins = PluginBackends();
  for (const PluginBackend& plugin : plugins) {
    if (plugin.name == name) return plugin.file;
  }
  RefuseUnknown(name, plugins);
}

}  // namespace

std::span<const BackendRow> KnownBackends() { return kRows; }

bool IsInstalled(const BackendRow& row) {
  std::error_code ignored;
  return std::filesystem::exists(ModuleFile(row), ignored);
}

std::vector<PluginBackend> PluginBackends() {
  std::vector<PluginBackend> plugins;
  for (const std::filesystem::path& folder : PluginFolders()) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      const std::string name = PluginName(entry.path());
      const bool is_known = std::any_of(plugins.begin(), plugins.end(),
                                        [&name](const auto& p) { return p.name == name; });
      if (!name.empty() && FindRow(name) == nullptr && !is_known) {
        plugins.push_back({name, entry.path()});
      }
    }
  }
  std::sort(plugins.begin(), plugins.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return plugins;
}

std::unique_ptr<Backend> OpenBackend(std::string_view name, const BackendOptions& options) {
  ASSAY_CHECK(options.clock != nullptr);
  const std::filesystem::path file = FindModule(name);
  const auto entry = reinterpret_cast<BackendEntry*>(
      LoadModuleSymbol(file, "assay_backend", fmt::format("the backend '{}'", name)));
  std::unique_ptr<Backend> backend(entry(kModuleApiVersion));
  if (backend == nullptr) {
    throw Error(
        ErrorCode::kMissingFile,
        fmt::format("the backend module {} was built for another version of Assay than this "
                    "one (interface {}): build all of it again",
                    file.string(), kModuleApiVersion));
  }
  backend->Open(options);
  return backend;
}

}  // namespace assay
