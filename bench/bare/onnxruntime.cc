// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// ONNX Runtime alone, with the library that is named where this program is compiled.
#include <dlfcn.h>
#include <onnxruntime_cxx_api.h>

#include <memory>
#include <stdexcept>

#include "loop.h"

namespace {

void LoadLibrary() {
  void* library = dlopen(ASSAY_ONNXRUNTIME_LIBRARY, RTLD_NOW);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  Ort::InitApi(base()->GetApi(ORT_API_VERSION));
}

/// Its own tensors, bound once.
struct Bound {
  Ort::Session& session;
  std::vector<float> numbers;
  Ort::Value input{nullptr};
  Ort::IoBinding binding;

  Bound(Ort::Session& s, const bare::Settings& settings)
      : session(s), numbers(settings.ElementCount(), 1.0F), binding(s) {
    const auto host = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
    input = Ort::Value::CreateTensor<float>(host, numbers.data(), numbers.size(),
                                            settings.shape.data(), settings.shape.size());
    binding.BindInput(settings.input.c_str(), input);
    binding.BindOutput(settings.output.c_str(), host);
  }
};

double Measure(const bare::Settings& settings) {
  LoadLibrary();
  Ort::Env environment(ORT_LOGGING_LEVEL_ERROR, "bare");
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(settings.threads - settings.streams + 1);
  options.SetInterOpNumThreads(1);
  Ort::Session session(environment, settings.model.c_str(), options);
  std::vector<bare::Request> requests;
  for (int i = 0; i < settings.streams; ++i) {
    const auto bound = std::make_shared<Bound>(session, settings);
    requests.emplace_back(
        [bound] { bound->session.Run(Ort::RunOptions{nullptr}, bound->binding); });
  }
  return bare::Rate(settings, requests);
}

}  // namespace

int main(int argc, char** argv) { return bare::Main(argc, argv, Measure); }
