// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writes what an engine computes for the first photographs of the tiny synthetic data set:
//   outputs_dump BACKEND CARD OUTPUT COUNT OUT   per photograph the numbers of OUTPUT, as floats
// CARD as in `assay run --model`; synthetic weights are allowed. Batches of kBatch; COUNT is a
// multiple of it. A failure is said on stderr and ends the program with 3.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <future>
#include <optional>

#include "backends/catalog.h"
#include "base/error.h"
#include "benchmarks/catalog.h"

namespace assay {
namespace {

constexpr int kBatch = 4;

struct Request {
  std::string backend, card, output;
  std::size_t count = 0;
  std::string out;
};

/// Copies the samples from `first` on into the engine's input.
void Fill(std::span<TensorView> inputs, const Dataset& dataset, std::size_t first) {
  ASSAY_CHECK(inputs.size() == 1);
  const std::size_t stride = inputs[0].ByteCount() / kBatch;
  for (std::size_t i = 0; i < kBatch; ++i) {
    const Sample sample = dataset.Load(first + i);
    ASSAY_CHECK(sample.tensors.at(0).ByteCount() == stride);
    std::memcpy(inputs[0].bytes + i * stride, sample.tensors[0].As<std::byte>(), stride);
  }
}

/// Runs the batch that was filled in. The views stay valid until Release.
std::span<const TensorView> Compute(Session& session) {
  struct Ended {
    std::promise<std::span<const TensorView>> outputs;
    std::optional<Error> error{};
  } ended;
  session.Start({.call =
                     [](void* context, Outcome& outcome) {
                       auto& to = *static_cast<Ended*>(context);
                       if (outcome.error != nullptr) to.error = *outcome.error;
                       to.outputs.set_value(outcome.outputs);
                     },
                 .context = &ended});
  const auto outputs = ended.outputs.get_future().get();
  if (ended.error) throw *ended.error;
  return outputs;
}

void Dump(const Request& request) {
  RealClock clock;
  const auto backend = OpenBackend(request.backend, {.clock = &clock, .seed = 1});
  const auto task = OpenTask("resnet50", {.model_card = request.card,
                                          .allow_synthetic = true,
                                          .tiny = true,
                                          .engine = request.backend});
  const auto dataset = task->Open({});
  ModelSpec spec = task->Models().at(0);
  spec.batch_sizes = {kBatch};
  spec.outputs = {request.output};
  const auto placements = backend->DefaultPlacements(1);
  const auto model = backend->Load(spec, placements);
  const auto session = model->NewSession(placements.front());
  std::ofstream out(request.out, std::ios::binary);
  for (std::size_t first = 0; first < request.count; first += kBatch) {
    Fill(session->Inputs({.batch_size = kBatch}), *dataset, first);
    const TensorView view = Compute(*session).front();
    ASSAY_CHECK(view.type == ElementType::kF32);
    out.write(reinterpret_cast<const char*>(view.bytes),
              static_cast<std::streamsize>(view.ByteCount()));
    session->Release();
  }
  out.close();
  if (!out) throw Error(ErrorCode::kUnwritable, fmt::format("cannot write {}", request.out));
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: outputs_dump BACKEND CARD OUTPUT COUNT OUT\n");
    return 2;
  }
  try {
    assay::Dump({argv[1], argv[2], argv[3], std::stoul(argv[4]), argv[5]});
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 3;
  }
}
