// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a run folder says: the one thing that everything right of the wall reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "rules/finding.h"
#include "rules/run_plan.h"

namespace assay {

inline constexpr int kRunSchemaVersion = 1;
inline constexpr char kRunFileName[] = "run.json";

using NameValues = std::vector<std::pair<std::string, std::string>>;

enum class RunState {
  kRunning,  // the process died: everything comes from the journal, labelled incomplete
  kComplete,
  kInterrupted,  // Ctrl-C: kept and labelled
  kFailed,       // an error ended it; `failure` says which
};

enum class Verdict { kNone, kValid, kInvalid };

/// Latencies in nanoseconds at named points, nearest rank.
struct LatencyFigures {
  std::uint64_t count = 0;
  std::int64_t min = 0, mean = 0, p50 = 0, p90 = 0, p95 = 0, p97 = 0, p99 = 0, p999 = 0, max = 0;
};

struct AccuracyFigures {
  std::string metric{};  // "top1"
  double value = 0;
  std::string unit{};
  std::string text{};  // the line of accuracy.txt
  std::optional<double> target{};
  std::optional<bool> passed{};
};

/// The part of a test that the LoadGen times, by the wall clock: nanoseconds since 1970.
struct TimedPart {
  std::int64_t begin_ns = 0, end_ns = 0;
};

/// What a power meter said of the timed part: see record/power.h.
struct PowerFigures {
  std::string source{};       // which meter, and what it covers: "RAPL (package-0, dram)"
  std::uint64_t samples = 0;  // of the meter, within the timed part
  std::optional<double> average_watts{}, energy_joules{};
  std::optional<double> samples_per_joule{};  // the same as samples per second for each watt
  std::string problem{};  // why there are no figures, in a sentence; "" where there are
};

/// Which model, data and engine produced the figures.
struct Provenance {
  std::string model_name{}, model_file{}, model_sha256{}, model_origin{}, model_card{};
  bool model_is_synthetic = false;
  std::string dataset_name{}, dataset_folder{}, dataset_sha256{};
  std::size_t dataset_samples = 0;
  bool dataset_is_synthetic = false, dataset_is_official = false;
  std::string backend_name{}, backend_version{};
  std::string precision_asked{}, precision_used{};
  NameValues backend_settings{};   // streams, threads, batch, window, ...
  NameValues backend_libraries{};  // libtbb -> path, ...
  std::vector<std::string> devices{};
  std::string loadgen{};  // "assay 0.1.0" or "official ..."
};

struct RunRecord {
  std::filesystem::path folder{};
  int schema_version = kRunSchemaVersion;
  RunState state = RunState::kRunning;
  std::string failure{};  // one sentence, when kFailed
  std::string started{};  // ISO 8601 with offset
  std::vector<std::string> command_line{};
  std::string assay_version{};
  RunPlan plan{};
  Provenance provenance{};
  NameValues environment{};  // CPU, cores, governor, memory, OS, kernel, load, versions

  // Result.
  Verdict verdict = Verdict::kNone;
  std::vector<Finding> findings{};  // reasons, notes, anomalies
  std::string headline_name{};      // "Offline samples per second"
  double headline = 0;
  std::string headline_unit{};  // "samples/s", "queries/s", "ns", "samples/query"
  std::uint64_t queries_issued = 0, samples_issued = 0, samples_completed = 0, over_latency = 0;
  Nanoseconds duration{0};
  double completed_per_second = 0;
  LatencyFigures latency{};                         // per sample; MultiStream: per query
  LatencyFigures lag{};                             // per query
  std::optional<double> warm_up_rate{};             // samples/s
  std::optional<Nanoseconds> single_sample_time{};  // one sample alone, measured before the run
  std::optional<AccuracyFigures> accuracy{};
  std::optional<TimedPart> timed{};     // performance runs that came to their end
  std::optional<PowerFigures> power{};  // only where a meter was asked for
};

/// Reads run.json of `folder`; when the run did not end, the figures are computed from the journal
/// (everything up to 250 ms before the end) and the finding "incomplete" says so. A folder that
/// holds upstream's logs alone is read from them. Throws Error{kMissingFile, kBadData} naming file
/// and line.
RunRecord ReadRun(const std::filesystem::path& folder);

/// Writes run.json atomically. Throws Error{kUnwritable}.
void WriteRun(const RunRecord& record);

/// One sample of the journal.
struct JournalSample {
  std::uint64_t scheduled_ns{}, latency_ns{};
  std::uint32_t lag_ns{}, sample_seq{};
};
/// The journal's samples, in order of completion; empty when there is none. A torn record at the
/// end is left out. Throws Error{kBadData} when the file is none of ours, or of another version.
std::vector<JournalSample> ReadJournal(const std::filesystem::path& folder);

/// The same from a journal's bytes; `where` is the file's name.
std::vector<JournalSample> ParseJournal(std::string_view bytes, const std::string& where);

/// Figures of a list of nanoseconds (sorted in place): sorted[trunc(n * p)], clamped to the last.
LatencyFigures FiguresOf(std::vector<std::int64_t>& nanoseconds);

}  // namespace assay
