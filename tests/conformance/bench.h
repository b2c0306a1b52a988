// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The backend under test, opened, and batches run on it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "backends/backend.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "conformance/models.h"

namespace assay::conformance {

/// A tensor copied out of an engine.
struct Copied {
  ElementType type = ElementType::kF32;
  Shape shape;
  std::vector<std::byte> bytes;

  template <typename T>
  std::vector<T> As() const {
    const T* first = reinterpret_cast<const T*>(bytes.data());
    return {first, first + bytes.size() / sizeof(T)};
  }
};

/// One batch's answer: outputs or the sentence of an error.
struct Answer {
  std::vector<Copied> outputs;
  std::string error;
};

/// The bytes of numbers of type T, as an input.
template <typename T>
std::vector<std::byte> Bytes(const std::vector<T>& numbers) {
  const auto* first = reinterpret_cast<const std::byte*>(numbers.data());
  return {first, first + numbers.size() * sizeof(T)};
}
using InputBytes = std::vector<std::vector<std::byte>>;

/// Runs one batch and waits for it; the outputs are copied after the completion, before Release.
/// Where the engine reads inputs, `inputs` must have exactly their sizes.
Answer Run(Session& session, int batch_size, const InputBytes& inputs);

class Bench {
 public:
  explicit Bench(std::string backend);

  const std::string& name() const { return name_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  Backend& backend() { return *backend_; }
  bool reads_files() { return backend_->Describe().needs_files; }
  const Placement& placement() const { return placements_.front(); }
  TinyModel Make(Kind kind) { return ModelFor(name_, kind, folder_.path()); }

  /// Loads a model, which fills in file and input ports of `spec`.
  std::unique_ptr<Model> Load(Kind kind, ModelSpec spec = {});
  std::unique_ptr<Model> Load(const ModelSpec& spec) { return backend_->Load(spec, placements_); }
  std::unique_ptr<Session> NewSession(Model& model) { return model.NewSession(placement()); }
  /// The sentence that loading ends with, "" when it succeeds; `code` gets the error's.
  std::string Refusal(const ModelSpec& spec, ErrorCode& code);

 private:
  std::string name_;
  TestFolder folder_;
  RealClock clock_;
  std::unique_ptr<Backend> backend_;
  std::vector<Placement> placements_;
};

/// The backend that this run of the program is for: $ASSAY_TEST_BACKEND.
std::string BackendUnderTest();

}  // namespace assay::conformance
