// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a SUT adapter talks to: something that answers requests, here or across the network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"
#include "benchmarks/task.h"

namespace assay {

/// The caller's name for a request; given back with the answer.
using Ticket = std::uint64_t;

struct Request {
  Ticket ticket = 0;
  const Sample* sample = nullptr;  // null only where the endpoint reads no samples
};

/// Gets the answers. Thread-safe: called on any thread, also from inside Submit. Each ticket gets
/// exactly one Complete or Fail.
class Listener {
 public:
  virtual ~Listener() = default;
  /// `answer` is valid during the call only.
  virtual void Complete(Ticket ticket, std::span<const std::byte> answer) = 0;
  /// Complete for each of `tickets`: `rows` holds their answers one after the other, `row_bytes`
  /// each.
  virtual void CompleteRows(std::span<const Ticket> tickets, std::span<const std::byte> rows,
                            std::size_t row_bytes) {
    for (std::size_t i = 0; i < tickets.size(); ++i) {
      Complete(tickets[i], rows.subspan(i * row_bytes, row_bytes));
    }
  }
  virtual void FirstToken(Ticket) {}
  virtual void Fail(Ticket ticket, const Error& error) = 0;
};

/// Thread-safe.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  /// Never blocks on the engine or the network. Samples stay valid until answered.
  virtual void Submit(std::span<const Request> requests) = 0;
  /// No more requests for now: whatever waits for a fuller batch goes out.
  virtual void Flush() = 0;
  /// Gives up what still waits (each ticket gets a Fail with kInterrupted) and waits until nothing
  /// is in flight, at most until `deadline` (clock time). False: the engine still holds requests,
  /// whose samples must stay alive. At once true when nothing is open.
  virtual bool Abandon(Nanoseconds deadline) = 0;
  /// Requests submitted and not yet handed to an engine (for the live view).
  virtual std::size_t QueueDepth() const = 0;
};

}  // namespace assay
