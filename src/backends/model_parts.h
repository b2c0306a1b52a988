// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What every engine needs: a model's file, its ports by name, its threads; a placement for each
// device.
#pragma once

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/backend.h"

namespace assay {

/// Throws Error{kMissingFile} unless `file` is a regular file.
void RequireModelFile(const std::filesystem::path& file);

/// Which ports of a graph are used, in which order.
struct PortChoice {
  std::string_view direction;                          // "input" or "output"
  const std::vector<std::string>& wanted;              // empty: all ports in the graph's order
  const std::vector<std::vector<std::string>>& names;  // for each port all its names, at least one
  const std::filesystem::path& file;
};
/// Positions of the wanted ports. "x" and "x:0" name the same port. Throws Error{kBadData} with the
/// names that there are.
std::vector<std::size_t> ChoosePorts(const PortChoice& choice);

/// The shape of a declared input (-1: open) for a batch. Throws Error{kBadData} when it has no
/// batch dimension, another one is open, or the batch dimension is fixed to something else.
Shape InputShapeFor(const Port& declared, int batch_size, const std::filesystem::path& file);

/// The one of `prepared` whose batch size is `size`; `size_of` tells an element's. Throws
/// Error{kInternal}: nobody may ask for another one.
template <typename Batches, typename SizeOf>
auto& PreparedFor(int size, Batches& prepared, SizeOf size_of) {
  const auto found = std::ranges::find(prepared, size, size_of);
  if (found != prepared.end()) return *found;
  throw Error(ErrorCode::kInternal, "nothing was prepared for batches of " + std::to_string(size));
}

/// Computes one batch of zeros and waits for it. Throws what the engine reports.
void RunZeros(Session& session, int batch_size);

/// Cores that the calling thread may use: all of the process's but one kept free for the thread
/// that issues queries.
int AvailableCores();

/// Requests in flight on a card for throughput: while some are gathered and copied, others compute.
/// Measured with PyTorch on an H200 (docs/performance.md).
constexpr int kInFlightOnCard = 6;

/// A placement for each device: `scenario_streams` requests in flight, or (0) as many as suit
/// throughput, on a processor the cores, on a card `on_card`.
std::vector<Placement> OnePerDevice(std::span<const Device> devices, int scenario_streams,
                                    int on_card = kInFlightOnCard);

/// The processor's product name, "CPU" where the system does not tell.
std::string CpuName();

/// How many requests an engine computes at once, and on how many threads in all.
struct EngineThreads {
  int streams = 1;
  int threads = 1;
};
/// As `spec` says, else one stream for each request in flight, as far as there are cores.
EngineThreads ThreadsFor(const ModelSpec& spec, std::span<const Placement> placements);

/// An exception's text in one line, at most 400 bytes.
std::string OneLine(std::string_view text);

/// Libraries of this process whose file name begins with one of `prefixes`: name and real path,
/// sorted.
std::vector<std::pair<std::string, std::string>> LoadedLibraries(
    std::span<const std::string_view> prefixes);

}  // namespace assay
