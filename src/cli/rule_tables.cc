// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tables 1 and 2, from the rule data.
#include "cli/rule_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace assay::cli {
namespace {

using Row = std::vector<std::string>;

std::string ServerBound(const BenchmarkRules& b) {
  const auto server = b.limits.find(Scenario::kServer);
  if (server == b.limits.end() || !server->second.latency_bound) return "not applicable";
  return fmt::format("{} ms", server->second.latency_bound->count() / 1'000'000);
}

std::string Required(const BenchmarkRules& b) {
  std::string text;
  for (const Scenario s : b.required)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", Name(s));
  return text;
}

std::vector<Row> Rows(const RuleSet& rules, int table) {
  std::vector<Row> rows;
  if (table == 1) {
    rows.push_back({"Benchmark", "Area", "Task", "Model", "Data set", "QSL size",
                    "Required quality", "Server latency"});
  } else {
    rows.push_back({"Benchmark", "Area", "Task", "Required scenarios"});
  }
  for (const BenchmarkRules& b : rules.benchmarks()) {
    if (table == 1) {
      rows.push_back({b.name, b.area, b.task, b.model, b.dataset,
                      std::to_string(b.performance_samples), b.quality_text, ServerBound(b)});
    } else {
      rows.push_back({b.name, b.area, b.task, Required(b)});
    }
  }
  return rows;
}

/// Terminal columns of UTF-8 text without wide characters.
std::size_t Columns(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::string RuleTableText(const RuleSet& rules, int table) {
  const std::vector<Row> rows = Rows(rules, table);
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Columns(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - Columns(row[i]) + 2, ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string RuleTableJson(const RuleSet& rules, int table) {
  const std::vector<Row> rows = Rows(rules, table);
  Json json = Json::array();
  for (std::size_t r = 1; r < rows.size(); ++r) {
    Json object = Json::object();
    for (std::size_t i = 0; i < rows[r].size(); ++i) object[rows.front()[i]] = rows[r][i];
    json.push_back(object);
  }
  return json.dump(2) + "\n";
}

}  // namespace assay::cli
