// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Power of NVIDIA accelerators through NVML, which is loaded when asked for. Source: NVML API
// reference; the declarations are our own.
#include <dlfcn.h>
#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/error.h"
#include "system/power_meter.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kSuccess = 0;
using Device = struct nvmlDevice_st*;

class NvmlMeter : public PowerMeter {
 public:
  explicit NvmlMeter(const fs::path& library) : library_(library) {
    handle_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) {
      throw Error(ErrorCode::kEnvironment,
                  fmt::format("cannot load {}, NVIDIA's management library, which comes with the "
                              "driver: install the driver, or leave --power nvml out ({})",
                              library.string(), dlerror()));
    }
    Find("nvmlInit_v2", init_);
    Find("nvmlShutdown", shutdown_);
    Find("nvmlDeviceGetCount_v2", count_);
    Find("nvmlDeviceGetHandleByIndex_v2", device_);
    Find("nvmlDeviceGetName", name_);
    Find("nvmlDeviceGetTotalEnergyConsumption", energy_);
    Find("nvmlDeviceGetPowerUsage", power_);
    Check(init_(), "nvmlInit");
    OpenDevices();
    first_ = counts_energy_ ? Sum() : 0;
  }
  ~NvmlMeter() override {
    if (handle_ == nullptr) return;
    shutdown_();
    dlclose(handle_);
  }
  NvmlMeter(const NvmlMeter&) = delete;
  NvmlMeter& operator=(const NvmlMeter&) = delete;

  std::string Source() const override {
    std::string names;
    for (const auto& [name, count] : names_) {
      names += fmt::format("{}{} × {}", names.empty() ? "" : ", ", count, name);
    }
    return fmt::format("NVML ({}): accelerators, not the whole machine", names);
  }

  bool CountsEnergy() const override { return counts_energy_; }
  double Read() override { return Sum() - first_; }

 private:
  template <typename Function>
  void Find(const char* symbol, Function*& function) {
    function = reinterpret_cast<Function*>(dlsym(handle_, symbol));
    if (function != nullptr) return;
    throw Error(ErrorCode::kEnvironment,
                fmt::format("{} has no {}: install a newer driver, or leave --power nvml out",
                            library_.string(), symbol));
  }

  static void Check(int status, const char* call) {
    if (status == kSuccess) return;
    throw Error(ErrorCode::kEnvironment,
                fmt::format("NVML answers {} with error {}: see whether nvidia-smi works, or leave "
                            "--power nvml out",
                            call, status));
  }

  void OpenDevices() {
    unsigned count = 0;
    Check(count_(&count), "nvmlDeviceGetCount");
    for (unsigned i = 0; i < count; ++i) {
      Device device = nullptr;
      Check(device_(i, &device), "nvmlDeviceGetHandleByIndex");
      char name[96] = {};
      Check(name_(device, name, sizeof name), "nvmlDeviceGetName");
      ++names_[name];
      unsigned long long millijoules = 0;
      counts_energy_ = counts_energy_ && energy_(device, &millijoules) == kSuccess;
      devices_.push_back(device);
    }
    if (devices_.empty()) {
      throw Error(ErrorCode::kEnvironment,
                  "NVML lists no accelerator on this machine: leave --power nvml out");
    }
  }

  /// Joules or watts of all devices.
  double Sum() const {
    double milli = 0;
    for (const Device device : devices_) {
      if (counts_energy_) {
        unsigned long long millijoules = 0;
        Check(energy_(device, &millijoules), "nvmlDeviceGetTotalEnergyConsumption");
        milli += static_cast<double>(millijoules);
      } else {
        unsigned milliwatts = 0;
        Check(power_(device, &milliwatts), "nvmlDeviceGetPowerUsage");
        milli += milliwatts;
      }
    }
    return milli / 1000;
  }

  fs::path library_;
  void* handle_ = nullptr;
  int (*init_)() = nullptr;
  int (*shutdown_)() = nullptr;
  int (*count_)(unsigned*) = nullptr;
  int (*device_)(unsigned, Device*) = nullptr;
  int (*name_)(Device, char*, unsigned) = nullptr;
  int (*energy_)(Device, unsigned long long*) = nullptr;
  int (*power_)(Device, unsigned*) = nullptr;
  std::vector<Device> devices_;
  std::map<std::string, int> names_;
  bool counts_energy_ = true;
  double first_ = 0;
};

}  // namespace

std::unique_ptr<PowerMeter> OpenNvml(const fs::path& library) {
  return std::make_unique<NvmlMeter>(library);
}

}  // namespace assay
