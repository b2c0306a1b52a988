// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes as a config file: applied whole or not at all, the same again when applied again, no
// number that a test cannot use, and each thing said is one line fit for a terminal.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "loadgen/config.h"

namespace {

using assay::loadgen::ApplyConfigText;
using assay::loadgen::ConfigOutcome;
using mlperf::Profile;
using mlperf::TestSettings;

void CheckLine(const std::string& said) {
  ASSAY_CHECK(said.rfind("fuzz.conf:", 0) == 0);
  ASSAY_CHECK(said.size() < 2000);
  for (const char byte : said) ASSAY_CHECK(byte >= 0x20 && byte < 0x7f);
}

void CheckUsable(const TestSettings& settings) {
  for (const double number :
       {settings.server_target_qps, settings.offline_expected_qps, settings.multi_stream_target_qps,
        settings.single_stream_expected_latency_ns, settings.server_target_latency_percentile,
        settings.accuracy_log_probability}) {
    ASSAY_CHECK(std::isfinite(number));
  }
  ASSAY_CHECK(settings.mode <= mlperf::TestMode::FindPeakPerformance);
  ASSAY_CHECK(!settings.test05 && settings.scenario == mlperf::TestScenario::SingleStream);
}

/// The fields that differ most easily, as one text.
std::string Digest(const TestSettings& s) {
  std::string digest;
  for (const std::uint64_t value :
       {s.min_query_count, s.max_query_count, s.min_duration_ms, s.max_duration_ms, s.qsl_rng_seed,
        s.accuracy_log_rng_seed, s.server_target_latency_ns, s.server_ttft_latency,
        s.multi_stream_samples_per_query, s.token_latency_scaling_factor,
        static_cast<std::uint64_t>(s.mode)}) {
    digest += std::to_string(value) + " ";
  }
  return digest + std::to_string(s.server_target_qps);
}

void Check(std::string_view text, const assay::loadgen::ConfigTarget& target) {
  TestSettings settings;
  const std::string before = Digest(settings);
  const ConfigOutcome outcome = ApplyConfigText(text, "fuzz.conf", target, settings);
  for (const std::string& warning : outcome.warnings) CheckLine(warning);
  CheckUsable(settings);
  const std::string after = Digest(settings);
  if (!outcome.error.empty()) {
    CheckLine(outcome.error);
    ASSAY_CHECK(after == before);
  }
  const ConfigOutcome again = ApplyConfigText(text, "fuzz.conf", target, settings);
  ASSAY_CHECK(again.error == outcome.error && Digest(settings) == after);
  if (target.profile == Profile::V07) ASSAY_CHECK(settings.server_ttft_latency == 100000000);
  if (target.profile == Profile::V6) ASSAY_CHECK(settings.qsl_rng_seed == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  for (const Profile profile : {Profile::V07, Profile::V6}) {
    Check(text, {.model = "resnet50", .scenario = "Server", .profile = profile});
    Check(text, {.model = "*", .scenario = "MultiStream", .profile = profile});
  }
  return 0;
}
