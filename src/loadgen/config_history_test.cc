// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of FromConfig in both call forms, and of the values that v6 brings along.
#include <doctest/doctest.h>

#include <cerrno>

#include "loadgen/config.h"
#include "loadgen/embedded_conf.h"
#include "loadgen/stderr_text.h"
#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::Profile;
using mlperf::TestSettings;

constexpr std::uint64_t kEmbeddedQslSeed = 2085463073848966840u;

struct Harness {
  TemporaryFolder folder;
  TestSettings settings;
  std::string said;  // on stderr, by the last call

  std::string Write(const std::string& text, const std::string& name = "user.conf") {
    std::ofstream(folder.File(name)) << text;
    return folder.File(name);
  }
  int Call(const std::string& text) {
    const StderrText stderr_text;
    const int code = settings.FromConfig(Write(text), "bert", "Offline");
    said = stderr_text.text();
    return code;
  }
  int Call(const std::string& text, int conf_type) {
    const StderrText stderr_text;
    const int code = settings.FromConfig(Write(text), "bert", "Offline", conf_type);
    said = stderr_text.text();
    return code;
  }
  /// What a test of this profile would run with.
  TestSettings Settled(Profile profile) {
    const StderrText stderr_text;
    TestSettings settled = settings;
    SettleConfig(profile, settled);
    said = stderr_text.text();
    return settled;
  }
};

TEST_CASE("FromConfig: a v0.7 harness gets its files, and nothing of v6") {
  Harness harness;
  CHECK(harness.Call("*.*.qsl_rng_seed = 7\n*.Server.target_latency = 130\n") == 0);
  CHECK(harness.Call("*.*.max_query_count = 9\n") == 0);
  for (const TestSettings& settings : {harness.settings, harness.Settled(Profile::V07)}) {
    CHECK(settings.qsl_rng_seed == 7);
    CHECK(settings.sample_index_rng_seed == 0);
    CHECK(settings.server_target_latency_ns == 130000000);
    CHECK(settings.max_query_count == 9);
    CHECK(settings.min_query_count == 100);
    CHECK(settings.min_duration_ms == 10000);
  }
}

TEST_CASE("FromConfig: when the test is a v6 one, the embedded values lie under the files") {
  Harness harness;
  harness.settings.max_query_count = 5;     // before: no embedded value, so it stays
  harness.settings.min_query_count = 1234;  // before: an embedded value replaces it
  harness.Call("*.*.qsl_rng_seed = 7\n*.*.min_duration = 11\n");
  const TestSettings settled = harness.Settled(Profile::V6);
  CHECK(settled.qsl_rng_seed == kEmbeddedQslSeed);  // v6 reads no seed from a file
  CHECK(settled.min_duration_ms == 11);
  CHECK(settled.min_query_count == 10833);
  CHECK(settled.performance_sample_count_override == 10833);
  CHECK(settled.max_query_count == 5);
}

TEST_CASE("FromConfig: what the caller sets afterwards has the last word in both profiles") {
  Harness harness;
  harness.Call("*.*.max_duration = 3\n");
  harness.settings.min_duration_ms = 77;
  harness.settings.qsl_rng_seed = 78;
  harness.settings.server_num_issue_query_threads = 2;
  harness.Call("*.*.max_query_count = 4\n");
  harness.settings.max_query_count = 79;
  for (const Profile profile : {Profile::V07, Profile::V6}) {
    const TestSettings settled = harness.Settled(profile);
    CHECK(settled.min_duration_ms == 77);
    CHECK(settled.qsl_rng_seed == 78);
    CHECK(settled.server_num_issue_query_threads == 2);
    CHECK(settled.max_query_count == 79);
    CHECK(settled.max_duration_ms == 3);
  }
}

TEST_CASE("FromConfig: the embedded values are applied once, so a second file adds to the first") {
  Harness harness;
  harness.Call("*.*.min_duration = 11\n", 1);
  harness.Call("*.*.max_duration = 12\n", 1);
  CHECK(harness.said.empty());
  CHECK(harness.settings.min_duration_ms == 11);
  CHECK(harness.settings.max_duration_ms == 12);
  Harness other;  // and another object in the same process has them too
  other.Call("", 1);
  CHECK(other.settings.min_duration_ms == 600000);
}

TEST_CASE("FromConfig: whoever says conf_type is a v6 caller and sees the values at once") {
  Harness user, embedded, audit;
  CHECK(user.Call("*.*.min_duration = 11\n", 1) == 0);
  CHECK(user.settings.qsl_rng_seed == kEmbeddedQslSeed);
  CHECK(user.settings.min_duration_ms == 11);
  CHECK(embedded.Call("*.*.min_duration = 11\n", 0) == 0);
  CHECK(embedded.settings.qsl_rng_seed == kEmbeddedQslSeed);
  CHECK(embedded.settings.min_duration_ms == 600000);
  CHECK(audit.Call("*.*.min_duration = 11\n*.*.qsl_rng_seed = 4\n", 2) == 0);
  CHECK(audit.settings.qsl_rng_seed == 0);
  CHECK(audit.settings.min_duration_ms == 11);
}

TEST_CASE("FromConfig: a profile that the caller has set decides at once") {
  Harness v6, v07;
  v6.settings.profile = Profile::V6;
  v6.Call("*.*.max_query_count = 3\n");
  CHECK(v6.settings.qsl_rng_seed == kEmbeddedQslSeed);
  v07.settings.profile = Profile::V07;
  v07.Call("*.*.max_query_count = 3\n", 1);
  CHECK(v07.settings.qsl_rng_seed == 0);
  CHECK(v07.settings.max_query_count == 3);
  v07.Call("", 0);
  CHECK(v07.settings.qsl_rng_seed == 0);
  CHECK(v07.said.find("v0.7 has none: nothing is set") != std::string::npos);
}

TEST_CASE("FromConfig returns upstream's codes, and the embedded values stay as upstream's do") {
  Harness harness;
  const StderrText stderr_text;
  CHECK(harness.settings.FromConfig(harness.folder.File("none"), "bert", "Offline", 1) == -ENOENT);
  CHECK(harness.settings.qsl_rng_seed == kEmbeddedQslSeed);
  CHECK(harness.Call("*.*.max_query_count = x\n") == -EINVAL);
  CHECK(harness.said.find("user.conf:1: *.*.max_query_count: `x` is not a number\n") !=
        std::string::npos);
}

TEST_CASE("FromConfig: a line useless in both profiles is said at once, and only once") {
  Harness harness;
  harness.Call("*.*.unknown = 1\n*.*.qsl_rng_seed = 1\n*.*.test05_qsl_rng_seed = 1\n");
  CHECK(harness.said.find("*.*.unknown: no key has this name") != std::string::npos);
  CHECK(harness.said.find("seed") == std::string::npos);
  harness.Settled(Profile::V6);
  CHECK(harness.said.find("unknown") == std::string::npos);
  CHECK(harness.said.find("*.*.qsl_rng_seed: v6 takes it") != std::string::npos);
}

TEST_CASE("FromConfig: a scenario that does not exist is said") {
  Harness harness;
  const StderrText stderr_text;
  harness.settings.FromConfig(harness.Write(""), "bert", "offline");
  CHECK(stderr_text.text() ==
        "FromConfig: \"offline\" is no scenario: lines for one scenario are not read\n");
}

TEST_CASE("embedded values: of a model, of a scenario, and of an unknown model") {
  TestSettings resnet, llama, unknown;
  ApplyEmbeddedConf("resnet50", "MultiStream", resnet);
  CHECK(resnet.min_query_count == 662);
  CHECK(resnet.performance_sample_count_override == 1024);
  CHECK(resnet.server_target_latency_ns == 15000000);
  CHECK(resnet.multi_stream_expected_latency_ns == 80e6);
  ApplyEmbeddedConf("llama2-70b", "Server", llama);
  CHECK(llama.use_token_latencies);
  CHECK(llama.sample_concatenate_permutation);
  CHECK(llama.server_ttft_latency == 2000000000);
  CHECK(llama.server_tpot_latency == 200000000);
  ApplyEmbeddedConf("mine", "Offline", unknown);
  CHECK(unknown.min_query_count == 100);
  CHECK(unknown.min_duration_ms == 600000);
  CHECK(unknown.test05_schedule_rng_seed == 15816800565822761601u);
}

/// An Offline test in virtual time whose harness calls FromConfig with three arguments.
template <typename Sut>
std::string DetailOf(const std::string& conf) {
  VirtualTest test;
  Sut sut(test.clock);
  const StderrText stderr_text;
  std::ofstream(test.folder.File("user.conf")) << conf;
  TestSettings settings;
  settings.scenario = mlperf::TestScenario::Offline;
  settings.FromConfig(test.folder.File("user.conf"), "3d-unet", "Offline");
  settings.min_duration_ms = 0;
  test.RunWith(sut, settings);
  return test.Detail();
}

struct V6Sut : mlperf::SystemUnderTest {
  explicit V6Sut(FakeClock&) {}
  std::string name = "v6";
  const std::string& Name() override { return name; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    AnswerEmpty(IdsOf(samples));
  }
  void FlushQueries() override {}
};

TEST_CASE("a test run: the form of Name() decides whether the embedded values apply") {
  const std::string conf = "*.*.max_duration = 17\n*.*.unknown = 1\n";
  const std::string seed = std::to_string(kEmbeddedQslSeed);
  CHECK(DetailOf<V6Sut>(conf).find(seed) != std::string::npos);
  CHECK(DetailOf<FakeSut>(conf).find(seed) == std::string::npos);
}

TEST_CASE("a test run: the detail log has what FromConfig said about the files") {
  CHECK(DetailOf<FakeSut>("*.*.unknown = 1\n").find("*.*.unknown: no key has this name") !=
        std::string::npos);
  CHECK(DetailOf<V6Sut>("*.*.qsl_rng_seed = 1\n").find("v6 takes it from its embedded values") !=
        std::string::npos);
}

}  // namespace
}  // namespace assay::loadgen
