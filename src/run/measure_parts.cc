// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Folders, times and figures of tests.
#include "run/measure_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "record/upstream_logs.h"
#include "record/upstream_run.h"

namespace assay {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string LocalTime(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, format, &local);
  return {text, length};
}

fs::path NewRunFolder(const RunRequest& request, const fs::path& parent) {
  fs::path folder = request.out;
  if (folder.empty()) {
    const std::string base = fmt::format("{}-{}-{}", LocalTime("%Y%m%d-%H%M%S"),
                                         request.plan.benchmark, Name(request.plan.scenario));
    folder = parent / base;
    for (int i = 2; fs::exists(folder); ++i) folder = parent / fmt::format("{}-{}", base, i);
  }
  if (fs::exists(folder / kRunFileName)) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} already holds a run: choose another --out", folder.string()));
  }
  MakeFolder(folder);
  return folder;
}

Nanoseconds WarmUpTime(const RunPlan& plan) {
  return plan.budget ? std::min<Nanoseconds>(2s, *plan.budget / 5) : Nanoseconds(3s);
}

std::string ProfileFor(const RunRequest& request) {
  const LoadGenFacts facts = LoadGen();
  const std::string profile = request.profile.empty() ? facts.profiles.front() : request.profile;
  if (std::find(facts.profiles.begin(), facts.profiles.end(), profile) == facts.profiles.end()) {
    throw Error(
        ErrorCode::kUsage,
        fmt::format("--profile {} is not in the LoadGen that measures here, {}: leave it out",
                    profile, facts.name));
  }
  return profile;
}

/// The log's times are local ones in v0.7 and UTC in v6: those that have just passed are right.
std::optional<TimedPart> TimedPartIn(const fs::path& folder, const RunPlan& plan) {
  if (plan.mode == Mode::kAccuracy) return std::nullopt;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  try {
    const DetailLog detail = ReadDetail(folder / kDetailFileName);
    std::optional<TimedPart> nearest;
    const auto distance = [&](const TimedPart& timed) {
      return std::abs(timed.end_ns / 1'000'000'000 - static_cast<std::int64_t>(now));
    };
    for (const std::int64_t zone : {std::int64_t{local.tm_gmtoff}, std::int64_t{0}}) {
      const auto timed = TimedPartOf(detail, std::chrono::seconds(zone));
      if (timed && (!nearest || distance(*timed) < distance(*nearest))) nearest = timed;
    }
    return nearest;
  } catch (const Error&) {
    return std::nullopt;  // the record then says that it has no times
  }
}

SearchKey KeyOf(const RunRequest& request, const RunPlan& plan, const Provenance& p) {
  const EngineRequest& e = request.engine;
  return {{"benchmark", plan.benchmark},
          {"scenario", std::string(Name(plan.scenario))},
          {"model", p.model_name + " " + p.model_sha256},
          {"data", p.dataset_name},
          {"backend", e.backend},
          {"backend-config", e.config.string()},
          {"precision", e.precision},
          {"batch", std::to_string(e.batch)},
          {"streams", std::to_string(e.streams)},
          {"threads", std::to_string(e.threads)},
          {"requests", std::to_string(e.sessions)},
          {"placement", fmt::format("{} {}", fmt::join(e.placements, " "), e.loadgen_core)},
          {"batch-window", e.window ? FormatSpan(*e.window) : ""},
          {"latency-bound", plan.latency_bound ? FormatSpan(*plan.latency_bound) : ""},
          {"percentile", fmt::format("{}", plan.percentile)},
          {"profile", ProfileFor(request)}};
}

void AddOutcome(LoadGenOutcome& outcome, RunRecord& record) {
  record.headline = outcome.headline;
  record.queries_issued = outcome.queries_issued;
  record.samples_issued = outcome.samples_issued;
  record.samples_completed = outcome.samples_completed;
  record.over_latency = outcome.over_latency;
  record.duration = outcome.duration;
  record.completed_per_second = outcome.completed_per_second;
  record.latency = outcome.latency;
  record.lag = outcome.lag;
  record.provenance.loadgen = outcome.loadgen;
  for (Finding& finding : outcome.findings) record.findings.push_back(std::move(finding));
}

}  // namespace assay
