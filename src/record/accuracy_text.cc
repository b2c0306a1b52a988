// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads accuracy.txt.
#include "record/accuracy_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"

namespace assay {
namespace {

/// Where a metric stands: in a line that begins with `begin`, behind `key`.
struct ScoreShape {
  std::string_view metric, begin, key, unit;
};
// f1 stands in a line of JSON beside exact_match; some scripts print it with single quotes.
constexpr std::array<ScoreShape, 7> kShapes = {{{"top1", "accuracy=", "accuracy=", "%"},
                                                {"mAP", "mAP=", "mAP=", "%"},
                                                {"AUC", "AUC=", "AUC=", "%"},
                                                {"accuracy", "Word Error Rate:", "accuracy=", "%"},
                                                {"mean Dice", "Accuracy: mean =", "mean =", ""},
                                                {"f1", "{", "\"f1\":", "%"},
                                                {"f1", "{", "'f1':", "%"}}};

constexpr std::size_t kLongestLine = 4096;  // a score's line is short; what is longer is output

/// The score behind `key`; throws when no number follows.
PrintedScore TakeScore(const ScoreShape& shape, std::string_view rest, const LineReader& reader) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  PrintedScore score{.metric = std::string(shape.metric),
                     .unit = std::string(shape.unit),
                     .line = reader.number()};
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), score.value);
  if (error != std::errc{} || !std::isfinite(score.value)) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("{}:{}: '{}' is followed by '{}', not by a number; score the run again",
                    reader.file().string(), reader.number(), shape.key, rest.substr(0, 20)));
  }
  score.text = std::string(rest.data(), end);
  return score;
}

/// Takes the line's score, if it has one.
void TakeLine(std::string_view line, const LineReader& reader, std::vector<PrintedScore>& scores) {
  for (const ScoreShape& shape : kShapes) {
    const std::size_t key = line.starts_with(shape.begin) ? line.find(shape.key) : line.npos;
    if (key == line.npos) continue;
    PrintedScore score = TakeScore(shape, line.substr(key + shape.key.size()), reader);
    const auto same = std::find_if(scores.begin(), scores.end(), [&](const PrintedScore& other) {
      return other.metric == score.metric;
    });
    if (same == scores.end()) {
      scores.push_back(std::move(score));
    } else {
      *same = std::move(score);
    }
    return;
  }
}

bool IsWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

AccuracyText ReadAccuracyText(const std::filesystem::path& file) {
  constexpr std::string_view kHash = "hash=";
  LineReader reader(file, "accuracy file");
  AccuracyText text;
  for (std::string_view line; reader.Next(line);) {
    if (line.size() > kLongestLine) continue;
    TakeLine(line, reader, text.scores);
    if (line.starts_with(kHash)) {
      const std::string_view hash = line.substr(kHash.size());
      text.hash = std::string(hash.begin(), std::find_if_not(hash.begin(), hash.end(), IsWord));
    }
    if (!text.hash.empty() && !text.scores.empty()) break;
  }
  return text;
}

const PrintedScore* FindScore(const AccuracyText& text, const std::string& metric) {
  const auto found = std::find_if(text.scores.begin(), text.scores.end(),
                                  [&](const PrintedScore& s) { return s.metric == metric; });
  return found == text.scores.end() ? nullptr : &*found;
}

}  // namespace assay
