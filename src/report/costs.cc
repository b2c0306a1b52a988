// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Watts and prices from a TOML file of the user's.
#include "report/costs.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "base/files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kKeys = {"name",  "watts",        "watts_source",
                                                   "price", "price_source", "currency"};

[[noreturn]] void Refuse(const fs::path& file, const toml::node& node, const std::string& what) {
  throw Error(ErrorCode::kBadData,
              fmt::format("{}:{}: {}", file.string(), node.source().begin.line, what));
}

std::string TextOf(const fs::path& file, const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return "";
  const auto text = node->value<std::string>();
  if (!node->is_string() || !text || text->empty()) {
    Refuse(file, *node, fmt::format("{} takes a text in quotes", key));
  }
  return *text;
}

std::optional<double> AmountOf(const fs::path& file, const toml::table& table,
                               std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  const auto amount = node->value<double>();
  if (!node->is_number() || !amount || !std::isfinite(*amount) || *amount <= 0) {
    Refuse(file, *node, fmt::format("{} takes a number above 0", key));
  }
  const std::string source = std::string(key) + "_source";
  if (table.get(source) == nullptr) {
    Refuse(file, *node, fmt::format("{} needs {} beside it: who says so", key, source));
  }
  return amount;
}

CostEntry EntryOf(const fs::path& file, const toml::table& table, bool is_system) {
  for (const auto& [key, node] : table) {
    if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) {
      Refuse(file, node,
             fmt::format("unknown key {}: known are name, watts, watts_source, price, "
                         "price_source, currency",
                         std::string(key.str())));
    }
  }
  CostEntry entry{.name = TextOf(file, table, "name"), .is_system = is_system};
  if (entry.name.empty()) Refuse(file, table, "an entry needs a name");
  if (!is_system) entry.name = NormaliseAccelerator(entry.name);
  entry.watts = AmountOf(file, table, "watts");
  entry.price = AmountOf(file, table, "price");
  entry.watts_source = TextOf(file, table, "watts_source");
  entry.price_source = TextOf(file, table, "price_source");
  entry.currency = TextOf(file, table, "currency");
  if (entry.price && entry.currency.empty()) Refuse(file, table, "a price needs a currency");
  return entry;
}

void AddEntries(const fs::path& file, const toml::table& root, std::string_view key,
                std::vector<CostEntry>& entries) {
  const toml::node* node = root.get(key);
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  if (list == nullptr) Refuse(file, *node, fmt::format("write [[{}]] for each entry", key));
  for (const toml::node& item : *list) {
    const toml::table* table = item.as_table();
    if (table == nullptr) Refuse(file, item, fmt::format("write [[{}]] for each entry", key));
    entries.push_back(EntryOf(file, *table, key == "system"));
  }
}

/// Prices of one currency only can be set beside each other.
void RefuseMixedCurrencies(const fs::path& file, const std::vector<CostEntry>& entries) {
  std::string first;
  for (const CostEntry& entry : entries) {
    if (!entry.price) continue;
    if (first.empty()) first = entry.currency;
    if (entry.currency == first) continue;
    throw Error(ErrorCode::kBadData,
                fmt::format("{}: prices in {} and {} cannot be compared: write all in one currency",
                            file.string(), first, entry.currency));
  }
}

}  // namespace

const CostEntry* Costs::Find(const SystemDescription& system) const {
  for (const CostEntry& entry : entries) {
    if (entry.is_system && (entry.name == system.system || entry.name == system.name))
      return &entry;
  }
  for (const CostEntry& entry : entries) {
    if (!entry.is_system && !entry.name.empty() && entry.name == system.accelerator) return &entry;
  }
  return nullptr;
}

Costs ReadCosts(const fs::path& file) {
  return ParseCosts(ReadFile(file, "file of watts and prices"), file);
}

Costs ParseCosts(std::string_view text, const fs::path& file) {
  toml::table root;
  try {
    root = toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    throw Error(ErrorCode::kBadData, fmt::format("{}:{}: not valid TOML: {}", file.string(),
                                                 error.source().begin.line, error.description()));
  }
  for (const auto& [key, node] : root) {
    if (key.str() == "accelerator" || key.str() == "system") continue;
    Refuse(file, node,
           fmt::format("unknown table {}: known are [[accelerator]] and [[system]]",
                       std::string(key.str())));
  }
  Costs costs;
  AddEntries(file, root, "system", costs.entries);
  AddEntries(file, root, "accelerator", costs.entries);
  RefuseMixedCurrencies(file, costs.entries);
  return costs;
}

}  // namespace assay
