// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Systems as charts name them.
#include "report/published_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::report {
namespace {

/// "Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz" -> "Intel Xeon Gold 6248R".
std::string ShortProcessor(std::string name) {
  for (const std::string_view mark : {"(R)", "(TM)", "(r)", "(tm)", " CPU", " Processor"}) {
    for (std::size_t at = name.find(mark); at != name.npos; at = name.find(mark)) {
      name.erase(at, mark.size());
    }
  }
  name = name.substr(0, name.find('@'));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

std::optional<double> Count(const std::string& text) {
  int count = 0;
  const char* end = text.data() + text.size();
  const bool is_count =
      std::from_chars(text.data(), end, count).ptr == end && !text.empty() && count > 0;
  return is_count ? std::optional<double>(count) : std::nullopt;
}

/// Host cores of all nodes.
std::optional<double> CoresOf(const SystemDescription& system) {
  const auto sockets = Count(system.sockets), cores = Count(system.cores_per_processor);
  if (!sockets || !cores) return std::nullopt;
  return *sockets * *cores * std::max(system.nodes.value_or(1), 1);
}

std::string DetailOf(const SystemRow& row) {
  const SystemDescription& system = *row.description;
  if (row.accelerators.value_or(0) > 0 && !system.accelerator.empty()) {
    return fmt::format("{} × {}", *row.accelerators, system.accelerator);
  }
  if (system.processor.empty()) return "not described";
  const std::string processor = ShortProcessor(system.processor);
  return system.sockets.empty() ? processor : fmt::format("{} × {}", system.sockets, processor);
}

std::string HoverOf(const SystemRow& row) {
  const SystemDescription& system = *row.description;
  std::string text = row.system;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("\n{}{}", name, value);
  };
  add("", system.name);
  add("accelerators as written: ",
      system.accelerator_as_written.empty()
          ? ""
          : fmt::format("{} x {}", system.accelerators_per_node.value_or(0),
                        system.accelerator_as_written));
  add("processors: ", system.processor);
  add("status: ", system.status);
  return text;
}

SystemFacts FactsOf(const SystemRow& row, const SystemTable& table) {
  SystemFacts facts;
  facts.title = TitleOf(row, table);
  facts.detail = DetailOf(row);
  facts.hover = HoverOf(row);
  const bool has_accelerators = row.accelerators.value_or(0) > 0;
  facts.family = has_accelerators ? row.description->accelerator : "no accelerator";
  if (facts.family.empty()) facts.family = "not described";
  if (has_accelerators) facts.accelerators = *row.accelerators;
  facts.cores = CoresOf(*row.description);
  return facts;
}

void AddOnce(const std::string& text, std::string& list) {
  if (text.empty() || list.find(text) != std::string::npos) return;
  list += (list.empty() ? "" : "; ") + text;
}

/// Watts and price of a whole system: its own entry, else that of its cards times their number.
void AddCosts(const CostEntry& entry, SystemFacts& facts, PublishedView& view) {
  const auto whole = [&](const std::optional<double>& amount) {
    if (entry.is_system || !amount) return amount;
    return facts.accelerators ? std::optional(*amount * *facts.accelerators) : std::nullopt;
  };
  facts.watts = whole(entry.watts);
  facts.price = whole(entry.price);
  if (!entry.is_system) facts.card_watts = entry.watts;
  const auto named = [&](const std::string& source) { return entry.name + ": " + source; };
  if (facts.watts) AddOnce(named(entry.watts_source), view.watts_sources);
  if (!facts.price) return;
  AddOnce(named(entry.price_source), view.price_sources);
  view.currency = entry.currency;
}

}  // namespace

PublishedView MakePublishedView(const ResultsTree& tree, const ViewOptions& options) {
  PublishedView view;
  view.tree = &tree;
  view.rules = options.rules;
  view.max_watts_per_card = options.max_watts_per_card;
  view.table = MakeSystemTable(tree);
  for (const SystemRow& row : view.table.systems) {
    SystemFacts facts = FactsOf(row, view.table);
    const CostEntry* entry =
        options.costs != nullptr ? options.costs->Find(*row.description) : nullptr;
    if (entry != nullptr) AddCosts(*entry, facts, view);
    view.systems.push_back(std::move(facts));
  }
  return view;
}

std::string ModelTitle(const PublishedView& view, const std::string& label) {
  if (view.rules == nullptr) return label;
  for (const BenchmarkRules& rules : view.rules->benchmarks()) {
    if (rules.name != label) continue;
    const double percent = rules.quality_fraction * 100;
    return fmt::format("{}, {:.4g}\u00A0% of FP32", rules.model, percent);
  }
  return label;
}

}  // namespace assay::report
