// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The tables of the page of published results.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/text.h"
#include "report/html.h"
#include "report/published_section.h"
#include "report/result_words.h"

namespace assay::report {
namespace {

struct Column {
  std::string_view name;
  bool is_number = false;
};

/// A table in a region that scrolls sideways on narrow screens. `head` and `body` are HTML.
std::string Grid(std::string_view id, std::string_view caption, const std::string& head,
                 const std::string& body) {
  return fmt::format(
      "<div class=\"scroll\" role=\"region\" aria-label=\"{1}\" tabindex=\"0\">\n<table "
      "class=\"grid\" "
      "id=\"{0}\"><caption>{1}</caption>\n<thead><tr>{2}</tr></thead>\n<tbody>\n{3}</tbody></table>"
      "\n</div>\n",
      id, caption, head, body);
}

std::string Head(const std::vector<Column>& columns) {
  std::string html;
  for (const Column& column : columns) {
    html += fmt::format("<th scope=\"col\"{}>{}</th>", column.is_number ? " class=\"number\"" : "",
                        Escape(column.name));
  }
  return html;
}

std::string Text(std::string_view text) { return fmt::format("<td>{}</td>", Escape(text)); }

/// A number that sorts by its value; a dash where there is none.
std::string Number(std::string_view text, double value) {
  if (!std::isfinite(value)) return "<td class=\"number\" data-value=\"-1\">–</td>";
  return fmt::format("<td class=\"number\" data-value=\"{:.10g}\">{}</td>", value, Escape(text));
}

std::string RowHead(const SystemFacts& system) {
  return fmt::format("<th scope=\"row\" title=\"{}\">{}<small>{}</small></th>",
                     Escape(system.hover), Escape(system.title), Escape(system.detail));
}

std::string AccuracyCell(const PublishedAccuracy& accuracy) {
  if (accuracy.score.text.empty()) return Number("", NAN);
  const auto passed = accuracy.Passed();
  std::string text = fmt::format("{:.6g}", accuracy.score.value);
  if (accuracy.target) text += fmt::format(" of {:.6g}", *accuracy.target);
  const std::string_view mark = passed && !*passed ? " missed" : "";
  return Number(text + std::string(mark), accuracy.score.value);
}

double Milliseconds(const std::string& nanoseconds) {
  if (nanoseconds.empty()) return NAN;
  char* end = nullptr;
  const double value = std::strtod(nanoseconds.c_str(), &end);
  return *end == '\0' && value >= 0 ? value / 1e6 : NAN;
}

std::string ResultRow(const PublishedView& view, const PublishedResult& result, std::size_t i) {
  const auto per_card = result.FigurePerAccelerator();
  const bool is_server = result.scenario == Scenario::kServer && !result.runs.empty();
  const double p99 = is_server ? Milliseconds(result.runs.back().p99_ns) : NAN;
  return fmt::format(
      "<tr data-system=\"{}\" data-benchmark=\"{}\" data-scenario=\"{}\">{}{}{}{}{}{}{}{}{}</tr>\n",
      i, Escape(result.label), Escape(ScenarioName(result)), RowHead(view.systems[i]),
      Text(result.label), Text(ScenarioName(result)),
      Number(result.figure.text, result.figure.value), Text(result.unit),
      Number(per_card ? FigureText(*per_card) : "", per_card.value_or(NAN)),
      Number(fmt::format("{:.2f}", p99), p99), AccuracyCell(result.accuracy),
      result.IsValid() ? "<td>VALID</td>"
                       : fmt::format("<td class=\"off\">{}</td>",
                                     result.verdict == Verdict::kValid     ? "accuracy missed"
                                     : result.verdict == Verdict::kInvalid ? "INVALID"
                                                                           : "no verdict"));
}

std::string RatioText(double value) {
  return std::isfinite(value) ? fmt::format("{:.3f}", value) : "–";
}

}  // namespace

std::string ResultsTable(const PublishedView& view) {
  std::string body;
  std::size_t i = 0;
  for (const PublishedResult& result : view.tree->results) {
    const auto is_of = [&](const SystemRow& row) {
      return row.division == result.division && row.submitter == result.submitter &&
             row.system == result.system;
    };
    while (i + 1 < view.table.systems.size() && !is_of(view.table.systems[i])) ++i;
    body += ResultRow(view, result, i);
  }
  return Grid("results-table", "Every result as its logs print it",
              Head({{"System"},
                    {"Benchmark"},
                    {"Scenario"},
                    {"Figure", true},
                    {"Unit"},
                    {"Per accelerator", true},
                    {"p99 (ms)", true},
                    {"Accuracy of target", true},
                    {"Verdict"}}),
              body);
}

std::string ScalingTable(const PublishedView& view) {
  std::vector<Column> columns = {{"From → to"}, {"Host"}, {"Scenario"}};
  for (const std::string& label : view.table.labels) columns.push_back({label, true});
  std::string body;
  for (const ScalingPair& pair : ScalingPairs(view.table)) {
    for (const Scenario scenario : {Scenario::kOffline, Scenario::kServer}) {
      std::string cells;
      bool has_any = false;
      for (const std::string& label : view.table.labels) {
        const auto ratio = ScalingEfficiency({pair.from, pair.to, label, scenario});
        has_any = has_any || ratio;
        const bool is_off = ratio && std::abs(*ratio - 1) > 0.05;
        cells += fmt::format("<td class=\"number{}\">{}</td>", is_off ? " off" : "",
                             RatioText(ratio.value_or(NAN)));
      }
      if (!has_any) continue;
      body += fmt::format(
          "<tr><th scope=\"row\">{}<br>→ {}</th>{}{}{}</tr>\n",
          Escape(TitleOf(*pair.from, view.table)), Escape(TitleOf(*pair.to, view.table)),
          Text(pair.is_same_server ? "same" : "other"), Text(Name(scenario)), cells);
    }
  }
  if (body.empty()) return "";
  return Grid("scaling-table",
              "Scaling efficiency; 1 is linear. Bold figures are more than 5 % off.", Head(columns),
              body);
}

std::string RatioTable(const PublishedView& view) {
  std::string body;
  for (const RatioRow& row : ServerOfflineRatios(view.table)) {
    body += fmt::format("<tr><th scope=\"row\">{}</th>", Escape(row.label));
    body += fmt::format("<td class=\"number\">{}</td>", row.systems);
    for (const double value :
         {row.min, row.median, row.max, row.accelerated_min, row.accelerated_median}) {
      body += fmt::format("<td class=\"number\">{}</td>", RatioText(value));
    }
    body += "</tr>\n";
  }
  if (body.empty()) return "";
  return Grid("ratio-table", "Server figure over Offline figure",
              Head({{"Benchmark"},
                    {"Systems", true},
                    {"Min", true},
                    {"Median", true},
                    {"Max", true},
                    {"Min with accelerators", true},
                    {"Median with accelerators", true}}),
              body);
}

std::string SystemsTable(const PublishedView& view) {
  std::string body;
  for (const auto& system : view.tree->systems) {
    const auto cards = system->Accelerators();
    const std::string accelerators =
        system->accelerator.empty()
            ? "none"
            : fmt::format("{} × {}{}", cards ? std::to_string(*cards) : "?", system->accelerator,
                          system->accelerator_memory.empty()
                              ? ""
                              : " (" + system->accelerator_memory + ")");
    body += fmt::format(
        "<tr><th scope=\"row\">{}<small>{}</small></th><td title=\"as written: {}\">{}</td>",
        Escape(system->system), Escape(system->name), Escape(system->accelerator_as_written),
        Escape(accelerators));
    body +=
        Text(system->sockets.empty() ? system->processor
                                     : fmt::format("{} × {}", system->sockets, system->processor)) +
        Text(system->cores_per_processor) + Text(system->host_memory) + Text(system->framework) +
        Text(system->status) + "</tr>\n";
  }
  if (body.empty()) return "";
  return Grid("systems-table", "As the tree describes them; accelerators by normalised names",
              Head({{"System"},
                    {"Accelerators"},
                    {"Host processors"},
                    {"Cores each"},
                    {"Host memory"},
                    {"Software"},
                    {"Status"}}),
              body);
}

std::string NotesTable(const PublishedView& view) {
  std::string body;
  const auto add = [&](const std::string& where, const std::string& what) {
    body += fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", Escape(where), Text(what));
  };
  for (const Finding& note : view.tree->notes) {
    add(PlaceText(*view.tree, note.where), PlaceText(*view.tree, note.what));
  }
  for (const PublishedResult& result : view.tree->results) {
    for (const Finding& note : result.notes) {
      add(PlaceText(result, note.where), PlaceText(result, note.what));
    }
  }
  if (body.empty()) return "";
  return Grid("notes-table", "What is missing, broken or odd", Head({{"Where"}, {"What"}}), body);
}

}  // namespace assay::report
