// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A PyTorch model file, loaded on one device, and calls of it. No header of PyTorch: those who use
// it compile fast.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backends/backend.h"

namespace assay::libtorch {

/// One argument of the model, in the program's order.
struct CallInput {
  std::size_t position = 0;  // among the model's arguments
  ElementType type = ElementType::kF32;
  Shape shape;  // without open dimensions
};

using CallInputs = std::vector<CallInput>;

/// Buffers for one batch size, and the call itself. One thread at a time.
class Call {
 public:
  virtual ~Call() = default;
  /// Pinned memory for a CUDA device, host memory else.
  virtual std::span<TensorView> Inputs() = 0;
  /// Which results are wanted, by position among all; empty: all.
  virtual void Choose(std::vector<std::size_t> wanted) = 0;
  /// Computes and waits. The results lie in host memory until the next call. Throws Error{kEngine}.
  virtual std::span<const TensorView> Run() = 0;
  /// Runs once and tells the types that entered the operators that do the work: "f32", "bf16+f32";
  /// "" where none was seen.
  virtual std::string RunAndTellArithmetic() = 0;
  /// Names of all results after a Run: keys of a dictionary, else "" for each.
  virtual const std::vector<std::string>& ResultNames() const = 0;
};

/// Thread-safe. Outlives its calls.
class Network {
 public:
  virtual ~Network() = default;
  /// The arguments' names; empty where the file does not tell.
  virtual const std::vector<std::string>& ArgumentNames() const = 0;
  /// A call for each element. Only one of them computes at a time: on a card they share a stream.
  virtual std::vector<std::unique_ptr<Call>> NewCalls(std::span<const CallInputs> inputs) = 0;
  /// Settings worth keeping with a result.
  virtual std::vector<std::pair<std::string, std::string>> Settings() const = 0;
};

struct NetworkRequest {
  std::filesystem::path file;
  Device device{};
  std::string precision = "f32";
  int runners = 1;  // calls that compute at once
};
/// "file.pt2" is an AOTInductor package, everything else TorchScript. Throws Error{kBadData,
/// kUsage}.
std::unique_ptr<Network> LoadNetwork(const NetworkRequest& request);

/// What an engine of this build has.
struct EngineFacts {
  std::string version;   // "2.13.0+cpu"
  int cuda_devices = 0;  // 0 where the build is without CUDA
};
EngineFacts DescribeEngine();

/// Each number of type f32 is computed as such, also where the engine's default is shorter;
/// packages check what they are given. Setup only.
void PrepareEngine();

/// Calls on this thread from now on compute with `count` threads.
void UseThreadsHere(int count);

}  // namespace assay::libtorch
