// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "run/tuned_file.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/test_folder.h"
#include "run/listening_observer.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

TunedProfile Example() {
  return {.made = "2026-11-26T08:00:00+0000",
          .assay_version = "0.1.0",
          .benchmark = "resnet50",
          .scenario = "Server",
          .model = "a \"quoted\" \\ name",
          .backend = "openvino",
          .backend_version = "2026.4.1",
          .machine = TuningMachine(),
          .bound = 15ms,
          .settings = {.streams = 2, .batch = 4, .window = 1900us, .precision = "bf16"},
          .measured = {"Measured: 43.1 queries/s"}};
}

/// A profile in a file, and a run that fits it.
class Applied {
 public:
  explicit Applied(const TunedProfile& profile) {
    request.plan.benchmark = "resnet50";
    request.plan.scenario = Scenario::kServer;
    request.tuned = folder_.Write("tuned.toml", TunedProfileText(profile));
  }
  RunRequest Apply() { return WithTuned(request, observer); }
  bool Said(const std::string& words) const {
    return observer.said.find(words) != std::string::npos;
  }

  RunRequest request;
  ListeningObserver observer;

 private:
  TestFolder folder_;
};

TEST_CASE("tuned profile: what is written is read") {
  const TunedProfile profile = Example();
  const std::string text = TunedProfileText(profile);
  const TunedProfile read = ParseTunedProfile(text, "tuned.toml");
  CHECK(read.settings == profile.settings);
  CHECK(read.model == profile.model);
  CHECK(read.machine == profile.machine);
  CHECK(read.bound == profile.bound);
  CHECK(text.find("# Measured: 43.1 queries/s\n") != std::string::npos);
}

TEST_CASE("tuned profile: a run takes its settings and keeps that it did") {
  Applied applied(Example());
  const RunRequest run = applied.Apply();
  CHECK(run.engine.streams == 2);
  CHECK(run.engine.batch == 4);
  CHECK(run.engine.window == 1900us);
  CHECK(run.engine.precision == "bf16");
  CHECK(run.tuned_settings.at(1).second ==
        "streams 2, batch 4, batch window 1.9 ms, precision bf16");
  CHECK_FALSE(applied.Said("warning"));
}

TEST_CASE("tuned profile: the command line wins, and that is said") {
  Applied applied(Example());
  applied.request.engine.streams = 1;
  applied.request.engine.precision_is_given = true;
  const RunRequest run = applied.Apply();
  CHECK(run.engine.streams == 1);
  CHECK(run.engine.precision == "f32");
  CHECK(run.engine.batch == 4);
  CHECK(applied.Said("--streams 1 of the command line wins over the tuned profile"));
  CHECK(applied.Said("--precision f32 of the command line wins"));
}

TEST_CASE("tuned profile: another benchmark or backend is refused") {
  TunedProfile profile = Example();
  profile.backend = "onnxruntime";
  CHECK_THROWS_WITH_AS(Applied(profile).Apply(),
                       doctest::Contains("is made for backend onnxruntime, not openvino: give "
                                         "--backend onnxruntime"),
                       Error);
  profile = Example();
  profile.benchmark = "bert-99";
  CHECK_THROWS_WITH_AS(Applied(profile).Apply(),
                       doctest::Contains("is made for benchmark bert-99, not resnet50"), Error);
}

TEST_CASE("tuned profile: another machine or scenario is a warning") {
  TunedProfile profile = Example();
  profile.machine = "a processor of long ago";
  profile.scenario = "Offline";
  Applied applied(profile);
  CHECK(applied.Apply().engine.streams == 2);
  CHECK(applied.Said("was made for machine a processor of long ago, this is "));
  CHECK(applied.Said("was made for scenario Offline, this is Server"));
}

TEST_CASE("tuned profile: what is broken is refused with its line") {
  const std::string good = TunedProfileText(Example());
  const auto refuses = [](const std::string& text, const char* words) {
    CHECK_THROWS_WITH_AS(ParseTunedProfile(text, "tuned.toml"), doctest::Contains(words), Error);
  };
  refuses("x = ", "tuned profile tuned.toml, line 1:");
  refuses("", "it is of another version");
  refuses("schema_version = 2\n", "it is of another version");
  refuses(good + "speed = 3\n", "unknown key 'settings.speed'");
  refuses(good + "threads = 0\n", "'threads' must be a whole number from 1 to 65536");
  refuses(good + "threads = \"two\"\n", "'threads' must be a whole number");
  refuses("schema_version = 1\nmade = \"a\\nb\"\n", "'made' must be a text of one line");
}

}  // namespace
}  // namespace assay
