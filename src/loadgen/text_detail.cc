// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The detail log as text: a line per event, with process, thread and time. Format:
// docs/loadgen-behaviour.md, section 11.3.
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <sstream>

#include "loadgen/detail_log.h"
#include "loadgen/json_value.h"
#include "loadgen/log_text.h"
#include "loadgen/settings_text.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;

class TextDetail : public DetailLog {
 public:
  explicit TextDetail(const DetailOptions& options)
      : options_(options), start_(options.clock.Now()) {}

  void Head(const TestHead& head) override;
  void Settings(const EffectiveSettings& settings) override;
  void Message(const Sentence& sentence) override;
  void PhaseStarts(TestMode phase) override;
  void LoadedSet(const std::vector<std::size_t>& samples) override;
  void Generated(const Schedule& schedule) override;
  void EndedNaturally() override;
  void Counters() override;
  void Power(const PowerTimes& times) override;
  void Figures(const FiguresEvent& event) override;
  void Ends(std::uint64_t) override {}  // the summary has the count

 private:
  /// `text` may have several lines; only the first gets the prefix, as upstream has it.
  void Line(const std::string& text);
  void Lines(const std::string& block);

  const DetailOptions options_;
  const Nanoseconds start_;
};

void TextDetail::Line(const std::string& text) {
  char prefix[128];
  std::snprintf(prefix, sizeof prefix,
                "\"pid\": %ld, \"tid\": %ld, \"ts\": %lldns : ", static_cast<long>(getpid()),
                static_cast<long>(syscall(SYS_gettid)),
                static_cast<long long>((options_.clock.Now() - start_).count()));
  options_.out << prefix << text << '\n';
  if (options_.copies_to_stdout) std::cout << prefix << text << '\n';
}

void TextDetail::Lines(const std::string& block) {
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) Line(line);
}

void TextDetail::Head(const TestHead& head) {
  Line("LoadgenVersionInfo:");
  Line("version : " + head.version + " @ NA");
  for (const char* key : {"build_date_local :", "build_date_utc   :", "git_commit_date  :"}) {
    Line(std::string(key) + " NA");
  }
  for (const char* key : {"git_log :", "git_status :", "SHA1 of files :"}) {
    Line(std::string(key) + "\n\nNA\n");
  }
  Line("Date + time of test: " + head.started);
  Line("System Under Test (SUT) name: " + OneLine(head.sut_name));
  Line("Query Sample Library (QSL) name: " + OneLine(head.qsl_name));
  Line("QSL total size: " + std::to_string(head.library.total));
  Line("QSL performance size*: " + std::to_string(head.library.performance));
  Line("*TestSettings (performance_sample_count_override) can override");
  Line("*Refer to Effective Settings for actual value");
}

void TextDetail::Settings(const EffectiveSettings& settings) {
  Lines(EffectiveSettingsText(settings));
  Lines(RequestedSettingsText(settings));
}

void TextDetail::Message(const Sentence& sentence) {
  constexpr const char* kMarks[] = {"", "WARNING : ", "ERROR : "};
  Line(kMarks[static_cast<int>(sentence.severity)] + OneLine(sentence.text));
}

void TextDetail::PhaseStarts(TestMode phase) {
  Line(std::string("Starting ") + PhaseNameOf(phase) + " mode:");
}

void TextDetail::LoadedSet(const std::vector<std::size_t>& samples) {
  Line("Loading QSL : \"set\" : \"[" + CommaSeparated(samples) + "]\"");
}

void TextDetail::Generated(const Schedule& schedule) {
  Line("GeneratedQueries: \"queries\" : " + std::to_string(schedule.query_count) +
       ", \"samples per query\" : " + std::to_string(schedule.samples_per_query) +
       ", \"duration\" : " + std::to_string(schedule.duration_ns));
}

void TextDetail::EndedNaturally() {
  Line(" Ending naturally: Minimum query count and test duration met.");
}

void TextDetail::Counters() {
  Line("Log Contention Counters:");
  for (const char* counter : kContentionCounters) Line(std::string("0 : ") + counter);
}

void TextDetail::Power(const PowerTimes& times) {
  const std::string mode = std::string("\"mode\" : ") + NameOf(times.phase);
  Line("POWER_BEGIN: " + mode + ", \"time\" : " + times.begin);
  Line("POWER_END: " + mode + ", \"time\" : " + times.end);
}

/// What upstream's logs lack: rates in full precision, and how late the generator was.
void TextDetail::Figures(const FiguresEvent& event) {
  const Result& result = event.result;
  char text[512];
  std::snprintf(text, sizeof text,
                "Assay figures: \"samples_per_second\" : %.17g, \"scheduled_per_second\" : %.17g, "
                "\"completed_per_second\" : %.17g, \"lag_p50_ns\" : %lld, \"lag_p99_ns\" : %lld, "
                "\"lag_max_ns\" : %lld, \"issued_late_behind_the_sut\" : %llu",
                result.samples_per_second, result.scheduled_samples_per_second,
                result.completed_samples_per_second, static_cast<long long>(result.lag.ns[0]),
                static_cast<long long>(result.lag.ns[Percentiles::k99]),
                static_cast<long long>(result.lag.max_ns),
                static_cast<unsigned long long>(event.blocked));
  Line(text);
}

}  // namespace

std::unique_ptr<DetailLog> MakeTextDetail(const DetailOptions& options) {
  return std::make_unique<TextDetail>(options);
}

}  // namespace assay::loadgen
