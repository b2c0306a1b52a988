// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What an inference engine looks like to Assay: three small classes, and the symbol that a module
// exports. Each engine is a module of its own (lib/assay/backend_NAME.so).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/module.h"
#include "base/tensor.h"

namespace assay {

/// Cores by operating-system number; empty = no preference.
using CpuSet = std::vector<int>;

struct Device {
  std::string kind = "cpu";  // "cpu", "cuda", "simulated"
  int index = 0;
  std::string description{};  // the product's name, as the engine tells it
};

/// Where work runs: one per accelerator or group of cores. The LoadGen's thread has its own core.
struct Placement {
  Device device{};
  int numa_node = -1;  // -1: unknown or irrelevant
  int sessions = 1;    // requests in flight at once
  CpuSet cores{};
};

/// One input or output of a model. Dimension 0 is the batch, -1 where dynamic.
struct Port {
  std::string name{};
  ElementType type = ElementType::kF32;
  Shape shape{};
};

/// What to load and how to run it.
struct ModelSpec {
  std::string role{};  // "" for the only model; "encoder", ... where a benchmark has several
  std::filesystem::path file{};
  /// Arithmetic asked for: "f32", "bf16", "f16", "i8". An engine that would use another one fails
  /// or says so in ModelFacts::precision; it never changes silently.
  std::string precision = "f32";
  /// Batch sizes that will be asked for, ascending, at least one. Engines prepare for exactly
  /// these.
  std::vector<int> batch_sizes = {1};
  /// Names of the graph's inputs and outputs to use, in the program's order; empty: the graph's
  /// own.
  std::vector<std::string> inputs{};
  std::vector<std::string> outputs{};
  /// Types and shapes of the inputs as the task knows them, dimension 0 = -1, for engines whose
  /// files tell of none (TorchScript). Other engines go by the file.
  std::vector<Port> input_ports{};
  int streams = 0;  // engine-level parallel streams; 0: the engine's choice for the placement
  int threads = 0;  // threads in all; 0: the engine's choice
};

/// What is true of a loaded model.
struct ModelFacts {
  std::vector<Port> inputs{};
  std::vector<Port> outputs{};
  std::vector<int> batch_sizes{};  // what Session::Inputs accepts, ascending
  std::string precision{};         // the arithmetic really used, read back from the engine
  /// False: the engine reads no input (null, simulated); Session::Inputs is empty then and samples
  /// need not be loaded at all.
  bool reads_inputs = true;
  /// Engine settings worth keeping with a result: streams, threads, hints, as name and value.
  std::vector<std::pair<std::string, std::string>> settings{};
};

/// What is true of an engine on this machine: goes into run.json.
struct BackendFacts {
  std::string name{};
  std::string version{};
  std::vector<Device> devices{};
  /// False: reads neither model files nor samples (null, simulated).
  bool needs_files = true;
  /// True: the first model of a process decides on how many threads, and on which cores, all of its
  /// models compute.
  bool first_load_sets_threads = false;
  /// Libraries that decide the speed ("libtbb.so.12" -> path, ...).
  std::vector<std::pair<std::string, std::string>> libraries{};
};

/// What a finished request holds. Either an error, or outputs in the order of ModelSpec::outputs
/// with their real shapes (NMS, text). Valid until Session::Release().
struct Outcome {
  std::span<const TensorView> outputs{};
  const Error* error = nullptr;
};

/// Plain pointers: nothing is allocated per batch. Called exactly once, on any thread.
struct Completion {
  void (*call)(void* context, Outcome& outcome) = nullptr;
  void* context = nullptr;
};

struct BatchShape {
  int batch_size = 1;  // one of ModelFacts::batch_sizes
};

/// One request in flight; asynchronous, because streams and accelerators are. One thread at a time:
/// Inputs, Start, (completion), Release, then again.
class Session {
 public:
  virtual ~Session() = default;
  /// The engine owns its inputs, in the memory that suits it: assembling the batch is the only
  /// copy. Valid until Start. Empty when the engine reads no input.
  virtual std::span<TensorView> Inputs(const BatchShape& shape) = 0;
  /// Never blocks on the computation. The completion may run before Start returns. Errors while
  /// computing arrive in the Outcome.
  virtual void Start(Completion completion) = 0;
  /// The outputs are no longer needed.
  virtual void Release() = 0;
};

/// A loaded model. Thread-safe. Outlives its sessions.
class Model {
 public:
  virtual ~Model() = default;
  virtual const ModelFacts& Facts() const = 0;
  /// Throws Error{kEngine}.
  virtual std::unique_ptr<Session> NewSession(const Placement& placement) = 0;
};

/// What a backend is told when it is opened.
struct BackendOptions {
  /// The clock of the whole run; never null. Engines that compute for real ignore it.
  Clock* clock = nullptr;
  /// A configuration file of the backend's own (simulated: the machine's TOML), else empty.
  std::filesystem::path config{};
  std::uint64_t seed = 0;
};

/// An engine. Setup only: one thread. Outlives its models.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view Name() const = 0;
  /// To be called once, before anything but Name(). Throws Error.
  virtual void Open(const BackendOptions& options) = 0;
  virtual BackendFacts Describe() const = 0;
  /// One placement per device, with the engine's default number of sessions for `scenario_streams`
  /// requests that should run at once (0: as suits throughput).
  virtual std::vector<Placement> DefaultPlacements(int scenario_streams) const = 0;
  /// Throws Error{kMissingFile, kBadData or kEngine}: which file, which input, which option.
  virtual std::unique_ptr<Model> Load(const ModelSpec& spec,
                                      std::span<const Placement> placements) = 0;
};

/// Every backend module exports this. Returns a new backend, or nullptr when `api_version` is not
/// the one it was built for (kModuleApiVersion). The caller owns the result.
extern "C" using BackendEntry = Backend * (int api_version) noexcept;

}  // namespace assay

#define ASSAY_BACKEND_MODULE(Class)                                                          \
  extern "C" __attribute__((visibility("default"))) ::assay::Backend* assay_backend(         \
      int api_version) noexcept {                                                            \
    return api_version == ::assay::kModuleApiVersion ? new (std::nothrow) Class() : nullptr; \
  }
