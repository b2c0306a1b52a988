// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The backend under test, opened, and batches run on it.
#include "conformance/bench.h"

#include <cstdlib>
#include <cstring>
#include <future>
#include <optional>

#include "backends/catalog.h"

namespace assay::conformance {
namespace {

namespace fs = std::filesystem;

/// What a completion hands over: views that stay valid until Release, or a copy of the error.
struct Ended {
  std::span<const TensorView> outputs;
  std::optional<std::string> error;
};

Copied Copy(const TensorView& view) {
  Copied copied{.type = view.type, .shape = view.shape, .bytes = {}};
  copied.bytes.assign(view.bytes, view.bytes + view.ByteCount());
  return copied;
}

/// The simulated machine of the examples; the others need no file.
fs::path ConfigOf(const std::string& backend) {
  if (backend != "simulated") return {};
  return fs::path(std::getenv("ASSAY_SOURCE_DIR")) / "examples" / "simulated-4-cards.toml";
}

}  // namespace

Answer Run(Session& session, int batch_size, const InputBytes& inputs) {
  const std::span<TensorView> views = session.Inputs({.batch_size = batch_size});
  ASSAY_CHECK(views.empty() || views.size() == inputs.size());
  for (std::size_t i = 0; i < views.size(); ++i) {
    ASSAY_CHECK(views[i].ByteCount() == inputs[i].size());
    std::memcpy(views[i].bytes, inputs[i].data(), inputs[i].size());
  }
  std::promise<Ended> promise;
  session.Start({.call =
                     [](void* context, Outcome& outcome) {
                       Ended ended{.outputs = outcome.outputs, .error = {}};
                       if (outcome.error != nullptr) ended.error = outcome.error->what();
                       static_cast<std::promise<Ended>*>(context)->set_value(ended);
                     },
                 .context = &promise});
  const Ended ended = promise.get_future().get();
  Answer answer{.outputs = {}, .error = ended.error.value_or("")};
  for (const TensorView& view : ended.outputs) answer.outputs.push_back(Copy(view));
  session.Release();
  return answer;
}

Bench::Bench(std::string backend)
    : name_(std::move(backend)),
      backend_(OpenBackend(name_, {.clock = &clock_, .config = ConfigOf(name_), .seed = 1})),
      placements_(backend_->DefaultPlacements(1)) {}

std::unique_ptr<Model> Bench::Load(Kind kind, ModelSpec spec) {
  const TinyModel model = Make(kind);
  spec.file = model.file;
  spec.input_ports = model.inputs;
  return backend_->Load(spec, placements_);
}

std::string Bench::Refusal(const ModelSpec& spec, ErrorCode& code) {
  try {
    Load(spec);
  } catch (const Error& e) {
    code = e.code();
    return e.what();
  }
  return "";
}

std::string BackendUnderTest() {
  const char* name = std::getenv("ASSAY_TEST_BACKEND");
  return name == nullptr ? "null" : name;
}

}  // namespace assay::conformance
