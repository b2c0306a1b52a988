// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// An observer for tests.
#pragma once

#include <string>

#include "run/module.h"

namespace assay {

/// Keeps what is said, a line each.
class ListeningObserver : public Observer {
 public:
  void Say(const std::string& line) override { said += line + "\n"; }
  void Show(const Progress&) override {}
  std::string said;
};

}  // namespace assay
