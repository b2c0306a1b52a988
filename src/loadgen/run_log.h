// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// All that one test says: its events go to the detail log in the wanted shapes, what went wrong is
// counted and kept for the result, and the summary ends it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loadgen/active_tests.h"
#include "loadgen/config.h"
#include "loadgen/detail_log.h"
#include "loadgen/issue.h"
#include "loadgen/log_files.h"
#include "loadgen/recording.h"
#include "loadgen/trace_log.h"

namespace assay::loadgen {

/// One thread at a time. Nothing is said while queries are timed: the events are told before or
/// after.
class RunLog {
 public:
  struct Options {
    Clock& clock;
    LogFiles& files;                      // of this test; outlives the log
    const mlperf::LogSettings& settings;  // outlives the log
  };
  explicit RunLog(const Options& options);

  /// First of all; `rules` decide what LogShape::FollowProfile means.
  void Head(const ProfileRules& rules, const TestHead& head);
  /// `file` was looked for; says nothing when it does not exist.
  void AuditConfig(const std::string& file, const ConfigOutcome& outcome);
  /// The settings, and the contradictions in them. They must outlive the log.
  void Settings(const EffectiveSettings& settings);
  /// From now on figures and summary are by these settings, which must outlive the log.
  void Use(const EffectiveSettings& settings) { settings_ = &settings; }
  void PhaseStarts(mlperf::TestMode phase);
  void LoadedSet(const LoadedSet& set);
  void Generated(const Schedule& schedule);
  /// How the issuing ended, and what has no answer; the set's trace.
  void Ended(const IssueOutcome& outcome, const Recording& recording);
  void Power(const PowerTimes& times);
  /// Of a performance phase.
  void Figures(const Result& result, std::uint64_t blocked);
  void Stray(const StrayAnswers& stray);
  void Note(const std::string& sentence) { Say({.text = sentence}); }
  /// One sentence, which is also an anomaly of the result.
  void Add(Severity severity, Anomaly anomaly);
  /// Last of all: ends the detail log, writes the summary.
  void Finish(const Result& result);

  void Flush();
  std::vector<Anomaly> TakeAnomalies() { return std::move(anomalies_); }

 private:
  void Say(const Sentence& sentence);
  void Unanswered(const IssueOutcome& outcome, const Recording& recording);
  template <typename Event>
  void Tell(Event event);

  Clock& clock_;
  LogFiles& files_;
  const mlperf::LogSettings& log_settings_;
  const ProfileRules* rules_ = nullptr;
  const EffectiveSettings* settings_ = nullptr;
  std::string sut_name_;
  std::string version_;
  std::vector<std::unique_ptr<DetailLog>> shapes_;
  std::optional<TraceLog> trace_;
  std::vector<Anomaly> anomalies_;
  std::uint64_t warnings_ = 0, errors_ = 0;
};

}  // namespace assay::loadgen
