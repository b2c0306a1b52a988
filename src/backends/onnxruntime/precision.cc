// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What arithmetic ran and where, read from the engine's own profile of one batch. A profile is a
// list of events; those of category "Node" name the operator that ran, after all fusions, its
// provider and the types that entered it.
#include "backends/onnxruntime/precision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/error.h"

namespace assay::onnxruntime {
namespace {

using nlohmann::json;

/// Parts of the names of operators that do the work: "FusedConv", "QLinearMatMul",
/// "DynamicQuantizeLSTM".
constexpr std::string_view kHeavy[] = {"Conv", "MatMul", "Gemm", "LSTM", "GRU", "RNN", "Attention"};

bool IsHeavy(std::string_view operation) {
  return std::any_of(std::begin(kHeavy), std::end(kHeavy), [operation](std::string_view part) {
    return operation.find(part) != std::string_view::npos;
  });
}

std::string_view OurName(const std::string& engine_name) {
  static const std::map<std::string, std::string_view> kNames = {
      {"float", "f32"},  {"float16", "f16"}, {"bfloat16", "bf16"},
      {"double", "f64"}, {"int8", "i8"},     {"uint8", "i8"}};
  const auto found = kNames.find(engine_name);
  return found == kNames.end() ? std::string_view(engine_name) : found->second;
}

/// Whole numbers among the inputs of a heavy node mean whole-number arithmetic, also where scales
/// are floats; otherwise its first input tells.
std::string TypeOf(const json& inputs) {
  std::string first;
  for (const json& input : inputs) {
    for (const auto& [name, shape] : input.items()) {
      const std::string_view type = OurName(name);
      if (type == "i8") return "i8";
      if (first.empty()) first = type;
    }
  }
  return first;
}

Profile Gather(const json& events) {
  std::set<std::string> types;
  std::map<std::string, int> nodes;
  for (const json& event : events) {
    if (event.value("cat", "") != "Node" || !event.contains("args")) continue;
    const json& arguments = event["args"];
    if (!arguments.contains("op_name") || !arguments.contains("provider")) continue;
    ++nodes[arguments["provider"].get<std::string>()];
    if (!IsHeavy(arguments["op_name"].get<std::string>())) continue;
    const std::string type = TypeOf(arguments.value("input_type_shape", json::array()));
    if (!type.empty()) types.insert(type);
  }
  std::vector<std::string> providers;
  for (const auto& [name, count] : nodes) providers.push_back(fmt::format("{}: {}", name, count));
  return {.precision = fmt::format("{}", fmt::join(types, "+")),
          .providers = fmt::format("{}", fmt::join(providers, ", "))};
}

}  // namespace

Profile ReadProfile(std::string_view text) {
  try {
    return Gather(json::parse(text));
  } catch (const json::exception& e) {
    throw Error(ErrorCode::kEngine,
                fmt::format("ONNX Runtime's profile of a batch cannot be read: {}", e.what()));
  }
}

}  // namespace assay::onnxruntime
