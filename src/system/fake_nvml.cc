// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A library with NVML's names for tests: two accelerators, of which each reading finds 3 J more.
// $FAKE_NVML: "none" lists no accelerator, "power" has no energy counter but 70.5 W each, "broken"
// does not start.
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {
std::string_view Mode() {
  const char* mode = std::getenv("FAKE_NVML");
  return mode == nullptr ? "" : mode;
}
unsigned long long millijoules[2] = {5'000, 9'000};
constexpr int kSuccess = 0, kNotSupported = 3, kUnknown = 999;
}  // namespace

#define FAKE extern "C" __attribute__((visibility("default"))) int

FAKE nvmlInit_v2() { return Mode() == "broken" ? kUnknown : kSuccess; }
FAKE nvmlShutdown() { return kSuccess; }
FAKE nvmlDeviceGetCount_v2(unsigned* count) {
  *count = Mode() == "none" ? 0 : 2;
  return kSuccess;
}
FAKE nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
  *device = &millijoules[index];
  return kSuccess;
}
FAKE nvmlDeviceGetName(void*, char* name, unsigned length) {
  std::snprintf(name, length, "NVIDIA Fake");
  return kSuccess;
}
FAKE nvmlDeviceGetTotalEnergyConsumption(void* device, unsigned long long* energy) {
  if (Mode() == "power") return kNotSupported;
  *energy = *static_cast<unsigned long long*>(device) += 3'000;
  return kSuccess;
}
FAKE nvmlDeviceGetPowerUsage(void*, unsigned* milliwatts) {
  *milliwatts = 70'500;
  return kSuccess;
}
