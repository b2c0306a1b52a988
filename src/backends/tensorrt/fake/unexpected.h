// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// How the stand-ins end a test: with the name of what they do not stand in for.
#pragma once

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <cstdio>
#include <cstdlib>

namespace fake {

[[noreturn]] inline void Unexpected(const char* what) {
  std::fprintf(stderr, "the stand-in for TensorRT does not know %s\n", what);
  std::abort();
}

}  // namespace fake
