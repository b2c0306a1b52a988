// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of simulated machines: the TOML file, curve, jitter, labels.
#include "backends/simulated/machine.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay::simulated {
namespace {

using namespace std::chrono_literals;

Machine Read(const std::string& text) {
  const TestFolder folder;
  return ReadMachine(folder.Write("machine.toml", text));
}

std::string Refusal(const std::string& text) {
  return RefusalOf(ErrorCode::kBadData, [&] { Read(text); });
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("the example file describes the built-in machine") {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE(source != nullptr);
  const Machine example =
      ReadMachine(std::filesystem::path(source) / "examples" / "simulated-4-cards.toml");
  CHECK(example == DefaultMachine());
}

TEST_CASE("between two points of the curve time is linear, beyond them the last slope goes on") {
  const DeviceModel device{.curve = {{2, 10us}, {4, 30us}}};
  CHECK(CurveTime(device, 1) == 10us);
  CHECK(CurveTime(device, 2) == 10us);
  CHECK(CurveTime(device, 3) == 20us);
  CHECK(CurveTime(device, 4) == 30us);
  CHECK(CurveTime(device, 6) == 50us);
}

TEST_CASE("a curve of one point grows in proportion") {
  const DeviceModel device{.curve = {{4, 8us}}};
  CHECK(CurveTime(device, 1) == 8us);
  CHECK(CurveTime(device, 4) == 8us);
  CHECK(CurveTime(device, 10) == 20us);
}

TEST_CASE("two device entries with counts make one list of devices") {
  const Machine machine = Read(R"(
name = "mixed"
classes = 10
[[device]]
name = "fast"
count = 2
curve = [{ batch = 1, ms = 0.5 }]
[[device]]
name = "slow"
concurrency = 3
curve = [{ batch = 1, ms = 2 }, { batch = 8, ms = 9.0 }]
failure = { fail_after = 7 }
)");
  REQUIRE(machine.devices.size() == 3);
  CHECK(machine.devices[1].name == "fast");
  CHECK(machine.devices[1].curve == std::vector<CurvePoint>{{1, 500us}});
  CHECK(machine.devices[2].concurrency == 3);
  CHECK(machine.devices[2].curve == std::vector<CurvePoint>{{1, 2ms}, {8, 9ms}});
  CHECK(machine.devices[2].failure.fail_after == 7);
  CHECK(machine.classes == 10);
}

TEST_CASE("mistakes in the file are refused with line and key") {
  CHECK(Contains(Refusal("[[device]]\ncurve = [{batch=1, ms=1}]\nspeed = 3\n"),
                 "line 3: unknown key 'device.speed', known here: name, count"));
  CHECK(Contains(Refusal("[[device]]\ncurve = [{batch=4, ms=1}, {batch=2, ms=1}]\n"),
                 "batch sizes in 'curve' must ascend"));
  CHECK(Contains(Refusal("[[device]]\n"), "'device.curve' must be a list"));
  CHECK(Contains(Refusal("name = 'x'\n"), "'device' must be a list"));
  CHECK(Contains(Refusal("[[device]\n"), "line 1"));
  CHECK(Contains(Refusal("[[device]]\ncurve = [{batch=1, ms=1}]\njitter = {kind='lognorm'}\n"),
                 "'jitter.kind' is 'lognorm'"));
  CHECK(Contains(Refusal("[[device]]\ncurve = [{batch=1, ms=1}]\n"
                         "jitter = {kind='gaussian', percent=50, limit=4}\n"),
                 "could make times negative"));
  CHECK(Contains(Refusal("[[device]]\ncurve = [{batch=1, ms=1}]\nslow = {probability=2}\n"),
                 "'slow.probability' is 2, must be from 0 to 1"));
  CHECK(Contains(Refusal("[[device]]\nname = 5\ncurve = [{batch=1, ms=1}]\n"),
                 "'device.name' has a value of the wrong type"));
  CHECK_THROWS_AS(ReadMachine("/nonexistent/machine.toml"), Error);
}

/// Mean and standard deviation of the logarithm of 20,000 times, relative to the curve.
struct Moments {
  double mean = 0, deviation = 0, largest = 0;
};
Moments LogMoments(const DeviceModel& device) {
  constexpr int kDraws = 20000;
  double sum = 0, squares = 0, largest = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Draw draw{.seed = 5, .device = 1, .batch = i};
    const double x = std::log(static_cast<double>(DrawTime(device, 1, draw).count()) / 1e6);
    sum += x;
    squares += x * x;
    largest = std::max(largest, std::abs(x));
  }
  const double mean = sum / kDraws;
  return {mean, std::sqrt(squares / kDraws - mean * mean), largest};
}

TEST_CASE("lognormal jitter: median on the curve, the given spread, cut off at the limit") {
  const DeviceModel device{
      .curve = {{1, 1ms}},
      .jitter = {.kind = Jitter::Kind::kLognormal, .spread = 0.1, .limit = 2.5}};
  const Moments m = LogMoments(device);
  CHECK(m.mean == doctest::Approx(0).epsilon(0.003));  // ±3 standard errors of 0.1/√20000
  CHECK(m.deviation == doctest::Approx(0.0952).epsilon(0.03));  // a normal cut at 2.5 σ: 0.952 σ
  CHECK(m.largest <= 0.2500001);
  CHECK(m.largest > 0.24);
}

TEST_CASE("outliers come as often and are as slow as asked") {
  const DeviceModel device{.curve = {{1, 1ms}}, .slow = {.probability = 0.01, .factor = 7}};
  int slow = 0;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const Nanoseconds time = DrawTime(device, 1, {.seed = 1, .device = 0, .batch = i});
    CHECK_MESSAGE((time == 1ms || time == 7ms), time.count());
    slow += time == 7ms ? 1 : 0;
  }
  CHECK(slow > 900);  // 1000 expected, standard deviation 31
  CHECK(slow < 1100);
}

TEST_CASE("times and labels depend on seed, device and batch, and on nothing else") {
  const Machine machine = DefaultMachine();
  const DeviceModel& card = machine.devices[0];
  const Draw draw{.seed = 1, .device = 2, .batch = 3};
  CHECK(DrawTime(card, 8, draw) == DrawTime(card, 8, draw));
  CHECK(DrawTime(card, 8, draw) != DrawTime(card, 8, {.seed = 2, .device = 2, .batch = 3}));
  CHECK(DrawTime(card, 8, draw) != DrawTime(card, 8, {.seed = 1, .device = 3, .batch = 3}));
  CHECK(DrawTime(card, 8, draw) != DrawTime(card, 8, {.seed = 1, .device = 2, .batch = 4}));
  CHECK(DrawLabel(1000, draw, 0) == DrawLabel(1000, draw, 0));
  std::vector<int> seen(10);
  for (std::size_t i = 0; i < 1000; ++i) ++seen[static_cast<std::size_t>(DrawLabel(10, draw, i))];
  for (const int count : seen) CHECK(count > 60);  // 100 expected, standard deviation 9.5
}

}  // namespace
}  // namespace assay::simulated
