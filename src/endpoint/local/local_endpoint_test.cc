// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of batching, placement, failures and flushing, in virtual time.
#include "endpoint/local/local_endpoint.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/fake_clock.h"
#include "endpoint/local/fake_task.h"

namespace assay {
namespace {

using namespace std::chrono_literals;
using Sizes = std::vector<std::size_t>;

Placement On(int device, int sessions = 1) {
  return {.device = {.index = device}, .sessions = sessions};
}

/// One endpoint over timed programs, with clock, listener and requests around it.
struct Bench {
  FakeClock clock;
  RecordingListener listener{clock};
  TimedTask task;
  Requests requests{1000};
  std::unique_ptr<Endpoint> endpoint;

  Bench(std::map<int, TimedSpec> specs, const std::vector<Placement>& placements,
        BatcherOptions batcher, bool starts_at_submit = false)
      : task(clock, std::move(specs)) {
    endpoint = NewLocalEndpoint({.task = task,
                                 .models = {},
                                 .placements = placements,
                                 .batcher = batcher,
                                 .starts_at_submit = starts_at_submit,
                                 .listener = listener,
                                 .clock = clock});
  }
  void Submit(std::size_t from, std::size_t count) { endpoint->Submit(requests.Part(from, count)); }
};

/// The test runs once for each way to answer.
bool InRowsOrOneByOne() {
  bool in_rows = false;
  SUBCASE("one by one") {}
  SUBCASE("in rows") { in_rows = true; }
  return in_rows;
}

TEST_CASE("without a window an idle program takes at once what is there") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 8});
  bench.Submit(0, 1);
  bench.clock.SleepUntil(50us);
  bench.Submit(1, 3);  // wait for the program, which ends at 100 us
  bench.clock.SleepUntil(1ms);
  const auto batches = bench.task.batches();
  REQUIRE(batches.size() == 3);
  CHECK(batches[0].started == 0us);
  CHECK(batches[1].started == 100us);
  CHECK(bench.task.sizes() == Sizes{1, 2, 1});  // 3 is cut into the supported 2 and 1
  CHECK(bench.listener.tickets() == std::vector<Ticket>{0, 1, 2, 3});
}

TEST_CASE("where the submitter may be held up, a batch has started when Submit returns") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 8}, /*starts_at_submit=*/true);
  bench.Submit(0, 2);
  CHECK(bench.task.sizes() == Sizes{2});
  bench.Submit(2, 1);  // no program is idle
  CHECK(bench.task.sizes() == Sizes{2});
  bench.clock.SleepUntil(1ms);
  CHECK(bench.task.sizes() == Sizes{2, 1});
  CHECK(bench.listener.tickets() == std::vector<Ticket>{0, 1, 2});
}

TEST_CASE("else only the dispatcher starts one: the submitter is never held up") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 8});
  bench.Submit(0, 2);
  CHECK(bench.task.sizes().empty());
}

TEST_CASE("a window is waited for also where the submitter starts batches") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 2, .window = 2ms}, /*starts_at_submit=*/true);
  bench.Submit(0, 1);
  bench.clock.SleepUntil(1999us);
  CHECK(bench.task.sizes().empty());
  bench.Submit(1, 1);  // makes it full
  CHECK(bench.task.sizes() == Sizes{2});
  bench.clock.SleepUntil(1s);
}

TEST_CASE("each answer carries its sample's own bytes") {
  const bool in_rows = InRowsOrOneByOne();
  Bench bench({{0, {.in_rows = in_rows}}}, {On(0)}, {.max_batch = 4});
  bench.Submit(10, 4);
  bench.clock.SleepUntil(1ms);
  for (const auto& entry : bench.listener.entries()) {
    std::uint64_t index = 0;
    REQUIRE(entry.answer.size() == sizeof index);
    std::memcpy(&index, entry.answer.data(), sizeof index);
    CHECK(index == entry.ticket);
  }
  CHECK(bench.listener.count() == 4);
}

TEST_CASE("the oldest request waits for company until the window ends, not longer") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 8, .window = 2ms});
  bench.Submit(0, 1);
  bench.clock.SleepUntil(1ms);
  bench.Submit(1, 1);
  bench.clock.SleepUntil(1999us);
  CHECK(bench.task.batches().empty());
  CHECK(bench.endpoint->QueueDepth() == 2);
  bench.clock.SleepUntil(10ms);
  const auto batches = bench.task.batches();
  REQUIRE(batches.size() == 1);
  CHECK(batches[0].started == 2ms);
  CHECK(batches[0].size == 2);
}

TEST_CASE("a full batch does not wait for the window") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 4, .window = 2ms});
  bench.Submit(0, 3);
  bench.clock.SleepUntil(1ms);
  bench.Submit(3, 1);
  bench.clock.SleepUntil(10ms);
  REQUIRE(bench.task.batches().size() == 1);
  CHECK(bench.task.batches()[0].started == 1ms);
}

TEST_CASE("what is left after a cut waits for its own window") {
  Bench bench({{0, {}}}, {On(0, 2)}, {.max_batch = 4, .window = 2ms});
  bench.Submit(0, 2);
  bench.clock.SleepUntil(1ms);
  bench.Submit(2, 1);
  bench.clock.SleepUntil(10ms);
  const auto batches = bench.task.batches();
  REQUIRE(batches.size() == 2);
  CHECK(batches[0].started == 2ms);  // 0 and 1: of three waiting, two fit a supported size
  CHECK(batches[0].size == 2);
  CHECK(batches[1].started == 3ms);
}

TEST_CASE("a program that becomes free respects the window of what waits") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 2, .window = 1ms});
  bench.Submit(0, 2);  // full: runs from 0 to 200 us
  bench.clock.SleepUntil(100us);
  bench.Submit(2, 1);
  bench.clock.SleepUntil(10ms);
  REQUIRE(bench.task.batches().size() == 2);
  CHECK(bench.task.batches()[1].started == 1100us);
}

TEST_CASE("flush sends out at once what waits for company, but nothing that comes later") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 8, .window = 1s});
  bench.Submit(0, 3);
  bench.clock.SleepUntil(1ms);
  bench.endpoint->Flush();
  bench.clock.SleepUntil(1500us);
  CHECK(bench.task.sizes() == Sizes{2, 1});
  CHECK(bench.task.batches()[0].started == 1ms);
  bench.Submit(3, 1);
  bench.clock.SleepUntil(500ms);
  CHECK(bench.task.sizes() == Sizes{2, 1});
}

TEST_CASE("batches are cut into supported sizes, largest first, in the order of arrival") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 7});
  bench.Submit(0, 11);
  bench.clock.SleepUntil(1s);
  CHECK(bench.task.sizes() == Sizes{4, 4, 2, 1});  // of 1, 2, 4, 8 none above 7
  const auto tickets = bench.listener.tickets();
  CHECK(tickets.size() == 11);
  CHECK(std::is_sorted(tickets.begin(), tickets.end()));
}

TEST_CASE("a program that knows only larger batches gets them padded; padding is not answered") {
  const bool in_rows = InRowsOrOneByOne();
  Bench bench({{0, {.batch_sizes = {4}, .in_rows = in_rows}}}, {On(0)}, {.max_batch = 2});
  bench.Submit(0, 3);
  bench.clock.SleepUntil(1s);
  CHECK(bench.task.sizes() == Sizes{4});
  CHECK(bench.listener.tickets() == std::vector<Ticket>{0, 1, 2});
}

TEST_CASE("as many batches run at once as the placement has sessions") {
  Bench bench({{0, {}}}, {On(0, 3)}, {.max_batch = 1});
  bench.Submit(0, 5);
  bench.clock.SleepUntil(50us);
  CHECK(bench.task.batches().size() == 3);
  CHECK(bench.endpoint->QueueDepth() == 2);
  bench.clock.SleepUntil(1ms);
  CHECK(bench.listener.count() == 5);
}

TEST_CASE(
    "shortest expected completion first: a device four times as fast gets four times as much") {
  Bench bench({{0, {.sample_time = 100us}}, {1, {.sample_time = 400us}}}, {On(0), On(1)},
              {.max_batch = 1});
  bench.Submit(0, 2);  // one each: nothing is known yet
  bench.clock.SleepUntil(1ms);
  for (std::size_t i = 0; i < 500; ++i) {  // 10,000 per second, of 12,500 possible
    bench.Submit(2 + i, 1);
    bench.clock.SleepUntil(1ms + 100us * static_cast<int>(i + 1));
  }
  bench.clock.SleepUntil(10s);
  const auto batches = bench.task.batches();
  const auto fast = std::count_if(batches.begin(), batches.end(),
                                  [](const SeenBatch& b) { return b.device == 0; });
  CHECK(batches.size() == 502);
  CHECK(fast >= 400);
  CHECK(fast < 502);
}

TEST_CASE("one large query ends on devices of different speed at the same time") {
  Bench bench({{0, {.sample_time = 100us}}, {1, {.sample_time = 300us}}}, {On(0), On(1)},
              {.max_batch = 4});
  bench.Submit(0, 800);  // 800 samples at 1/100us + 1/300us = 1/75us: 60 ms at best
  bench.clock.SleepUntil(10s);
  CHECK(bench.listener.count() == 800);
  const auto entries = bench.listener.entries();
  // No slower than one batch of the slow device more. Split evenly it would be 120 ms.
  CHECK(entries.back().when <= 60ms + 4 * 300us);
}

TEST_CASE("a device that fails at once does not draw all requests to itself") {
  const TimedSpec broken{.batch_time = 0us, .sample_time = 1ns, .always_fails = true};
  Bench bench({{0, broken}, {1, {.sample_time = 100us}}}, {On(0), On(1)}, {.max_batch = 1});
  for (std::size_t i = 0; i < 100; ++i) {
    bench.Submit(i, 1);
    bench.clock.SleepUntil(120us * static_cast<int>(i + 1));
  }
  const auto entries = bench.listener.entries();
  REQUIRE(entries.size() == 100);
  const auto failed =
      std::count_if(entries.begin(), entries.end(), [](const auto& e) { return e.error; });
  CHECK(failed <= 50);  // an average device's share, not nearly all
}

TEST_CASE("a query of several samples is spread over idle devices") {
  Bench bench({{0, {}}, {1, {}}}, {On(0), On(1)}, {.max_batch = 8});
  bench.Submit(0, 8);
  bench.clock.SleepUntil(10us);
  CHECK(bench.task.sizes() == Sizes{4, 4});
  bench.clock.SleepUntil(1s);
}

TEST_CASE("when a batch fails, what it had not answered fails, and the program goes on") {
  const bool in_rows = InRowsOrOneByOne();
  Bench bench({{0, {.in_rows = in_rows, .fails_at = 0}}}, {On(0)}, {.max_batch = 4});
  bench.Submit(0, 4);
  bench.clock.SleepUntil(1ms);
  bench.Submit(4, 1);
  bench.clock.SleepUntil(2ms);
  const auto entries = bench.listener.entries();
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].ticket == 0);
  CHECK_FALSE(entries[0].error);
  for (std::size_t i = 1; i < 4; ++i) {
    CHECK(entries[i].ticket == i);
    CHECK(entries[i].error == "the engine stumbled");
  }
  CHECK(entries[4].ticket == 4);
  CHECK_FALSE(entries[4].error);
}

TEST_CASE("a program whose Start throws fails its batch and goes on") {
  Bench bench({{0, {.throws_at = 0}}}, {On(0)}, {.max_batch = 2});
  bench.Submit(0, 4);
  bench.clock.SleepUntil(1s);
  const auto entries = bench.listener.entries();
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].error == "Start threw");
  CHECK(entries[1].error == "Start threw");
  CHECK_FALSE(entries[2].error);
  CHECK_FALSE(entries[3].error);
}

TEST_CASE("a program that forgets a sample is reported, the ticket fails") {
  const bool in_rows = InRowsOrOneByOne();
  Bench bench({{0, {.in_rows = in_rows, .forgets_at = 0}}}, {On(0)}, {.max_batch = 2});
  bench.Submit(0, 2);
  bench.clock.SleepUntil(1s);
  const auto entries = bench.listener.entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].ticket == 1);
  CHECK(entries[1].error == "the program finished a batch of 2 with 1 answers missing");
}

TEST_CASE("abandon fails what waits and lets end what is in flight") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 1});
  bench.Submit(0, 3);
  bench.clock.SleepUntil(10us);
  CHECK(bench.endpoint->Abandon(bench.clock.Now() + 1s));
  CHECK(bench.clock.Now() == 100us);
  const auto entries = bench.listener.entries();
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].ticket == 1);
  CHECK(entries[0].error == "the request was given up before it was started");
  CHECK(entries[1].ticket == 2);
  CHECK(entries[2].ticket == 0);
  CHECK_FALSE(entries[2].error);
  bench.Submit(3, 1);  // it can be used again
  bench.clock.SleepUntil(1s);
  CHECK(bench.listener.count() == 4);
}

TEST_CASE("abandon gives up waiting at its deadline") {
  Bench bench({{0, {.sample_time = 5ms}}}, {On(0)}, {.max_batch = 1});
  bench.Submit(0, 1);
  bench.clock.SleepUntil(1ms);
  CHECK_FALSE(bench.endpoint->Abandon(2ms));
  CHECK(bench.clock.Now() == 2ms);
  CHECK(bench.endpoint->Abandon(10ms));
}

TEST_CASE("the destructor answers everything: waiting requests fail, batches in flight end") {
  Bench bench({{0, {}}}, {On(0)}, {.max_batch = 1});
  bench.Submit(0, 5);
  bench.clock.SleepUntil(10us);
  bench.endpoint.reset();
  CHECK(bench.listener.count() == 5);
}

}  // namespace
}  // namespace assay
