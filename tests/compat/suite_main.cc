// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// usage: PROGRAM [INCLUDE_REGEX [EXCLUDE_REGEX]]   runs the registered tests; status 1: some failed
#include "suite.h"

int main(int argc, char** argv) {
  const std::regex include(argc > 1 ? argv[1] : ".*");
  const std::regex exclude(argc > 2 ? argv[2] : "");
  return suite::RunMatching(include, argc > 2 ? &exclude : nullptr) == 0 ? 0 : 1;
}
