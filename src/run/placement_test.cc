// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of where runs compute, on machines that are only described.
#include "run/placement.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

/// A machine of two NUMA nodes with four cores each, all of them this process's.
struct Machine {
  std::vector<std::vector<int>> numa = {{0, 1, 2, 3}, {4, 5, 6, 7}};
  std::vector<int> cores = {0, 1, 2, 3, 4, 5, 6, 7};
  bool has_one_pool = false;
  std::vector<Placement> offered = {{.device = {.kind = "cpu"}, .sessions = 8}};

  struct Placing {
    std::vector<Placement> placements;
    int loadgen_core;
  };
  Placing Place(PlacementRequest request, std::vector<std::string> wanted = {}) const {
    request.wanted = wanted;
    const int core = LoadGenCore(request, cores);
    return {PlaceRun(request, {.offered = offered,
                               .numa = numa,
                               .cores = cores,
                               .loadgen_core = core,
                               .has_one_pool = has_one_pool}),
            core};
  }
  std::string Refusal(const std::string& wanted) const {
    return RefusalOf(ErrorCode::kUsage, [&] { Place({}, {wanted}); });
  }
};

Machine WithCards(int count) {
  Machine machine;
  machine.offered.clear();
  for (int i = 0; i < count; ++i) {
    machine.offered.push_back({.device = {.kind = "simulated", .index = i}, .sessions = 2});
  }
  return machine;
}

TEST_CASE("a processor with two NUMA nodes is two placements, each with half of the sessions") {
  const Machine::Placing placing = Machine().Place({});
  REQUIRE(placing.placements.size() == 2);
  CHECK(placing.placements[1].cores == CpuSet{4, 5, 6, 7});
  CHECK(placing.placements[1].numa_node == 1);
  CHECK(placing.placements[1].sessions == 4);
  CHECK(placing.loadgen_core == -1);
}

TEST_CASE("one node, one request at a time, or sessions of the user's own: one placement") {
  Machine machine;
  CHECK(machine.Place({.sessions = 3}).placements.size() == 1);
  CHECK(machine.Place({.sessions = 3}).placements[0].sessions == 3);
  machine.cores = {0, 1, 2, 3};  // what this process may use lies on one node
  CHECK(machine.Place({}).placements.size() == 1);
  Machine one_by_one;
  one_by_one.offered[0].sessions = 1;
  const Machine::Placing placing = one_by_one.Place({});
  REQUIRE(placing.placements.size() == 1);
  CHECK(placing.placements[0].cores.empty());
}

TEST_CASE("queries on time: their thread has the last core, and nobody else") {
  const Machine::Placing placing = Machine().Place({.issues_on_time = true});
  CHECK(placing.loadgen_core == 7);
  CHECK(placing.placements[1].cores == CpuSet{4, 5, 6});
  Machine small;
  small.cores = {0, 1};
  CHECK(small.Place({.issues_on_time = true}).loadgen_core == -1);
  CHECK(Machine().Place({.loadgen_core = "none", .issues_on_time = true}).loadgen_core == -1);
  CHECK(small.Place({.loadgen_core = "1"}).loadgen_core == 1);
}

TEST_CASE("the issuing thread keeps its core beside placements that do not list it") {
  const auto core_with = [](const std::string& wanted) {
    return Machine().Place({.issues_on_time = true}, {wanted}).loadgen_core;
  };
  CHECK(core_with("all,sessions=2") == 7);
  CHECK(core_with("cpu,cores=0-3+6") == 7);
  CHECK(core_with("cpu,cores=0+4-7") == -1);
  const auto placing = Machine().Place({.issues_on_time = true}, {"cpu,numa=1"});
  CHECK(placing.loadgen_core == 7);
  CHECK(placing.placements[0].cores == CpuSet{4, 5, 6});
}

TEST_CASE("a NUMA node is its cores that this process may use") {
  Machine machine;
  machine.cores = {0, 1, 6};
  CHECK(machine.Place({}, {"cpu,numa=1"}).placements[0].cores == CpuSet{6});
  machine.cores = {0, 1};
  CHECK(machine.Refusal("cpu,numa=1") ==
        "--placement cpu,numa=1: NUMA node 1 has none of the cores that this process may use: 0-1");
}

TEST_CASE("an engine with one pool of threads has one placement with cores, not several") {
  Machine machine;
  machine.has_one_pool = true;
  CHECK(machine.Place({}).placements.size() == 1);
  CHECK(machine.Place({}, {"cpu,numa=1"}).placements[0].cores.size() == 4);
  CHECK_THROWS_AS(machine.Place({}, {"cpu,cores=0", "cpu,cores=1"}), Error);
}

TEST_CASE("threads are threads in all: each placement gets its cores' share of them") {
  const std::vector<Placement> nodes = {{.sessions = 4, .cores = {0, 1, 2, 3, 4, 5}},
                                        {.sessions = 4, .cores = {6, 7}}};
  CHECK(PartFor(nodes[0], nodes, {.threads = 4}).threads == 3);
  CHECK(PartFor(nodes[1], nodes, {.threads = 4}).threads == 1);
  CHECK(PartFor(nodes[1], nodes, {.threads = 1}).threads == 1);
  CHECK(PartFor(nodes[1], nodes, {.threads = 99}).threads == 2);
  CHECK(PartFor(nodes[0], nodes, {}).threads == 0);  // the engine's choice
  CHECK(PartFor(nodes[0], nodes, {.streams = 8}).streams == 4);
}

TEST_CASE("devices are chosen by name, number, range, or all of them") {
  const Machine machine = WithCards(4);
  CHECK(machine.Place({}).placements.size() == 4);
  CHECK(machine.Place({}, {"all"}).placements.size() == 4);
  const Machine::Placing some =
      machine.Place({}, {"simulated1-2,sessions=5", "simulated3,cores=0-1+4"});
  REQUIRE(some.placements.size() == 3);
  CHECK(some.placements[1].device.index == 2);
  CHECK(some.placements[1].sessions == 5);
  CHECK(some.placements[2].sessions == 2);
  CHECK(some.placements[2].cores == CpuSet{0, 1, 4});
  CHECK(machine.Place({}, {"simulated0,numa=1"}).placements[0].cores == CpuSet{4, 5, 6, 7});
  CHECK(Machine().Place({}, {"cpu,cores=0", "cpu,cores=1"}).placements.size() == 2);
}

TEST_CASE("what makes no sense is refused with what there is") {
  const Machine machine = WithCards(2);
  CHECK(machine.Refusal("cuda0") ==
        "--placement cuda0: no such device, this backend has simulated0, simulated1");
  CHECK(machine.Refusal("simulated1-2").find("no such device") != std::string::npos);
  CHECK(machine.Refusal("simulated0,speed=3") ==
        "--placement simulated0,speed=3: 'speed=3' is none of sessions=N, cores=LIST, numa=N");
  CHECK(machine.Refusal("simulated0,sessions=0").find("give 1 to") != std::string::npos);
  CHECK(machine.Refusal("simulated0,cores=x").find("no list like 0-3+8") != std::string::npos);
  CHECK(
      machine.Refusal("simulated0,cores=9") ==
      "--placement simulated0,cores=9: core 9 is not one of those that this process may use: 0-7");
  CHECK(machine.Refusal("simulated0,numa=2").find("no NUMA node 2, there are 2") !=
        std::string::npos);
  CHECK_THROWS_AS(machine.Place({.loadgen_core = "9"}), Error);
  CHECK_THROWS_AS(machine.Place({.loadgen_core = "3"}, {"simulated0,cores=3"}), Error);
}

TEST_CASE("a placement is told in one line") {
  CHECK(Describe({.device = {.kind = "cuda", .index = 1, .description = "a card"},
                  .numa_node = 1,
                  .sessions = 2,
                  .cores = {4, 5, 7}}) ==
        "cuda 1 (a card): 2 requests in flight, cores 4-5,7, NUMA node 1");
  CHECK(Describe({.sessions = 1}) == "cpu: 1 request in flight");
}

}  // namespace
}  // namespace assay
