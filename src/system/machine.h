// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What machine is this: everything about it that a measurement depends on, and what disturbs one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay {

struct CpuFacts {
  std::string model;  // "" = the system does not say
  int sockets = 0;
  int cores = 0;                       // physical
  int threads = 0;                     // logical processors that are online
  int usable_threads = 0;              // of those, what this process may run on
  std::vector<std::string> simd;       // "AVX2", "AVX-512 VNNI", "AMX bf16": what inference uses
  std::vector<std::string> governors;  // distinct; empty = frequency control is not visible
  std::optional<bool> turbo;
  std::optional<int> min_mhz, max_mhz;  // the range that frequency control allows
};

struct NumaNode {
  int number = 0;
  std::string processors;  // "0-15,32-47"
  std::uint64_t memory_bytes = 0;
};

/// What a container or service manager allows this process. Absent = no limit.
struct ProcessLimits {
  std::string container;  // "docker", "podman", ...; "" = no sign of one
  std::optional<double> cpus;
  std::optional<std::uint64_t> memory_bytes;
};

struct MachineFacts {
  CpuFacts cpu;
  std::vector<NumaNode> numa;
  std::uint64_t memory_bytes = 0;
  std::uint64_t available_memory_bytes = 0;
  std::string os;           // "Debian GNU/Linux 12 (bookworm)"
  std::string kernel;       // "6.1.0-18-amd64"
  bool is_virtual = false;  // a hypervisor announces itself
  std::string product;      // vendor and product name of the board, "" = not visible
  ProcessLimits limits;
  std::optional<double> load;  // processes that were running or waiting, mean of the last minute
  std::string glibc;
  std::string libstdcxx;
  std::vector<std::string> accelerators;  // on the PCI bus, whether or not an engine can use them
  std::vector<std::string> noise;         // what may disturb a measurement, one sentence each
};

/// Reads the machine from the files below `root` (/proc, /sys, /etc); what is not there stays
/// empty. glibc and libstdc++ are those of this process. Thread-safe; takes about a millisecond.
MachineFacts DescribeMachine(const std::filesystem::path& root = "/");

/// Sentences for what in `facts` makes figures unsteady; empty = nothing seen.
std::vector<std::string> NoiseNotes(const MachineFacts& facts);

/// Name and value in reading order, every name once, no value empty: "not visible", "none found".
std::vector<std::pair<std::string, std::string>> AsNameValues(const MachineFacts& facts);

}  // namespace assay
