// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf_log_detail.txt: the events of a test, and what every shape of that file must say of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "loadgen/include/test_settings.h"
#include "loadgen/run.h"
#include "loadgen/schedule.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

enum class Severity { kNote, kWarning, kError };

/// Something for a person to read.
struct Sentence {
  Severity severity = Severity::kNote;
  std::string text;
  bool is_about_settings = false;
};

/// What is known before anything is decided.
struct TestHead {
  std::string sut_name, qsl_name;
  Nanoseconds sut_name_took{0};  // how long the system under test needed to say its name
  LibrarySize library;
  std::string version;  // of this LoadGen
  std::string started;  // as LocalTimeStamp has it
};

/// Wall clock around the timed part, as PowerTimeStamp has it.
struct PowerTimes {
  mlperf::TestMode phase = mlperf::TestMode::PerformanceOnly;
  std::string begin, end;
};

/// What Result does not hold of a performance phase.
struct FiguresEvent {
  const EffectiveSettings& settings;
  const Result& result;
  std::uint64_t blocked = 0;  // queries that fell due while the SUT held the thread
};

/// One shape of the detail log. One thread at a time; nothing is written while queries are timed.
class DetailLog {
 public:
  virtual ~DetailLog() = default;
  virtual void Head(const TestHead& head) = 0;
  virtual void Settings(const EffectiveSettings& settings) = 0;
  virtual void Message(const Sentence& sentence) = 0;
  virtual void PhaseStarts(mlperf::TestMode phase) = 0;
  virtual void LoadedSet(const std::vector<std::size_t>& samples) = 0;
  virtual void Generated(const Schedule& schedule) = 0;
  virtual void EndedNaturally() = 0;
  /// The contention counters of upstream's log, which ours does not have: all zero.
  virtual void Counters() = 0;
  virtual void Power(const PowerTimes& times) = 0;
  virtual void Figures(const FiguresEvent& event) = 0;
  virtual void Ends(std::uint64_t errors) = 0;
};

/// Where a shape writes. The clock gives the times of the lines, counted from its construction.
struct DetailOptions {
  Clock& clock;
  std::ostream& out;
  bool copies_to_stdout = false;
};
/// Lines as v0.7 writes them. Format: docs/loadgen-behaviour.md, section 11.3.
std::unique_ptr<DetailLog> MakeTextDetail(const DetailOptions& options);
/// Lines as v6 writes them. Format: docs/loadgen-behaviour.md, section 11.4.
std::unique_ptr<DetailLog> MakeMlLogDetail(const DetailOptions& options);

}  // namespace assay::loadgen
