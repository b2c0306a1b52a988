// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A machine in words: its facts as names and values, and what in them makes figures unsteady.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "system/machine.h"

namespace assay {

namespace {

constexpr char kNotVisible[] = "not visible";

// Judgement of ours, not a rule: a quarter of the machine busy with something else shows in
// latencies; below a tenth of free memory the kernel starts to give pages back.
constexpr double kDisturbingLoadShare = 0.25;
constexpr double kLeastFreeMemoryShare = 0.1;

std::string OrNotVisible(const std::string& text) { return text.empty() ? kNotVisible : text; }

std::string Cores(const CpuFacts& cpu) {
  if (cpu.threads == 0) return kNotVisible;
  std::string text = fmt::format("{} cores, {} threads, {} {}", cpu.cores, cpu.threads, cpu.sockets,
                                 cpu.sockets == 1 ? "socket" : "sockets");
  if (cpu.usable_threads < cpu.threads) {
    text += fmt::format(", {} threads usable", cpu.usable_threads);
  }
  return text;
}

std::string Simd(const MachineFacts& facts) {
  if (facts.cpu.simd.empty()) return "none known";
  return fmt::format("{}", fmt::join(facts.cpu.simd, ", "));
}

std::string ClockRange(const CpuFacts& cpu) {
  if (!cpu.min_mhz || !cpu.max_mhz) return kNotVisible;
  return fmt::format("{} to {} MHz", *cpu.min_mhz, *cpu.max_mhz);
}

std::string Turbo(const CpuFacts& cpu) {
  if (!cpu.turbo) return kNotVisible;
  return *cpu.turbo ? "on" : "off";
}

std::string Numa(const std::vector<NumaNode>& nodes) {
  if (nodes.empty()) return kNotVisible;
  std::vector<std::string> texts;
  for (const NumaNode& node : nodes) {
    texts.push_back(fmt::format("node {}: {}, processors {}", node.number,
                                FormatBytes(static_cast<double>(node.memory_bytes)),
                                node.processors.empty() ? "none" : node.processors));
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string Memory(const MachineFacts& facts) {
  if (facts.memory_bytes == 0) return kNotVisible;
  return fmt::format("{}, {} available", FormatBytes(static_cast<double>(facts.memory_bytes)),
                     FormatBytes(static_cast<double>(facts.available_memory_bytes)));
}

std::string Virtualisation(const MachineFacts& facts) {
  return facts.is_virtual ? "virtual machine" : "no hypervisor seen";
}

std::string Limits(const ProcessLimits& limits) {
  std::vector<std::string> texts;
  if (!limits.container.empty()) texts.push_back(limits.container);
  if (limits.cpus) texts.push_back(fmt::format("at most {:.4g} CPUs", *limits.cpus));
  if (limits.memory_bytes) {
    texts.push_back("at most " + FormatBytes(static_cast<double>(*limits.memory_bytes)));
  }
  return texts.empty() ? "no limits" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string Joined(const std::vector<std::string>& texts, const std::string& none) {
  return texts.empty() ? none : fmt::format("{}", fmt::join(texts, "; "));
}

bool OnlyPerformance(const std::vector<std::string>& governors) {
  return governors.size() == 1 && governors[0] == "performance";
}

void AddClockNotes(const CpuFacts& cpu, std::vector<std::string>& notes) {
  if (!cpu.governors.empty() && !OnlyPerformance(cpu.governors)) {
    notes.push_back(fmt::format(
        "governor {}: the clock rate follows the load; governor performance gives steadier figures",
        fmt::join(cpu.governors, ", ")));
  }
  if (cpu.turbo.value_or(false)) {
    notes.push_back(
        "turbo is on: the clock rate depends on temperature and on how many cores work");
  }
}

void AddShareNotes(const MachineFacts& facts, std::vector<std::string>& notes) {
  const CpuFacts& cpu = facts.cpu;
  if (cpu.usable_threads < cpu.threads) {
    notes.push_back(
        fmt::format("this process may use only {} of {} threads", cpu.usable_threads, cpu.threads));
  }
  if (facts.limits.cpus && *facts.limits.cpus < cpu.usable_threads) {
    notes.push_back(fmt::format(
        "a limit of {:.4g} CPUs on {} threads: the kernel stops the process when its share is used "
        "up, which shows as long latencies",
        *facts.limits.cpus, cpu.usable_threads));
  }
}

}  // namespace

std::vector<std::string> NoiseNotes(const MachineFacts& facts) {
  std::vector<std::string> notes;
  const int threads = facts.cpu.threads;
  if (facts.load && threads > 0 && *facts.load > kDisturbingLoadShare * threads) {
    notes.push_back(fmt::format("load average {:.3g} on {} {}: other work disturbs the measurement",
                                *facts.load, facts.cpu.cores,
                                facts.cpu.cores == 1 ? "core" : "cores"));
  }
  AddClockNotes(facts.cpu, notes);
  AddShareNotes(facts, notes);
  if (facts.is_virtual) {
    notes.push_back("virtual machine: other guests of the same host may disturb the measurement");
  }
  const auto total = static_cast<double>(facts.memory_bytes);
  const auto available = static_cast<double>(facts.available_memory_bytes);
  if (available < kLeastFreeMemoryShare * total) {
    notes.push_back(fmt::format("only {} of {} memory available: the measurement may wait for disk",
                                FormatBytes(available), FormatBytes(total)));
  }
  return notes;
}

std::vector<std::pair<std::string, std::string>> AsNameValues(const MachineFacts& facts) {
  const CpuFacts& cpu = facts.cpu;
  return {
      {"cpu", OrNotVisible(cpu.model)},
      {"cores", Cores(cpu)},
      {"simd", Simd(facts)},
      {"clock", ClockRange(cpu)},
      {"governor", Joined(cpu.governors, kNotVisible)},
      {"turbo", Turbo(cpu)},
      {"numa", Numa(facts.numa)},
      {"memory", Memory(facts)},
      {"accelerators", Joined(facts.accelerators, "none found")},
      {"product", OrNotVisible(facts.product)},
      {"virtualisation", Virtualisation(facts)},
      {"limits", Limits(facts.limits)},
      {"os", OrNotVisible(facts.os)},
      {"kernel", OrNotVisible(facts.kernel)},
      {"glibc", facts.glibc},
      {"libstdc++", "GCC " + facts.libstdcxx},
      {"load", facts.load ? fmt::format("{:.2f}", *facts.load) : kNotVisible},
      {"noise", Joined(facts.noise, "nothing seen")},
  };
}

}  // namespace assay
