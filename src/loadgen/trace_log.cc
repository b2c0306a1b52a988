// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Trace events of samples.
#include "loadgen/trace_log.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "loadgen/block_writer.h"
#include "loadgen/json_value.h"

namespace assay::loadgen {
namespace {

/// The events of one loaded set. Offsets are from the start of the set.
class SetTrace {
 public:
  SetTrace(std::ostream& out, const Recording& recording, Nanoseconds start)
      : out_(out), recording_(recording), start_ns_(start.count()) {}

  void Write() {
    const std::uint64_t per_query = recording_.schedule().samples_per_query;
    for (std::uint64_t query = 0; query < recording_.QueriesEnd(); ++query) {
      if (!recording_.IsAnnounced(query)) continue;
      const Recording::Times times = recording_.TimesOf(query);
      for (std::uint64_t i = 0; i < per_query; ++i) WriteSample(query, i, times);
    }
    Begin("TimedPart", "X", 0);
    out_.Add(",\"tid\":");
    out_.Add(pid_);
    out_.Add(",\"dur\":");
    out_.AddMicroseconds(end_ns_);
    out_.Add("},\n");
  }

 private:
  void Begin(std::string_view name, std::string_view phase, std::int64_t offset_ns) {
    out_.Add("{\"name\":\"");
    out_.Add(name);
    out_.Add("\",\"ph\":\"");
    out_.Add(phase);
    out_.Add("\",\"pid\":");
    out_.Add(pid_);
    out_.Add(",\"ts\":");
    out_.AddMicroseconds(start_ns_ + offset_ns);
  }
  void BeginAsync(std::string_view name, std::string_view phase, std::uint64_t sequence,
                  std::int64_t offset_ns) {
    Begin(name, phase, offset_ns);
    out_.Add(",\"cat\":\"default\",\"id\":");
    out_.Add(sequence);
  }
  void Argument(std::string_view name_and_colon, auto value) {
    out_.Add(name_and_colon);
    out_.Add(value);
  }
  void WriteSample(std::uint64_t query, std::uint64_t i, Recording::Times times);
  void WriteDelays(std::string_view name, Recording::Times times, std::int64_t done_ns);
  void WriteFirstToken(std::uint64_t sample, std::uint64_t sequence, Recording::Times times);

  BlockWriter out_;
  const Recording& recording_;
  const std::int64_t start_ns_;
  const int pid_ = getpid();
  std::int64_t end_ns_ = 0;
};

void SetTrace::WriteDelays(std::string_view name, Recording::Times times, std::int64_t done_ns) {
  Begin(name, "C", times.scheduled_ns);
  Argument(",\"args\":{\"issue_delay\":", times.issued_ns - times.scheduled_ns);
  Argument(",\"issue_to_done\":", done_ns - times.issued_ns);
  out_.Add("}},\n");
}

void SetTrace::WriteFirstToken(std::uint64_t sample, std::uint64_t sequence,
                               Recording::Times times) {
  const std::int64_t first = recording_.FirstTokenNs(sample);
  if (first == Recording::kOpen) return;
  WriteDelays("Token_Latency", times, first);
  BeginAsync("FirstToken", "n", sequence, first);
  out_.Add("},\n");
}

void SetTrace::WriteSample(std::uint64_t query, std::uint64_t i, Recording::Times times) {
  const Schedule& schedule = recording_.schedule();
  const std::uint64_t sample = query * schedule.samples_per_query + i;
  const std::uint64_t sequence = schedule.first_sample + sample;
  const std::int64_t done = recording_.CompletedNs(sample);
  const bool is_answered = done != Recording::kOpen;
  if (is_answered) WriteDelays("Latency", times, done);
  BeginAsync("Sample", "b", sequence, times.scheduled_ns);
  Argument(",\"args\":{\"sample_seq\":", sequence);
  Argument(",\"query_seq\":", schedule.first_query + query);
  Argument(",\"sample_idx\":", schedule.Index(query, i));
  Argument(",\"issue_start_ns\":", times.issued_ns - times.scheduled_ns);
  if (is_answered) Argument(",\"complete_ns\":", done - times.scheduled_ns);
  out_.Add("}},\n");
  if (recording_.has_tokens()) WriteFirstToken(sample, sequence, times);
  if (!is_answered) return;
  BeginAsync("Sample", "e", sequence, done);
  out_.Add("},\n");
  end_ns_ = std::max(end_ns_, done);
}

}  // namespace

TraceLog::TraceLog(std::ostream& out, Nanoseconds origin) : out_(out), origin_(origin) {
  out_ << "{\"traceEvents\":[\n";
}

void TraceLog::AddSet(const Recording& recording) {
  SetTrace(out_, recording, recording.StartTime() - origin_).Write();
}

void TraceLog::Finish(const std::string& version) {
  const auto unix_time = std::chrono::system_clock::now().time_since_epoch();
  BlockWriter out(out_);
  out.Add("{\"name\":\"LastTrace\"}\n],\n\"displayTimeUnit\":\"ns\",\n\"otherData\":{\n\"ts\":");
  out.AddMicroseconds(std::chrono::nanoseconds(unix_time).count());
  out.Add(",\n\"version\":");
  out.Add(JsonValue(version).text());
  out.Add("\n}\n}\n");
}

}  // namespace assay::loadgen
