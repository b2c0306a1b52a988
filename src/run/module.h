// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the command line asks of everything that measures. Lives in a module (lib/assay/measure.so),
// loaded at first use, so that verbs that only read files start in milliseconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/module.h"
#include "record/run_record.h"
#include "rules/run_plan.h"

namespace assay {

/// Which engine, and how it is set. Zero = a sensible default that is printed.
struct EngineRequest {
  std::string backend = "openvino";
  std::filesystem::path config{};  // the backend's own file (simulated: the machine)
  std::string precision = "f32";
  int batch = 0;  // largest batch
  int streams = 0;
  int threads = 0;
  int sessions = 0;                       // requests in flight per placement
  std::vector<std::string> placements{};  // as PlaceRun reads them; empty: the default
  std::string loadgen_core{};             // the same
  std::optional<Nanoseconds> window{};    // how long a batch may wait for company
  bool precision_is_given = false;        // by the user: then no tuned profile changes it
};

struct RunRequest {
  PlanRequest plan;
  std::filesystem::path model_card;  // empty: the benchmark's reference card
  std::filesystem::path data;        // empty: the benchmark's own folder
  bool synthetic = false;            // make what is missing
  bool tiny = false;
  EngineRequest engine;
  std::filesystem::path tuned;  // a tuned profile, for what `engine` leaves open; empty: none
  NameValues tuned_settings;    // what was taken from it, for run.json
  std::string profile;          // the LoadGen's rules, "v0.7" or "v6"; empty: its first
  std::string power;            // "rapl", "nvml", a meter's CSV file; empty: no watts
  Nanoseconds power_offset{0};  // is added to the file's times
  std::filesystem::path out;    // run folder; empty: runs/<time>-<benchmark>-<scenario>
  std::vector<std::string> command_line;
};

/// The state of a run, for a live line.
struct Progress {
  Nanoseconds elapsed{0};
  Nanoseconds expected{0};  // of the whole run; zero: unknown
  std::uint64_t completed = 0;
  double rate = 0;                      // samples/s since the start
  std::int64_t p50_ns = 0, p99_ns = 0;  // since issue, to about 3 %
  std::optional<Nanoseconds> bound;
  std::size_t queue_depth = 0;
};

/// Hears what happens while it happens. Called on any thread, one call at a time.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void Say(const std::string& line) = 0;
  virtual void Show(const Progress& progress) = 0;
};

/// The highest Server rate, or MultiStream N, that can be trusted. The plan's budget bounds the
/// whole search; target rate and samples per query are what is searched for.
struct PeakRequest {
  RunRequest run;  // out: the search's folder; one that holds this search goes on
  double confidence = 0.95;
  bool full_length = false;  // the confirmation is as long as the rules want it
};

/// One probe of a search, in the order in which they were made.
struct PeakProbe {
  std::string purpose;  // "bracket", "refine", "confirm"
  double level = 0;
  Nanoseconds spent{0};
  std::uint64_t queries = 0, late = 0;  // judged; the transient at the start is left out
  std::string decision;                 // "holds", "fails", "open"; "VALID", "INVALID"
};

struct PeakAnswer {
  std::string unit;          // "queries/s", "samples per query"
  double level = 0;          // 0: none was found
  double low = 0, high = 0;  // where the peak lies at the confidence
  double confidence = 0;
  bool is_confirmed = false;  // a test at `level` was VALID
  std::string end;            // one sentence: how the search ended
  std::vector<PeakProbe> probes;
  std::filesystem::path folder;
  std::filesystem::path confirmation;  // run folder of the test that confirmed; empty: none
  std::filesystem::path last_test;     // run folder of the last test that tried to; empty: none
};

/// The best setting of the engine for a scenario. The plan's budget bounds the whole search. What
/// the engine request sets is not varied.
struct TuneRequest {
  RunRequest run;  // out: the search's folder; one that holds this search goes on
  double confidence = 0.95;
  std::vector<std::string> precisions;  // that may be tried besides the asked one
};

/// One trial of a setting, in the order in which they were made.
struct TuneRow {
  std::string stage;    // "screen", "explore", "race", "confirm"
  std::string setting;  // "the default", "streams 2, batch 4"
  double figure = 0;    // in the answer's unit; 0: none
  Nanoseconds spent{0};
  bool is_abandoned = false;
  std::string says;  // "within the bound", "abandoned: ...", "cannot run: ...", or nothing
};

struct TuneAnswer {
  std::string measures;      // "Offline samples per second", ...
  std::string unit;          // "samples/s", "queries/s", "ns" (then less is better)
  std::string best;          // the setting: the best one, or before the end the most promising
  bool is_better = false;    // than the default, at the confidence
  bool is_answered = false;  // the search came to its end in the time
  double figure = 0, default_figure = 0;
  double ratio = 0, low = 0, high = 0;  // of the speeds, best over default; 0: not known
  double confidence = 0;
  int blocks = 0;   // alternating trials of both that say so
  std::string end;  // one sentence: how the search ended
  std::size_t settings_tried = 0, settings = 0;
  std::vector<TuneRow> trials;
  std::filesystem::path folder;
  std::filesystem::path file{};  // this answer as JSON, in the folder
  std::filesystem::path tuned;   // the profile that was written; empty: none
};

struct ConvertRequest {
  std::string card;        // as FindModelCard takes it
  std::string to;          // "torchscript", "savedmodel"
  bool synthetic = false;  // of the reference card: make the ONNX file with seeded weights
};

struct CalibrateRequest {
  std::string benchmark{};
  std::filesystem::path model_card{};  // empty: the benchmark's own
  std::filesystem::path data{};        // folder of the data set
  std::filesystem::path list{};        // names of the calibration samples; empty: spread evenly
  std::size_t count = 100;             // how many, without a list
  std::string method = "minmax";       // "minmax", "entropy", "percentile"
};

struct InstalledBackend {
  std::string name, description, get_it;
  bool is_installed = false;
};

/// Which LoadGen a module measures with.
struct InstalledLoadGen {
  std::string name;  // "assay 0.1.0", "official v0.7"
  bool is_official = false;
  std::vector<std::string> profiles;  // "v0.7", "v6"
};

/// The verbs that measure. One thread at a time.
class Measurement {
 public:
  virtual ~Measurement() = default;
  /// Runs, judges and writes the run folder. `stop` becomes true when the user asks to end: what
  /// was measured is kept. Throws Error; then the folder, if it was made, says why.
  virtual RunRecord Run(const RunRequest& request, Observer& observer,
                        const std::atomic<bool>& stop) = 0;
  /// Searches, confirms, and keeps every probe in the folder. On `stop` what is known so far is
  /// returned, and the same request goes on later. Throws Error.
  virtual PeakAnswer Peak(const PeakRequest& request, Observer& observer,
                          const std::atomic<bool>& stop) = 0;
  /// Searches, confirms, and keeps every trial in the folder; on `stop` as Peak. Throws Error.
  virtual TuneAnswer Tune(const TuneRequest& request, Observer& observer,
                          const std::atomic<bool>& stop) = 0;
  /// `assay get NAME`: models and data sets by their cards. Returns what now lies where.
  virtual std::filesystem::path Get(const std::string& name, Observer& observer) = 0;
  /// `assay make NAME`: the synthetic model and data set of a benchmark.
  virtual std::vector<std::filesystem::path> Make(const std::string& benchmark, bool tiny,
                                                  Observer& observer) = 0;
  /// `assay convert CARD --to FORMAT`. Returns the file or folder that was made.
  virtual std::filesystem::path Convert(const ConvertRequest& request, Observer& observer) = 0;
  /// `assay calibrate BENCHMARK`. Returns the model card that was written.
  virtual std::filesystem::path Calibrate(const CalibrateRequest& request, Observer& observer) = 0;
  virtual std::vector<InstalledBackend> Backends() = 0;
  virtual std::vector<std::string> RunnableBenchmarks() = 0;
  virtual InstalledLoadGen LoadGenFacts() = 0;
  /// `assay system`: name and value, in order.
  virtual NameValues DescribeSystem() = 0;
};

/// measure.so exports this. nullptr: another API version.
extern "C" using MeasurementEntry = Measurement * (int api_version) noexcept;

/// What tests would issue, without running anything. Lives in schedule.so: Assay's own LoadGen
/// alone.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  /// The text of `file` (docs/formats.md, "Schedule cases") with its answers by the rules of
  /// `profile`, "v0.7" or "v6". Says which settings have no effect. Throws Error with the place.
  virtual std::string Answer(const std::filesystem::path& file, const std::string& profile,
                             Observer& observer) = 0;
};

/// schedule.so exports this. nullptr: another API version.
extern "C" using SchedulerEntry = Scheduler * (int api_version) noexcept;

}  // namespace assay
