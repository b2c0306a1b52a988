// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests alone: with which sentence a call is refused.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "base/error.h"

namespace assay {

/// The sentence of the Error that `call` throws, whose code is checked; "" when it throws none.
template <typename Call>
std::string RefusalOf(ErrorCode code, const Call& call) {
  try {
    call();
  } catch (const Error& e) {
    CHECK(e.code() == code);
    return e.what();
  }
  return "";
}

inline bool Says(const std::string& sentence, const std::string& part) {
  CAPTURE(sentence);
  return sentence.find(part) != std::string::npos;
}

}  // namespace assay
