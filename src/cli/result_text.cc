// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A finished run as text for the terminal.
#include "cli/result_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "cli/console.h"
#include "record/power.h"
#include "record/verdict.h"

namespace assay::cli {
namespace {

std::string Time(std::int64_t ns) { return FormatDuration(Nanoseconds(ns)); }

std::string Headline(const RunRecord& r) {
  if (r.accuracy) {
    return fmt::format("{} {:.3f} {}  ({})", r.accuracy->metric, r.accuracy->value,
                       r.accuracy->unit, r.accuracy->text);
  }
  if (!std::isfinite(r.headline)) return r.headline_name + ": none";
  if (r.headline_unit == "ns") {
    return fmt::format("{}: {}", r.headline_name, Time(static_cast<std::int64_t>(r.headline)));
  }
  return fmt::format("{}: {} {}", r.headline_name, FormatRate(r.headline), r.headline_unit);
}

std::string Figures(const RunRecord& r) {
  std::string text;
  if (r.latency.count > 0 && r.plan.scenario != Scenario::kOffline) {
    text += fmt::format("  latency   p50 {}  p90 {}  p99 {}  max {}\n", Time(r.latency.p50),
                        Time(r.latency.p90), Time(r.latency.p99), Time(r.latency.max));
  }
  if (r.lag.count > 0 && r.plan.scenario == Scenario::kServer) {
    text += fmt::format("  issue lag p50 {}  p99 {}\n", Time(r.lag.p50), Time(r.lag.p99));
  }
  text += fmt::format("  {} of {} samples answered in {}\n", FormatCount(r.samples_completed),
                      FormatCount(r.samples_issued), FormatDuration(r.duration));
  return text + (r.power ? "  power     " + PowerLine(*r.power) + "\n" : "");
}

Colour ColourOf(const RunRecord& r) {
  if (r.state != RunState::kComplete) return Colour::kNote;
  return r.verdict == Verdict::kInvalid ? Colour::kBad
         : r.verdict == Verdict::kValid ? Colour::kGood
                                        : Colour::kNone;
}

std::string Number(const PeakAnswer& answer, double level) {
  return answer.unit == "queries/s" ? FormatRate(level) : fmt::format("{:.0f}", level);
}

std::string ProbeTable(const PeakAnswer& answer) {
  std::string text = fmt::format("\n{:>3}  {:<8} {:>14}  {:>10}  {:>9} {:>9}  {}\n", "", "probe",
                                 answer.unit, "time", "queries", "late", "says");
  int number = 0;
  for (const PeakProbe& p : answer.probes) {
    text += fmt::format("{:>3}  {:<8} {:>14}  {:>10}  {:>9} {:>9}  {}\n", ++number, p.purpose,
                        Number(answer, p.level), FormatDuration(p.spent), FormatCount(p.queries),
                        FormatCount(p.late), p.decision);
  }
  return text;
}

std::string Figure(const TuneAnswer& answer, double figure) {
  if (figure <= 0) return "none";
  return answer.unit == "ns" ? Time(static_cast<std::int64_t>(figure))
                             : fmt::format("{} {}", FormatRate(figure), answer.unit);
}

std::string TrialTable(const TuneAnswer& answer) {
  std::size_t width = 7;
  for (const TuneRow& row : answer.trials) width = std::max(width, row.setting.size());
  std::string text =
      fmt::format("\n{:>3}  {:<7}  {:<{}}  {:>16}  {:>8}  {}\n", "", "trial", "setting", width,
                  answer.unit == "ns" ? "latency" : answer.unit, "time", "says");
  int number = 0;
  for (const TuneRow& row : answer.trials) {
    text +=
        fmt::format("{:>3}  {:<7}  {:<{}}  {:>16}  {:>8}  {}\n", ++number, row.stage, row.setting,
                    width, Figure(answer, row.figure), FormatDuration(row.spent), row.says);
  }
  return text;
}

std::string TuneHeadline(const TuneAnswer& answer) {
  if (answer.is_better) return Paint("Best setting: " + answer.best, Colour::kGood);
  if (answer.is_answered) return Paint("Best setting: the default", Colour::kGood);
  return Paint("Most promising so far, not confirmed: " + answer.best, Colour::kNote);
}

}  // namespace

std::string ResultText(const RunRecord& record) {
  std::string text = Headline(record) + "\n" + Figures(record);
  text += Paint(VerdictLine(record), ColourOf(record)) + "\n";
  for (const Finding& finding : record.findings) {
    if (finding.severity == Severity::kNote) continue;
    text += fmt::format("  {}: {}\n", finding.rule, finding.what);
    if (!finding.remedy.empty()) text += fmt::format("    to change: {}\n", finding.remedy);
  }
  for (const std::string& label : record.plan.labels) text += fmt::format("  note: {}\n", label);
  return text + fmt::format("  run folder: {}\n", record.folder.string());
}

int ExitCodeOf(const RunRecord& record) {
  switch (record.state) {
    case RunState::kInterrupted:
      return 130;
    case RunState::kFailed:
      return 3;
    default:
      return record.verdict == Verdict::kInvalid ? 1 : 0;
  }
}

std::string TuneText(const TuneAnswer& a) {
  std::string text = a.trials.empty() ? "" : TrialTable(a);
  text += fmt::format("\n{}\n", TuneHeadline(a));
  const bool is_compared = a.is_better || !a.is_answered;
  if (is_compared && a.figure > 0) {
    text += fmt::format("{}: {}, the default {}\n", a.measures, Figure(a, a.figure),
                        Figure(a, a.default_figure));
  }
  if (is_compared && a.ratio > 0) {
    text += fmt::format("{:.3f} times the default's speed; {:g} % interval {:.3f} to {:.3f}\n",
                        a.ratio, 100 * a.confidence, a.low, a.high);
  }
  text += a.end + "\n";
  text += fmt::format("{} of {} settings tried in {} trials\n", FormatCount(a.settings_tried),
                      FormatCount(a.settings), a.trials.size());
  if (!a.tuned.empty()) text += fmt::format("for assay run: --tuned {}\n", a.tuned.string());
  return text + "every trial: " + a.folder.string() + "\n";
}

std::string PeakText(const PeakAnswer& answer) {
  std::string text = answer.probes.empty() ? "" : ProbeTable(answer);
  if (answer.level > 0) {
    text += fmt::format("\n{}\n",
                        Paint(fmt::format("Peak: {} {}", Number(answer, answer.level), answer.unit),
                              answer.is_confirmed ? Colour::kGood : Colour::kBad));
  } else {
    text += fmt::format("\n{}\n", Paint("Peak: none", Colour::kBad));
  }
  text += answer.end + "\n";
  if (answer.high > 0) {
    text += fmt::format("the system's own limit lies between {} and {} {} at {:g} % confidence\n",
                        Number(answer, answer.low), Number(answer, answer.high), answer.unit,
                        100 * answer.confidence);
  }
  if (!answer.confirmation.empty()) {
    // A Server test's figure is what its random arrivals came to, and not the rate they were drawn
    // at.
    text += fmt::format(
        "the test: {}{}\n", answer.confirmation.string(),
        answer.unit == "queries/s" ? " (its own figure: what its random arrivals came to)" : "");
  }
  return text + "every probe: " + answer.folder.string() + "\n";
}

}  // namespace assay::cli
