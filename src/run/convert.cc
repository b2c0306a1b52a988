// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay convert`: the script python/convert/onnx_to_engine.py does it, this keeps the record.
#include "run/convert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/sha256.h"
#include "benchmarks/catalog.h"
#include "benchmarks/converted_model.h"
#include "run/python_script.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

const EngineFormat& FormatNamed(const std::string& name) {
  std::vector<std::string> known;
  for (const EngineFormat& format : EngineFormats()) {
    if (format.name == name) return format;
    known.emplace_back(format.name);
  }
  throw Error(ErrorCode::kUsage,
              fmt::format("cannot convert to '{}': --to takes {}", name, fmt::join(known, " or ")));
}

/// The card's ONNX file, with its checksum checked.
ModelCardFacts SourceOf(const ConvertRequest& request) {
  const fs::path path = FindModelCard(request.card);
  const ModelCard card = ReadModelCard(path);
  for (const BenchmarkRow& row : Benchmarks()) {
    if (row.task != card.task) continue;
    ModelCardFacts facts =
        OpenTask(std::string(row.name), {.model_card = path, .allow_synthetic = request.synthetic})
            ->Card();
    if (facts.file.extension() == ".onnx") return facts;
    throw Error(ErrorCode::kUsage,
                fmt::format("model card {} names {}: only ONNX files are converted", path.string(),
                            facts.file.string()));
  }
  throw Error(ErrorCode::kUsage,
              fmt::format("model card {} is for {}, which this version cannot run", path.string(),
                          card.task));
}

bool IsCurrent(const fs::path& onnx, const EngineFormat& format) {
  try {
    CheckedConversion(onnx, format, "");
    return true;
  } catch (const Error&) {  // absent, damaged or of another source: made again
    return false;
  }
}

double Largest(const Json& differences) {
  double largest = 0;
  for (const auto& [name, value] : differences.items()) {
    largest = std::max(largest, value.get<double>());
  }
  return largest;
}

void Replace(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::remove_all(to, error);
  fs::rename(from, to, error);
  if (error) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot put {} in its place: {}", to.string(), error.message()));
  }
}

}  // namespace

fs::path ConvertModel(const ConvertRequest& request, const SayLine& say) {
  const EngineFormat& format = FormatNamed(request.to);
  const ModelCardFacts source = SourceOf(request);
  const fs::path target = ConvertedFile(source.file, format);
  if (IsCurrent(source.file, format)) {
    say(fmt::format("{} is already there", target.string()));
    return target;
  }
  say(fmt::format("converting {} for {}, and comparing what both compute", source.file.string(),
                  format.engine));
  const ScratchPath scratch(target.string() + ".part");
  const Json made =
      RunPythonScript("convert/onnx_to_engine.py",
                      {source.file.string(), std::string(format.name), scratch.path().string()});
  const Conversion conversion{
      .source = source.file.filename().string(),
      .source_sha256 = source.checksum,
      .sha256 = Sha256OfPath(scratch.path()),
      .made_by = made.value("made_by", ""),
      .compared_with = made.value("compared_with", ""),
      .largest_difference = Largest(made.value("differences", Json::object())),
      .layout = made.value("layout", "") == "NHWC" ? Layout::kNhwc : Layout::kNchw};
  Replace(scratch.path(), target);
  WriteConversion(target, conversion);
  say(fmt::format(
      "{} is ready: made by {}, differs from {} by at most {:.1e} of the largest number",
      target.string(), conversion.made_by, conversion.compared_with,
      conversion.largest_difference));
  return target;
}

}  // namespace assay
