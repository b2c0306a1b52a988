// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a record and its journal to the charts that the run deserves.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/error.h"
#include "record/power.h"
#include "report/html.h"
#include "report/section.h"
#include "report/words.h"

namespace assay::report {
namespace {

std::string DrawCurve(const RunView& view, const ChartFrame& frame) {
  return LatencyCurveSvg(view.curve, frame);
}
std::string DrawLatencyTimeline(const RunView& view, const ChartFrame& frame) {
  return LatencyTimelineSvg(view.latency_timeline, frame);
}
std::string DrawRateTimeline(const RunView& view, const ChartFrame& frame) {
  return RateTimelineSvg(view.rate_timeline, frame);
}
std::string DrawAccuracy(const RunView& view, const ChartFrame& frame) {
  return AccuracySvg(*view.record.accuracy, frame);
}

std::string CurveCaption(const RunView& view) {
  std::string caption = "At 99, 99 of 100 queries were at least this fast.";
  if (const auto& bound = view.curve.bound) {
    caption += fmt::format(" The dashed line is the bound of {}{}",
                           ShortDuration(Nanoseconds(std::llround(bound->nanoseconds))),
                           bound->is_users ? ", set by the user, not by the rules" : "");
    caption += view.curve.judged_percent ? fmt::format("; it is judged at the {:g}th percentile.",
                                                       *view.curve.judged_percent)
                                         : ".";
  }
  return caption;
}

std::string TimelineCaption(const LatencyTimeline& timeline) {
  if (timeline.intervals.empty()) return "Each dot is one query at the time it was due.";
  return fmt::format("Median and {} of the queries due in each interval of {:.3g} s.",
                     timeline.high_name == "p99" ? "99th percentile" : "slowest",
                     timeline.interval_seconds);
}

std::string RateCaption(const RateTimeline& timeline) {
  if (timeline.rates.empty()) return "The journal holds no completed sample.";
  return fmt::format("Samples completed in each of {} equal intervals of {:.3g} s.",
                     timeline.rates.size(), timeline.interval_seconds);
}

Bar BarOf(const RunView& view) {
  const RunRecord& run = view.record;
  const Headline headline = HeadlineOf(run);
  const VerdictWords verdict = VerdictOf(run);
  const bool is_valid = verdict.tone == Tone::kGood;
  return {.name = fmt::format("{}{}: {}", view.name, is_valid ? "" : " (" + verdict.word + ")",
                              SubjectOf(run)),
          .labels = LabelsOf(run),
          .value = run.headline,
          .text = headline.number + " " + headline.unit,
          .is_valid = is_valid};
}

/// Side by side only what the same kind of meter measured, in charts of their own.
void AddPowerComparisons(std::span<const RunView> views, std::vector<Comparison>& comparisons) {
  std::map<std::tuple<std::string, Scenario, std::string>, std::vector<const RunView*>> groups;
  for (const RunView& view : views) {
    const RunRecord& run = view.record;
    if (!run.power || !run.power->samples_per_joule) continue;
    groups[{run.plan.benchmark, run.plan.scenario, run.power->source}].push_back(&view);
  }
  for (const auto& [key, group] : groups) {
    if (group.size() < 2) continue;
    const RunRecord& first = group.front()->record;
    const std::string name =
        fmt::format("{} {} samples per joule", first.plan.benchmark, Name(first.plan.scenario));
    Comparison comparison{
        fmt::format("power-{}-{}", Slug(name), comparisons.size()),
        fmt::format("{} {}, samples per joule", first.plan.benchmark, Name(first.plan.scenario)),
        fmt::format("Answered samples for each joule; higher is better. Measured by {}",
                    first.power->source),
        RulesLine(first),
        {}};
    for (const RunView* view : group) {
      Bar bar = BarOf(*view);
      bar.value = *view->record.power->samples_per_joule;
      bar.text = PowerNumber(bar.value) + " samples/J";
      comparison.bars.push_back(std::move(bar));
      comparison.runs.push_back(view->id);
    }
    comparisons.push_back(std::move(comparison));
  }
}

std::string ComparisonTitle(const RunRecord& run) {
  return fmt::format("{} {}, compared", run.plan.benchmark, Name(run.plan.scenario));
}

}  // namespace

RunView MakeRunView(const RunRecord& record, int ordinal) {
  try {
    return MakeRunView(record, ordinal, ReadJournal(record.folder));
  } catch (const Error& error) {
    RunView view = MakeRunView(record, ordinal, std::span<const JournalSample>());
    view.journal_note = error.what();
    return view;
  }
}

RunView MakeRunView(const RunRecord& record, int ordinal, std::span<const JournalSample> samples) {
  const std::string name = NameOf(record);
  RunView view{.record = record,
               .id = Slug(name),
               .name = name,
               .curve = {},
               .latency_timeline = {},
               .rate_timeline = {},
               .journal_note = {}};
  if (ordinal > 1) {
    view.id += fmt::format("-{}", ordinal);
    view.name += fmt::format(" · {}", ordinal);
  }
  if (record.plan.mode == Mode::kAccuracy) return view;
  if (record.plan.scenario == Scenario::kOffline) {
    view.rate_timeline = MakeRateTimeline(samples);
    return view;
  }
  const std::vector<QueryTime> queries = QueriesOf(samples, record.plan.samples_per_query);
  view.curve = MakeLatencyCurve(queries, record.plan);
  view.latency_timeline = MakeLatencyTimeline(queries, record.plan);
  return view;
}

std::vector<NamedChart> ChartsOf(const RunView& view) {
  const RunPlan& plan = view.record.plan;
  std::vector<NamedChart> charts;
  if (view.record.accuracy && std::isfinite(view.record.accuracy->value)) {
    charts.push_back({"accuracy", "Accuracy", "The bar begins at zero.", DrawAccuracy});
  }
  if (plan.mode == Mode::kAccuracy) return charts;
  if (plan.scenario == Scenario::kOffline) {
    charts.insert(charts.begin(), {"rate-over-time", "Throughput over time",
                                   RateCaption(view.rate_timeline), DrawRateTimeline});
    return charts;
  }
  charts.insert(
      charts.begin(),
      {NamedChart{"latency-percentiles", "Latency by percentile", CurveCaption(view), DrawCurve},
       NamedChart{"latency-over-time", "Latency over time", TimelineCaption(view.latency_timeline),
                  DrawLatencyTimeline}});
  return charts;
}

ChartFrame FrameOf(const RunView& view, const NamedChart& chart, ChartForm form) {
  const RunRecord& run = view.record;
  const VerdictWords verdict = VerdictOf(run);
  const Headline headline = HeadlineOf(run);
  ChartFrame frame;
  frame.form = form;
  frame.id = fmt::format("{}-{}{}", view.id, chart.name, form == ChartForm::kNarrow ? "-n" : "");
  frame.title = form == ChartForm::kSlide
                    ? fmt::format("{}: {} {} – {}", Shorten(NameOf(run), 40), headline.number,
                                  headline.unit, verdict.word)
                    : chart.title;
  frame.subtitle = fmt::format("{} · {}", chart.title, SubjectOf(run));
  frame.labels = LabelsOf(run);
  frame.footnote = RulesLine(run);
  return frame;
}

std::vector<Comparison> ComparisonsOf(std::span<const RunView> views) {
  using Key = std::tuple<std::string, Scenario, std::string, std::string>;
  std::map<Key, std::vector<const RunView*>> groups;
  for (const RunView& view : views) {
    const RunRecord& run = view.record;
    if (run.plan.mode != Mode::kPerformance || !HeadlineOf(run).is_known) continue;
    groups[{run.plan.benchmark, run.plan.scenario, run.headline_unit, run.plan.round}].push_back(
        &view);
  }
  std::vector<Comparison> comparisons;
  for (const auto& [key, group] : groups) {
    if (group.size() < 2) continue;
    const RunRecord& first = group.front()->record;
    Comparison comparison{"compare-" + Slug(fmt::format("{} {} {}", std::get<0>(key),
                                                        Name(std::get<1>(key)), std::get<2>(key))),
                          ComparisonTitle(first),
                          first.headline_name,
                          RulesLine(first),
                          {}};
    for (const RunView* view : group) {
      comparison.bars.push_back(BarOf(*view));
      comparison.runs.push_back(view->id);
    }
    comparisons.push_back(std::move(comparison));
  }
  AddPowerComparisons(views, comparisons);
  return comparisons;
}

ChartFrame FrameOf(const Comparison& comparison, ChartForm form) {
  ChartFrame frame;
  frame.form = form;
  frame.id = comparison.id + (form == ChartForm::kNarrow ? "-n" : "");
  frame.title = comparison.title;
  frame.subtitle = comparison.subtitle;
  frame.footnote = comparison.footnote;
  return frame;
}

}  // namespace assay::report
