// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The tables of published results as Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/power.h"
#include "report/result_words.h"
#include "report/results_text.h"
#include "report/system_table.h"

namespace assay {
namespace {

using report::RatioRow;
using report::ScalingPair;
using report::SystemRow;
using report::SystemTable;

using Cells = std::vector<std::string>;

/// Names come from others: nothing of them may become markup.
std::string Plain(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    if (c == '<') {
      plain += "&lt;";
    } else if (c == '&') {
      plain += "&amp;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      plain += ' ';
    } else {
      if (std::string_view("\\`*[]|").find(c) != std::string_view::npos) plain += '\\';
      plain += c;
    }
  }
  return plain;
}

std::string Row(const Cells& cells) {
  std::string row = "|";
  for (const std::string& cell : cells)
    row += fmt::format(" {} |", cell.empty() ? "-" : Plain(cell));
  return row + "\n";
}

std::string Head(const std::string& title, const Cells& columns) {
  std::string text = fmt::format("\n## {}\n{}|", title, Row(columns));
  for (std::size_t i = 0; i < columns.size(); ++i) text += "---|";
  return text + "\n";
}

Cells SystemCells(const SystemRow& row, const SystemTable& table) {
  return {report::TitleOf(row, table), row.accelerators ? std::to_string(*row.accelerators) : ""};
}

Cells With(Cells cells, const Cells& more) {
  cells.insert(cells.end(), more.begin(), more.end());
  return cells;
}

/// The figure with the marks that it must not be shown without.
std::string Figure(const PublishedResult* result) {
  if (result == nullptr || result->figure.text.empty()) return "-";
  return result->figure.text + (result->IsValid() ? "" : " (not valid)");
}

std::string FiguresTable(const SystemTable& table) {
  std::string text =
      Head("Offline samples/s / Server queries/s", With({"system", "accelerators"}, table.labels));
  for (const SystemRow& row : table.systems) {
    Cells cells = SystemCells(row, table);
    for (const std::string& label : table.labels) {
      cells.push_back(fmt::format("{} / {}", Figure(row.Find(label, Scenario::kOffline)),
                                  Figure(row.Find(label, Scenario::kServer))));
    }
    text += Row(cells);
  }
  return text;
}

/// Latencies and counts: only where a tree has such results.
std::string StreamTable(const SystemTable& table, Scenario scenario, const std::string& title) {
  std::string rows;
  for (const SystemRow& row : table.systems) {
    Cells cells = SystemCells(row, table);
    bool has_any = false;
    for (const std::string& label : table.labels) {
      const PublishedResult* result = row.Find(label, scenario);
      cells.push_back(result != nullptr ? Figure(result) + " " + result->unit : "");
      has_any = has_any || result != nullptr;
    }
    if (has_any) rows += Row(cells);
  }
  return rows.empty() ? "" : Head(title, With({"system", "accelerators"}, table.labels)) + rows;
}

std::string PerAcceleratorTable(const SystemTable& table, Scenario scenario) {
  std::string rows;
  for (const SystemRow& row : table.systems) {
    if (row.accelerators.value_or(0) == 0) continue;
    Cells cells = SystemCells(row, table);
    for (const std::string& label : table.labels) {
      const PublishedResult* result = row.Find(label, scenario);
      const auto figure = result != nullptr ? result->FigurePerAccelerator() : std::nullopt;
      cells.push_back(figure ? fmt::format("{:.2f}", *figure) : "");
    }
    rows += Row(cells);
  }
  if (rows.empty()) return "";
  return Head(fmt::format("Per accelerator, {}", Name(scenario)),
              With({"system", "accelerators"}, table.labels)) +
         rows;
}

std::string ScalingTable(const SystemTable& table) {
  std::string rows;
  for (const ScalingPair& pair : report::ScalingPairs(table)) {
    for (const Scenario scenario : {Scenario::kOffline, Scenario::kServer}) {
      Cells cells = {fmt::format("{} -> {}", report::TitleOf(*pair.from, table),
                                 report::TitleOf(*pair.to, table)),
                     pair.is_same_server ? "same" : "other", std::string(Name(scenario))};
      for (const std::string& label : table.labels) {
        const auto ratio = report::ScalingEfficiency({pair.from, pair.to, label, scenario});
        cells.push_back(ratio ? fmt::format("{:.3f}", *ratio) : "");
      }
      rows += Row(cells);
    }
  }
  if (rows.empty()) return "";
  return Head("Scaling efficiency: figure per accelerator of the larger system / of the smaller",
              With({"from -> to", "server", "scenario"}, table.labels)) +
         rows;
}

std::string RatioTable(const SystemTable& table) {
  std::string rows;
  const auto text = [](double v) { return std::isfinite(v) ? fmt::format("{:.3f}", v) : "-"; };
  for (const RatioRow& row : report::ServerOfflineRatios(table)) {
    rows +=
        Row({row.label, std::to_string(row.systems), text(row.min), text(row.median), text(row.max),
             fmt::format("{} / {}", text(row.accelerated_min), text(row.accelerated_median))});
  }
  if (rows.empty()) return "";
  return Head("Server / Offline", {"benchmark", "systems", "min", "median", "max",
                                   "min / median without systems that have no accelerator"}) +
         rows;
}

/// What meters measured; only run folders have such figures.
std::string PowerTable(const ResultsTree& tree) {
  std::string rows;
  for (const PublishedResult& result : tree.results) {
    if (!result.power) continue;
    rows += Row({result.system, result.label, result.scenario_folder, PowerLine(*result.power)});
  }
  return rows.empty() ? "" : Head("Power", {"system", "benchmark", "scenario", "measured"}) + rows;
}

std::string SystemsTable(const ResultsTree& tree) {
  std::string text = Head("Systems", {"system", "name", "accelerators", "host processors",
                                      "cores each", "host memory", "software", "status"});
  for (const auto& system : tree.systems) {
    const std::string cards = system->accelerator.empty()
                                  ? "none"
                                  : fmt::format("{} x {} ({})", system->Accelerators().value_or(0),
                                                system->accelerator, system->accelerator_memory);
    text +=
        Row({system->system, system->name, cards,
             fmt::format("{} x {}", system->sockets, system->processor),
             system->cores_per_processor, system->host_memory, system->framework, system->status});
  }
  return text;
}

std::string NotesTable(const ResultsTree& tree) {
  std::string rows;
  for (const Finding& note : tree.notes) {
    rows += Row({report::PlaceText(tree, note.where), report::PlaceText(tree, note.what)});
  }
  for (const PublishedResult& result : tree.results) {
    for (const Finding& note : result.notes) {
      rows += Row({report::PlaceText(result, note.where), report::PlaceText(result, note.what)});
    }
  }
  return rows.empty() ? "" : Head("Notes", {"where", "what"}) + rows;
}

}  // namespace

std::string ResultsMarkdown(const ResultsTree& tree) {
  const SystemTable table = report::MakeSystemTable(tree);
  const auto valid = std::count_if(tree.results.begin(), tree.results.end(),
                                   [](const PublishedResult& r) { return r.IsValid(); });
  std::string text = fmt::format(
      "# Published results\n\n{} results of {} systems, {} of them valid. Read from the published "
      "logs; nothing was measured again.\n",
      tree.results.size(), table.systems.size(), valid);
  text += FiguresTable(table);
  text += StreamTable(table, Scenario::kSingleStream, "SingleStream");
  text += StreamTable(table, Scenario::kMultiStream, "MultiStream");
  text += PerAcceleratorTable(table, Scenario::kOffline);
  text += PerAcceleratorTable(table, Scenario::kServer);
  return text + ScalingTable(table) + RatioTable(table) + PowerTable(tree) + SystemsTable(tree) +
         NotesTable(tree);
}

}  // namespace assay
