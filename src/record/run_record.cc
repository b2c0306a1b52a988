// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Run folders: run.json, and the journal where the run did not end.
#include "record/run_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "base/files.h"
#include "loadgen/journal.h"
#include "record/run_json.h"
#include "record/verdict.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using loadgen::JournalHeader;
using loadgen::JournalRecord;

JournalHeader CheckedHeader(const std::string& bytes, const fs::path& file) {
  JournalHeader header{};
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, loadgen::kJournalMagic, sizeof header.magic) != 0 ||
      header.version != loadgen::kJournalVersion || header.record_bytes != sizeof(JournalRecord)) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} is not a journal of this version of Assay", file.string()));
  }
  return header;
}

std::int64_t Nearest(const std::vector<std::int64_t>& sorted, double p) {
  const auto rank = static_cast<std::size_t>(static_cast<double>(sorted.size()) * p);
  return sorted[std::min(rank, sorted.size() - 1)];
}

double PerSecond(std::uint64_t count, Nanoseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

/// Figures of a run that did not end, from what its journal holds.
void FillFromJournal(RunRecord& record) {
  const std::vector<JournalSample> samples = ReadJournal(record.folder);
  std::vector<std::int64_t> latencies, lags;
  std::uint64_t end = 0;
  record.over_latency = 0;
  for (const JournalSample& s : samples) {
    latencies.push_back(static_cast<std::int64_t>(s.latency_ns));
    lags.push_back(s.lag_ns);
    end = std::max(end, s.scheduled_ns + s.latency_ns);
    const auto bound = record.plan.latency_bound;
    if (bound && Nanoseconds(static_cast<std::int64_t>(s.latency_ns)) > *bound)
      ++record.over_latency;
  }
  record.samples_completed = samples.size();
  record.samples_issued = std::max<std::uint64_t>(record.samples_issued, samples.size());
  record.duration = Nanoseconds(static_cast<std::int64_t>(end));
  record.completed_per_second = PerSecond(samples.size(), record.duration);
  record.latency = FiguresOf(latencies);
  record.lag = FiguresOf(lags);
  record.headline = record.plan.scenario == Scenario::kSingleStream
                        ? static_cast<double>(record.latency.p90)
                        : record.completed_per_second;
  record.findings.push_back(
      {.rule = "incomplete",
       .severity = Severity::kWarning,
       .where = record.folder.string(),
       .what = fmt::format("the run did not end; the figures cover the {} samples that the journal "
                           "holds",
                           samples.size()),
       .expected = "",
       .found = "",
       .remedy = "run it again",
       .source = "Assay"});
}

}  // namespace

RunRecord ReadRun(const fs::path& folder) {
  const fs::path file = folder / kRunFileName;
  if (!fs::exists(file)) {
    throw Error(ErrorCode::kMissingFile, fmt::format("{} holds no {}: it is not a run folder",
                                                     folder.string(), kRunFileName));
  }
  RunRecord record = ParseRunJson(ReadFile(file, "run record"), file.string());
  record.folder = folder;
  if (record.state == RunState::kRunning) {
    FillFromJournal(record);
    Judge(record);
  }
  return record;
}

void WriteRun(const RunRecord& record) {
  WriteFile(record.folder / kRunFileName, RunJsonText(record));
}

std::vector<JournalSample> ReadJournal(const fs::path& folder) {
  const fs::path file = folder / loadgen::kJournalFileName;
  if (!fs::exists(file)) return {};
  const std::string bytes = ReadFile(file, "journal");
  if (bytes.size() < sizeof(JournalHeader)) return {};  // killed before the first flush
  CheckedHeader(bytes, file);
  std::vector<JournalSample> samples((bytes.size() - sizeof(JournalHeader)) /
                                     sizeof(JournalRecord));
  const char* at = bytes.data() + sizeof(JournalHeader);
  for (JournalSample& sample : samples) {
    JournalRecord r{};
    std::memcpy(&r, at, sizeof r);
    at += sizeof r;
    sample = {.scheduled_ns = r.scheduled_ns,
              .latency_ns = r.latency_ns,
              .lag_ns = r.lag_ns,
              .sample_seq = r.sample_seq};
  }
  return samples;
}

LatencyFigures FiguresOf(std::vector<std::int64_t>& nanoseconds) {
  LatencyFigures f;
  f.count = nanoseconds.size();
  if (nanoseconds.empty()) return f;
  std::sort(nanoseconds.begin(), nanoseconds.end());
  const auto sum = std::accumulate(nanoseconds.begin(), nanoseconds.end(), std::int64_t{0});
  f.min = nanoseconds.front();
  f.max = nanoseconds.back();
  f.mean = sum / static_cast<std::int64_t>(nanoseconds.size());
  f.p50 = Nearest(nanoseconds, .50);
  f.p90 = Nearest(nanoseconds, .90);
  f.p95 = Nearest(nanoseconds, .95);
  f.p97 = Nearest(nanoseconds, .97);
  f.p99 = Nearest(nanoseconds, .99);
  f.p999 = Nearest(nanoseconds, .999);
  return f;
}

}  // namespace assay
