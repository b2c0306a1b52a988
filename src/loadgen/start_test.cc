// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf::StartTest: one test for a harness, and what environment variables change about it.
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <iostream>
#include <stdexcept>
#include <string>

#include "loadgen/include/loadgen.h"
#include "loadgen/run.h"

namespace assay::loadgen {
namespace {

using mlperf::IssuePacing;
using mlperf::LogShape;
using mlperf::Profile;

template <typename Value>
struct Word {
  const char* text;
  Value value;
};

/// Sets `value` to what the environment variable says; one that is absent or empty says nothing.
/// Throws std::runtime_error for another word.
template <typename Value>
void Choose(const char* variable, std::initializer_list<Word<Value>> words, Value& value) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return;
  std::string known;
  for (const Word<Value>& word : words) {
    if (std::string(text) == word.text) {
      value = word.value;
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(word.text);
  }
  throw std::runtime_error("the environment variable " + std::string(variable) + " is \"" + text +
                           "\": set it to one of " + known + ", or unset it");
}

/// Sets `limit` to the seconds that the environment variable says. Throws std::runtime_error.
void ChooseSeconds(const char* variable, Nanoseconds& limit) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return;
  char* end = nullptr;
  const double seconds = std::strtod(text, &end);
  if (*end != '\0' || !(seconds > 0) || seconds > 1e6) {
    throw std::runtime_error("the environment variable " + std::string(variable) + " is \"" + text +
                             "\": set it to seconds above 0, or unset it for no limit");
  }
  limit = Nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

/// The person who runs a harness has the last word over what the harness sets.
void ApplyVariables(mlperf::TestSettings& settings, mlperf::LogSettings& logs) {
  Choose<Profile>("ASSAY_LOADGEN_PROFILE", {{"v0.7", Profile::V07}, {"v6", Profile::V6}},
                  settings.profile);
  Choose<IssuePacing>("ASSAY_LOADGEN_PACING",
                      {{"exact", IssuePacing::Exact}, {"gentle", IssuePacing::Gentle}},
                      settings.pacing);
  Choose<LogShape>("ASSAY_LOADGEN_LOGS",
                   {{"text", LogShape::Text}, {"mllog", LogShape::MlLog}, {"both", LogShape::Both}},
                   logs.log_shape);
}

}  // namespace
}  // namespace assay::loadgen

namespace mlperf {

void StartTest(SystemUnderTest* sut, QuerySampleLibrary* qsl, const TestSettings& settings,
               const LogSettings& log_settings, const std::string& audit_config) {
  try {
    TestSettings chosen = settings;
    LogSettings logs = log_settings;
    assay::loadgen::ApplyVariables(chosen, logs);
    assay::loadgen::Environment environment;
    environment.audit_config = audit_config;
    assay::loadgen::ChooseSeconds("ASSAY_LOADGEN_DRAIN_LIMIT", environment.drain_limit);
    assay::loadgen::ChooseSeconds("ASSAY_LOADGEN_BLOCK_LIMIT", environment.block_limit);
    assay::loadgen::Run(*sut, *qsl, chosen, logs, environment);
  } catch (const std::exception& e) {
    std::cerr << "the test could not be run: " << e.what() << '\n';
  }
}

}  // namespace mlperf
