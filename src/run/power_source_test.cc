// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of sampling a meter while a test runs, in virtual time.
#include "run/power_source.h"

#include <doctest/doctest.h>

#include <memory>

#include "base/error.h"
#include "base/fake_clock.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNoon = 1'764'158'400'000'000'000;  // 2025-11-26 12:00 UTC

/// 40 W of the clock's time, as a counter or as watts; it may break at a time.
class SteadyMeter : public PowerMeter {
 public:
  SteadyMeter(Clock& clock, bool counts, Nanoseconds breaks_at = Nanoseconds::max())
      : clock_(clock), counts_(counts), breaks_at_(breaks_at) {}
  std::string Source() const override { return "steady"; }
  bool CountsEnergy() const override { return counts_; }
  double Read() override {
    if (clock_.Now() >= breaks_at_) throw Error(ErrorCode::kEnvironment, "the meter is gone");
    return counts_ ? 40 * std::chrono::duration<double>(clock_.Now()).count() : 40;
  }

 private:
  Clock& clock_;
  bool counts_;
  Nanoseconds breaks_at_;
};

/// A test from the first to the third of four seconds, and what the source said of them.
RunRecord Measure(FakeClock& clock, std::unique_ptr<PowerMeter> meter) {
  const auto source =
      MakePowerSource(std::move(meter), [&clock] { return kNoon + clock.Now().count(); });
  source->Begin(clock);
  clock.SleepUntil(4s);
  RunRecord record;
  record.folder = "/nowhere/at/all";
  record.samples_completed = 160;
  record.timed = TimedPart{kNoon + 1'000'000'000, kNoon + 3'000'000'000};
  record.power = PowerWithin(source->End(record), record);
  return record;
}

TEST_CASE("a meter is asked ten times a second; counters and watts give the same energy") {
  for (const bool counts : {true, false}) {
    CAPTURE(counts);
    FakeClock clock;
    const RunRecord record = Measure(clock, std::make_unique<SteadyMeter>(clock, counts));
    REQUIRE(record.power->average_watts.has_value());
    CHECK(*record.power->average_watts == doctest::Approx(40));
    CHECK(*record.power->energy_joules == doctest::Approx(80));
    CHECK(*record.power->samples_per_joule == doctest::Approx(2));
    CHECK(record.power->samples == 21);  // both ends
    CHECK(record.power->source == "steady");
  }
}

TEST_CASE("a meter that breaks, and a folder that cannot be written, are the record's problem") {
  FakeClock clock;
  const auto source = MakePowerSource(std::make_unique<SteadyMeter>(clock, true, 2s),
                                      [&clock] { return kNoon + clock.Now().count(); });
  source->Begin(clock);
  clock.SleepUntil(3s);
  RunRecord record;
  TakePower(*source, record);
  CHECK(record.power->problem == "the meter is gone");
  CHECK_FALSE(record.power->average_watts.has_value());
}

TEST_CASE("a meter's file that is not there is refused before the run") {
  CHECK_THROWS_WITH_AS(OpenPowerSource("/no/such/meter.csv", 0ns),
                       doctest::Contains("start the meter first"), Error);
}

}  // namespace
}  // namespace assay
