// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Energy counters of processors and memory. Source: Linux, Documentation/power/powercap.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "system/power_meter.h"
#include "system/system_files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr double kMicro = 1e-6;

/// One counter of microjoules, which begins again at zero above its range.
struct Zone {
  std::string name;  // "package-0"
  fs::path counter;
  std::int64_t range = 0;  // 0: not known
  std::int64_t last = 0;
};

[[noreturn]] void RefuseUnreadable(const fs::path& counter) {
  throw Error(ErrorCode::kEnvironment,
              fmt::format("cannot read {}: RAPL's counters are root's alone as a rule; run as root, "
                          "let an administrator grant read permission to this file and those "
                          "beside it, or leave --power rapl out",
                          counter.string()));
}

/// Whole packages, and memory, which no package contains. Cores and graphics are parts of a
/// package; psys contains packages; intel-rapl-mmio counts the same packages once more.
bool IsCounted(const std::string& folder, const std::string& name) {
  return folder.starts_with("intel-rapl:") && (name.starts_with("package") || name == "dram");
}

/// Below `root`: "intel-rapl:0", and within it "intel-rapl:0:1".
std::vector<fs::path> ZoneFolders(const fs::path& root) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator(root, ignored)) {
    const std::string name = item.path().filename().string();
    if (name.starts_with("intel-rapl:")) folders.push_back(item.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

class RaplMeter : public PowerMeter {
 public:
  explicit RaplMeter(const fs::path& root) {
    for (const fs::path& folder : ZoneFolders(root)) {
      const std::string name = ReadText(folder / "name");
      if (!IsCounted(folder.filename().string(), name)) continue;
      Zone zone{.name = name,
                .counter = folder / "energy_uj",
                .range = ReadNumber(folder / "max_energy_range_uj").value_or(0)};
      zone.last = Counter(zone);
      zones_.push_back(std::move(zone));
    }
    if (!zones_.empty()) return;
    throw Error(ErrorCode::kEnvironment,
                fmt::format("no RAPL energy counter of a processor in {} (virtual machines have "
                            "none as a rule): measure with --power nvml or a meter's CSV file, or "
                            "leave --power out",
                            root.string()));
  }

  std::string Source() const override {
    std::string names;
    for (const Zone& zone : zones_) names += (names.empty() ? "" : ", ") + zone.name;
    return fmt::format("RAPL ({}): processors{}, not the whole machine", names,
                       names.find("dram") == std::string::npos ? "" : " and memory");
  }

  bool CountsEnergy() const override { return true; }

  double Read() override {
    for (Zone& zone : zones_) {
      const std::int64_t now = Counter(zone);
      if (now < zone.last && zone.range <= 0) continue;  // nobody knows where it began again
      microjoules_ += now - zone.last + (now < zone.last ? zone.range : 0);
      zone.last = now;
    }
    return static_cast<double>(microjoules_) * kMicro;
  }

 private:
  static std::int64_t Counter(const Zone& zone) {
    const auto counter = ReadNumber(zone.counter);
    if (!counter) RefuseUnreadable(zone.counter);
    return *counter;
  }

  std::vector<Zone> zones_;
  std::int64_t microjoules_ = 0;
};

}  // namespace

std::unique_ptr<PowerMeter> OpenRapl(const fs::path& root) {
  return std::make_unique<RaplMeter>(root);
}

}  // namespace assay
