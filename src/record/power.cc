// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From the samples of a power meter and a test's timed part to watts, energy, samples per joule.
#include "record/power.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "record/wall_time.h"

namespace assay {
namespace {

constexpr std::size_t kFewestSamples = 5;
constexpr double kLongestGap = 3;              // times the usual distance of two samples
constexpr std::int64_t kLeastGap = 1'000'000'000;  // ns; shorter ones are never complained of

using Points = std::vector<PowerPoint>;

/// The points around and within the timed part: the last before it to the first after it.
Points Around(const Points& points, const TimedPart& timed) {
  const auto earlier = [](const PowerPoint& point, std::int64_t ns) { return point.at_ns < ns; };
  auto first = std::lower_bound(points.begin(), points.end(), timed.begin_ns, earlier);
  auto last = std::lower_bound(first, points.end(), timed.end_ns, earlier);
  if (first != points.begin() && (first == points.end() || first->at_ns > timed.begin_ns)) --first;
  if (last != points.end()) ++last;
  return {first, last};
}

std::size_t CountWithin(const Points& points, const TimedPart& timed) {
  return static_cast<std::size_t>(
      std::count_if(points.begin(), points.end(), [&](const PowerPoint& point) {
        return point.at_ns >= timed.begin_ns && point.at_ns <= timed.end_ns;
      }));
}

std::int64_t MedianDistance(const Points& points) {
  std::vector<std::int64_t> distances;
  for (std::size_t i = 1; i < points.size(); ++i) {
    distances.push_back(points[i].at_ns - points[i - 1].at_ns);
  }
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

/// The longest time within the timed part without a sample.
std::int64_t LongestGap(const Points& points, const TimedPart& timed) {
  std::int64_t longest = std::max(points.front().at_ns - timed.begin_ns,
                                  timed.end_ns - points.back().at_ns);
  for (std::size_t i = 1; i < points.size(); ++i) {
    longest = std::max(longest, points[i].at_ns - points[i - 1].at_ns);
  }
  return longest;
}

/// Energy until `at_ns`, on the line through the two points around it or nearest to it.
double JoulesAt(const Points& points, std::int64_t at_ns) {
  std::size_t right = 1;
  while (right + 1 < points.size() && points[right].at_ns < at_ns) ++right;
  const PowerPoint &a = points[right - 1], &b = points[right];
  return a.joules + (b.joules - a.joules) * static_cast<double>(at_ns - a.at_ns) /
                        static_cast<double>(b.at_ns - a.at_ns);
}

std::string Span(const PowerTrace& trace, std::chrono::seconds zone) {
  return fmt::format("from {} to {}", WallTimeText(trace.points.front().at_ns, zone),
                     WallTimeText(trace.points.back().at_ns, zone));
}

/// Why there is no figure; "" when nothing speaks against one.
std::string ProblemOf(const PowerTrace& trace, const RunRecord& record, PowerFigures& figures) {
  if (!record.timed) return "the run does not say when its timed part began and ended";
  const TimedPart& timed = *record.timed;
  const Nanoseconds length(timed.end_ns - timed.begin_ns);
  if (trace.points.empty()) return "the meter gave no sample";
  const std::chrono::seconds zone = ZoneOf(record.started);
  const Points points = Around(trace.points, timed);
  figures.samples = CountWithin(points, timed);
  if (figures.samples == 0) {
    return fmt::format(
        "none of the meter's samples, {}, fell into the test, which began at {} and took {}: "
        "compare the clocks",
        Span(trace, zone), WallTimeText(timed.begin_ns, zone), FormatDuration(length));
  }
  if (figures.samples < kFewestSamples) {
    return fmt::format(
        "only {} of the meter's samples fell into the test of {}, at least {} are needed: sample "
        "more often, or measure longer",
        figures.samples, FormatDuration(length), kFewestSamples);
  }
  const std::int64_t gap = LongestGap(points, timed);
  const std::int64_t allowed = std::max(
      kLeastGap, static_cast<std::int64_t>(kLongestGap *
                                           static_cast<double>(MedianDistance(trace.points))));
  if (gap <= allowed) return "";
  return fmt::format(
      "the meter says nothing of {} within the test, where {} are the most: let it sample from "
      "before the test until after it",
      FormatDuration(Nanoseconds(gap)), FormatDuration(Nanoseconds(allowed)));
}

}  // namespace

PowerFigures PowerWithin(const PowerTrace& trace, const RunRecord& record) {
  PowerFigures figures{.source = trace.source};
  figures.problem = ProblemOf(trace, record, figures);
  if (!figures.problem.empty()) return figures;
  const TimedPart& timed = *record.timed;
  const Points points = Around(trace.points, timed);
  const double energy = JoulesAt(points, timed.end_ns) - JoulesAt(points, timed.begin_ns);
  if (!(energy > 0) || !std::isfinite(energy)) {
    figures.problem = "the meter counted no energy during the test";
    return figures;
  }
  figures.energy_joules = energy;
  figures.average_watts = energy / (static_cast<double>(timed.end_ns - timed.begin_ns) / 1e9);
  figures.samples_per_joule = static_cast<double>(record.samples_completed) / energy;
  return figures;
}

std::string PowerNumber(double value) {
  return value < 1 ? fmt::format("{:.4g}", value) : FormatRate(value);
}

std::string PowerLine(const PowerFigures& power) {
  if (!power.average_watts || !power.energy_joules || !power.samples_per_joule) {
    return fmt::format("no figure: {} ({})", power.problem, power.source);
  }
  return fmt::format("{} W on average, {} J, {} samples/J – {} samples of {}",
                     PowerNumber(*power.average_watts),
                     PowerNumber(*power.energy_joules), PowerNumber(*power.samples_per_joule),
                     FormatCount(power.samples), power.source);
}

std::string PowerCsvText(const PowerTrace& trace, const RunRecord& record) {
  constexpr std::int64_t kMargin = 2'000'000'000;
  std::string text = fmt::format("# {}\ntime,joules\n", trace.source);
  for (const PowerPoint& point : trace.points) {
    if (record.timed && (point.at_ns < record.timed->begin_ns - kMargin ||
                         point.at_ns > record.timed->end_ns + kMargin)) {
      continue;
    }
    text += fmt::format("{}.{:09},{:.6f}\n", point.at_ns / 1'000'000'000,
                        point.at_ns % 1'000'000'000, point.joules);
  }
  return text;
}

}  // namespace assay
