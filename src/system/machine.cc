// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "system/machine.h"

#include <gnu/libc-version.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <tuple>

#include "base/text.h"
#include "system/system_files.h"

namespace assay {

namespace fs = std::filesystem;

namespace {

struct NamedFlag {
  std::string_view flag, name;
};
// The kernel's names in /proc/cpuinfo ("flags" on x86, "Features" on ARM) for what speeds up
// inference.
constexpr std::array kSimd = {
    NamedFlag{"avx2", "AVX2"},
    NamedFlag{"avx_vnni", "AVX-VNNI"},
    NamedFlag{"avx512f", "AVX-512"},
    NamedFlag{"avx512_vnni", "AVX-512 VNNI"},
    NamedFlag{"avx512_bf16", "AVX-512 bf16"},
    NamedFlag{"avx512_fp16", "AVX-512 fp16"},
    NamedFlag{"amx_int8", "AMX int8"},
    NamedFlag{"amx_bf16", "AMX bf16"},
    NamedFlag{"amx_fp16", "AMX fp16"},
    NamedFlag{"asimddp", "NEON dot product"},
    NamedFlag{"i8mm", "NEON int8 matrix"},
    NamedFlag{"bf16", "NEON bf16"},
    NamedFlag{"sve", "SVE"},
};

struct PciVendor {
  std::string_view id, name;
  bool display_is_accelerator;  // its display controllers compute, too
};
constexpr std::array kVendors = {
    PciVendor{"0x10de", "NVIDIA", true},
    PciVendor{"0x1002", "AMD", true},
    PciVendor{"0x8086", "Intel", false},
};

std::set<std::string> Flags(const std::string& cpuinfo) {
  std::string flags = ValueOf(cpuinfo, "flags");
  if (flags.empty()) flags = ValueOf(cpuinfo, "Features");
  const auto words = SplitWords(flags);
  return {words.begin(), words.end()};
}

std::string CpuModel(const std::string& cpuinfo) {
  const std::string model = ValueOf(cpuinfo, "model name");
  if (!model.empty()) return model;
  const std::string part = ValueOf(cpuinfo, "CPU part");
  if (part.empty()) return "";
  return "ARM implementer " + ValueOf(cpuinfo, "CPU implementer") + " part " + part;
}

fs::path CpuFolder(const fs::path& root, int processor) {
  return root / "sys/devices/system/cpu" / ("cpu" + std::to_string(processor));
}

std::vector<int> OnlineProcessors(const fs::path& root, const std::string& cpuinfo) {
  auto online = ParseList(ReadText(root / "sys/devices/system/cpu/online"));
  if (!online.empty()) return online;
  std::istringstream lines(cpuinfo);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("processor")) online.push_back(static_cast<int>(online.size()));
  }
  return online;
}

void CountCores(const fs::path& root, const std::vector<int>& online, CpuFacts& cpu) {
  std::set<std::int64_t> sockets;
  std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t>> cores;
  for (const int processor : online) {
    const fs::path topology = CpuFolder(root, processor) / "topology";
    const auto socket = ReadNumber(topology / "physical_package_id");
    const auto core = ReadNumber(topology / "core_id");
    sockets.insert(socket.value_or(0));
    cores.insert({socket.value_or(0), ReadNumber(topology / "die_id").value_or(0),
                  core.value_or(processor)});
  }
  cpu.sockets = static_cast<int>(sockets.size());
  cpu.cores = static_cast<int>(cores.size());
  cpu.threads = static_cast<int>(online.size());
}

std::optional<int> Megahertz(const fs::path& file) {
  const auto kilohertz = ReadNumber(file);
  if (!kilohertz) return std::nullopt;
  return static_cast<int>(*kilohertz / 1000);
}

std::optional<bool> Turbo(const fs::path& root) {
  const fs::path cpus = root / "sys/devices/system/cpu";
  if (const auto off = ReadNumber(cpus / "intel_pstate/no_turbo")) return *off == 0;
  if (const auto on = ReadNumber(cpus / "cpufreq/boost")) return *on != 0;
  return std::nullopt;
}

void ReadFrequency(const fs::path& root, const std::vector<int>& online, CpuFacts& cpu) {
  std::set<std::string> governors;
  for (const int processor : online) {
    const fs::path cpufreq = CpuFolder(root, processor) / "cpufreq";
    if (auto governor = ReadText(cpufreq / "scaling_governor"); !governor.empty()) {
      governors.insert(governor);
    }
    const auto lowest = Megahertz(cpufreq / "scaling_min_freq");
    const auto highest = Megahertz(cpufreq / "scaling_max_freq");
    if (lowest) cpu.min_mhz = std::min(cpu.min_mhz.value_or(*lowest), *lowest);
    if (highest) cpu.max_mhz = std::max(cpu.max_mhz.value_or(*highest), *highest);
  }
  cpu.governors.assign(governors.begin(), governors.end());
  cpu.turbo = Turbo(root);
}

CpuFacts ReadCpu(const fs::path& root, const std::string& cpuinfo) {
  CpuFacts cpu;
  cpu.model = CpuModel(cpuinfo);
  const auto flags = Flags(cpuinfo);
  for (const auto& [flag, name] : kSimd) {
    if (flags.contains(std::string(flag))) cpu.simd.emplace_back(name);
  }
  const auto online = OnlineProcessors(root, cpuinfo);
  CountCores(root, online, cpu);
  const auto allowed = ParseList(ValueOf(ReadText(root / "proc/self/status"), "Cpus_allowed_list"));
  cpu.usable_threads =
      static_cast<int>(std::count_if(online.begin(), online.end(), [&](int processor) {
        return allowed.empty() ||
               std::find(allowed.begin(), allowed.end(), processor) != allowed.end();
      }));
  ReadFrequency(root, online, cpu);
  return cpu;
}

// "24684084 kB" -> bytes.
std::uint64_t KilobyteValue(const std::string& text, const std::string& key) {
  const auto kilobytes = ParseNumber(ValueOf(text, key));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(kilobytes.value_or(0), 0)) * 1024;
}

std::vector<NumaNode> ReadNuma(const fs::path& root) {
  const fs::path folder = root / "sys/devices/system/node";
  std::vector<NumaNode> nodes;
  for (const int number : ParseList(ReadText(folder / "online"))) {
    const std::string name = "node" + std::to_string(number);
    const std::string key = "Node " + std::to_string(number) + " MemTotal";
    nodes.push_back({.number = number,
                     .processors = ReadText(folder / name / "cpulist"),
                     .memory_bytes = KilobyteValue(ReadText(folder / name / "meminfo"), key)});
  }
  return nodes;
}

// The folders of a control group, from the process's own up to the top.
std::vector<fs::path> GroupFolders(const fs::path& mount, const std::string& group) {
  std::vector<fs::path> folders;
  fs::path path = fs::path(group).relative_path();
  while (!path.empty()) {
    folders.push_back(mount / path);
    path = path.parent_path();
  }
  folders.push_back(mount);
  return folders;
}

// The group of a version 1 controller, or of version 2 for controller "": the third field of
// "4:cpu,cpuacct:/user.slice".
std::string GroupOf(const std::string& groups, std::string_view controller) {
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    std::istringstream names(line.substr(first + 1, second - first - 1));
    std::string name;
    bool found = controller.empty() && second == first + 1;
    while (std::getline(names, name, ',')) found = found || name == controller;
    if (found) return line.substr(second + 1);
  }
  return "";
}

template <typename T>
void Tighten(std::optional<T>& limit, T value) {
  limit = std::min(limit.value_or(value), value);
}

void ReadUnifiedLimits(const fs::path& root, const std::string& groups, ProcessLimits& limits) {
  for (const fs::path& folder : GroupFolders(root / "sys/fs/cgroup", GroupOf(groups, ""))) {
    const std::string cpu = ReadText(folder / "cpu.max");  // "150000 100000" or "max 100000"
    const auto words = SplitWords(cpu);
    const auto quota = words.size() == 2 ? ParseNumber(words[0]) : std::nullopt;
    const auto period = words.size() == 2 ? ParseNumber(words[1]) : std::nullopt;
    if (quota && period.value_or(0) > 0) {
      Tighten(limits.cpus, static_cast<double>(*quota) / static_cast<double>(*period));
    }
    const auto memory = ReadNumber(folder / "memory.max");
    if (memory && *memory >= 0) Tighten(limits.memory_bytes, static_cast<std::uint64_t>(*memory));
  }
}

// Version 1 writes "no limit" as -1 for time, and as a number near 2^63 for memory.
void ReadOldLimits(const fs::path& root, const std::string& groups, ProcessLimits& limits) {
  constexpr std::int64_t kUnlimitedMemory = std::int64_t{1} << 60;
  const fs::path top = root / "sys/fs/cgroup";
  for (const fs::path& folder : GroupFolders(top / "cpu", GroupOf(groups, "cpu"))) {
    const auto quota = ReadNumber(folder / "cpu.cfs_quota_us");
    const auto period = ReadNumber(folder / "cpu.cfs_period_us");
    if (quota.value_or(-1) > 0 && period.value_or(0) > 0) {
      Tighten(limits.cpus, static_cast<double>(*quota) / static_cast<double>(*period));
    }
  }
  for (const fs::path& folder : GroupFolders(top / "memory", GroupOf(groups, "memory"))) {
    const auto memory = ReadNumber(folder / "memory.limit_in_bytes");
    if (memory && *memory >= 0 && *memory < kUnlimitedMemory) {
      Tighten(limits.memory_bytes, static_cast<std::uint64_t>(*memory));
    }
  }
}

std::string Container(const fs::path& root) {
  std::error_code ignored;
  if (fs::exists(root / ".dockerenv", ignored)) return "docker";
  if (fs::exists(root / "run/.containerenv", ignored)) return "podman";
  return ReadText(root / "run/systemd/container");
}

ProcessLimits ReadLimits(const fs::path& root) {
  ProcessLimits limits{.container = Container(root), .cpus = {}, .memory_bytes = {}};
  const std::string groups = ReadText(root / "proc/self/cgroup");
  ReadUnifiedLimits(root, groups, limits);
  ReadOldLimits(root, groups, limits);
  return limits;
}

// Classes by the PCI specification: 0x0300 VGA, 0x0302 3D controller, 0x1200 processing
// accelerator.
std::string DescribePci(const fs::path& device) {
  const std::string pci_class = ReadText(device / "class").substr(0, 6);
  const std::string vendor = ReadText(device / "vendor");
  const auto known = std::find_if(kVendors.begin(), kVendors.end(),
                                  [&](const PciVendor& v) { return v.id == vendor; });
  const bool display_counts = known != kVendors.end() && known->display_is_accelerator;
  const bool counts =
      pci_class == "0x1200" || pci_class == "0x0302" || (pci_class == "0x0300" && display_counts);
  if (!counts) return "";
  const std::string name = known == kVendors.end() ? "vendor " + vendor : std::string(known->name);
  return name + " device " + ReadText(device / "device") + " at " + device.filename().string();
}

std::vector<std::string> ReadAccelerators(const fs::path& root) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& device : fs::directory_iterator(root / "sys/bus/pci/devices", ignored)) {
    if (auto text = DescribePci(device.path()); !text.empty()) found.push_back(text);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string OperatingSystem(const fs::path& root) {
  std::string release = ReadText(root / "etc/os-release");
  if (release.empty()) release = ReadText(root / "usr/lib/os-release");
  return ValueOf(release, "PRETTY_NAME");
}

std::string Product(const fs::path& root) {
  const fs::path board = root / "sys/class/dmi/id";
  const std::string both = ReadText(board / "sys_vendor") + " " + ReadText(board / "product_name");
  return std::string(Trim(both));
}

std::optional<double> Load(const fs::path& root) {
  double load = 0;
  std::istringstream text(ReadText(root / "proc/loadavg"));
  text.imbue(std::locale::classic());
  if (!(text >> load)) return std::nullopt;
  return load;
}

}  // namespace

MachineFacts DescribeMachine(const fs::path& root) {
  MachineFacts facts;
  const std::string cpuinfo = ReadText(root / "proc/cpuinfo");
  const std::string meminfo = ReadText(root / "proc/meminfo");
  std::error_code ignored;
  facts.cpu = ReadCpu(root, cpuinfo);
  facts.numa = ReadNuma(root);
  facts.memory_bytes = KilobyteValue(meminfo, "MemTotal");
  facts.available_memory_bytes = KilobyteValue(meminfo, "MemAvailable");
  facts.os = OperatingSystem(root);
  facts.kernel = ReadText(root / "proc/sys/kernel/osrelease");
  facts.is_virtual =
      Flags(cpuinfo).contains("hypervisor") || fs::exists(root / "sys/hypervisor/type", ignored);
  facts.product = Product(root);
  facts.limits = ReadLimits(root);
  facts.load = Load(root);
  facts.glibc = gnu_get_libc_version();
  facts.libstdcxx = std::to_string(_GLIBCXX_RELEASE);
  facts.accelerators = ReadAccelerators(root);
  facts.noise = NoiseNotes(facts);
  return facts;
}

}  // namespace assay
