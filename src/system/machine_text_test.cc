// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the words in which machine.h describes a machine.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "system/machine.h"

namespace assay {

namespace {

MachineFacts Quiet() {
  MachineFacts facts;
  facts.cpu = {.model = "Test CPU",
               .sockets = 1,
               .cores = 2,
               .threads = 2,
               .usable_threads = 2,
               .simd = {"AVX2"},
               .governors = {"performance"},
               .turbo = false,
               .min_mhz = 800,
               .max_mhz = 3800};
  facts.memory_bytes = 8'000'000'000;
  facts.available_memory_bytes = 7'000'000'000;
  facts.load = 0.1;
  return facts;
}

std::map<std::string, std::string> Values(const MachineFacts& facts) {
  const auto pairs = AsNameValues(facts);
  return {pairs.begin(), pairs.end()};
}

}  // namespace

TEST_CASE("a quiet machine has no noise notes") { CHECK(NoiseNotes(Quiet()).empty()); }

TEST_CASE("a load of 1.9 on 2 cores is said to disturb") {
  MachineFacts facts = Quiet();
  facts.load = 1.9;
  CHECK(
      NoiseNotes(facts) ==
      std::vector<std::string>{"load average 1.9 on 2 cores: other work disturbs the measurement"});
}

TEST_CASE("a governor other than performance is named") {
  MachineFacts facts = Quiet();
  facts.cpu.governors = {"performance", "powersave"};
  const auto notes = NoiseNotes(facts);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].starts_with("governor performance, powersave: "));
}

TEST_CASE("turbo, a hypervisor, a CPU limit, forbidden threads and little memory are notes each") {
  MachineFacts facts = Quiet();
  facts.cpu.turbo = true;
  facts.is_virtual = true;
  facts.cpu.threads = 4;
  facts.limits.cpus = 1.5;
  facts.available_memory_bytes = 700'000'000;
  CHECK(NoiseNotes(facts).size() == 5);
}

TEST_CASE("a CPU limit as wide as the machine is no noise") {
  MachineFacts facts = Quiet();
  facts.limits.cpus = 2.0;
  CHECK(NoiseNotes(facts).empty());
}

TEST_CASE("names are unique and values say what is not there") {
  std::set<std::string> names;
  for (const auto& [name, value] : AsNameValues(MachineFacts{})) {
    CHECK(names.insert(name).second);
    if (name != "glibc") CHECK_FALSE(value.empty());
  }
  const auto values = Values(MachineFacts{});
  CHECK(values.at("cpu") == "not visible");
  CHECK(values.at("accelerators") == "none found");
  CHECK(values.at("limits") == "no limits");
}

TEST_CASE("values read as a person would write them") {
  MachineFacts facts = Quiet();
  facts.limits = {.container = "docker", .cpus = 1.5, .memory_bytes = 4'000'000'000};
  facts.numa = {{.number = 0, .processors = "0-1", .memory_bytes = 8'000'000'000}};
  const auto values = Values(facts);
  CHECK(values.at("cores") == "2 cores, 2 threads, 1 socket");
  CHECK(values.at("clock") == "800 to 3800 MHz");
  CHECK(values.at("turbo") == "off");
  CHECK(values.at("limits") == "docker, at most 1.5 CPUs, at most 4.0 GB");
  CHECK(values.at("numa") == "node 0: 8.0 GB, processors 0-1");
  CHECK(values.at("memory") == "8.0 GB, 7.0 GB available");
  CHECK(values.at("noise") == "nothing seen");
}

}  // namespace assay
