// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Typed reading of a parsed JSON file.
#include "rules/json_node.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"

namespace assay {
namespace {

constexpr std::uint64_t kSmall = 1'000'000'000;

/// Reads a text and counts its lines while the parser walks along.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* line_;
};

/// Follows the parser's events and notes the line at which `path` begins.
class LineFinder {
 public:
  explicit LineFinder(const std::vector<std::string>& path) : path_(path) {}

  bool operator()(Json::parse_event_t event, const Json& parsed, std::size_t line) {
    using Event = Json::parse_event_t;
    if (event == Event::key) {
      here_.back() = parsed.get<std::string>();
      Note(line);
      return true;
    }
    if (event == Event::object_end || event == Event::array_end) {
      here_.pop_back();
      lists_.pop_back();
      return true;
    }
    if (!lists_.empty() && lists_.back() >= 0) {
      here_.back() = fmt::format("[{}]", lists_.back()++);
      Note(line);
    }
    if (event == Event::object_start || event == Event::array_start) {
      here_.emplace_back();
      lists_.push_back(event == Event::array_start ? 0 : -1);
    }
    return true;
  }
  std::size_t line() const { return line_; }

 private:
  void Note(std::size_t line) {
    if (line_ == 0 && here_ == path_) line_ = line;
  }
  const std::vector<std::string>& path_;
  std::vector<std::string> here_;
  std::vector<std::int64_t> lists_;  // index of the next item; -1: an object
  std::size_t line_ = 0;
};

/// The line of the key; 1 for the whole file.
std::size_t LineOf(const std::string& text, const std::vector<std::string>& path) {
  std::size_t line = 1;
  LineFinder finder(path);
  const Json ignored = Json::parse(CountingIterator(text.data(), &line),
                                   CountingIterator(text.data() + text.size(), &line),
                                   [&](int, Json::parse_event_t event, const Json& parsed) {
                                     return finder(event, parsed, line);
                                   });
  return std::max<std::size_t>(1, finder.line());
}

}  // namespace

Json ParseJson(const JsonSource& source) {
  try {
    return Json::parse(source.text);
  } catch (const Json::exception& e) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} {} is not valid JSON: {}", source.what, source.file, JsonProblem(e)));
  }
}

void JsonNode::Fail(const std::string& problem) const {
  std::string key;
  for (const std::string& part : path_) key += (key.empty() || part[0] == '[' ? "" : ".") + part;
  throw Error(ErrorCode::kBadData, fmt::format("{} {}:{}: {} {}", source_->what, source_->file,
                                               LineOf(source_->text, path_),
                                               key.empty() ? "the file" : "key " + key, problem));
}

JsonNode JsonNode::Child(const Json& json, std::string name) const {
  JsonNode child(json, *source_);
  child.path_ = path_;
  child.path_.push_back(std::move(name));
  return child;
}

bool JsonNode::Has(std::string_view name) const {
  return json_->is_object() && json_->contains(std::string(name));
}

JsonNode JsonNode::At(std::string_view name) const {
  if (!json_->is_object()) Fail("must be an object");
  const auto found = json_->find(std::string(name));
  if (found == json_->end()) Fail(fmt::format("has no \"{}\"", name));
  return Child(*found, std::string(name));
}

std::vector<JsonNode> JsonNode::Items() const {
  if (!json_->is_array()) Fail("must be a list");
  std::vector<JsonNode> items;
  for (std::size_t i = 0; i < json_->size(); ++i) {
    items.push_back(Child((*json_)[i], fmt::format("[{}]", i)));
  }
  return items;
}

std::vector<JsonNode> JsonNode::Members() const {
  if (!json_->is_object()) Fail("must be an object");
  std::vector<JsonNode> members;
  for (const auto& [name, value] : json_->items()) members.push_back(Child(value, name));
  return members;
}

bool JsonNode::IsNull() const { return json_->is_null(); }

std::string JsonNode::Text() const {
  if (!json_->is_string()) Fail("must be a text");
  return json_->get<std::string>();
}

bool JsonNode::Truth() const {
  if (!json_->is_boolean()) Fail("must be true or false");
  return json_->get<bool>();
}

std::uint64_t JsonNode::Count() const {
  if (!json_->is_number_unsigned()) Fail("must be a whole number, 0 or more");
  return json_->get<std::uint64_t>();
}

int JsonNode::SmallCount() const {
  const std::uint64_t value = Count();
  if (value > kSmall) Fail("is too large");
  return static_cast<int>(value);
}

std::int64_t JsonNode::Integer() const {
  const bool fits = json_->is_number_integer() &&
                    (!json_->is_number_unsigned() ||
                     json_->get<std::uint64_t>() <=
                         static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!fits) Fail("must be a whole number of 64 bits");
  return json_->get<std::int64_t>();
}

double JsonNode::Number() const {
  if (!json_->is_number()) Fail("must be a number");
  return json_->get<double>();
}

double JsonNode::NumberOrNan() const {
  return IsNull() ? std::numeric_limits<double>::quiet_NaN() : Number();
}

double JsonNode::Fraction() const {
  const double value = Number();
  if (!(value > 0 && value <= 1)) Fail("must be a fraction of 1");
  return value;
}

Nanoseconds JsonNode::Span(Nanoseconds unit) const {
  const std::uint64_t value = Count();
  if (value > static_cast<std::uint64_t>(Nanoseconds::max() / unit)) Fail("is too large");
  return unit * static_cast<std::int64_t>(value);
}

std::vector<std::string> JsonNode::Texts() const {
  std::vector<std::string> texts;
  for (const JsonNode& item : Items()) texts.push_back(item.Text());
  return texts;
}

}  // namespace assay
