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
#include "base/text.h"

namespace assay {
namespace {

constexpr int kMostSessions = 65536;

using Pieces = std::vector<std::string_view>;

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

/// Processors of a node that this process may use.
CpuSet CoresOfNode(const PlacementChoice& choice, std::size_t node) {
  CpuSet cores;
  for (const int core : choice.numa[node]) {
    if (std::binary_search(choice.cores.begin(), choice.cores.end(), core)) cores.push_back(core);
  }
  return cores;
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
    placement.cores = CoresOfNode(choice_, static_cast<std::size_t>(*node));
    if (placement.cores.empty()) {
      Refuse(fmt::format("NUMA node {} has none of the cores that this process may use: {}", value,
                         CoreList(choice_.cores)));
    }
  }

  const std::string& text_;
  const PlacementRequest& request_;
  const PlacementChoice& choice_;
};

/// A processor with several NUMA nodes becomes a placement for each.
std::vector<Placement> DefaultPlacements(const PlacementRequest& request,
                                         const PlacementChoice& choice) {
  std::vector<Placement> placements(choice.offered.begin(), choice.offered.end());
  if (placements.size() == 1 && placements.front().device.kind == "cpu" && request.sessions == 0 &&
      placements.front().sessions > 1 && !choice.has_one_pool) {
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

/// Whether a --placement lists that core: "cpu,cores=0-3+8".
bool ListsCore(std::string_view placement, int core) {
  constexpr std::string_view kKey = "cores=";
  for (const std::string_view setting : Split(placement, ',')) {
    if (!setting.starts_with(kKey)) continue;
    for (const std::string_view piece : Split(setting.substr(kKey.size()), '+')) {
      const auto range = Range(piece);
      if (range && range->first <= core && core <= range->second) return true;
    }
  }
  return false;
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

std::size_t CoresOf(std::span<const Placement> placements) {
  std::size_t cores = 0;
  for (const Placement& p : placements) cores += p.cores.size();
  return cores;
}

ModelSpec PartFor(const Placement& placement, std::span<const Placement> all, ModelSpec spec) {
  spec.streams = std::min(spec.streams, std::max(1, placement.sessions));
  if (spec.threads == 0 || placement.cores.empty()) return spec;
  const auto cores = static_cast<int>(placement.cores.size());
  const int share = spec.threads * cores / static_cast<int>(CoresOf(all));
  spec.threads = std::clamp(share, 1, cores);
  return spec;
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
    if (!request.issues_on_time || cores.size() < kCoresToSpareOne) return -1;
    const bool is_taken =
        std::any_of(request.wanted.begin(), request.wanted.end(),
                    [&](const std::string& text) { return ListsCore(text, cores.back()); });
    return is_taken ? -1 : cores.back();
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
  if (choice.has_one_pool && placements.size() > 1 && CoresOf(placements) > 0) {
    throw Error(ErrorCode::kUsage,
                "this engine has one pool of threads in a process, on the cores of its first "
                "model: give one --placement with all cores, or none with cores and numa");
  }
  if (choice.loadgen_core >= 0) KeepFree(choice.loadgen_core, placements);
  return placements;
}

}  // namespace assay
