// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The backend's own file: which library, and which of its execution providers.
#include "backends/onnxruntime/options.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include "base/error.h"
#include "base/files.h"

namespace assay::onnxruntime {
namespace {

std::string TextAt(const toml::node& node, std::string_view key,
                   const std::filesystem::path& file) {
  const auto text = node.value<std::string>();
  if (text) return *text;
  throw Error(ErrorCode::kBadData, fmt::format("{}, line {}: '{}' must be a text", file.string(),
                                               node.source().begin.line, key));
}

}  // namespace

Options ReadOptions(const std::filesystem::path& file) {
  Options options;
  if (file.empty()) return options;
  toml::table table;
  try {
    table = toml::parse(ReadFile(file, "ONNX Runtime's settings"));
  } catch (const toml::parse_error& e) {
    throw Error(ErrorCode::kBadData, fmt::format("{}, line {}: {}", file.string(),
                                                 e.source().begin.line, e.description()));
  }
  for (const auto& [key, node] : table) {
    if (key.str() == "library") {
      options.library = TextAt(node, "library", file);
    } else if (key.str() == "provider") {
      options.provider = TextAt(node, "provider", file);
    } else {
      throw Error(ErrorCode::kBadData,
                  fmt::format("{}, line {}: unknown key '{}', known here: library, provider",
                              file.string(), node.source().begin.line, key.str()));
    }
  }
  return options;
}

}  // namespace assay::onnxruntime
