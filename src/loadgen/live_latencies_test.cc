// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "loadgen/live_latencies.h"

#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

TEST_CASE("live latencies end before the first query without an answer, and go on later") {
  VirtualTest test;
  LiveLatencies live;
  test.environment.live = &live;
  std::vector<std::int64_t> seen;
  std::vector<std::size_t> sizes;
  std::vector<mlperf::ResponseId> held;
  std::size_t count = 0;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    // The third query is answered together with the fifth.
    ++count;
    if (count == 3) {
      held = IdsOf(query.samples);
    } else {
      AnswerEmpty(IdsOf(query.samples));
    }
    if (count == 5) AnswerEmpty(held);
    live.AppendTo(seen);
    sizes.push_back(seen.size());
  });
  const Result result = test.RunWith(sut, SettingsFor(mlperf::TestScenario::Server, 5));
  CHECK(sizes == std::vector<std::size_t>{1, 2, 2, 2, 5});
  CHECK(seen == result.latencies_ns);
  live.AppendTo(seen);
  CHECK(seen.size() == 5);  // the test has ended
}

}  // namespace
}  // namespace assay::loadgen
