// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of keeping threads on cores.
#include "base/thread_cores.h"

#include <doctest/doctest.h>

#include <thread>

namespace assay {
namespace {

TEST_CASE("a thread stays on the cores it was given, and so does one that it starts") {
  const std::vector<int> before = CoresOfThisThread();
  REQUIRE_FALSE(before.empty());
  const std::vector<int> last = {before.back()};
  std::vector<int> inherited;
  {
    const OnCores on(last);
    CHECK(CoresOfThisThread() == last);
    std::thread([&inherited] { inherited = CoresOfThisThread(); }).join();
  }
  CHECK(inherited == last);
  CHECK(CoresOfThisThread() == before);
}

TEST_CASE("no cores, or cores that are not there, change nothing") {
  const std::vector<int> before = CoresOfThisThread();
  const OnCores none({});
  const OnCores absent({8191});
  CHECK(CoresOfThisThread() == before);
}

}  // namespace
}  // namespace assay
