// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "rules/json_node.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

const JsonSource kSource{.what = "notes",
                         .file = "a.json",
                         .text =
                             "{\n  \"plan\": {\n    \"seed\": 18446744073709551615,\n"
                             "    \"list\": [\n      1,\n      {\"name\": \"x\"}\n    ]\n  },\n"
                             "  \"seed\": -1,\n  \"share\": 0.5,\n  \"none\": null\n}\n"};
const Json kJson = ParseJson(kSource);
const JsonNode kRoot(kJson, kSource);

std::string SentenceOf(const std::function<void()>& call) {
  return RefusalOf(ErrorCode::kBadData, call);
}

}  // namespace

TEST_CASE("values are read by their own type, 64 bits exactly") {
  CHECK(kRoot.At("plan").At("seed").Count() == 18446744073709551615u);
  CHECK(kRoot.At("plan").At("list").Items()[1].At("name").Text() == "x");
  CHECK(kRoot.At("share").Fraction() == 0.5);
  CHECK(kRoot.At("seed").Integer() == -1);
  CHECK(kRoot.At("none").IsNull());
  CHECK(kRoot.Members().size() == 4);
  CHECK_FALSE(kRoot.Has("mode"));
}

TEST_CASE("a value of another type is refused with file, line and key") {
  CHECK(SentenceOf([] { kRoot.At("seed").Count(); }) ==
        "notes a.json:9: key seed must be a whole number, 0 or more");
  CHECK(SentenceOf([] { kRoot.At("plan").At("seed").Integer(); }) ==
        "notes a.json:3: key plan.seed must be a whole number of 64 bits");
  CHECK(SentenceOf([] { kRoot.At("plan").At("list").Items()[1].At("name").Number(); }) ==
        "notes a.json:6: key plan.list[1].name must be a number");
  CHECK(SentenceOf([] { kRoot.At("plan").At("list").Items()[0].Text(); }) ==
        "notes a.json:5: key plan.list[0] must be a text");
  CHECK(SentenceOf([] { kRoot.At("plan").At("seed").Span(1ms); }) ==
        "notes a.json:3: key plan.seed is too large");
}

TEST_CASE("a missing key names what lacks it") {
  CHECK(SentenceOf([] { kRoot.At("plan").At("mode"); }) ==
        "notes a.json:2: key plan has no \"mode\"");
  CHECK(SentenceOf([] { kRoot.At("mode"); }) == "notes a.json:1: the file has no \"mode\"");
}

TEST_CASE("a text that is no JSON names line and column") {
  const JsonSource broken{.what = "notes", .file = "b.json", .text = "{\n  \"a\": }\n"};
  const std::string sentence = SentenceOf([&] { ParseJson(broken); });
  CHECK(sentence.find("notes b.json is not valid JSON: line 2, column 8: ") == 0);
}

}  // namespace assay
