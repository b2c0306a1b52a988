// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Settings and axes.
#include "run/tune_space.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace assay {
namespace {

constexpr int kBatches[] = {1, 2, 4, 8, 16, 32};
constexpr int kDeviceBatches[] = {1, 2, 4, 8, 16, 32, 64, 128};
constexpr int kRequests[] = {1, 2, 4, 8, 16};
constexpr int kWindowParts[] = {16, 8, 4};  // of the bound

bool IsProcessor(const TuneSubject& s) { return s.needs_files && s.device_kind == "cpu"; }

/// Both ways between a number and the setting that it is.
struct NumberRow {
  const char* name;
  std::optional<int> EngineSettings::*setting;
  int EngineRequest::*request;
};
constexpr NumberRow kNumbers[] = {
    {"streams", &EngineSettings::streams, &EngineRequest::streams},
    {"threads", &EngineSettings::threads, &EngineRequest::threads},
    {"requests", &EngineSettings::requests, &EngineRequest::sessions},
    {"batch", &EngineSettings::batch, &EngineRequest::batch},
};

/// The numbers in order; `preset` is the default and sets nothing.
TuneAxis NumberAxis(const NumberRow& row, std::set<int> numbers, int preset) {
  numbers.insert(preset);
  TuneAxis axis{.name = row.name, .values = {}};
  for (const int number : numbers) {
    EngineSettings& value = axis.values.emplace_back();
    if (number == preset) {
      axis.preset = static_cast<int>(axis.values.size()) - 1;
    } else {
      value.*row.setting = number;
    }
  }
  return axis;
}

std::set<int> UpTo(std::set<int> numbers, int largest) {
  std::erase_if(numbers, [largest](int n) { return n < 1 || n > largest; });
  return numbers;
}

std::set<int> StreamCounts(int cores) {
  std::set<int> counts = {cores};
  for (int n = 1; n < cores; n *= 2) counts.insert(n);
  return counts;
}

int PresetStreams(const TuneSubject& s) {
  if (s.engine.sessions > 0) return std::min(s.engine.sessions, s.cores);
  return s.scenario == Scenario::kOffline ? s.cores : 1;
}

std::set<int> BatchSizes(const TuneSubject& s) {
  std::set<int> sizes(std::begin(kBatches), std::end(kBatches));
  if (!IsProcessor(s)) sizes = {std::begin(kDeviceBatches), std::end(kDeviceBatches)};
  return s.scenario == Scenario::kMultiStream ? UpTo(sizes, s.samples_per_query) : sizes;
}

/// To two digits: a window that a person would type.
Nanoseconds Rounded(Nanoseconds window) {
  const auto ns = static_cast<double>(window.count());
  const double unit = std::pow(10.0, std::floor(std::log10(std::max(ns, 1.0))) - 1);
  return Nanoseconds(std::llround(std::round(ns / unit) * unit));
}

TuneAxis WindowAxis(Nanoseconds bound) {
  TuneAxis axis{.name = "batch window", .values = {{}}};
  for (const int part : kWindowParts) {
    axis.values.emplace_back().window = Rounded(bound / part);
  }
  return axis;
}

TuneAxis PrecisionAxis(const TuneSubject& s) {
  TuneAxis axis{.name = "precision", .values = {{}}, .preset = 0, .is_ordered = false};
  for (const std::string& precision : s.precisions) {
    if (precision != s.engine.precision) axis.values.emplace_back().precision = precision;
  }
  return axis;
}

/// The number that a value of an axis stands for.
int NumberAt(const TuneAxis& axis, int index, std::optional<int> EngineSettings::*setting,
             int preset) {
  return (axis.values[static_cast<std::size_t>(index)].*setting).value_or(preset);
}

std::string ValueText(const TuneAxis& axis, std::size_t index, const TuneSubject& s) {
  const EngineSettings& value = axis.values[index];
  if (static_cast<int>(index) == axis.preset) {
    const std::pair<std::string_view, std::string> presets[] = {
        {"streams", std::to_string(PresetStreams(s))},
        {"threads", std::to_string(s.cores)},
        {"requests", std::to_string(s.preset_requests)},
        {"batch", std::to_string(s.preset_batch)},
        {"batch window", "none"},
        {"precision", s.engine.precision}};
    for (const auto& [name, text] : presets) {
      if (name == axis.name) return text + " (default)";
    }
  }
  return Describe(value).substr(axis.name.size() + 1);
}

}  // namespace

std::string Describe(const EngineSettings& settings) {
  std::vector<std::string> parts;
  for (const NumberRow& row : kNumbers) {
    if (const auto& n = settings.*row.setting) parts.push_back(fmt::format("{} {}", row.name, *n));
  }
  if (settings.window) parts.push_back("batch window " + FormatSpan(*settings.window));
  if (settings.precision) parts.push_back("precision " + *settings.precision);
  return parts.empty() ? "the default" : fmt::format("{}", fmt::join(parts, ", "));
}

EngineRequest With(EngineRequest engine, const EngineSettings& settings) {
  for (const NumberRow& row : kNumbers) {
    if (const auto& n = settings.*row.setting) engine.*row.request = *n;
  }
  if (settings.window) engine.window = settings.window;
  if (settings.precision) engine.precision = *settings.precision;
  return engine;
}

std::vector<TuneAxis> AxesFor(const TuneSubject& s) {
  std::vector<TuneAxis> axes;
  const EngineRequest& given = s.engine;
  const bool is_parallel = s.scenario != Scenario::kSingleStream;  // else one sample at a time
  const bool has_threads = IsProcessor(s) && !s.has_fixed_threads;
  if (has_threads && is_parallel && given.streams == 0) {
    axes.push_back(NumberAxis(kNumbers[0], StreamCounts(s.cores), PresetStreams(s)));
  }
  if (has_threads && given.threads == 0) {
    axes.push_back(
        NumberAxis(kNumbers[1], UpTo({s.cores / 2, s.cores - 1, s.cores}, s.cores), s.cores));
  }
  if (!IsProcessor(s) && is_parallel && given.sessions == 0 && given.placements.empty()) {
    axes.push_back(
        NumberAxis(kNumbers[2], {std::begin(kRequests), std::end(kRequests)}, s.preset_requests));
  }
  const bool has_batches = s.scenario == Scenario::kOffline || s.scenario == Scenario::kServer ||
                           (s.scenario == Scenario::kMultiStream && s.samples_per_query > 1);
  if (has_batches && given.batch == 0) {
    axes.push_back(NumberAxis(kNumbers[3], BatchSizes(s), s.preset_batch));
  }
  if (s.scenario == Scenario::kServer && s.bound && !given.window) {
    axes.push_back(WindowAxis(*s.bound));
  }
  if (s.needs_files) axes.push_back(PrecisionAxis(s));
  std::erase_if(axes, [](const TuneAxis& axis) { return axis.values.size() < 2; });
  return axes;
}

EngineSettings SettingsAt(const std::vector<TuneAxis>& axes, const TunePoint& point) {
  EngineSettings all;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const EngineSettings& value = axes[i].values[static_cast<std::size_t>(point[i])];
    for (const NumberRow& row : kNumbers) {
      if (value.*row.setting) all.*row.setting = value.*row.setting;
    }
    if (value.window) all.window = value.window;
    if (value.precision) all.precision = value.precision;
  }
  return all;
}

TunePlan PlanOf(const std::vector<TuneAxis>& axes, const TuneSubject& subject) {
  TunePlan plan;
  for (const TuneAxis& axis : axes) {
    plan.axes.push_back({.values = static_cast<int>(axis.values.size()),
                         .preset = axis.preset,
                         .is_ordered = axis.is_ordered});
  }
  const bool has_streams =
      axes.size() >= 2 && axes[0].name == "streams" && axes[1].name == "threads";
  if (!has_streams) return plan;
  plan.is_allowed = [streams = axes[0], threads = axes[1], preset = PresetStreams(subject),
                     cores = subject.cores](const TunePoint& p) {
    return NumberAt(streams, p[0], &EngineSettings::streams, preset) <=
           NumberAt(threads, p[1], &EngineSettings::threads, cores);
  };
  return plan;
}

std::string Describe(const std::vector<TuneAxis>& axes, const TuneSubject& subject) {
  std::vector<std::string> parts;
  for (const TuneAxis& axis : axes) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      values.push_back(ValueText(axis, i, subject));
    }
    parts.push_back(fmt::format("{} {}", axis.name, fmt::join(values, ", ")));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace assay
