// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which benchmark a folder of a published tree belongs to.
#include "record/benchmark_name.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay {
namespace {

using Names = std::pair<std::string_view, std::string_view>;

constexpr std::array<Names, 6> kWhole = {{{"resnet", "resnet50"},
                                          {"mobilenet", "resnet50"},
                                          {"ssd-small", "ssd-mobilenet"},
                                          {"ssd-mobilenet", "ssd-mobilenet"},
                                          {"ssd-large", "ssd-resnet34"},
                                          {"ssd-resnet34", "ssd-resnet34"}}};

// The first that occurs in the name counts.
constexpr std::array<Names, 8> kParts = {{{"ssdlite", "ssd-mobilenet"},
                                          {"ssd-inception", "ssd-mobilenet"},
                                          {"yolo", "ssd-mobilenet"},
                                          {"ssd-mobilenet", "ssd-mobilenet"},
                                          {"ssd-resnet50", "ssd-mobilenet"},
                                          {"mobilenet", "resnet50"},
                                          {"efficientnet", "resnet50"},
                                          {"rcnn", "ssd-mobilenet"}}};

constexpr std::array<std::string_view, 4> kOneTarget = {"resnet50", "ssd-resnet34", "ssd-mobilenet",
                                                        "rnnt"};

std::string_view WithoutTarget(std::string_view name, std::string& target) {
  for (const std::string_view percent : {"99.9", "99"}) {
    if (name.size() <= percent.size() + 1 || !name.ends_with(percent)) continue;
    if (name[name.size() - percent.size() - 1] != '-') continue;
    target = percent;
    return name.substr(0, name.size() - percent.size() - 1);
  }
  return name;
}

}  // namespace

BenchmarkName NormaliseBenchmark(std::string_view folder) {
  BenchmarkName name;
  const std::string_view model = WithoutTarget(folder, name.accuracy_target);
  name.benchmark = model;
  const auto whole = std::find_if(kWhole.begin(), kWhole.end(),
                                  [&](const Names& row) { return row.first == model; });
  const auto part = std::find_if(kParts.begin(), kParts.end(), [&](const Names& row) {
    return model.find(row.first) != std::string_view::npos;
  });
  if (whole != kWhole.end()) {
    name.benchmark = whole->second;
  } else if (part != kParts.end()) {
    name.benchmark = part->second;
  }
  const bool has_one =
      std::find(kOneTarget.begin(), kOneTarget.end(), name.benchmark) != kOneTarget.end();
  const bool is_other_model = part != kParts.end() && model != name.benchmark;
  if (is_other_model) {
    name.label = folder;
  } else {
    const bool names_target = !has_one && !name.accuracy_target.empty();
    name.label = name.benchmark + (names_target ? "-" + name.accuracy_target : "");
  }
  if (has_one && name.accuracy_target.empty()) name.accuracy_target = "99";
  return name;
}

const BenchmarkRules* FindRules(const RuleSet& rules, const BenchmarkName& name) {
  const std::string with_target = name.benchmark + "-" + name.accuracy_target;
  for (const BenchmarkRules& row : rules.benchmarks()) {
    if (row.name == with_target || row.name == name.benchmark) return &row;
  }
  return nullptr;
}

}  // namespace assay
