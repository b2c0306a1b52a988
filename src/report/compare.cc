// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Two sides of repeated runs against each other.
#include "report/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "report/words.h"

namespace assay {
namespace {

using Group = std::vector<const RunRecord*>;

/// Names of facts are compared without regard to case.
std::string Environment(const RunRecord& run, std::string_view name) {
  const auto is_same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(a) == lower(b);
  };
  for (const auto& [key, value] : run.environment) {
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), is_same)) return value;
  }
  return "";
}

std::string MachineOf(const RunRecord& run) {
  std::string machine = Environment(run, "cpu");
  for (const std::string_view part : {"cores", "limits"}) {
    const std::string value = Environment(run, part);
    if (!value.empty() && value != "no limits") machine += ", " + value;
  }
  return machine;
}

std::string Named(const std::string& name, const std::string& sha256) {
  return sha256.empty() ? name : fmt::format("{} ({})", name, sha256.substr(0, 12));
}

std::string BoundOf(const RunRecord& run) {
  return run.plan.latency_bound ? report::ShortDuration(*run.plan.latency_bound) : "none";
}

std::string SettingsOf(const RunRecord& run) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : run.provenance.backend_settings) {
    parts.push_back(name + " " + value);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// What runs are compared by: a row for each trait.
struct Trait {
  std::string_view name;
  bool is_barrier;  // a difference makes the sides not comparable
  std::string (*of)(const RunRecord&);
};
constexpr Trait kTraits[] = {
    {"model", true,
     [](const RunRecord& r) { return Named(r.provenance.model_name, r.provenance.model_sha256); }},
    {"data", true,
     [](const RunRecord& r) {
       return Named(r.provenance.dataset_name, r.provenance.dataset_sha256);
     }},
    {"precision", true,
     [](const RunRecord& r) {
       const Provenance& from = r.provenance;
       return from.precision_used.empty() ? from.precision_asked : from.precision_used;
     }},
    {"machine", true, MachineOf},
    {"devices", true,
     [](const RunRecord& r) { return fmt::format("{}", fmt::join(r.provenance.devices, ", ")); }},
    {"profile", true, [](const RunRecord& r) { return r.plan.round; }},
    {"bound", true, BoundOf},
    {"engine", false,
     [](const RunRecord& r) {
       return r.provenance.backend_name + " " + r.provenance.backend_version;
     }},
    {"settings", false, SettingsOf},
    {"target rate", false,
     [](const RunRecord& r) {
       return r.plan.scenario == Scenario::kServer ? fmt::format("{:.6g}", r.plan.target_qps) : "";
     }},
    {"LoadGen", false, [](const RunRecord& r) { return r.provenance.loadgen; }},
    {"operating system", false, [](const RunRecord& r) { return Environment(r, "os"); }},
    {"kernel", false, [](const RunRecord& r) { return Environment(r, "kernel"); }},
    {"governor", false, [](const RunRecord& r) { return Environment(r, "governor"); }},
};

/// The different values of a side, in order.
std::string ValuesOf(const Group& side, const Trait& trait) {
  std::vector<std::string> values;
  for (const RunRecord* run : side) {
    const std::string value = trait.of(*run);
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  std::sort(values.begin(), values.end());
  return fmt::format("{}", fmt::join(values, " and "));
}

/// Also a side that is not one in itself cannot be compared.
bool IsMixed(const Group& side, const Trait& trait) {
  return std::any_of(side.begin(), side.end(), [&](const RunRecord* run) {
    return trait.of(*run) != trait.of(*side.front());
  });
}

void AddTraits(const Group& a, const Group& b, const CompareOptions& options,
               ComparedGroup& group) {
  for (const Trait& trait : kTraits) {
    const std::string of_a = ValuesOf(a, trait), of_b = ValuesOf(b, trait);
    if (of_a == of_b && !IsMixed(a, trait)) continue;
    const bool is_barrier = trait.is_barrier && !options.allowed.contains(std::string(trait.name));
    (is_barrier ? group.barriers : group.differences)
        .push_back({std::string(trait.name), of_a.empty() ? "not recorded" : of_a,
                    of_b.empty() ? "not recorded" : of_b});
  }
}

/// A figure of one run; not a number where the run has none.
struct FigureRow {
  std::string_view name, unit;
  bool is_higher_better;
  double (*of)(const RunRecord&);
};

double LatencyMs(const RunRecord& run, std::int64_t LatencyFigures::*point) {
  if (run.latency.count == 0 || run.plan.scenario == Scenario::kOffline) return NAN;
  return static_cast<double>(run.latency.*point) / 1e6;
}

constexpr FigureRow kFigures[] = {
    {"p50 latency", "ms", false,
     [](const RunRecord& r) { return LatencyMs(r, &LatencyFigures::p50); }},
    {"p90 latency", "ms", false,
     [](const RunRecord& r) { return LatencyMs(r, &LatencyFigures::p90); }},
    {"p99 latency", "ms", false,
     [](const RunRecord& r) { return LatencyMs(r, &LatencyFigures::p99); }},
    {"completed rate", "samples/s", true,
     [](const RunRecord& r) {
       const bool has_own = r.plan.scenario == Scenario::kServer && r.completed_per_second > 0;
       return has_own ? r.completed_per_second : NAN;
     }},
};

void AddFigure(const Group& a, const Group& b, const CompareOptions& options, ComparedFigure figure,
               const std::function<double(const RunRecord&)>& of, ComparedGroup& group) {
  for (const RunRecord* run : a) figure.a.push_back(of(*run));
  for (const RunRecord* run : b) figure.b.push_back(of(*run));
  const auto is_number = [](double value) { return std::isfinite(value); };
  if (!std::all_of(figure.a.begin(), figure.a.end(), is_number) ||
      !std::all_of(figure.b.begin(), figure.b.end(), is_number)) {
    return;
  }
  figure.threshold = options.threshold;
  figure.estimate = Estimate(figure.a, figure.b,
                             {.level = options.level,
                              .threshold = figure.threshold,
                              .is_higher_better = figure.is_higher_better,
                              .is_paired = options.is_paired});
  group.figures.push_back(std::move(figure));
}

void AddFigures(const Group& a, const Group& b, const CompareOptions& options,
                ComparedGroup& group) {
  const RunRecord& first = *a.front();
  if (first.plan.mode == Mode::kPerformance && first.headline_unit == b.front()->headline_unit) {
    const bool is_time = first.headline_unit == "ns";
    AddFigure(
        a, b, options,
        {.name = first.headline_name.empty() ? "result" : first.headline_name,
         .unit = is_time ? "ms" : first.headline_unit,
         .is_higher_better = !is_time},
        [&](const RunRecord& r) -> double {
          if (!report::HeadlineOf(r).is_known) return NAN;
          return is_time ? r.headline / 1e6 : r.headline;
        },
        group);
  }
  for (const FigureRow& row : kFigures) {
    if (first.plan.mode == Mode::kAccuracy) break;
    AddFigure(a, b, options,
              {.name = std::string(row.name),
               .unit = std::string(row.unit),
               .is_higher_better = row.is_higher_better},
              row.of, group);
  }
  if (!first.accuracy) return;
  AddFigure(
      a, b, options,
      {.name = fmt::format("accuracy ({})", first.accuracy->metric), .unit = first.accuracy->unit},
      [](const RunRecord& r) { return r.accuracy ? r.accuracy->value : NAN; }, group);
}

void NoteValidity(const Group& side, std::string_view name, ComparedGroup& group) {
  const auto invalid = std::count_if(side.begin(), side.end(), [](const RunRecord* run) {
    return run->verdict == Verdict::kInvalid;
  });
  if (invalid == 0) return;
  group.notes.push_back(fmt::format("{} of {} runs of {} {} INVALID", invalid, side.size(), name,
                                    invalid == 1 ? "is" : "are"));
}

ComparedGroup CompareGroup(const std::string& name, const Group& a, const Group& b,
                           CompareOptions options) {
  ComparedGroup group{.name = name, .runs_a = a.size(), .runs_b = b.size()};
  if (options.is_paired && a.size() != b.size()) {
    group.notes.push_back(fmt::format(
        "{} runs of A and {} of B are no pairs: compared without pairing", a.size(), b.size()));
    options.is_paired = false;
  }
  AddTraits(a, b, options, group);
  NoteValidity(a, "A", group);
  NoteValidity(b, "B", group);
  AddFigures(a, b, options, group);
  return group;
}

/// Whole runs by name; the others are noted.
std::map<std::string, Group> GroupsOf(std::span<const RunRecord> runs, std::string_view side,
                                      std::vector<std::string>& notes) {
  std::map<std::string, Group> groups;
  for (const RunRecord& run : runs) {
    if (run.state == RunState::kComplete) {
      groups[report::NameOf(run)].push_back(&run);
    } else {
      notes.push_back(fmt::format("{} of {} did not end by itself and is left out",
                                  run.folder.filename().string(), side));
    }
  }
  return groups;
}

}  // namespace

std::vector<std::string> ComparedTraits() {
  std::vector<std::string> names;
  for (const Trait& trait : kTraits) {
    if (trait.is_barrier) names.emplace_back(trait.name);
  }
  return names;
}

bool RunComparison::HasAny(CompareVerdict verdict) const {
  return std::any_of(groups.begin(), groups.end(), [&](const ComparedGroup& group) {
    return group.IsComparable() &&
           std::any_of(group.figures.begin(), group.figures.end(),
                       [&](const ComparedFigure& f) { return f.estimate.verdict == verdict; });
  });
}

bool RunComparison::IsComparable() const {
  return !groups.empty() && std::all_of(groups.begin(), groups.end(), [](const ComparedGroup& g) {
    return g.IsComparable() && !g.figures.empty();
  });
}

RunComparison CompareRuns(std::span<const RunRecord> a, std::span<const RunRecord> b,
                          const CompareOptions& options) {
  RunComparison comparison{.groups = {}, .notes = {}, .options = options};
  const auto of_a = GroupsOf(a, "A", comparison.notes), of_b = GroupsOf(b, "B", comparison.notes);
  for (const auto& [name, group] : of_a) {
    const auto other = of_b.find(name);
    if (other == of_b.end()) {
      comparison.notes.push_back(fmt::format("{}: only A has such runs", name));
    } else {
      comparison.groups.push_back(CompareGroup(name, group, other->second, options));
    }
  }
  for (const auto& [name, group] : of_b) {
    if (!of_a.contains(name)) {
      comparison.notes.push_back(fmt::format("{}: only B has such runs", name));
    }
  }
  return comparison;
}

}  // namespace assay
