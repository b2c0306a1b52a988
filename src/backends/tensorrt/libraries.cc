// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// NVIDIA's libraries, found by the names that the headers' versions give them.
#include "backends/tensorrt/libraries.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace assay::tensorrt {
namespace {

namespace fs = std::filesystem;

constexpr char kFolders[] = "ASSAY_TENSORRT";

std::vector<fs::path> ChosenFolders() {
  std::vector<fs::path> folders;
  const char* value = std::getenv(kFolders);
  for (const std::string_view folder : Split(value == nullptr ? "" : value, ':')) {
    if (!folder.empty()) folders.emplace_back(folder);
  }
  return folders;
}

std::string PathOf(void* handle) {
  link_map* map = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr) return "";
  std::error_code error;
  const fs::path real = fs::canonical(map->l_name, error);
  return error ? map->l_name : real.string();
}

template <typename Call>
Call* Symbol(void* handle, const char* name, const std::string& path) {
  auto* call = reinterpret_cast<Call*>(dlsym(handle, name));
  if (call == nullptr) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("{} has no function {}: install TensorRT {} or newer of the same major "
                            "version",
                            path, name, NV_TENSORRT_MAJOR));
  }
  return call;
}

}  // namespace

/// Keeps the first error until it is asked for. Thread-safe.
class Log : public nvinfer1::ILogger {
 public:
  void log(Severity severity, const char* text) noexcept override {
    if (severity > Severity::kERROR) return;
    std::lock_guard lock(mutex_);
    if (reason_.empty()) reason_ = text;
  }
  std::string Take() {
    std::lock_guard lock(mutex_);
    return std::exchange(reason_, {});
  }

 private:
  std::mutex mutex_;  // guards reason_
  std::string reason_;
};

Libraries::Libraries()
    : log_(std::make_unique<Log>()),
      nvinfer_(Open(fmt::format("libnvinfer.so.{}", NV_TENSORRT_MAJOR))),
      cudart_(Open(CudaLibraryName())),
      cuda_(std::make_unique<Cuda>(cudart_.handle, cudart_.path)) {
  const auto part = [this](const char* name) {
    return Symbol<std::int32_t()>(nvinfer_.handle, name, nvinfer_.path)();
  };
  const std::int32_t major = part("getInferLibMajorVersion");
  const std::int32_t minor = part("getInferLibMinorVersion");
  if (major == NV_TENSORRT_MAJOR && minor >= NV_TENSORRT_MINOR) return;
  throw Error(ErrorCode::kMissingFile,
              fmt::format("{} is TensorRT {}.{}, this backend was built for {}.{}: install that or "
                          "a newer {}.x",
                          nvinfer_.path, major, minor, NV_TENSORRT_MAJOR, NV_TENSORRT_MINOR,
                          NV_TENSORRT_MAJOR));
}

Libraries::~Libraries() = default;

Libraries::Library Libraries::Open(const std::string& name) const {
  void* handle = nullptr;
  for (const fs::path& folder : ChosenFolders()) {
    if (handle == nullptr) handle = dlopen((folder / name).c_str(), RTLD_NOW | RTLD_LOCAL);
  }
  if (handle == nullptr) handle = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("TensorRT needs {}, which does not load ({}): install TensorRT {} and "
                            "its CUDA runtime, or name their folders in {}",
                            name, dlerror(), NV_TENSORRT_MAJOR, kFolders));
  }
  return {.name = name, .path = PathOf(handle), .handle = handle};
}

std::string Libraries::Version() const {
  std::string text;
  for (const char* part :
       {"getInferLibMajorVersion", "getInferLibMinorVersion", "getInferLibPatchVersion"}) {
    text += fmt::format("{}{}", text.empty() ? "" : ".",
                        Symbol<std::int32_t()>(nvinfer_.handle, part, nvinfer_.path)());
  }
  return text;
}

std::vector<std::pair<std::string, std::string>> Libraries::Opened() const {
  std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, std::string>> opened;
  for (const Library* library : {&nvinfer_, &cudart_, &parser_}) {
    if (library->handle != nullptr) opened.emplace_back(library->name, library->path);
  }
  return opened;
}

std::unique_ptr<nvinfer1::IRuntime> Libraries::NewRuntime() {
  auto* make = Symbol<decltype(createInferRuntime_INTERNAL)>(
      nvinfer_.handle, "createInferRuntime_INTERNAL", nvinfer_.path);
  std::unique_ptr<nvinfer1::IRuntime> runtime(
      static_cast<nvinfer1::IRuntime*>(make(log_.get(), NV_TENSORRT_VERSION)));
  if (runtime != nullptr) return runtime;
  throw Error(ErrorCode::kEngine, fmt::format("TensorRT does not start: {}", TakeReason()));
}

std::unique_ptr<nvinfer1::IBuilder> Libraries::NewBuilder() {
  auto* make = Symbol<decltype(createInferBuilder_INTERNAL)>(
      nvinfer_.handle, "createInferBuilder_INTERNAL", nvinfer_.path);
  std::unique_ptr<nvinfer1::IBuilder> builder(
      static_cast<nvinfer1::IBuilder*>(make(log_.get(), NV_TENSORRT_VERSION)));
  if (builder != nullptr) return builder;
  throw Error(ErrorCode::kEngine,
              fmt::format("TensorRT's builder does not start: {}", TakeReason()));
}

std::unique_ptr<nvonnxparser::IParser> Libraries::NewParser(nvinfer1::INetworkDefinition& network) {
  std::lock_guard lock(mutex_);
  if (parser_.handle == nullptr) {
    parser_ = Open(fmt::format("libnvonnxparser.so.{}", NV_TENSORRT_MAJOR));
  }
  auto* make = Symbol<decltype(createNvOnnxParser_INTERNAL)>(
      parser_.handle, "createNvOnnxParser_INTERNAL", parser_.path);
  std::unique_ptr<nvonnxparser::IParser> parser(
      static_cast<nvonnxparser::IParser*>(make(&network, log_.get(), NV_ONNX_PARSER_VERSION)));
  if (parser != nullptr) return parser;
  throw Error(ErrorCode::kEngine,
              fmt::format("TensorRT's ONNX parser does not start: {}", TakeReason()));
}

std::string Libraries::TakeReason() {
  const std::string reason = log_->Take();
  return reason.empty() ? "it did not say why" : reason;
}

}  // namespace assay::tensorrt
