// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// PyTorch alone, a TorchScript file.
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/script.h>

#include "loop.h"

namespace {

double Measure(const bare::Settings& settings) {
  torch::jit::Module module = torch::jit::load(settings.model);
  module.eval();
  const auto forward = torch::jit::freeze(module).get_method("forward");
  const int threads = settings.threads / settings.streams;
  std::vector<bare::Request> requests;
  for (int i = 0; i < settings.streams; ++i) {
    const at::Tensor input = at::ones(settings.shape);
    requests.emplace_back([forward, input, threads] {
      const c10::InferenceMode no_gradients;
      if (at::get_num_threads() != threads) at::set_num_threads(threads);
      auto call = forward;
      call({input});
    });
  }
  return bare::Rate(settings, requests);
}

}  // namespace

int main(int argc, char** argv) { return bare::Main(argc, argv, Measure); }
