// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/costs.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/test_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// Reads `text` as a file; "" or the error's sentence.
std::string SentenceOn(const std::string& text) {
  const TestFolder folder;
  try {
    ReadCosts(folder.Write("costs.toml", text));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kBadData);
    return std::string(error.what()).substr(folder.path().string().size() + 1);
  }
  return "";
}

}  // namespace

TEST_CASE("costs: what is wrong is said with its line") {
  CHECK(SentenceOn("[[accelerator]]\nname = \"T4\"\nwatts = 70\n") ==
        "costs.toml:3: watts needs watts_source beside it: who says so");
  CHECK(SentenceOn("[[accelerator]]\nname = \"T4\"\nwatts = -1\nwatts_source = \"x\"\n") ==
        "costs.toml:3: watts takes a number above 0");
  CHECK(SentenceOn("[[accelerator]]\nname = \"T4\"\nwatts = inf\nwatts_source = \"x\"\n") ==
        "costs.toml:3: watts takes a number above 0");
  CHECK(SentenceOn("[[accelerator]]\nname = \"T4\"\nwatt = 1\n").find("unknown key watt") !=
        std::string::npos);
  CHECK(SentenceOn("[accelerator]\nname = \"T4\"\n") ==
        "costs.toml:1: write [[accelerator]] for each entry");
  CHECK(SentenceOn("[[cards]]\n").find("unknown table cards") != std::string::npos);
  CHECK(SentenceOn("[[system]]\nname = \"S\"\nprice = 1\nprice_source = \"x\"\n") ==
        "costs.toml:1: a price needs a currency");
  CHECK(SentenceOn("name = ").find("not valid TOML") != std::string::npos);
  CHECK(
      SentenceOn("[[system]]\nname = \"S\"\nprice = 1\nprice_source = \"x\"\ncurrency = \"USD\"\n"
                 "[[system]]\nname = \"T\"\nprice = 1\nprice_source = \"x\"\ncurrency = \"EUR\"\n")
          .find("prices in USD and EUR cannot be compared") != std::string::npos);
  CHECK(SentenceOn("").empty());
}

TEST_CASE("costs: the sample file knows the cards of the published study by any spelling") {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE(source != nullptr);
  const Costs costs = ReadCosts(fs::path(source) / "examples/card-power.toml");
  struct Row {
    const char* written;
    double watts;
  };
  for (const Row& row : {Row{"NVIDIA Tesla T4", 70}, Row{"NVIDIA GRID T4-16Q", 70},
                         Row{"NVIDIA A100-PCIE-40GB", 250}, Row{"NVIDIA Quadro RTX 8000", 295},
                         Row{"QuadroRTX6000", 295}}) {
    CAPTURE(row.written);
    SystemDescription system;
    system.accelerator = NormaliseAccelerator(row.written);
    const CostEntry* entry = costs.Find(system);
    REQUIRE(entry != nullptr);
    CHECK(entry->watts == row.watts);
    CHECK_FALSE(entry->watts_source.empty());
  }
  CHECK(costs.Find(SystemDescription{}) == nullptr);
}

TEST_CASE("costs: a system's own entry comes before that of its cards") {
  const Costs costs{
      {{.name = "NVIDIA T4", .watts = 70}, {.name = "S", .is_system = true, .watts = 900}}};
  SystemDescription system;
  system.system = "S";
  system.accelerator = "NVIDIA T4";
  CHECK(costs.Find(system)->watts == 900);
}

}  // namespace assay
