// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Where a run computes: what --placement says, else a default that suits the machine. One queue for
// each placement, and a core for the thread that issues queries where there are enough.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "backends/backend.h"

namespace assay {

/// The fewest cores of which one can be spared for the thread that issues queries.
constexpr std::size_t kCoresToSpareOne = 4;

/// What the placements of a run follow from.
struct PlacementRequest {
  std::span<const std::string> wanted{};  // as typed, one for each --placement; empty: the default
  std::string loadgen_core{};   // as typed; "none": no core of its own; empty: the default
  int sessions = 0;             // of each placement that does not say its own; 0: as offered
  bool issues_on_time = false;  // queries have a schedule: their thread wants a core of its own
};

/// The core of the thread that issues queries, kept free of everything else; -1: any core. `cores`:
/// that this process may use, ascending. Default: the last one where queries have a schedule, at
/// least four are there (of fewer, too much would be taken from what computes), and no placement
/// lists it. Throws Error{kUsage}.
int LoadGenCore(const PlacementRequest& request, std::span<const int> cores);

/// What there is.
struct PlacementChoice {
  std::span<const Placement> offered{};      // by the backend: one for each device
  std::span<const std::vector<int>> numa{};  // processors of each node
  std::span<const int> cores{};              // that this process may use, ascending
  int loadgen_core = -1;                     // as LoadGenCore tells: no placement has it
  bool has_one_pool = false;                 // BackendFacts::first_load_sets_threads
};

/// `wanted` entries are DEVICE[,sessions=N][,cores=0-3+8][,numa=N]; DEVICE is "cpu", "cuda1",
/// "simulated0-3" (each of them) or "all". Throws Error{kUsage} for what makes no sense here.
///
/// Default: one placement for each device. On a processor with several NUMA nodes each node with
/// cores of this process is a placement of its own, with its cores, and its share of the sessions;
/// not for an engine with one pool of threads, which would all sit on the first one's cores.
std::vector<Placement> PlaceRun(const PlacementRequest& request, const PlacementChoice& choice);

/// Cores that placements name, in all.
std::size_t CoresOf(std::span<const Placement> placements);

/// What is loaded for one of `all` placements: the streams of `spec` as far as they fit on it, and
/// its cores' share of the threads, which are threads in all.
ModelSpec PartFor(const Placement& placement, std::span<const Placement> all, ModelSpec spec);

/// "simulated 0 (simulated card): 2 requests in flight, cores 0-3, NUMA node 0".
std::string Describe(const Placement& placement);

/// {0, 1, 2, 8} -> "0-2,8".
std::string CoreList(std::span<const int> cores);

}  // namespace assay
