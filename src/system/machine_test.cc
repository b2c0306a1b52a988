// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of machine.h on trees of files written here.
#include "system/machine.h"

#include <doctest/doctest.h>

#include "base/test_folder.h"

namespace assay {

namespace fs = std::filesystem;

namespace {

// A root folder with only the files a test writes; removed at the end.
class FakeRoot {
 public:
  FakeRoot& File(const fs::path& path, const std::string& text) {
    folder_.Write(path, text + "\n");
    return *this;
  }
  /// Processor `number` as core `core` of socket `socket`.
  FakeRoot& Processor(int number, int core, const std::string& socket) {
    const fs::path cpu = "sys/devices/system/cpu/cpu" + std::to_string(number);
    File(cpu / "topology/physical_package_id", socket);
    return File(cpu / "topology/core_id", std::to_string(core));
  }
  MachineFacts Describe() const { return DescribeMachine(folder_.path()); }

 private:
  TestFolder folder_;
};

const fs::path kCpus = "sys/devices/system/cpu";

}  // namespace

TEST_CASE("two sockets of two cores with two threads each are 4 cores and 8 threads") {
  FakeRoot root;
  root.File(kCpus / "online", "0-7");
  for (int i = 0; i < 8; ++i) root.Processor(i, i % 2, i / 2 % 2 == 0 ? "0" : "1");
  const CpuFacts cpu = root.Describe().cpu;
  CHECK(cpu.sockets == 2);
  CHECK(cpu.cores == 4);
  CHECK(cpu.threads == 8);
  CHECK(cpu.usable_threads == 8);
}

TEST_CASE("threads that are offline, or forbidden to the process, do not count as usable") {
  FakeRoot root;
  root.File(kCpus / "online", "0-2").File("proc/self/status", "Name:\tx\nCpus_allowed_list:\t2-5");
  const CpuFacts cpu = root.Describe().cpu;
  CHECK(cpu.threads == 3);
  CHECK(cpu.usable_threads == 1);
}

TEST_CASE("model and instruction sets come from cpuinfo, only those that inference uses") {
  FakeRoot root;
  root.File("proc/cpuinfo",
            "processor\t: 0\nmodel name\t: Intel(R) Xeon(R) Platinum 8480+\n"
            "flags\t\t: fpu sse avx avx2 avx512f avx512_vnni amx_bf16 amx_tile amx_int8\n");
  const MachineFacts facts = root.Describe();
  CHECK(facts.cpu.model == "Intel(R) Xeon(R) Platinum 8480+");
  CHECK(facts.cpu.simd ==
        std::vector<std::string>{"AVX2", "AVX-512", "AVX-512 VNNI", "AMX int8", "AMX bf16"});
  CHECK(facts.cpu.threads == 1);
  CHECK_FALSE(facts.is_virtual);
}

TEST_CASE("an ARM processor is named by implementer and part") {
  FakeRoot root;
  root.File("proc/cpuinfo",
            "processor: 0\nFeatures: fp asimddp i8mm\nCPU implementer: 0x41\nCPU part: 0xd40\n");
  const CpuFacts cpu = root.Describe().cpu;
  CHECK(cpu.model == "ARM implementer 0x41 part 0xd40");
  CHECK(cpu.simd == std::vector<std::string>{"NEON dot product", "NEON int8 matrix"});
}

TEST_CASE("frequency control: every governor in use, the widest range, the turbo switch") {
  FakeRoot root;
  root.File(kCpus / "online", "0-1")
      .File(kCpus / "cpu0/cpufreq/scaling_governor", "powersave")
      .File(kCpus / "cpu1/cpufreq/scaling_governor", "performance")
      .File(kCpus / "cpu0/cpufreq/scaling_min_freq", "800000")
      .File(kCpus / "cpu0/cpufreq/scaling_max_freq", "3800000")
      .File(kCpus / "cpu1/cpufreq/scaling_min_freq", "1200000")
      .File(kCpus / "cpu1/cpufreq/scaling_max_freq", "3000000")
      .File(kCpus / "intel_pstate/no_turbo", "1");
  const CpuFacts cpu = root.Describe().cpu;
  CHECK(cpu.governors == std::vector<std::string>{"performance", "powersave"});
  CHECK(cpu.min_mhz == 800);
  CHECK(cpu.max_mhz == 3800);
  CHECK(cpu.turbo == false);
}

TEST_CASE("turbo is also read where the kernel calls it boost") {
  FakeRoot root;
  root.File(kCpus / "cpufreq/boost", "1");
  CHECK(root.Describe().cpu.turbo == true);
}

TEST_CASE("NUMA nodes carry their processors and memory") {
  FakeRoot root;
  const fs::path nodes = "sys/devices/system/node";
  root.File(nodes / "online", "0-1")
      .File(nodes / "node0/cpulist", "0-3")
      .File(nodes / "node0/meminfo", "Node 0 MemTotal:       1000 kB")
      .File(nodes / "node1/cpulist", "4-7")
      .File(nodes / "node1/meminfo", "Node 1 MemTotal:       2000 kB");
  const auto numa = root.Describe().numa;
  REQUIRE(numa.size() == 2);
  CHECK(numa[1].number == 1);
  CHECK(numa[1].processors == "4-7");
  CHECK(numa[1].memory_bytes == 2'048'000);
}

TEST_CASE("unified control groups: the tightest limit on the way up counts, max is none") {
  FakeRoot root;
  const fs::path top = "sys/fs/cgroup";
  root.File("proc/self/cgroup", "0::/pod/box")
      .File(top / "pod/box/cpu.max", "max 100000")
      .File(top / "pod/cpu.max", "150000 100000")
      .File(top / "pod/box/memory.max", "4000000000")
      .File(top / "pod/memory.max", "max");
  const ProcessLimits limits = root.Describe().limits;
  CHECK(limits.cpus == 1.5);
  CHECK(limits.memory_bytes == 4'000'000'000u);
}

TEST_CASE("old control groups: limits by controller, and their two ways to say none") {
  FakeRoot root;
  const fs::path top = "sys/fs/cgroup";
  root.File("proc/self/cgroup", "4:memory:/a\n1:cpu,cpuacct:/b\n0::/")
      .File(top / "cpu/b/cpu.cfs_quota_us", "200000")
      .File(top / "cpu/b/cpu.cfs_period_us", "100000")
      .File(top / "cpu/cpu.cfs_quota_us", "-1")
      .File(top / "cpu/cpu.cfs_period_us", "100000")
      .File(top / "memory/a/memory.limit_in_bytes", "9223372036854771712");
  const ProcessLimits limits = root.Describe().limits;
  CHECK(limits.cpus == 2.0);
  CHECK_FALSE(limits.memory_bytes.has_value());
}

TEST_CASE("accelerators are found by their PCI class; a server's plain display chip is none") {
  FakeRoot root;
  const fs::path pci = "sys/bus/pci/devices";
  root.File(pci / "0000:01:00.0/class", "0x030200")
      .File(pci / "0000:01:00.0/vendor", "0x10de")
      .File(pci / "0000:01:00.0/device", "0x2335")
      .File(pci / "0000:02:00.0/class", "0x030000")
      .File(pci / "0000:02:00.0/vendor", "0x1a03");
  const auto found = root.Describe().accelerators;
  CHECK(found == std::vector<std::string>{"NVIDIA device 0x2335 at 0000:01:00.0"});
}

TEST_CASE("system, memory, product and hypervisor are read where they are visible") {
  FakeRoot root;
  root.File("etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"")
      .File("proc/sys/kernel/osrelease", "6.1.0-18-amd64")
      .File("proc/meminfo", "MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:  600 kB")
      .File("proc/loadavg", "1.90 0.24 0.18 4/111 12147")
      .File("proc/cpuinfo", "flags : hypervisor")
      .File("sys/class/dmi/id/sys_vendor", "QEMU")
      .File("sys/class/dmi/id/product_name", "Standard PC");
  const MachineFacts facts = root.Describe();
  CHECK(facts.os == "Debian GNU/Linux 12 (bookworm)");
  CHECK(facts.kernel == "6.1.0-18-amd64");
  CHECK(facts.memory_bytes == 1'024'000);
  CHECK(facts.available_memory_bytes == 614'400);
  CHECK(facts.load == 1.9);
  CHECK(facts.is_virtual);
  CHECK(facts.product == "QEMU Standard PC");
}

TEST_CASE("an empty tree gives empty facts, not an error") {
  const FakeRoot root;
  const MachineFacts facts = root.Describe();
  CHECK(facts.cpu.threads == 0);
  CHECK(facts.noise.empty());
  CHECK(facts.limits.container.empty());
}

TEST_CASE("this machine has a processor, memory and a C library") {
  const MachineFacts facts = DescribeMachine();
  CHECK(facts.cpu.threads >= 1);
  CHECK(facts.cpu.cores <= facts.cpu.threads);
  CHECK(facts.memory_bytes > 0);
  CHECK_FALSE(facts.glibc.empty());
}

}  // namespace assay
