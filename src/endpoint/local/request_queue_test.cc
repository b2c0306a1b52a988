// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the queue of waiting requests.
#include "endpoint/local/request_queue.h"

#include <doctest/doctest.h>

namespace assay {
namespace {

TEST_CASE("a request queue keeps the order while it wraps around and grows") {
  RequestQueue queue;
  Ticket pushed = 0, popped = 0;
  const auto push = [&](int count) {
    for (int i = 0; i < count; ++i) queue.Push({.request = {.ticket = pushed++}});
  };
  const auto pop = [&](int count) {
    for (int i = 0; i < count; ++i) CHECK(queue.Pop().request.ticket == popped++);
  };
  push(1000);
  pop(700);
  push(5000);  // wraps around, then grows three times
  CHECK(queue.size() == 5300);
  CHECK(queue.Front().request.ticket == 700);
  CHECK(queue.popped() == 700);
  CHECK(queue.pushed() == 6000);
  pop(5300);
  CHECK(queue.empty());
}

}  // namespace
}  // namespace assay
