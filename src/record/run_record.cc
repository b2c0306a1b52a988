// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Run folders: run.json, and the journal where the run did not end.
#include "record/run_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "loadgen/journal.h"
#include "record/run_json.h"
#include "record/upstream_run.h"
#include "record/verdict.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using loadgen::JournalHeader;
using loadgen::JournalRecord;

void CheckHeader(std::string_view bytes, const std::string& where) {
  JournalHeader header{};
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, loadgen::kJournalMagic, sizeof header.magic) != 0) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} is not a journal of Assay: its first bytes are others; remove it "
                            "or name another run folder",
                            where));
  }
  if (header.version != loadgen::kJournalVersion || header.record_bytes != sizeof(JournalRecord)) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} is a journal of version {} with {} bytes a sample, this program "
                            "reads version {} with {}: take the Assay that wrote it",
                            where, header.version, header.record_bytes, loadgen::kJournalVersion,
                            sizeof(JournalRecord)));
  }
}

/// Throws when a time is none that a run can have.
JournalSample ToSample(const JournalRecord& r, const std::string& where) {
  constexpr std::uint64_t kLongest = std::numeric_limits<std::int64_t>::max() / 2;
  if (r.scheduled_ns > kLongest || r.latency_ns > kLongest) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("{} is damaged: sample {} has a time beyond all bounds", where, r.sample_seq));
  }
  return {.scheduled_ns = r.scheduled_ns,
          .latency_ns = r.latency_ns,
          .lag_ns = r.lag_ns,
          .sample_seq = r.sample_seq};
}

std::int64_t Nearest(const std::vector<std::int64_t>& sorted, double p) {
  const auto rank = static_cast<std::size_t>(static_cast<double>(sorted.size()) * p);
  return sorted[std::min(rank, sorted.size() - 1)];
}

double PerSecond(std::uint64_t count, std::uint64_t nanoseconds) {
  return nanoseconds == 0 ? 0 : static_cast<double>(count) * 1e9 / static_cast<double>(nanoseconds);
}

/// What the samples of one query have in common; its latency is that of the slowest.
struct QueryTimes {
  std::uint64_t scheduled_ns = 0;
  std::int64_t latency_ns = 0;
  std::int64_t lag_ns = 0;
};

std::vector<QueryTimes> Queries(std::vector<JournalSample> samples, std::uint32_t per_query) {
  const auto query_of = [per_query](const JournalSample& s) { return s.sample_seq / per_query; };
  if (per_query > 1) {
    std::sort(samples.begin(), samples.end(), [&](const JournalSample& a, const JournalSample& b) {
      return query_of(a) < query_of(b);
    });
  }
  std::vector<QueryTimes> queries;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const JournalSample& s = samples[i];
    const auto latency = static_cast<std::int64_t>(s.latency_ns);
    if (per_query > 1 && i > 0 && query_of(s) == query_of(samples[i - 1])) {
      queries.back().latency_ns = std::max(queries.back().latency_ns, latency);
    } else {
      queries.push_back(
          {.scheduled_ns = s.scheduled_ns, .latency_ns = latency, .lag_ns = s.lag_ns});
    }
  }
  return queries;
}

double HeadlineOf(const RunRecord& record, std::uint64_t last_scheduled_ns) {
  switch (record.plan.scenario) {
    case Scenario::kServer:
      return PerSecond(record.samples_completed - 1, last_scheduled_ns);
    case Scenario::kSingleStream:
      return static_cast<double>(record.latency.p90);
    case Scenario::kMultiStream:
      return record.plan.samples_per_query;
    case Scenario::kOffline:
      break;
  }
  return record.completed_per_second;
}

/// The figures of a run that did not end, from what its journal holds.
void FillFromJournal(RunRecord& record) {
  const std::vector<JournalSample> samples = ReadJournal(record.folder);
  if (samples.empty()) return;
  const bool is_multi_stream = record.plan.scenario == Scenario::kMultiStream;
  const int per_query = is_multi_stream ? std::max(1, record.plan.samples_per_query) : 1;
  const auto queries = Queries(samples, static_cast<std::uint32_t>(per_query));
  std::vector<std::int64_t> latencies, lags;
  std::uint64_t end = 0, last_scheduled = 0;
  record.over_latency = 0;
  for (const QueryTimes& query : queries) {
    latencies.push_back(query.latency_ns);
    lags.push_back(query.lag_ns);
    end = std::max(end, query.scheduled_ns + static_cast<std::uint64_t>(query.latency_ns));
    last_scheduled = std::max(last_scheduled, query.scheduled_ns);
    if (record.plan.latency_bound && Nanoseconds(query.latency_ns) > *record.plan.latency_bound) {
      ++record.over_latency;
    }
  }
  record.samples_completed = record.samples_issued = samples.size();
  record.queries_issued = record.plan.scenario == Scenario::kOffline ? 1 : queries.size();
  record.duration = Nanoseconds(static_cast<std::int64_t>(end));
  record.completed_per_second = PerSecond(samples.size(), end);
  record.latency = FiguresOf(latencies);
  record.lag = FiguresOf(lags);
  if (record.plan.mode == Mode::kPerformance) record.headline = HeadlineOf(record, last_scheduled);
}

void AddIncomplete(RunRecord& record) {
  const std::string covers =
      record.samples_completed == 0
          ? "nothing had been written to its journal"
          : fmt::format("the figures cover the first {}, {} samples that were answered",
                        FormatDuration(record.duration), FormatCount(record.samples_completed));
  record.findings.push_back({.rule = "incomplete",
                             .severity = Severity::kWarning,
                             .where = record.folder.string(),
                             .what = "the run did not end; " + covers,
                             .remedy = "run it again",
                             .source = "Assay's own rule"});
}

}  // namespace

RunRecord ReadRun(const fs::path& folder) {
  const fs::path file = folder / kRunFileName;
  if (!fs::exists(file)) {
    if (HasUpstreamLogs(folder)) return ReadUpstreamRun(folder);
    throw Error(ErrorCode::kMissingFile,
                fmt::format("{} holds neither {} nor the logs of a LoadGen: name a run folder",
                            folder.string(), kRunFileName));
  }
  RunRecord record = ParseRunJson(ReadFile(file, "run record"), file.string());
  record.folder = folder;
  if (record.state == RunState::kRunning) {
    FillFromJournal(record);
    NameHeadline(record);
    AddIncomplete(record);
  }
  return record;
}

void WriteRun(const RunRecord& record) {
  WriteFile(record.folder / kRunFileName, RunJsonText(record));
}

std::vector<JournalSample> ReadJournal(const fs::path& folder) {
  const fs::path file = folder / loadgen::kJournalFileName;
  if (!fs::exists(file)) return {};
  return ParseJournal(ReadFile(file, "journal"), file.string());
}

std::vector<JournalSample> ParseJournal(std::string_view bytes, const std::string& where) {
  if (bytes.size() < sizeof(JournalHeader)) return {};  // killed before the first flush
  CheckHeader(bytes, where);
  std::vector<JournalSample> samples((bytes.size() - sizeof(JournalHeader)) /
                                     sizeof(JournalRecord));
  const char* at = bytes.data() + sizeof(JournalHeader);
  for (JournalSample& sample : samples) {
    JournalRecord r{};
    std::memcpy(&r, at, sizeof r);
    at += sizeof r;
    sample = ToSample(r, where);
  }
  std::stable_sort(samples.begin(), samples.end(), [](const auto& a, const auto& b) {
    return a.scheduled_ns + a.latency_ns < b.scheduled_ns + b.latency_ns;
  });
  return samples;
}

LatencyFigures FiguresOf(std::vector<std::int64_t>& nanoseconds) {
  LatencyFigures f;
  f.count = nanoseconds.size();
  if (nanoseconds.empty()) return f;
  std::sort(nanoseconds.begin(), nanoseconds.end());
  __extension__ __int128 sum = 0;  // 64 bits overflow at 25 million samples of an hour each
  for (const std::int64_t value : nanoseconds) sum += value;
  f.min = nanoseconds.front();
  f.max = nanoseconds.back();
  f.mean = static_cast<std::int64_t>(sum / static_cast<std::int64_t>(nanoseconds.size()));
  f.p50 = Nearest(nanoseconds, .50);
  f.p90 = Nearest(nanoseconds, .90);
  f.p95 = Nearest(nanoseconds, .95);
  f.p97 = Nearest(nanoseconds, .97);
  f.p99 = Nearest(nanoseconds, .99);
  f.p999 = Nearest(nanoseconds, .999);
  return f;
}

}  // namespace assay
