// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A comparison in words and characters, and as JSON.
#include "report/compare_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "report/grouped_bars.h"
#include "report/html.h"

namespace assay {
namespace {

using report::FigureText;

double MeanOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Names come from files of others: nothing of them may steer the terminal.
std::string Plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, '?');
  return text;
}

std::string Pad(std::string text, std::size_t width) {
  const std::size_t size = report::CharacterCount(text);
  if (size < width) text.append(width - size, ' ');
  return text;
}

/// "+2.10 %", "+440 %", "+1000 % or more"; values that are not positive have no ratio: their
/// difference, in their own unit.
std::string Amount(double change, const ComparedFigure& figure) {
  if (!figure.estimate.is_relative) return fmt::format("{:+.3g} {}", change, figure.unit);
  const double percent = change * 100;
  if (percent > 1000) return "+1000 % or more";
  return fmt::format("{:+.{}f} %", percent, std::abs(percent) < 99.995 ? 2 : 0);
}

/// One row of the interval chart: an axis from -reach to +reach, the interval, the change.
std::string ChartRow(const ChangeEstimate& estimate, double reach, std::size_t width) {
  const auto column = [&](double change) {
    const double share = (std::clamp(change, -reach, reach) / reach + 1) / 2;
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(width - 1)));
  };
  std::vector<std::string> cells(width, " ");
  if (estimate.lo) {
    for (std::size_t i = column(*estimate.lo); i <= column(*estimate.hi); ++i) cells[i] = "─";
    cells[column(*estimate.lo)] = *estimate.lo < -reach ? "<" : "├";
    cells[column(*estimate.hi)] = *estimate.hi > reach ? ">" : "┤";
  }
  if (cells[column(0)] == " " || cells[column(0)] == "─") cells[column(0)] = "│";
  cells[column(estimate.change)] = "●";
  std::string row;
  for (const std::string& cell : cells) row += cell;
  return row;
}

/// The widest interval of a group, rounded up to a percent.
double ReachOf(const ComparedGroup& group) {
  double reach = 0.01;
  for (const ComparedFigure& figure : group.figures) {
    for (const auto& value :
         {figure.estimate.lo, figure.estimate.hi, std::optional(figure.estimate.change)}) {
      if (value && std::isfinite(*value)) reach = std::max(reach, std::abs(*value));
    }
  }
  return std::min(std::ceil(reach * 100) / 100, 1.0);
}

std::string GroupText(const ComparedGroup& group, const CompareOptions& options,
                      std::size_t width) {
  std::string text = fmt::format("{}   A {} {}, B {}\n", Plain(group.name), group.runs_a,
                                 group.runs_a == 1 ? "run" : "runs", group.runs_b);
  for (const TraitDifference& barrier : group.barriers) {
    text += Plain(fmt::format("  NOT COMPARABLE: {} is {} in A and {} in B", barrier.trait,
                              barrier.a, barrier.b)) +
            "\n";
  }
  for (const TraitDifference& difference : group.differences) {
    text += Plain(fmt::format("  differs: {}: {} against {}", difference.trait, difference.a,
                              difference.b)) +
            "\n";
  }
  for (const std::string& note : group.notes) text += "  note: " + Plain(note) + "\n";
  const double reach = ReachOf(group);
  const std::size_t chart = std::clamp<std::size_t>(width / 3, 21, 41) | 1;
  for (const ComparedFigure& figure : group.figures) {
    text += Plain(fmt::format("  {} ({}): A {}, B {}, {}", figure.name, figure.unit,
                              FigureText(MeanOf(figure.a)), FigureText(MeanOf(figure.b)),
                              ChangeText(figure, options))) +
            "\n";
    const std::string verdict = group.IsComparable() ? VerdictText(figure) : "not comparable";
    text += fmt::format("    {} {}\n", ChartRow(figure.estimate, reach, chart), verdict);
  }
  if (!group.figures.empty()) {
    const std::string end = fmt::format("{:+.0f} %", reach * 100);
    text += fmt::format("    {}{}\n",
                        Pad(fmt::format("{:+.0f} %", -reach * 100), chart - end.size()), end);
  }
  return text;
}

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json Number(const std::optional<double>& value) { return value ? Number(*value) : Json(nullptr); }

Json TraitsJson(const std::vector<TraitDifference>& traits) {
  Json list = Json::array();
  for (const TraitDifference& trait : traits) {
    list.push_back({{"trait", trait.trait}, {"a", trait.a}, {"b", trait.b}});
  }
  return list;
}

Json FigureJson(const ComparedFigure& figure, bool is_comparable) {
  const ChangeEstimate& estimate = figure.estimate;
  return {{"name", figure.name},
          {"unit", figure.unit},
          {"is_higher_better", figure.is_higher_better},
          {"a", figure.a},
          {"b", figure.b},
          {"change", Number(estimate.change)},
          {"lo", Number(estimate.lo)},
          {"hi", Number(estimate.hi)},
          {"smallest_found", Number(estimate.smallest_found)},
          {"verdict", is_comparable ? Name(estimate.verdict) : "not comparable"}};
}

}  // namespace

std::string ChangeText(const ComparedFigure& figure, const CompareOptions& options) {
  const ChangeEstimate& estimate = figure.estimate;
  std::string text = Amount(estimate.change, figure);
  if (estimate.lo) {
    text += fmt::format(" ({:g} % interval: {} to {})", options.level * 100,
                        Amount(*estimate.lo, figure), Amount(*estimate.hi, figure));
  }
  return text;
}

std::string VerdictReason(const ComparedFigure& figure) {
  const ChangeEstimate& estimate = figure.estimate;
  if (estimate.verdict == CompareVerdict::kSame) {
    return "a change, if any, is below " + Amount(figure.threshold, figure).substr(1);
  }
  if (estimate.verdict != CompareVerdict::kCannotTell) return "";
  if (!estimate.smallest_found) return "needs at least two runs a side";
  return "the smallest change that these runs would have found is " +
         Amount(*estimate.smallest_found, figure).substr(1);
}

std::string VerdictText(const ComparedFigure& figure) {
  const std::string reason = VerdictReason(figure);
  return std::string(Name(figure.estimate.verdict)) + (reason.empty() ? "" : ": " + reason);
}

std::string CompareText(const RunComparison& comparison, std::size_t width) {
  std::string text;
  for (const ComparedGroup& group : comparison.groups) {
    text += GroupText(group, comparison.options, width) + "\n";
  }
  for (const std::string& note : comparison.notes) text += "note: " + Plain(note) + "\n";
  if (comparison.groups.empty())
    text += "nothing to compare: no benchmark and scenario is on both sides\n";
  return text;
}

std::string CompareJson(const RunComparison& comparison) {
  Json json = {{"schema_version", 1},
               {"level", comparison.options.level},
               {"threshold", comparison.options.threshold},
               {"is_paired", comparison.options.is_paired},
               {"is_comparable", comparison.IsComparable()},
               {"groups", Json::array()},
               {"notes", comparison.notes}};
  for (const ComparedGroup& group : comparison.groups) {
    Json figures = Json::array();
    for (const ComparedFigure& figure : group.figures) {
      figures.push_back(FigureJson(figure, group.IsComparable()));
    }
    json["groups"].push_back({{"name", group.name},
                              {"runs_a", group.runs_a},
                              {"runs_b", group.runs_b},
                              {"is_comparable", group.IsComparable()},
                              {"barriers", TraitsJson(group.barriers)},
                              {"differences", TraitsJson(group.differences)},
                              {"notes", group.notes},
                              {"figures", figures}});
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay
