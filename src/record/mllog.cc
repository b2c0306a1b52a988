// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Detail logs of rounds from v1.0 on.
#include "record/mllog.h"

#include <fmt/format.h>

#include <simdjson.h>

#include <array>
#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace assay {
namespace {

constexpr std::size_t kKeptErrors = 20;

/// One line: its key, its value as text (lists and objects are left out), whether it is an error.
struct Message {
  std::string_view key{};
  std::string text{};
  bool is_error = false;
};

/// Takes `prefix` off `text` when it is there.
bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// "min_duration_ms" -> "min_duration (ms)", as v0.7 writes its settings.
std::string SettingWords(std::string_view name) {
  if (name == "scenario") return "Scenario";
  if (name == "test_mode") return "Test mode";
  for (const std::string_view unit : {"ns", "ms"}) {
    if (name.ends_with(unit) && name.size() > 3 && name[name.size() - 3] == '_') {
      return fmt::format("{} ({})", name.substr(0, name.size() - 3), unit);
    }
  }
  return std::string(name);
}

struct ResultWords {
  std::string_view key, words;
};
constexpr std::array<ResultWords, 19> kResultWords = {{
    {"result_validity", "Result is"},
    {"result_samples_per_second", "Samples per second"},
    {"result_scheduled_samples_per_sec", "Scheduled samples per second"},
    {"result_completed_samples_per_sec", "Completed samples per second"},
    {"result_samples_per_query", "Samples per query"},
    {"result_qps_with_loadgen_overhead", "QPS w/ loadgen overhead"},
    {"result_qps_without_loadgen_overhead", "QPS w/o loadgen overhead"},
    {"result_perf_constraints_met", "Performance constraints satisfied"},
    {"result_min_duration_met", "Min duration satisfied"},
    {"result_min_queries_met", "Min queries satisfied"},
    {"result_overlatency_query_count", "Over-latency queries"},
    {"early_stopping_met", "Early stopping satisfied"},
    {"result_invalid_reason", "Recommendations"},
    {"result_min_latency_ns", "Min latency (ns)"},
    {"result_max_latency_ns", "Max latency (ns)"},
    {"result_mean_latency_ns", "Mean latency (ns)"},
    {"result_min_query_latency_ns", "Min latency (ns)"},
    {"result_max_query_latency_ns", "Max latency (ns)"},
    {"result_mean_query_latency_ns", "Mean latency (ns)"},
}};

/// The summary's words for a key of the results; "" when it has none.
std::string WordsOf(std::string_view key) {
  for (const ResultWords& row : kResultWords) {
    if (row.key == key) return std::string(row.words);
  }
  std::string_view percent = key;
  if (!TakePrefix(percent, "result_")) return "";
  for (const std::string_view ending :
       {"_percentile_latency_ns", "_percentile_per_query_latency_ns"}) {
    if (percent.ends_with(ending)) {
      return fmt::format("{} percentile latency (ns)",
                         percent.substr(0, percent.size() - ending.size()));
    }
  }
  return "";
}

/// The summary says Yes and NO.
std::string AnswerOf(const std::string& text) {
  return text == "true" ? "Yes" : text == "false" ? "NO" : text;
}

void TakeCount(const std::string& text, std::optional<std::uint64_t>& count) {
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && rest == text.data() + text.size()) count = number;
}

void TakeMessage(const Message& message, std::size_t line, DetailLog& log) {
  if (message.is_error) AddError(log, line, message.text);
  std::string_view name = message.key;
  if (TakePrefix(name, "effective_"))
    return log.effective.Add(SettingWords(name), message.text, line);
  if (TakePrefix(name, "requested_"))
    return log.requested.Add(SettingWords(name), message.text, line);
  if (name == "loadgen_version") log.version = message.text;
  if (name == "test_datetime") log.date = message.text;
  if (name == "sut_name") log.sut_name = message.text;
  if (name == "qsl_name") log.qsl_name = message.text;
  if (name == "generated_query_count") TakeCount(message.text, log.queries);
  if (name == "generated_samples_per_query") TakeCount(message.text, log.samples_per_query);
  if (name == "power_begin") log.power_begin = message.text;
  if (name == "power_end") log.power_end = message.text;
  if (const std::string words = WordsOf(name); !words.empty()) {
    log.results.Add(words, AnswerOf(message.text), line);
  }
}

}  // namespace

struct MlLogReader::Parser {
  simdjson::ondemand::parser json;
  std::string text;  // the line's JSON, with room behind it

  Message Parse(std::string_view line) {
    text.assign(line);
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    auto document =
        json.iterate(simdjson::padded_string_view(text.data(), text.size(), text.capacity()));
    auto object = document.get_object();
    Message message;
    message.key = object["key"].get_string();
    simdjson::ondemand::value value = object["value"];
    const simdjson::ondemand::json_type type = value.type();
    if (type == simdjson::ondemand::json_type::string) {
      message.text = std::string_view(value.get_string());
    } else if (type != simdjson::ondemand::json_type::object &&
               type != simdjson::ondemand::json_type::array) {
      message.text = Trim(std::string_view(value.raw_json_token()));
    }
    // Absent in logs of others that use the same mark.
    bool is_error = false;
    if (object["metadata"]["is_error"].get_bool().get(is_error) == simdjson::SUCCESS) {
      message.is_error = is_error;
    }
    return message;
  }
};

MlLogReader::MlLogReader(DetailLog& log) : parser_(std::make_unique<Parser>()), log_(log) {}

MlLogReader::~MlLogReader() = default;

void MlLogReader::Take(std::string_view line, std::size_t number) {
  if (!TakePrefix(line, kMlLogMark)) return;
  try {
    TakeMessage(parser_->Parse(line), number, log_);
  } catch (const simdjson::simdjson_error& e) {
    throw Error(ErrorCode::kBadData, fmt::format("{}:{}: {}; the log is damaged or cut",
                                                 log_.effective.file(), number, e.what()));
  }
}

void AddError(DetailLog& log, std::size_t line, std::string_view what) {
  if (++log.error_count <= kKeptErrors) {
    constexpr std::size_t kLongest = 500;
    log.errors.push_back(fmt::format("line {}: {}", line, Trim(what).substr(0, kLongest)));
  }
}

}  // namespace assay
