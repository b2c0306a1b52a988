// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a vendor's article would claim, computed: each sentence carries its numbers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "report/published_view.h"

namespace assay::report {
namespace {

constexpr double kEqualPercent = 1, kLinear = 0.05;

/// A system's figure per accelerator.
struct PerCard {
  const SystemFacts* system;
  double value;
};

std::string Join(const std::vector<std::string>& names) {
  if (names.size() < 2) return names.empty() ? "" : names.front();
  std::vector<std::string> head(names.begin(), names.end() - 1);
  return fmt::format("{} and {}", fmt::join(head, ", "), names.back());
}

/// "1.92", or "1.92 to 2.39".
std::string Range(double least, double most, int decimals) {
  const std::string a = fmt::format("{:.{}f}", least, decimals);
  const std::string b = fmt::format("{:.{}f}", most, decimals);
  return a == b ? a : a + " to " + b;
}

/// The label by which accelerators are compared: the study's, else the first with Offline results.
std::string CardLabel(const PublishedView& view) {
  std::string first;
  for (const std::string& label : view.table.labels) {
    for (const SystemRow& row : view.table.systems) {
      if (row.Find(label, Scenario::kOffline) == nullptr) continue;
      if (label == "resnet50") return label;
      if (first.empty()) first = label;
    }
  }
  return first;
}

/// Valid Offline figures per accelerator by accelerator, those with fewer accelerators first.
std::map<std::string, std::vector<PerCard>> CardsOf(const PublishedView& view,
                                                    const std::string& label) {
  std::map<std::string, std::vector<PerCard>> cards;
  for (std::size_t i = 0; i < view.systems.size(); ++i) {
    const PublishedResult* result = view.table.systems[i].Find(label, Scenario::kOffline);
    if (result == nullptr || !result->IsValid()) continue;
    const auto value = result->FigurePerAccelerator();
    if (!value || !std::isfinite(*value) || *value <= 0) continue;
    cards[view.systems[i].family].push_back({&view.systems[i], *value});
  }
  for (auto& [family, list] : cards) {
    std::stable_sort(list.begin(), list.end(), [](const PerCard& a, const PerCard& b) {
      return *a.system->accelerators < *b.system->accelerators;
    });
  }
  return cards;
}

void AddValidity(const PublishedView& view, std::vector<std::string>& claims) {
  std::size_t valid = 0, scored = 0, reached = 0;
  const PublishedResult* closest = nullptr;
  const auto margin = [](const PublishedResult& r) {
    return r.accuracy.score.value / *r.accuracy.target - 1;
  };
  for (const PublishedResult& result : view.tree->results) {
    valid += result.verdict == Verdict::kValid ? 1 : 0;
    const auto passed = result.accuracy.Passed();
    if (!passed) continue;
    ++scored;
    reached += *passed ? 1 : 0;
    if (closest == nullptr || margin(result) < margin(*closest)) closest = &result;
  }
  const std::size_t count = view.tree->results.size();
  std::string text = valid == count ? fmt::format("All {} results are VALID", count)
                                    : fmt::format("{} of {} results are VALID", valid, count);
  if (closest != nullptr) {
    text += fmt::format(
        "; {} of {} accuracies reach their target. Closest to it: {}, {:.6g} where {:.6g} is asked "
        "({:+.3f}\u00A0%)",
        reached, scored, closest->label, closest->accuracy.score.value, *closest->accuracy.target,
        margin(*closest) * 100);
  }
  claims.push_back(text + ".");
}

void AddEqualCards(const PublishedView& view, std::vector<std::string>& claims) {
  const std::string label = CardLabel(view);
  for (const auto& [family, list] : CardsOf(view, label)) {
    const PerCard &few = list.front(), &many = list.back();
    if (*few.system->accelerators == *many.system->accelerators) continue;
    const double percent = std::abs(many.value / few.value - 1) * 100;
    claims.push_back(fmt::format(
        "{} per card ({} Offline): {} samples/s in {} (×{:.0f}), {} in {} (×{:.0f}): {}.", family,
        label, FigureText(few.value), few.system->title, *few.system->accelerators,
        FigureText(many.value), many.system->title, *many.system->accelerators,
        percent <= kEqualPercent ? fmt::format("equal within {:.2f}\u00A0%", percent)
                                 : fmt::format("{:.1f}\u00A0% apart", percent)));
  }
}

void AddOrder(const PublishedView& view, std::vector<std::string>& claims) {
  struct Family {
    std::string name;
    double least, most;
  };
  std::vector<Family> families;
  const std::string label = CardLabel(view);
  for (const auto& [name, list] : CardsOf(view, label)) {
    const auto [least, most] =
        std::minmax_element(list.begin(), list.end(),
                            [](const PerCard& a, const PerCard& b) { return a.value < b.value; });
    families.push_back({name, least->value, most->value});
  }
  if (families.size() < 2) return;
  std::sort(families.begin(), families.end(),
            [](const Family& a, const Family& b) { return a.most > b.most; });
  const Family &top = families.front(), &last = families.back();
  std::vector<std::string> times;
  for (auto other = families.begin() + 1; other != families.end(); ++other) {
    times.push_back(fmt::format(
        "{} times {}", Range(top.least / other->most, top.most / other->least, 1), other->name));
  }
  claims.push_back(
      fmt::format("Per card ({} Offline) {} is highest, {} to {} samples/s, and {} "
                  "lowest, {} to {}. {} is {}.",
                  label, top.name, FigureText(top.least), FigureText(top.most), last.name,
                  FigureText(last.least), FigureText(last.most), top.name, Join(times)));
}

/// Scaling efficiencies of one label.
struct Linearity {
  double least = INFINITY, most = -INFINITY, distance = -1;
  std::string worst{};  // the pair that is furthest from 1
};

/// Pairs of the same server where there are any: there nothing but the number of cards differs.
std::vector<ScalingPair> FairPairs(const PublishedView& view) {
  std::vector<ScalingPair> pairs = ScalingPairs(view.table);
  const auto other = std::find_if(pairs.begin(), pairs.end(),
                                  [](const ScalingPair& pair) { return !pair.is_same_server; });
  if (other != pairs.begin()) pairs.erase(other, pairs.end());
  return pairs;
}

Linearity LinearityOf(const PublishedView& view, const std::vector<ScalingPair>& pairs,
                      const std::string& label) {
  Linearity found;
  for (const ScalingPair& pair : pairs) {
    const auto ratio = ScalingEfficiency({pair.from, pair.to, label, Scenario::kOffline});
    if (!ratio || !std::isfinite(*ratio)) continue;
    found.least = std::min(found.least, *ratio);
    found.most = std::max(found.most, *ratio);
    if (std::abs(*ratio - 1) <= found.distance) continue;
    found.distance = std::abs(*ratio - 1);
    found.worst = fmt::format("{:.3f} from {} to {}", *ratio, TitleOf(*pair.from, view.table),
                              TitleOf(*pair.to, view.table));
  }
  return found;
}

void AddScaling(const PublishedView& view, std::vector<std::string>& claims) {
  const std::vector<ScalingPair> pairs = FairPairs(view);
  std::vector<std::string> linear;
  std::vector<std::pair<std::string, std::vector<std::string>>> worst;  // pair, its labels
  for (const std::string& label : view.table.labels) {
    const Linearity found = LinearityOf(view, pairs, label);
    if (found.distance < 0) continue;
    if (found.distance <= kLinear + 1e-9) {
      linear.push_back(label);
    } else if (!worst.empty() && worst.back().first == found.worst) {
      worst.back().second.push_back(label);
    } else {
      worst.push_back({found.worst, {label}});
    }
  }
  std::vector<std::string> others;
  for (const auto& [where, labels] : worst) {
    others.push_back(fmt::format("{} ({})", Join(labels), where));
  }
  if (linear.empty() && others.empty()) return;
  std::string text = pairs.front().is_same_server ? "In the same server" : "Across servers";
  text += linear.empty() ? ", Offline figures do not grow linearly with the number of cards"
                         : fmt::format(
                               ", Offline figures grow linearly with the number of cards "
                               "within {:.0f}\u00A0% for {}",
                               kLinear * 100, Join(linear));
  if (!others.empty()) text += (linear.empty() ? ": " : "; not for ") + Join(others);
  claims.push_back(text + ".");
}

void AddTargets(const PublishedView& view, std::vector<std::string>& claims) {
  for (const std::string& label : view.table.labels) {
    if (!label.ends_with("-99")) continue;
    const std::string strict = label + ".9";
    std::size_t pairs = 0, same = 0;
    double least = INFINITY, most = 0;
    for (const SystemRow& row : view.table.systems) {
      const PublishedResult* loose = row.Find(label, Scenario::kOffline);
      const PublishedResult* tight = row.Find(strict, Scenario::kOffline);
      if (loose == nullptr || tight == nullptr) continue;
      const double ratio = loose->figure.value / tight->figure.value;
      if (!std::isfinite(ratio)) continue;
      ++pairs;
      same += loose->figure.text == tight->figure.text ? 1 : 0;
      least = std::min(least, ratio);
      most = std::max(most, ratio);
    }
    if (pairs == 0) continue;
    claims.push_back(
        same * 10 >= pairs * 9
            ? fmt::format("{} and {} perform alike Offline: the same figure in {} of {} systems.",
                          label, strict, same, pairs)
            : fmt::format("{} runs {} times as fast as {} Offline ({} systems).", label,
                          Range(least, most, 2), strict, pairs));
  }
}

void AddRatios(const PublishedView& view, std::vector<std::string>& claims) {
  std::vector<RatioRow> rows;
  for (const RatioRow& row : ServerOfflineRatios(view.table)) {
    if (std::isfinite(row.accelerated_median)) rows.push_back(row);
  }
  if (rows.empty()) return;
  const auto [least, most] =
      std::minmax_element(rows.begin(), rows.end(), [](const RatioRow& a, const RatioRow& b) {
        return a.accelerated_median < b.accelerated_median;
      });
  const auto share = [](const RatioRow& row) {
    return fmt::format("{:.0f}\u00A0% ({})", row.accelerated_median * 100, row.label);
  };
  claims.push_back(fmt::format(
      "Under the latency limit (Server) systems with accelerators keep {}{} of their Offline "
      "throughput{}.",
      share(*least), least == most ? "" : " to " + share(*most),
      least == most ? ", as median" : ", as medians by benchmark"));
}

/// The best family per unit of a fact: "NVIDIA A100 125.8 (…), NVIDIA T4 89.8".
void AddBestPer(const PublishedView& view, std::optional<double> SystemFacts::*part,
                const std::string& per, const std::string& source,
                std::vector<std::string>& claims) {
  const std::string label = CardLabel(view);
  std::map<std::string, double> best;
  for (std::size_t i = 0; i < view.systems.size(); ++i) {
    const SystemFacts& system = view.systems[i];
    const PublishedResult* result = view.table.systems[i].Find(label, Scenario::kOffline);
    if (result == nullptr || !result->IsValid() || !(system.*part)) continue;
    const bool is_over =
        view.max_watts_per_card && system.card_watts.value_or(INFINITY) > *view.max_watts_per_card;
    const double value = result->figure.value / *(system.*part);
    if (is_over || !std::isfinite(value)) continue;
    best[system.family] = std::max(best[system.family], value);
  }
  if (best.empty()) return;
  std::vector<std::pair<std::string, double>> order(best.begin(), best.end());
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> names;
  for (const auto& [family, value] : order) {
    names.push_back(fmt::format("{} {}", family, FigureText(value)));
  }
  const std::string limit = view.max_watts_per_card ? fmt::format(" among cards of at most {:g} W",
                                                                  *view.max_watts_per_card)
                                                    : "";
  claims.push_back(fmt::format("Best {}{} ({} Offline, samples/s): {}. From the user's file: {}.",
                               per, limit, label, fmt::join(names, ", "), source));
}

void AddCosts(const PublishedView& view, std::vector<std::string>& claims) {
  if (!view.watts_sources.empty()) {
    AddBestPer(view, &SystemFacts::watts, "per watt", view.watts_sources, claims);
  }
  if (!view.price_sources.empty()) {
    AddBestPer(view, &SystemFacts::price, "per " + view.currency, view.price_sources, claims);
  }
  if (view.watts_sources.empty() && view.price_sources.empty()) {
    claims.push_back(
        "Nothing is said per watt or per price: the logs hold neither; a file of yours with their "
        "sources adds them (--costs).");
  }
}

}  // namespace

std::vector<std::string> ClaimsOf(const PublishedView& view) {
  std::vector<std::string> claims;
  AddEqualCards(view, claims);
  AddOrder(view, claims);
  AddScaling(view, claims);
  AddTargets(view, claims);
  AddRatios(view, claims);
  AddValidity(view, claims);
  AddCosts(view, claims);
  return claims;
}

}  // namespace assay::report
