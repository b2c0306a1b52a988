// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a test takes from the heap: nothing for each query, and in all no more than 32 bytes for a
// query or sample. A program of its own, because it replaces operator new.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "loadgen/test_doubles.h"

namespace {

std::atomic<std::uint64_t> allocation_count{0};
std::atomic<std::int64_t> live_bytes{0}, peak_bytes{0};
constexpr std::size_t kHeader = 64;  // keeps any alignment

void* Allocate(std::size_t bytes) {
  auto* block =
      static_cast<std::byte*>(std::aligned_alloc(kHeader, (bytes / kHeader + 2) * kHeader));
  if (block == nullptr) throw std::bad_alloc();
  *reinterpret_cast<std::size_t*>(block) = bytes;
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  const std::int64_t live = live_bytes += static_cast<std::int64_t>(bytes);
  if (live > peak_bytes) peak_bytes = live;
  return block + kHeader;
}

void Free(void* memory) {
  if (memory == nullptr) return;
  std::byte* block = static_cast<std::byte*>(memory) - kHeader;
  live_bytes -= static_cast<std::int64_t>(*reinterpret_cast<std::size_t*>(block));
  std::free(block);
}

}  // namespace

void* operator new(std::size_t bytes) { return Allocate(bytes); }
void* operator new(std::size_t bytes, std::align_val_t) { return Allocate(bytes); }
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

/// Answers at once without a heap of its own, and looks at the count of allocations.
class StillSut : public mlperf::SystemUnderTest {
 public:
  const std::string& Name() const override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    if (calls++ == 0) at_start = allocation_count;
    for (const mlperf::QuerySample& sample : samples) {
      mlperf::QuerySampleResponse response(sample.id, 0, 0);
      mlperf::QuerySamplesComplete(&response, 1);
    }
    at_end = allocation_count;
  }
  void FlushQueries() override {}
  std::uint64_t calls = 0, at_start = 0, at_end = 0;

 private:
  std::string name_ = "StillSut";
};

struct Use {
  std::uint64_t allocations_while_issuing = 0;
  double bytes_each = 0;  // at the peak, per query or sample
};

Use Measure(const TestSettings& settings, std::uint64_t count) {
  TemporaryFolder folder;
  FakeLibrary library(64, 64);
  StillSut sut;
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  const std::int64_t before = live_bytes;
  peak_bytes = before;
  Run(sut, library, settings, logs, {});
  return {.allocations_while_issuing = sut.at_end - sut.at_start,
          .bytes_each = static_cast<double>(peak_bytes - before) / static_cast<double>(count)};
}

TEST_CASE("no query takes memory while queries are timed, and all take at most 32 bytes each") {
  constexpr std::uint64_t kCount = 300'000;
  for (const auto profile : {mlperf::Profile::V07, mlperf::Profile::V6}) {
    for (const auto scenario :
         {TestScenario::SingleStream, TestScenario::Server, TestScenario::Offline}) {
      CAPTURE(static_cast<int>(scenario));
      TestSettings settings = SettingsFor(scenario, kCount);
      settings.profile = profile;
      settings.server_target_qps = 1e9;
      const Use use = Measure(settings, kCount);
      CHECK(use.allocations_while_issuing == 0);
      CHECK(use.bytes_each <= 32);
    }
  }
}

}  // namespace
}  // namespace assay::loadgen
