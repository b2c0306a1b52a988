// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of meters' files, of their times, and of watts from samples around a test.
#include "record/power.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"
#include "record/run_json.h"
#include "record/upstream_run.h"
#include "record/wall_time.h"

namespace assay {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr std::int64_t kNs = 1'000'000'000;
constexpr std::int64_t kNoon = 1'795'694'400;  // 2026-11-26 12:00:00 UTC, in seconds

/// A run of ten seconds from noon, 500 samples, on a machine one hour east of Greenwich.
RunRecord NoonRun() {
  RunRecord record;
  record.started = "2026-11-26T12:59:50+0100";
  record.samples_completed = 500;
  record.timed = TimedPart{kNoon * kNs, (kNoon + 10) * kNs};
  return record;
}

/// A meter's file: one line a second, from some seconds before noon, 50 W and 150 W in turn.
std::string EverySecond(int from, int to, const char* head = "time,watts\n") {
  std::string text = head;
  for (int i = from; i <= to; ++i) text += fmt::format("{},{}\n", kNoon + i, i % 2 ? 150 : 50);
  return text;
}

PowerFigures FiguresOf(const std::string& text, const MeterClock& clock = {}) {
  return PowerWithin(ParsePowerCsv(text, "folder/meter.csv", clock), NoonRun());
}

std::string RefusalOf(const std::string& text) {
  return RefusalOf(ErrorCode::kBadData, [&] { ParsePowerCsv(text, "m.csv", {}); });
}

TEST_CASE("times: ISO with and without zone, as the LoadGen writes them, and seconds since 1970") {
  const std::int64_t expected = kNoon * kNs + 123'000'000;
  for (const char* text :
       {"2026-11-26T12:00:00.123Z", "2026-11-26T13:00:00.123+01:00", "2026-11-26 06:30:00.123-0530",
        "2026-11-26 12:00:00.123", "11-26-2026 12:00:00.123", "1795694400.123"}) {
    CAPTURE(text);
    CHECK(ParseWallTime(text, 0s) == expected);
  }
  CHECK(ParseWallTime("2026-11-26 13:00:00.123", 1h) == expected);
  for (const char* text : {"", "noon", "2026-13-01T00:00:00", "2026-02-30T00:00:00", "12:00:00",
                           "2026-11-26T25:00:00", "2026-11-26T12:00:00.", "99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseWallTime(text, 0s).has_value());
  }
  CHECK(ZoneOf("2026-11-26T12:59:50+0100") == 1h);
  CHECK(ZoneOf("2026-11-26T12:59:50-05:30") == -(5h + 30min));
  CHECK(ZoneOf("2026-11-26T12:59:50Z") == 0s);
  CHECK(ZoneOf("2026-11-26") == 0s);
  CHECK(WallTimeText(expected, 1h) == "2026-11-26 13:00:00.123");
}

TEST_CASE("watts once a second: 50 W and 150 W in turn are 1,000 J in ten seconds") {
  const PowerFigures power = FiguresOf(EverySecond(-3, 13));
  CHECK(power.problem == "");
  CHECK(power.source == "meter (meter.csv)");
  CHECK(power.samples == 11);
  CHECK(*power.average_watts == doctest::Approx(100));
  CHECK(*power.energy_joules == doctest::Approx(1000));
  CHECK(*power.samples_per_joule == doctest::Approx(0.5));
}

TEST_CASE("a counter of joules, other columns, quotes, comments and a mark at the front") {
  std::string text = "\xEF\xBB\xBF# meter of rack 3\r\n\"Time\",Volts,\"Joules\"\r\n\r\n";
  for (int i = -2; i <= 12; ++i) text += fmt::format("\"{}\",230,{}\r\n", kNoon + i, 5000 + 30 * i);
  const PowerFigures power = FiguresOf(text);
  CHECK(*power.average_watts == doctest::Approx(30));
  CHECK(power.samples == 11);
}

TEST_CASE("PTDaemon's log: local times, a reading that the analyser did not have is left out") {
  std::string text;
  for (int i = -2; i <= 12; ++i) {
    text += fmt::format("Time,{},Watts,{},Volts,230.1,Amps,0.5,PF,0.9,Mark,run_1\n",
                        WallTimeText((kNoon + i) * kNs, 1h), i == 4 ? -1.0 : 61.5);
  }
  const PowerFigures power = FiguresOf(text, {.zone = 1h});
  CHECK(*power.average_watts == doctest::Approx(61.5));
  CHECK(power.samples == 10);
}

TEST_CASE("a meter whose clock is an hour ahead: told apart, and mended by an offset") {
  std::string text = "time,watts\n";
  for (int i = -2; i <= 12; ++i) text += fmt::format("{},60\n", kNoon + 3600 + i);
  const PowerFigures wrong = FiguresOf(text);
  CHECK_FALSE(wrong.average_watts.has_value());
  CHECK(wrong.problem ==
        "none of the meter's samples, from 2026-11-26 13:59:58.000 to 2026-11-26 14:00:12.000, "
        "fell into the test, which began at 2026-11-26 13:00:00.000 and took 10.00 s: compare the "
        "clocks");
  CHECK(*FiguresOf(text, {.offset = -1h}).average_watts == doctest::Approx(60));
}

TEST_CASE("too few samples, a gap, a late begin and a dead counter give a sentence, no figure") {
  const auto problem = [](const std::string& text) {
    const PowerFigures power = FiguresOf(text);
    CHECK_FALSE(power.average_watts.has_value());
    CHECK_FALSE(power.energy_joules.has_value());
    return power.problem;
  };
  CHECK(problem(fmt::format("time,watts\n{},5\n{},5\n{},5\n", kNoon + 1, kNoon + 5, kNoon + 9))
            .starts_with("only 3 of the meter's samples"));
  const std::string tail = EverySecond(7, 13, "");
  CHECK(problem(EverySecond(-3, 2) + tail)
            .starts_with("the meter says nothing of 5.000 s within the test, where 3.000 s are"));
  CHECK(problem(EverySecond(4, 13)).find("says nothing of 4.000 s") != std::string::npos);
  CHECK(problem(EverySecond(-3, 5)).find("says nothing of 5.000 s") != std::string::npos);
  std::string dead = "time,joules\n";
  for (int i = -1; i <= 11; ++i) dead += fmt::format("{},7\n", kNoon + i);
  CHECK(problem(dead) == "the meter counted no energy during the test");
  RunRecord untimed = NoonRun();
  untimed.timed.reset();
  CHECK(PowerWithin(ParsePowerCsv(EverySecond(0, 9), "m", {}), untimed)
            .problem.find("does not say when") != std::string::npos);
}

TEST_CASE("a first sample a little after the begin is good enough") {
  const PowerFigures power = FiguresOf(EverySecond(2, 13));
  CHECK(*power.average_watts == doctest::Approx(100));
  CHECK(power.samples == 9);
}

TEST_CASE("a meter's file that is broken is refused with file, line and reason") {
  CHECK(RefusalOf("").starts_with("m.csv:1: there is no line that names the columns"));
  CHECK(RefusalOf("when,watts\n1,2\n").starts_with("m.csv:1: the first line has to name"));
  CHECK(RefusalOf("time;watts\n1795694400;5\n").starts_with("m.csv:1: the first line"));
  CHECK(RefusalOf("time,watts\nyesterday,5\n").starts_with("m.csv:2: 'yesterday' is no time"));
  for (const char* watts : {"", "x", "nan", "inf", "-5", "1e12", "5 W"}) {
    CAPTURE(watts);
    CHECK(RefusalOf(fmt::format("time,watts\n1795694400,{}\n", watts)).find("no number of watts") !=
          std::string::npos);
  }
  CHECK(
      RefusalOf("time,watts\n1795694400,5\n1795694399,5\n").starts_with("m.csv:3: the time goes"));
  CHECK(RefusalOf("time,joules\n1795694400,5\n1795694401,4\n").find("goes back") !=
        std::string::npos);
  CHECK(RefusalOf("time,watts\n1795694400\n").starts_with("m.csv:2: the line has 1 columns"));
}

TEST_CASE("a record keeps watts and times; one of an older version has neither") {
  RunRecord run = NoonRun();
  run.power = FiguresOf(EverySecond(-3, 13));
  const std::string text = RunJsonText(run);
  const RunRecord again = ParseRunJson(text, "run.json");
  CHECK(again.timed->end_ns == run.timed->end_ns);
  CHECK(again.power->source == "meter (meter.csv)");
  CHECK(*again.power->energy_joules == *run.power->energy_joules);
  CHECK(again.power->samples == 11);
  std::string older = text;
  for (const char* key : {"\"timed\": {", "\"power\": {"}) {
    const std::size_t at = older.find(key);
    REQUIRE(at != std::string::npos);
    older.replace(at, std::string(key).size(), "\"unknown\": {");
  }
  const RunRecord old = ParseRunJson(older, "run.json");
  CHECK_FALSE(old.timed.has_value());
  CHECK_FALSE(old.power.has_value());
}

TEST_CASE("the timed part stands in both shapes of the detail log, in the machine's own time") {
  for (const char* text :
       {"\"pid\": 1, \"tid\": 2, \"ts\": 3ns : POWER_BEGIN: \"mode\" : Performance, \"time\" : "
        "11-26-2026 13:00:00.500\n\"pid\": 1, \"tid\": 2, \"ts\": 4ns : POWER_END: \"mode\" : "
        "Performance, \"time\" : 11-26-2026 13:00:10.250\n\"pid\": 1, \"tid\": 2, \"ts\": 4ns : "
        "POWER_END: \"mode\" : Accuracy, \"time\" : 11-26-2026 14:00:00.000\n",
        ":::MLLOG {\"key\": \"power_begin\", \"value\": \"11-26-2026 13:00:00.500\"}\n"
        ":::MLLOG {\"key\": \"power_end\", \"value\": \"11-26-2026 13:00:10.250\"}\n"}) {
    const TestFolder folder;
    const auto timed = TimedPartOf(ReadDetail(folder.Write("detail.txt", text)), 1h);
    REQUIRE(timed.has_value());
    CHECK(timed->begin_ns == kNoon * kNs + 500'000'000);
    CHECK(timed->end_ns == (kNoon + 10) * kNs + 250'000'000);
  }
  CHECK_FALSE(TimedPartOf(DetailLog{}, 0s).has_value());
}

TEST_CASE("what is kept of a meter reads back to the same figures, with its source") {
  const RunRecord run = NoonRun();
  PowerTrace trace = ParsePowerCsv(EverySecond(-100, 100), "meter.csv", {});
  trace.source = "RAPL (package-0): processors, not the whole machine";
  const std::string kept = PowerCsvText(trace, run);
  CHECK(kept.starts_with("# RAPL (package-0): processors, not the whole machine\ntime,joules\n"));
  CHECK(kept.size() < 600);  // two seconds before and after
  const PowerFigures again = PowerWithin(ParsePowerCsv(kept, "assay_power.csv", {}), run);
  CHECK(*again.energy_joules == doctest::Approx(*PowerWithin(trace, run).energy_joules));
}

}  // namespace
}  // namespace assay
