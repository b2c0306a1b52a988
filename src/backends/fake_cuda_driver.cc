// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A CUDA driver of our own with two devices, for tests on machines without one.
#include <cstdio>

#define DRIVER_CALL extern "C" __attribute__((visibility("default"))) int

DRIVER_CALL cuInit(unsigned) { return 0; }
DRIVER_CALL cuDeviceGetCount(int* count) {
  *count = 2;
  return 0;
}
DRIVER_CALL cuDeviceGet(int* device, int ordinal) {
  *device = 100 + ordinal;  // a handle is not an ordinal
  return 0;
}
DRIVER_CALL cuDeviceGetName(char* name, int size, int device) {
  std::snprintf(name, static_cast<std::size_t>(size), "Card %d", device - 100);
  return 0;
}
