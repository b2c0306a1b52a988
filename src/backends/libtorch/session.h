// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One request in flight: a call with its own tensors for each batch size.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "backends/backend.h"
#include "backends/libtorch/network.h"

namespace assay::libtorch {

/// The calls of one session, by ascending batch size.
using Calls = std::vector<std::pair<int, std::unique_ptr<Call>>>;

/// `threads`: for each call. The network outlives the session.
std::unique_ptr<Session> NewLibtorchSession(Calls calls, int threads);

}  // namespace assay::libtorch
