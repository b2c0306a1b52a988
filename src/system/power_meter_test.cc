// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the machine's own power meters on a fake powercap folder and a fake NVML.
#include "system/power_meter.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// A powercap folder with zones that the test sets.
class FakePowercap {
 public:
  const fs::path& root() const { return folder_.path(); }
  void Add(const std::string& zone, const std::string& name, const std::string& range) const {
    folder_.Write(zone + "/name", name + "\n");
    folder_.Write(zone + "/max_energy_range_uj", range + "\n");
  }
  void Set(const std::string& zone, const std::string& microjoules) const {
    folder_.Write(zone + "/energy_uj", microjoules + "\n");
  }

 private:
  TestFolder folder_;
};

template <typename Call>
std::string SentenceOf(const Call& call) {
  return RefusalOf(ErrorCode::kEnvironment, call);
}

TEST_CASE("RAPL: packages and memory count, cores and a second view of a package do not") {
  const FakePowercap powercap;
  powercap.Add("intel-rapl:0", "package-0", "262143328850");
  powercap.Add("intel-rapl:0:0", "core", "262143328850");
  powercap.Add("intel-rapl:0:1", "dram", "65712999613");
  powercap.Add("intel-rapl:1", "psys", "262143328850");
  powercap.Add("intel-rapl-mmio:0", "package-0", "262143328850");
  for (const char* zone :
       {"intel-rapl:0", "intel-rapl:0:0", "intel-rapl:0:1", "intel-rapl:1", "intel-rapl-mmio:0"}) {
    powercap.Set(zone, "1000000");
  }
  const auto meter = OpenRapl(powercap.root());
  CHECK(meter->CountsEnergy());
  CHECK(meter->Source() == "RAPL (package-0, dram): processors and memory, not the whole machine");
  CHECK(meter->Read() == 0);
  powercap.Set("intel-rapl:0", "3500000");
  powercap.Set("intel-rapl:0:0", "9000000");
  powercap.Set("intel-rapl:0:1", "1250000");
  CHECK(meter->Read() == doctest::Approx(2.75));  // 2.5 J and 0.25 J
}

TEST_CASE("RAPL: a counter that begins again at zero goes on") {
  const FakePowercap powercap;
  powercap.Add("intel-rapl:0", "package-0", "10000000");
  powercap.Set("intel-rapl:0", "9000000");
  const auto meter = OpenRapl(powercap.root());
  powercap.Set("intel-rapl:0", "500000");
  CHECK(meter->Read() == doctest::Approx(1.5));  // 1 J to the end of the range, 0.5 J after it
}

TEST_CASE("RAPL: no counters and counters that may not be read are told apart, in a sentence") {
  const FakePowercap powercap;
  CHECK(SentenceOf([&] { OpenRapl(powercap.root()); }).starts_with("no RAPL energy counter"));
  CHECK(SentenceOf([&] {
          OpenRapl(powercap.root() / "absent");
        }).starts_with("no RAPL energy counter"));
  powercap.Add("intel-rapl:0", "package-0", "10000000");
  CHECK(SentenceOf([&] { OpenRapl(powercap.root()); }).find("run as root") != std::string::npos);
}

/// Sets what the fake library plays, until it goes.
struct FakeNvml {
  explicit FakeNvml(const char* mode) { setenv("FAKE_NVML", mode, 1); }
  ~FakeNvml() { unsetenv("FAKE_NVML"); }
  const fs::path library = fs::path(std::getenv("ASSAY_BUILD_DIR")) / "tests" / "fake_nvml.so";
};

TEST_CASE("NVML: energy of all accelerators since the meter was opened") {
  const FakeNvml fake("");
  const auto meter = OpenNvml(fake.library);
  CHECK(meter->CountsEnergy());
  CHECK(meter->Source() == "NVML (2 × NVIDIA Fake): accelerators, not the whole machine");
  CHECK(meter->Read() == doctest::Approx(6));  // 3 J each since it was opened
  CHECK(meter->Read() == doctest::Approx(12));
}

TEST_CASE("NVML: accelerators without an energy counter give their power") {
  const FakeNvml fake("power");
  const auto meter = OpenNvml(fake.library);
  CHECK_FALSE(meter->CountsEnergy());
  CHECK(meter->Read() == doctest::Approx(141));
}

TEST_CASE("NVML: no library, no accelerator and a driver that does not work, each in a sentence") {
  CHECK(SentenceOf([] { OpenNvml("libno-such-nvml.so.1"); }).starts_with("cannot load libno-such"));
  const auto sentence = [](const char* mode) {
    const FakeNvml fake(mode);
    return SentenceOf([&] { OpenNvml(fake.library); });
  };
  CHECK(sentence("none").starts_with("NVML lists no accelerator"));
  CHECK(sentence("broken").find("nvmlInit with error 999") != std::string::npos);
}

}  // namespace
}  // namespace assay
