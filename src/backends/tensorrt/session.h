// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One request in flight: a stream, memory on both sides, and an execution context per batch size.
#pragma once

#include <memory>
#include <vector>

#include "backends/tensorrt/model.h"

namespace assay::tensorrt {

/// All outlive the session.
struct SessionParts {
  Libraries& libraries;
  const DeviceEngine& engine;
  const EnginePorts& ports;
  const std::vector<BatchProfile>& batches;
};

/// Throws Error{kEngine}, Error{kEnvironment} when the device's memory does not suffice.
std::unique_ptr<Session> NewTensorrtSession(const SessionParts& parts);

}  // namespace assay::tensorrt
