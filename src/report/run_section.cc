// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One run on the page: headline and verdict, labels, reasons, charts, figures, provenance.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "record/power.h"
#include "report/html.h"
#include "report/section.h"
#include "report/words.h"

namespace assay::report {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string DurationCell(std::int64_t nanoseconds) {
  return FormatDuration(Nanoseconds(nanoseconds));
}

std::string Tag(std::string_view tag, std::string_view attributes, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<{0}{1}{2}>{3}</{0}>\n", tag, attributes.empty() ? "" : " ", attributes,
                     Escape(text));
}

/// The verdict counts unanswered samples as late, so that it may differ from the percentile.
bool BreaksBound(const RunRecord& run) {
  return std::any_of(run.findings.begin(), run.findings.end(),
                     [](const Finding& finding) { return finding.rule == "latency-bound"; });
}

std::string VerdictBlock(const RunRecord& run) {
  const VerdictWords verdict = VerdictOf(run);
  std::string html =
      fmt::format("<div class=\"verdict {}\">\n<p class=\"word\">{}<strong>{}</strong>",
                  Name(verdict.tone), Icon(Name(verdict.tone)), Escape(verdict.word));
  if (!verdict.addition.empty()) html += fmt::format(" <span>{}</span>", Escape(verdict.addition));
  html += "</p>\n";
  html += Tag("p", "class=\"reason\"", verdict.reason);
  const auto judged = JudgedPointOf(run);
  const bool has_verdict = run.state == RunState::kComplete && run.verdict != Verdict::kNone;
  if (has_verdict && judged && run.plan.latency_bound &&
      judged->is_within_bound == !BreaksBound(run)) {
    html += fmt::format("<p class=\"judged\"><b>{} {}</b> {} <b>{}</b> {}</p>\n", judged->name,
                        FormatDuration(judged->latency),
                        judged->is_within_bound ? "is within the bound of" : "exceeds the bound of",
                        ShortDuration(*run.plan.latency_bound),
                        run.plan.latency_bound_is_users ? "(user's, not the rules')" : "");
  }
  return html + "</div>\n";
}

std::string Hero(const RunView& view) {
  const RunRecord& run = view.record;
  const Headline headline = HeadlineOf(run);
  std::string html = fmt::format(
      "<header class=\"hero {7}\">\n<div class=\"figure\">\n<h2 id=\"{0}-name\">{1}</h2>\n"
      "<p class=\"subject\">{2}</p>\n"
      "<p class=\"headline\"><span class=\"number\">{3}</span> <span "
      "class=\"unit\">{4}</span></p>\n"
      "<p class=\"headline-name\">{5}</p>\n</div>\n{6}</header>\n",
      view.id, Escape(view.name), Escape(SubjectOf(run)), Escape(headline.number),
      Escape(headline.unit), Escape(headline.name), VerdictBlock(run),
      VerdictOf(run).tone == Tone::kGood ? "proved" : "unproved");
  return html + LabelList(LabelsOf(run));
}

struct SeverityRow {
  Severity severity;
  std::string_view tone, word;
};
constexpr SeverityRow kSeverities[] = {{Severity::kError, "bad", "Reason"},
                                       {Severity::kWarning, "warning", "Warning"},
                                       {Severity::kNote, "neutral", "Note"}};

std::string FindingItem(const Finding& finding, const SeverityRow& row) {
  std::string html = fmt::format("<li class=\"finding {}\">\n<p class=\"what\">{}<b>{}:</b> {}",
                                 row.tone, Icon(row.tone), row.word, Escape(finding.what));
  if (!finding.rule.empty()) html += fmt::format(" <code>{}</code>", Escape(finding.rule));
  html += "</p>\n<dl>\n";
  const std::pair<std::string_view, const std::string*> details[] = {
      {"Expected", &finding.expected},
      {"Found", &finding.found},
      {"To change", &finding.remedy},
      {"Where", &finding.where},
      {"Source", &finding.source}};
  for (const auto& [name, text] : details) {
    if (text->empty()) continue;
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, Escape(*text));
  }
  return html + "</dl>\n</li>\n";
}

std::string Findings(const RunView& view) {
  const auto& findings = view.record.findings;
  if (findings.empty()) return {};
  std::string items;
  for (const SeverityRow& row : kSeverities) {
    for (const Finding& finding : findings) {
      if (finding.severity == row.severity) items += FindingItem(finding, row);
    }
  }
  return fmt::format(
      "<section class=\"findings\" aria-labelledby=\"{0}-name {0}-why\">\n"
      "<h3 id=\"{0}-why\">Reasons and notes</h3>\n<ul>\n{1}</ul>\n</section>\n",
      view.id, items);
}

std::string AccuracyTable(const RunRecord& run) {
  if (!run.accuracy) return {};
  const AccuracyFigures& score = *run.accuracy;
  const auto text = [&](double value) { return fmt::format("{:.2f} {}", value, score.unit); };
  std::string outcome = "no target";
  if (score.passed) outcome = *score.passed ? "reached" : "missed";
  return ValueTable("The score and what it has to reach",
                    {{score.metric, text(score.value)},
                     {"Target", score.target ? text(*score.target) : "none given"},
                     {"Target is", outcome},
                     {"Source of the target", run.plan.quality ? run.plan.quality->source : ""},
                     {"As scored", score.text}});
}

std::string Charts(const RunView& view) {
  std::string html;
  const std::vector<std::string> labels = LabelsOf(view.record);
  for (const NamedChart& chart : ChartsOf(view)) {
    html += fmt::format("<section class=\"card {0}\" aria-labelledby=\"{1}-name {1}-{0}-h\">\n",
                        chart.name, view.id);
    html += fmt::format("<h3 id=\"{}-{}-h\">{}</h3>\n", view.id, chart.name, Escape(chart.title));
    const std::string caption = Escape(chart.caption) + LabelLine(labels);
    html += ChartFigure(chart.draw(view, FrameOf(view, chart, ChartForm::kWide)),
                        chart.draw(view, FrameOf(view, chart, ChartForm::kNarrow)), caption);
    if (chart.name == "accuracy") html += AccuracyTable(view.record);
    html += "</section>\n";
  }
  if (!view.journal_note.empty()) {
    html += fmt::format("<p class=\"note\">No chart could be drawn from the journal: {}</p>\n",
                        Escape(view.journal_note));
  }
  return html;
}

std::string Card(std::string_view title, const std::string& body) {
  if (body.empty()) return {};
  return fmt::format("<section class=\"card\">\n<h3>{}</h3>\n{}</section>\n", Escape(title), body);
}

std::string LatencyTable(const RunRecord& run) {
  const LatencyFigures& figures = run.latency;
  if (figures.count == 0 || run.plan.scenario == Scenario::kOffline) return {};
  const JudgedPoint judged = JudgedPointOf(run).value_or(JudgedPoint{});
  Rows rows = {{"min", DurationCell(figures.min)}, {"mean", DurationCell(figures.mean)},
               {"p50", DurationCell(figures.p50)}, {"p90", DurationCell(figures.p90)},
               {"p95", DurationCell(figures.p95)}, {"p97", DurationCell(figures.p97)},
               {"p99", DurationCell(figures.p99)}, {"p99.9", DurationCell(figures.p999)},
               {"max", DurationCell(figures.max)}};
  for (auto& [name, value] : rows) {
    if (name == judged.name && run.plan.percentile > 0) name += " (judged)";
  }
  return ValueTable("From the time a query was due to its completion", rows);
}

std::string CountTable(const RunRecord& run) {
  const auto rate = [](double per_second) {
    return per_second > 0 ? FormatRate(per_second) + " samples/s" : std::string();
  };
  const bool has_bound = run.plan.latency_bound && run.latency.count > 0;
  return ValueTable("What was sent and came back",
                    {{"Duration", run.duration.count() > 0 ? ShortDuration(run.duration) : ""},
                     {"Queries issued", FormatCount(run.queries_issued)},
                     {"Samples issued", FormatCount(run.samples_issued)},
                     {"Samples completed", FormatCount(run.samples_completed)},
                     {"Over the latency bound", has_bound ? FormatCount(run.over_latency) : ""},
                     {"Completed rate", rate(run.completed_per_second)},
                     {"Rate in warm-up", rate(run.warm_up_rate.value_or(0))},
                     {"One sample alone",
                      run.single_sample_time ? FormatDuration(*run.single_sample_time) : ""}});
}

std::string LagTable(const RunRecord& run) {
  const LatencyFigures& lag = run.lag;
  if (lag.count == 0) return {};
  const Nanoseconds allowed = run.plan.max_lag;
  std::string verdict;
  if (allowed.count() > 0) {
    verdict = fmt::format("{} ({})", ShortDuration(allowed),
                          lag.p99 <= allowed.count() ? "kept" : "exceeded");
  }
  return ValueTable("How late the load generator itself sent", {{"p50", DurationCell(lag.p50)},
                                                                {"p99", DurationCell(lag.p99)},
                                                                {"max", DurationCell(lag.max)},
                                                                {"p99 allowed", verdict}});
}

/// What the page's filters ask of a run, as attributes.
std::string FilterFacts(const RunView& view) {
  const RunRecord& run = view.record;
  std::string words = fmt::format("{} {} {} {}", view.name, SubjectOf(run), run.folder.string(),
                                  fmt::join(LabelsOf(run), " "));
  for (char& c : words) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return fmt::format(
      " data-benchmark=\"{}\" data-scenario=\"{}\" data-verdict=\"{}\" data-engine=\"{}\" "
      "data-words=\"{}\"",
      Escape(run.plan.benchmark), Name(run.plan.scenario), Escape(VerdictOf(run).word),
      Escape(run.provenance.backend_name), Escape(words));
}

/// Never without what measured it.
std::string PowerTable(const RunRecord& run) {
  if (!run.power) return {};
  const PowerFigures& power = *run.power;
  const auto text = [](const std::optional<double>& value, std::string_view unit) {
    return value ? fmt::format("{} {}", PowerNumber(*value), unit) : std::string();
  };
  const bool has_rate = power.samples_per_joule && *power.samples_per_joule > 0;
  const auto per_sample =
      has_rate ? std::optional(1000 / *power.samples_per_joule) : std::optional<double>();
  std::string note = power.problem;
  if (note.empty()) {
    note = fmt::format("{} samples of the meter while the test was timed.",
                       FormatCount(power.samples));
  }
  return ValueTable("Measured while the test was timed",
                    {{"Average power", text(power.average_watts, "W")},
                     {"Energy", text(power.energy_joules, "J")},
                     {"Samples per joule", text(power.samples_per_joule, "samples/J")},
                     {"Energy of a sample", text(per_sample, "mJ")}}) +
         fmt::format("<p class=\"table-note\"><b>{}</b> {}{}</p>\n", Escape(power.source),
                     power.problem.empty() ? "" : "No figure: ", Escape(note));
}

}  // namespace

std::string ChartFigure(const std::string& wide, const std::string& narrow,
                        const std::string& caption) {
  return fmt::format("<figure>\n{}\n{}\n<figcaption>{}</figcaption>\n</figure>\n", wide, narrow,
                     caption);
}

std::string LabelLine(const std::vector<std::string>& labels) {
  if (labels.empty()) return {};
  return fmt::format(" <b class=\"label-line\">{}{}</b>", Icon("warning"),
                     Escape(fmt::format("{}", fmt::join(labels, " · "))));
}

std::string LabelList(const std::vector<std::string>& labels) {
  if (labels.empty()) return {};
  std::string items;
  for (const std::string& label : labels) items += fmt::format("<li>{}</li>", Escape(label));
  return fmt::format(
      "<div class=\"labels\">{}<ul aria-label=\"Read the figures with these "
      "labels\">{}</ul></div>\n",
      Icon("warning"), items);
}

std::string Icon(std::string_view tone) {
  struct Shape {
    std::string_view tone, path;
  };
  constexpr Shape kShapes[] = {
      {"good",
       "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zM10.6 16.6l-4.3-4.3 1.7-1.7 2.6 2.6 5.4-5.4 1.7 "
       "1.7z"},
      {"bad",
       "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zM8.5 6.8 12 10.3l3.5-3.5 1.7 1.7-3.5 3.5 3.5 "
       "3.5-1.7 1.7-3.5-3.5-3.5 3.5-1.7-1.7 3.5-3.5-3.5-3.5z"},
      {"warning", "M12 2.2 1.2 21.4h21.6zM10.8 9h2.4v6.2h-2.4zm0 7.8h2.4v2.4h-2.4z"},
      {"neutral",
       "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zM10.8 6.4h2.4v2.4h-2.4zm0 4.2h2.4v7h-2.4z"}};
  for (const Shape& shape : kShapes) {
    if (shape.tone != tone) continue;
    return fmt::format(
        "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\">"
        "<path fill-rule=\"evenodd\" d=\"{}\"/></svg>",
        shape.path);
  }
  return {};
}

std::string RunSection(const RunView& view) {
  const RunRecord& run = view.record;
  const std::string figures = Card("Latency", LatencyTable(run)) + Card("Load", CountTable(run)) +
                              Card("Issue lag", LagTable(run)) + Card("Power", PowerTable(run));
  const bool is_beside_chart = ChartsOf(view).size() % 2 == 1;  // else half of the row is empty
  std::string html = fmt::format(
      "<article class=\"run\" id=\"{0}\" aria-labelledby=\"{0}-name\"{1}>\n", view.id, FilterFacts(view));
  html += Hero(view) + Findings(view);
  if (is_beside_chart) {
    html += fmt::format("<div class=\"cards\">\n{}<div class=\"stack\">\n{}</div>\n</div>\n",
                        Charts(view), figures);
  } else {
    html +=
        fmt::format("<div class=\"cards\">\n{}</div>\n<div class=\"cards figures\">\n{}</div>\n",
                    Charts(view), figures);
  }
  return html + ProvenanceSection(view) + "</article>\n";
}

}  // namespace assay::report
