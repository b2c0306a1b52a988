// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Scores an accuracy run.
#include "run/score.h"

#include <fmt/format.h>

#include <optional>

#include "base/error.h"
#include "base/files.h"
#include "record/accuracy_log.h"

namespace assay {
namespace {

class LogResponses : public ResponseStream {
 public:
  explicit LogResponses(const std::filesystem::path& file) : log_(file) {}
  std::optional<Response> Next() override {
    if (!log_.Next(record_)) return std::nullopt;
    return Response{.sample = static_cast<SampleIndex>(record_.qsl_idx), .bytes = record_.bytes};
  }

 private:
  AccuracyLog log_;
  AccuracyRecord record_;
};

}  // namespace

AccuracyFigures ScoreFolder(const std::filesystem::path& folder, const Task& task,
                            const Dataset& dataset, const RunPlan& plan) {
  LogResponses responses(folder / "mlperf_log_accuracy.json");
  const std::vector<Score> scores = task.Judge(dataset, responses);
  ASSAY_CHECK(!scores.empty());
  std::string text;
  for (const Score& score : scores) text += score.text + "\n";
  WriteFile(folder / "accuracy.txt", text);
  const Score& first = scores.front();
  AccuracyFigures figures{.metric = first.metric,
                          .value = first.value,
                          .unit = first.unit,
                          .text = first.text,
                          .target = std::nullopt,
                          .passed = std::nullopt};
  if (plan.quality) {
    figures.target = plan.quality->value;
    figures.passed = first.value >= plan.quality->value;
  }
  return figures;
}

}  // namespace assay
