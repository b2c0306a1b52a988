// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// TorchScript modules and AOTInductor packages, loaded on one device and called. The CUDA part uses
// the library's device-neutral streams, so that it compiles with every build. No fmt here:
// PyTorch's headers bring another one.
#include "backends/libtorch/network.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/inductor/aoti_package/model_package_loader.h>
#include <torch/cuda.h>
#include <torch/script.h>
#include <torch/version.h>

#include <cstdlib>
#include <optional>

#include "backends/libtorch/values.h"
#include "base/error.h"

namespace assay::libtorch {
namespace {

c10::Device TheirDevice(const Device& device) {
  if (device.kind != "cuda") return {c10::DeviceType::CPU};
  return {c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(device.index)};
}

/// The type that weights and inputs are turned to; nothing: as the file has them.
std::optional<at::ScalarType> ComputeType(const std::string& precision) {
  if (precision == "f16") return at::kHalf;
  if (precision == "bf16") return at::kBFloat16;
  return std::nullopt;
}

/// What a call needs of the network it belongs to: the computation, device and arithmetic.
class CallableNetwork : public Network {
 public:
  explicit CallableNetwork(const NetworkRequest& request)
      : device(TheirDevice(request.device)),
        compute_type(ComputeType(request.precision)),
        channels_last(device.is_cuda() && compute_type) {}
  virtual std::vector<NamedTensor> Compute(const std::vector<at::Tensor>& arguments) = 0;
  std::vector<std::unique_ptr<Call>> NewCalls(std::span<const CallInputs> inputs) override;

  const c10::Device device;
  const std::optional<at::ScalarType> compute_type;
  /// Pictures and kernels lie with their channels side by side, as a card's units for short types
  /// read them: measured in docs/performance.md.
  const bool channels_last;
};

/// A copy with the strides of that format, also for 1x1 kernels, which `contiguous` leaves as they
/// are since their numbers lie the same way: fused kernels look at the strides.
at::Tensor InMemoryFormat(const at::Tensor& tensor, bool channels_last) {
  constexpr int kPicture = 4;  // N, C, H, W
  if (!channels_last || tensor.dim() != kPicture) return tensor;
  return tensor.clone(at::MemoryFormat::ChannelsLast);
}

class TorchCall : public Call {
 public:
  TorchCall(CallableNetwork& network, const CallInputs& inputs,
            const std::optional<c10::Stream>& stream)
      : network_(network), arguments_(inputs.size()), stream_(stream) {
    const bool is_cuda = network.device.is_cuda();
    for (const CallInput& input : inputs) {
      const std::vector<std::int64_t> sizes(input.shape.begin(), input.shape.end());
      const auto options = at::TensorOptions().dtype(TheirType(input.type)).pinned_memory(is_cuda);
      host_inputs_.push_back(at::zeros(sizes, options));
      positions_.push_back(input.position);
      views_.push_back(ViewOf(host_inputs_.back()));
      if (is_cuda) views_.back().memory = Memory::kPinned;
    }
  }

  std::span<TensorView> Inputs() override { return views_; }
  void Choose(std::vector<std::size_t> wanted) override { wanted_ = std::move(wanted); }
  const std::vector<std::string>& ResultNames() const override { return names_; }

  std::span<const TensorView> Run() override {
    try {
      RunOnce();
    } catch (const Error&) {
      throw;
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kEngine, Sentence(e));
    }
    return outputs_;
  }
  std::string RunAndTellArithmetic() override {
    const ArithmeticRecorder recorder;
    Run();
    return recorder.Text();
  }

 private:
  void RunOnce() {
    const c10::InferenceMode no_gradients;
    std::optional<c10::StreamGuard> on_stream;
    if (stream_) on_stream.emplace(*stream_);
    FillArguments();
    std::vector<NamedTensor> results = network_.Compute(arguments_);
    std::fill(arguments_.begin(), arguments_.end(), at::Tensor());
    KeepWanted(results);
  }

  void FillArguments() {
    for (std::size_t i = 0; i < host_inputs_.size(); ++i) {
      at::Tensor argument = host_inputs_[i];
      if (stream_) argument = argument.to(network_.device, /*non_blocking=*/true);
      if (network_.compute_type && argument.is_floating_point()) {
        argument = argument.to(*network_.compute_type);
      }
      arguments_.at(positions_[i]) = InMemoryFormat(argument, network_.channels_last);
    }
  }

  /// Brings the wanted results to host memory, numbers of a shorter type as f32 again.
  void KeepWanted(std::vector<NamedTensor>& results) {
    names_.clear();
    for (const NamedTensor& result : results) names_.push_back(result.name);
    if (wanted_.empty()) {
      for (std::size_t i = 0; i < results.size(); ++i) wanted_.push_back(i);
    }
    kept_.clear();
    for (const std::size_t i : wanted_) {
      if (i >= results.size()) {
        throw Error(ErrorCode::kEngine, "the model gave " + std::to_string(results.size()) +
                                            " results, number " + std::to_string(i + 1) +
                                            " is wanted");
      }
      at::Tensor tensor = results[i].tensor;
      if (network_.compute_type && tensor.is_floating_point()) tensor = tensor.to(at::kFloat);
      tensor = tensor.contiguous();  // on the card: the copy to host memory is awaited below only
      if (stream_) tensor = tensor.to(at::kCPU, /*non_blocking=*/true);
      kept_.push_back(tensor);
    }
    if (stream_) stream_->synchronize();
    outputs_.clear();
    for (const at::Tensor& tensor : kept_) outputs_.push_back(ViewOf(tensor));
  }

  CallableNetwork& network_;
  std::vector<at::Tensor> host_inputs_;
  std::vector<std::size_t> positions_;
  std::vector<TensorView> views_;
  std::vector<at::Tensor> arguments_;
  std::vector<std::size_t> wanted_;
  std::vector<at::Tensor> kept_;
  std::vector<TensorView> outputs_;
  std::vector<std::string> names_;
  const std::optional<c10::Stream> stream_;  // on a card
};

/// One stream for all of them: the library hands out 32 in turn, and then the first ones again.
std::vector<std::unique_ptr<Call>> CallableNetwork::NewCalls(std::span<const CallInputs> inputs) {
  std::optional<c10::Stream> stream;
  if (device.is_cuda()) {
    stream = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
  }
  std::vector<std::unique_ptr<Call>> calls;
  for (const CallInputs& each : inputs) {
    calls.push_back(std::make_unique<TorchCall>(*this, each, stream));
  }
  return calls;
}

/// Casts the numbers that the graph holds and gives them their place in memory. A frozen module has
/// all its weights there, also one that was frozen before it was saved.
void CastConstants(torch::jit::Block& block, at::ScalarType type, bool channels_last) {
  for (torch::jit::Node* node : block.nodes()) {
    for (torch::jit::Block* inner : node->blocks()) CastConstants(*inner, type, channels_last);
    if (node->kind() != c10::prim::Constant || !node->hasAttribute(c10::attr::value) ||
        node->kindOf(c10::attr::value) != torch::jit::AttributeKind::t) {
      continue;
    }
    const at::Tensor tensor = node->t(c10::attr::value);
    if (!tensor.is_floating_point()) continue;
    const at::Tensor cast = InMemoryFormat(tensor.to(type), channels_last);
    node->t_(c10::attr::value, cast);
    node->output()->inferTypeFrom(cast);
  }
}

/// A TorchScript module with its weights folded in.
class ScriptNetwork : public CallableNetwork {
 public:
  explicit ScriptNetwork(const NetworkRequest& request) : CallableNetwork(request) {
    torch::jit::Module module = torch::jit::load(request.file.string(), device);
    module.eval();
    const auto& arguments = module.get_method("forward").function().getSchema().arguments();
    for (std::size_t i = 1; i < arguments.size(); ++i) {  // 0 is the module itself
      if (!arguments[i].default_value()) names_.push_back(arguments[i].name());
    }
    if (compute_type) module.to(*compute_type);
    module_.emplace(Frozen(module));
    forward_.emplace(module_->get_method("forward"));
  }
  const std::vector<std::string>& ArgumentNames() const override { return names_; }

  std::vector<NamedTensor> Compute(const std::vector<at::Tensor>& arguments) override {
    return Flatten(
        forward_->operator()(std::vector<c10::IValue>(arguments.begin(), arguments.end())));
  }

  std::vector<std::pair<std::string, std::string>> Settings() const override {
    return {{"format", "TorchScript"},
            {"weights folded in", is_frozen_ ? "yes" : "no"},
            {"memory format", channels_last ? "channels last" : "as in the file"}};
  }

 private:
  /// Weights become constants and normalisations part of the convolutions before them; on a card
  /// additions and activations too. A module that cannot be frozen stays as it is.
  torch::jit::Module Frozen(const torch::jit::Module& module) {
    torch::jit::Module frozen = module;
    try {
      if (module.hasattr("training")) frozen = torch::jit::freeze(module);  // else it is already
    } catch (const std::exception&) {
      return module;
    }
    is_frozen_ = true;
    if (compute_type) {
      CastConstants(*frozen.get_method("forward").graph()->block(), *compute_type, channels_last);
    }
    return device.is_cuda() ? torch::jit::optimize_for_inference(frozen) : frozen;
  }

  std::vector<std::string> names_;
  std::optional<torch::jit::Module> module_;
  std::optional<torch::jit::Method> forward_;
  bool is_frozen_ = false;
};

/// A package of machine code that AOTInductor made for one device and arithmetic.
class PackageNetwork : public CallableNetwork {
 public:
  explicit PackageNetwork(const NetworkRequest& request)
      : CallableNetwork(request),
        package_(request.file.string(), "model", /*run_single_threaded=*/false,
                 static_cast<std::size_t>(request.runners), DeviceIndexOf(request.device)) {
    if (compute_type) {
      throw Error(ErrorCode::kUsage,
                  "the package " + request.file.string() +
                      " was compiled for its own arithmetic and cannot take another: leave "
                      "--precision " +
                      request.precision + " out");
    }
  }
  const std::vector<std::string>& ArgumentNames() const override { return no_names_; }

  std::vector<NamedTensor> Compute(const std::vector<at::Tensor>& arguments) override {
    std::vector<NamedTensor> results;
    for (const at::Tensor& tensor : package_.run(arguments)) results.push_back({"", tensor});
    return results;
  }

  std::vector<std::pair<std::string, std::string>> Settings() const override {
    return {{"format", "AOTInductor"}};
  }

 private:
  static c10::DeviceIndex DeviceIndexOf(const Device& device) {
    return static_cast<c10::DeviceIndex>(device.kind == "cuda" ? device.index : -1);
  }

  std::vector<std::string> no_names_;
  torch::inductor::AOTIModelPackageLoader package_;
};

/// What PyTorch says of a file that ends early or is no archive goes on for four sentences.
std::string WhyNotLoaded(std::string sentence) {
  if (sentence.find("zip archive") == std::string::npos) return sentence;
  return sentence.substr(0, sentence.find(". ")) +
         "; the file is damaged or no TorchScript: make it anew";
}

}  // namespace

std::unique_ptr<Network> LoadNetwork(const NetworkRequest& request) {
  try {
    if (request.file.extension() == ".pt2") return std::make_unique<PackageNetwork>(request);
    return std::make_unique<ScriptNetwork>(request);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kBadData, "PyTorch cannot load the model " + request.file.string() +
                                         ": " + WhyNotLoaded(Sentence(e)));
  }
}

EngineFacts DescribeEngine() {
  return {.version = TORCH_VERSION,
          .cuda_devices =
              torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0};
}

void PrepareEngine() {
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  setenv("AOTI_RUNTIME_CHECK_INPUTS", "1", /*overwrite=*/0);
}

void UseThreadsHere(int count) {
  if (at::get_num_threads() != count) at::set_num_threads(count);
}

}  // namespace assay::libtorch
