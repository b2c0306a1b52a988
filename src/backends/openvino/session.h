// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One request in flight: for each batch size an OpenVINO infer request with its own tensors.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backends/backend.h"

namespace ov {
class CompiledModel;
}  // namespace ov

namespace assay::openvino {

/// A model compiled for one batch size, and which of its ports are used in which order.
struct CompiledBatch {
  int batch_size = 1;
  std::shared_ptr<ov::CompiledModel> compiled;
  std::vector<std::size_t> inputs;
  std::vector<std::size_t> outputs;
};

/// `batches` outlives the session. Throws Error{kEngine}.
std::unique_ptr<Session> NewOpenvinoSession(const std::vector<CompiledBatch>& batches);

/// The one line of OpenVINO's many that says what is wrong.
std::string Sentence(const std::exception& exception);

/// The engine's element type ("f32", "i64", ...) as ours. Throws Error{kEngine} when we have none.
ElementType TypeNamed(const std::string& openvino_name);

}  // namespace assay::openvino
