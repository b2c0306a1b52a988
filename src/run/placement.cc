// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Placements: reading what a user wants, and the default.
#include "run/placement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.h"

namespace assay {
namespace {

constexpr int kMostSessions = 65536;

using Pieces = std::vector<std::string_view>;

Pieces Split(std::string_view text, char separator) {
  Pieces pieces;
  while (true) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> Whole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// "3" or "0-3".
std::optional<std::pair<int, int>> Range(std::string_view text) {
  const Pieces ends = Split(text, '-');
  const auto first = Whole(ends.front());
  const auto last = Whole(ends.back());
  if (ends.size() > 2 || !first || !last || *first > *last) return std::nullopt;
  return std::pair(*first, *last);
}

/// One --placement as it is read.
class Reader {
 public:
  Reader(const std::string& text, const PlacementRequest& request, const PlacementChoice& choice)
      : text_(text), request_(request), choice_(choice) {}

  std::vector<Placement> Read() const {
    const Pieces pieces = Split(text_, ',');
    std::vector<Placement> placements = Devices(pieces.front());
    for (Placement& placement : placements) {
      if (request_.sessions > 0) placement.sessions = request_.sessions;
      for (std::size_t i = 1; i < pieces.size(); ++i) Set(placement, pieces[i]);
    }
    return placements;
  }

 private:
  [[noreturn]] void Refuse(const std::string& what) const {
    throw Error(ErrorCode::kUsage, fmt::format("--placement {}: {}", text_, what));
  }

  [[noreturn]] void RefuseDevice() const {
    std::vector<std::string> known;
    for (const Placement& p : choice_.offered) known.push_back(Device(p));
    Refuse(fmt::format("no such device, this backend has {}", fmt::join(known, ", ")));
  }

  static std::string Device(const Placement& p) {
    return p.device.kind == "cpu" ? "cpu" : fmt::format("{}{}", p.device.kind, p.device.index);
  }

  std::vector<Placement> Devices(std::string_view name) const {
    if (name == "all") return {choice_.offered.begin(), choice_.offered.end()};
    const std::size_t digits = std::min(name.find_first_of("0123456789"), name.size());
    const std::string_view kind = name.substr(0, digits);
    const auto range = digits == name.size() ? std::pair(0, 0) : Range(name.substr(digits));
    std::vector<Placement> found;
    for (const Placement& p : choice_.offered) {
      const bool is_meant = range && p.device.kind == kind && p.device.index >= range->first &&
                            p.device.index <= range->second;
      if (is_meant) found.push_back(p);
    }
    if (!range || static_cast<int>(found.size()) != range->second - range->first + 1) {
      RefuseDevice();
    }
    return found;
  }

  void Set(Placement& placement, std::string_view setting) const {
    struct Row {
      std::string_view key;
      void (Reader::*set)(Placement&, std::string_view) const;
    };
    constexpr Row kRows[] = {{"sessions", &Reader::SetSessions},
                             {"cores", &Reader::SetCores},
                             {"numa", &Reader::SetNode}};
    const std::size_t equals = std::min(setting.find('='), setting.size());
    for (const Row& row : kRows) {
      if (setting.substr(0, equals) != row.key || equals == setting.size()) continue;
      (this->*row.set)(placement, setting.substr(equals + 1));
      return;
    }
    Refuse(fmt::format("'{}' is none of sessions=N, cores=LIST, numa=N", setting));
  }

  void SetSessions(Placement& placement, std::string_view value) const {
    const auto sessions = Whole(value);
    if (!sessions || *sessions < 1 || *sessions > kMostSessions) {
      Refuse(fmt::format("'sessions={}' makes no sense, give 1 to {}", value, kMostSessions));
    }
    placement.sessions = *sessions;
  }

  void SetCores(Placement& placement, std::string_view value) const {
    placement.cores.clear();
    for (const std::string_view piece : Split(value, '+')) {
      const auto range = Range(piece);
      if (!range) Refuse(fmt::format("'cores={}' is no list like 0-3+8", value));
      for (int core = range->first; core <= range->second; ++core) AddCore(placement, core);
    }
  }

  void AddCore(Placement& placement, int core) const {
    if (std::find(choice_.cores.begin(), choice_.cores.end(), core) == choice_.cores.end()) {
      Refuse(fmt::format("core {} is not one of those that this process may use: {}", core,
                         CoreList(choice_.cores)));
    }
    placement.cores.push_back(core);
  }

  void SetNode(Placement& placement, std::string_view value) const {
    const auto node = Whole(value);
    if (!node || *node >= static_cast<int>(choice_.numa.size())) {
      Refuse(fmt::format("no NUMA node {}, there are {}", value, choice_.numa.size()));
    }
    placement.numa_node = *node;
    if (!placement.cores.empty()) return;
    for (const int core : choice_.numa[static_cast<std::size_t>(*node)]) AddCore(placement, core);
  }

  const std::string& text_;
  const PlacementRequest& request_;
  const PlacementChoice& choice_;
};

/// Processors of a node that this process may use.
CpuSet CoresOfNode(const PlacementChoice& choice, std::size_t node) {
  CpuSet cores;
  for (const int core : choice.numa[node]) {
    if (std::binary_search(choice.cores.begin(), choice.cores.end(), core)) cores.push_back(core);
  }
  return cores;
}

/// A processor with several NUMA nodes becomes a placement for each.
std::vector<Placement> DefaultPlacements(const PlacementRequest& request,
                                         const PlacementChoice& choice) {
  std::vector<Placement> placements(choice.offered.begin(), choice.offered.end());
  if (placements.size() == 1 && placements.front().device.kind == "cpu" && request.sessions == 0 &&
      placements.front().sessions > 1) {
    const Placement whole = placements.front();
    std::vector<Placement> nodes;
    for (std::size_t node = 0; node < choice.numa.size(); ++node) {
      const CpuSet cores = CoresOfNode(choice, node);
      if (cores.empty()) continue;
      nodes.push_back(whole);
      nodes.back().numa_node = static_cast<int>(node);
      nodes.back().cores = cores;
      const auto share = static_cast<std::size_t>(whole.sessions) * cores.size();
      nodes.back().sessions = static_cast<int>(
          std::max<std::size_t>(1, share / std::max<std::size_t>(1, choice.cores.size())));
    }
    if (nodes.size() > 1) return nodes;
  }
  for (Placement& placement : placements) {
    if (request.sessions > 0) placement.sessions = request.sessions;
  }
  return placements;
}

/// Takes the issuing thread's core out of the placements.
void KeepFree(int core, std::vector<Placement>& placements) {
  for (Placement& placement : placements) {
    if (placement.cores.empty()) continue;
    std::erase(placement.cores, core);
    if (!placement.cores.empty()) continue;
    throw Error(ErrorCode::kUsage,
                fmt::format("{} would have no core besides that of the issuing thread, {}: give "
                            "it others, or --loadgen-core none",
                            Describe(placement), core));
  }
}

}  // namespace

std::string CoreList(std::span<const int> cores) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < cores.size();) {
    std::size_t end = i + 1;
    while (end < cores.size() && cores[end] == cores[end - 1] + 1) ++end;
    parts.push_back(end == i + 1 ? std::to_string(cores[i])
                                 : fmt::format("{}-{}", cores[i], cores[end - 1]));
    i = end;
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

std::string Describe(const Placement& p) {
  std::string text =
      p.device.kind == "cpu" ? "cpu" : fmt::format("{} {}", p.device.kind, p.device.index);
  if (!p.device.description.empty()) text += fmt::format(" ({})", p.device.description);
  text += fmt::format(": {} request{} in flight", p.sessions, p.sessions == 1 ? "" : "s");
  if (!p.cores.empty()) text += fmt::format(", cores {}", CoreList(p.cores));
  if (p.numa_node >= 0) text += fmt::format(", NUMA node {}", p.numa_node);
  return text;
}

int LoadGenCore(const PlacementRequest& request, std::span<const int> cores) {
  if (request.loadgen_core == "none") return -1;
  if (request.loadgen_core.empty()) {
    const bool has_enough = request.issues_on_time && cores.size() >= kCoresToSpareOne;
    return has_enough && request.wanted.empty() ? cores.back() : -1;
  }
  const auto core = Whole(request.loadgen_core);
  const bool is_there = core && std::find(cores.begin(), cores.end(), *core) != cores.end();
  if (is_there && cores.size() > 1) return *core;
  throw Error(ErrorCode::kUsage,
              fmt::format("--loadgen-core {}: give one of several cores that this process may use "
                          "({}), or none",
                          request.loadgen_core, CoreList(cores)));
}

std::vector<Placement> PlaceRun(const PlacementRequest& request, const PlacementChoice& choice) {
  std::vector<Placement> placements;
  if (request.wanted.empty()) placements = DefaultPlacements(request, choice);
  for (const std::string& text : request.wanted) {
    for (Placement& placement : Reader(text, request, choice).Read()) {
      placements.push_back(std::move(placement));
    }
  }
  if (choice.loadgen_core >= 0) KeepFree(choice.loadgen_core, placements);
  return placements;
}

}  // namespace assay
