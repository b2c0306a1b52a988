// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which CUDA devices this machine has, asked of the driver without linking it.
// The four calls and their results: CUDA driver API, "Initialization" and "Device Management".
#include "backends/cuda_devices.h"

#include <dlfcn.h>

namespace assay {
namespace {

constexpr int kSuccess = 0;  // CUDA_SUCCESS

struct Driver {
  int (*init)(unsigned flags);
  int (*count)(int* count);
  int (*device)(int* device, int ordinal);
  int (*name)(char* name, int size, int device);

  bool Load(const char* file) {
    void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    return library != nullptr && Find(library, "cuInit", init) &&
           Find(library, "cuDeviceGetCount", count) && Find(library, "cuDeviceGet", device) &&
           Find(library, "cuDeviceGetName", name);
  }

 private:
  template <typename Function>
  static bool Find(void* library, const char* symbol, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, symbol));
    return function != nullptr;
  }
};

}  // namespace

std::vector<std::string> CudaDeviceNames(const char* driver_file) {
  Driver driver{};
  int count = 0;
  if (!driver.Load(driver_file) || driver.init(0) != kSuccess || driver.count(&count) != kSuccess) {
    return {};
  }
  std::vector<std::string> names;
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    int device = 0;
    char name[256] = "a CUDA device";
    if (driver.device(&device, ordinal) != kSuccess) return names;
    driver.name(name, sizeof name, device);
    names.emplace_back(name);
  }
  return names;
}

}  // namespace assay
