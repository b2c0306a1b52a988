// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Typed reading of a parsed JSON file: whatever is missing or of the wrong type is refused with
// file, line and key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace assay {

/// Which text the nodes come from. Outlives them.
struct JsonSource {
  std::string what{};  // "rules", "run record"
  std::string file{};
  std::string text{};
};

/// Throws Error{kBadData} naming file, line and column.
Json ParseJson(const JsonSource& source);

/// One value of the file and its key. Refers to the JSON and the source, which outlive it. Every
/// reading function throws Error{kBadData} when the value is of another type.
class JsonNode {
 public:
  JsonNode(const Json& root, const JsonSource& source) : json_(&root), source_(&source) {}

  bool Has(std::string_view name) const;
  /// Throws when the key is missing.
  JsonNode At(std::string_view name) const;
  std::vector<JsonNode> Items() const;    // of a list
  std::vector<JsonNode> Members() const;  // of an object, in the order of the file
  bool IsNull() const;
  /// The last part of the key.
  const std::string& Name() const { return path_.back(); }

  std::string Text() const;
  bool Truth() const;
  std::uint64_t Count() const;  // whole, 0 or more
  int SmallCount() const;       // at most 1e9
  std::int64_t Integer() const;
  double Number() const;
  double NumberOrNan() const;                // null: not a number
  double Fraction() const;                   // above 0, at most 1
  Nanoseconds Span(Nanoseconds unit) const;  // a whole number of `unit`, 0 or more
  std::vector<std::string> Texts() const;

  [[noreturn]] void Fail(const std::string& problem) const;

 private:
  JsonNode Child(const Json& json, std::string name) const;

  const Json* json_;
  const JsonSource* source_;
  std::vector<std::string> path_;  // keys, and "[3]" for the items of lists
};

}  // namespace assay
