// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// OpenVINO alone: two requests for each stream, so that it always has the next one.
#include <array>
#include <openvino/openvino.hpp>

#include "loop.h"

namespace {

ov::CompiledModel Compile(ov::Core& core, const bare::Settings& settings) {
  const auto model = core.read_model(settings.model);
  model->reshape(
      ov::PartialShape(std::vector<ov::Dimension>(settings.shape.begin(), settings.shape.end())));
  return core.compile_model(model, "CPU",
                            {ov::hint::inference_precision(ov::element::f32),
                             ov::hint::execution_mode(ov::hint::ExecutionMode::ACCURACY),
                             ov::num_streams(ov::streams::Num(settings.streams)),
                             ov::inference_num_threads(settings.threads)});
}

/// Waits for the older of two requests and starts it again.
struct Pair {
  std::array<ov::InferRequest, 2> requests;
  int older = 0;
  void operator()() {
    requests[older].wait();
    requests[older].start_async();
    older = 1 - older;
  }
};

double Measure(const bare::Settings& settings) {
  ov::Core core;
  ov::CompiledModel model = Compile(core, settings);
  std::vector<bare::Request> requests;
  for (int i = 0; i < settings.streams; ++i) {
    Pair pair{.requests = {model.create_infer_request(), model.create_infer_request()}};
    for (ov::InferRequest& request : pair.requests) {
      std::fill_n(request.get_input_tensor().data<float>(), settings.ElementCount(), 1.0F);
      request.start_async();
    }
    requests.emplace_back(std::move(pair));
  }
  return bare::Rate(settings, requests);
}

}  // namespace

int main(int argc, char** argv) { return bare::Main(argc, argv, Measure); }
