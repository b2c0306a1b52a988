// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The parts of the page: the overview of several runs, and one section per run.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "record/run_record.h"
#include "report/chart.h"

namespace assay::report {

/// A run with its charts' numbers, computed once: the journal is gone afterwards.
struct RunView {
  const RunRecord& record;
  std::string id;    // unique on the page, a slug
  std::string name;  // unique on the page: "resnet50 · Server · 2"
  LatencyCurve curve;
  LatencyTimeline latency_timeline;
  RateTimeline rate_timeline;
  std::string journal_note;  // one sentence when the journal could not be read
};
/// The `ordinal`th run of its name on this page, from 1. Reads the journal; an Error becomes
/// journal_note.
RunView MakeRunView(const RunRecord& record, int ordinal);
/// For tests and other sources of samples.
RunView MakeRunView(const RunRecord& record, int ordinal, std::span<const JournalSample> samples);

/// One chart of a run, ready to be drawn in any form.
struct NamedChart {
  std::string name;     // part of ids and file names: "latency-percentiles"
  std::string title;    // "Latency by percentile"
  std::string caption;  // what is drawn, in a sentence
  std::string (*draw)(const RunView&, const ChartFrame&);
};
std::vector<NamedChart> ChartsOf(const RunView& view);
ChartFrame FrameOf(const RunView& view, const NamedChart& chart, ChartForm form);

/// Runs that may be compared side by side: the same benchmark, scenario and unit.
struct Comparison {
  std::string id, title, subtitle, footnote;
  std::vector<Bar> bars;
  std::vector<std::string> runs{};  // ids of their views
};
std::vector<Comparison> ComparisonsOf(std::span<const RunView> views);
ChartFrame FrameOf(const Comparison& comparison, ChartForm form);

std::string OverviewSection(std::span<const RunView> views);
std::string RunSection(const RunView& view);
/// Model, data, engine, machine, run: where the figures come from.
std::string ProvenanceSection(const RunView& view);

/// Both forms of one chart, of which the style sheet shows one.
std::string ChartFigure(const std::string& wide, const std::string& narrow,
                        const std::string& caption);
/// A table of names and values with a caption; rows with an empty value are left out.
std::string ValueTable(std::string_view caption,
                       const std::vector<std::pair<std::string, std::string>>& rows);
/// The labels as one line of text for captions; nothing when there are none.
std::string LabelLine(const std::vector<std::string>& labels);
/// "<ul class=labels>": the labels as one list; nothing when there are none.
std::string LabelList(const std::vector<std::string>& labels);
/// The sign of a tone, so that no verdict is told by colour alone.
std::string Icon(std::string_view tone);

}  // namespace assay::report
