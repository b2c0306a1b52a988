// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// PyTorch alone, a TorchScript file, on the CPU or a CUDA device. There a request's numbers go from
// pinned memory to the card and the result back, as in every harness; nothing else happens.
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/script.h>

#include <optional>

#include "loop.h"

namespace {

/// The network on the card and one request's own stream and memory.
class CudaRequest {
 public:
  CudaRequest(torch::jit::Method forward, const bare::Settings& settings)
      : forward_(std::move(forward)), is_short_(settings.precision == "f16") {
    input_ =
        at::ones(settings.shape,
                 at::TensorOptions().dtype(is_short_ ? at::kHalf : at::kFloat).pinned_memory(true));
    const c10::impl::VirtualGuardImpl devices(c10::DeviceType::CUDA);
    stream_ = devices.getStreamFromGlobalPool(kCard);
  }

  void operator()() {
    const c10::InferenceMode no_gradients;
    const c10::StreamGuard on_stream(*stream_);
    at::Tensor input = input_.to(kCard, /*non_blocking=*/true);
    if (is_short_) input = input.contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor label = First(forward_({input})).to(at::kCPU, /*non_blocking=*/true);
    stream_->synchronize();
  }

  inline static const c10::Device kCard{c10::DeviceType::CUDA, 0};

 private:
  /// The only result, or the first of a dictionary: what a classifier is asked for.
  static at::Tensor First(const c10::IValue& results) {
    return results.isTensor() ? results.toTensor()
                              : results.toGenericDict().begin()->value().toTensor();
  }

  torch::jit::Method forward_;
  bool is_short_;
  at::Tensor input_;
  std::optional<c10::Stream> stream_;
};

/// The weights of a frozen module stand in its graph.
void CastToHalf(torch::jit::Module& module) {
  for (torch::jit::Node* node : module.get_method("forward").graph()->nodes()) {
    if (node->kind() != c10::prim::Constant || !node->hasAttribute(c10::attr::value) ||
        node->kindOf(c10::attr::value) != torch::jit::AttributeKind::t) {
      continue;
    }
    at::Tensor weights = node->t(c10::attr::value);
    if (!weights.is_floating_point()) continue;
    weights = weights.to(at::kHalf);
    if (weights.dim() == 4) weights = weights.clone(at::MemoryFormat::ChannelsLast);
    node->t_(c10::attr::value, weights);
    node->output()->inferTypeFrom(weights);
  }
}

double MeasureCuda(const bare::Settings& settings) {
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  torch::jit::Module module = torch::jit::load(settings.model, CudaRequest::kCard);
  module.eval();
  if (module.hasattr("training")) module = torch::jit::freeze(module);
  if (settings.precision == "f16") CastToHalf(module);
  const torch::jit::Module frozen = torch::jit::optimize_for_inference(module);
  std::vector<bare::Request> requests;
  for (int i = 0; i < settings.streams; ++i) {
    requests.emplace_back(CudaRequest(frozen.get_method("forward"), settings));
  }
  return bare::Rate(settings, requests);
}

double MeasureCpu(const bare::Settings& settings) {
  torch::jit::Module module = torch::jit::load(settings.model);
  module.eval();
  if (module.hasattr("training")) module = torch::jit::freeze(module);
  const auto forward = module.get_method("forward");
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

double Measure(const bare::Settings& settings) {
  return settings.device == "cuda" ? MeasureCuda(settings) : MeasureCpu(settings);
}

}  // namespace

int main(int argc, char** argv) { return bare::Main(argc, argv, Measure); }
