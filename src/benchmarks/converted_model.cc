// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Converted model files: where they lie, and whether they are what they were made as.
#include "benchmarks/converted_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr EngineFormat kFormats[] = {{"libtorch", "torchscript", ".torchscript.pt"},
                                     {"tensorflow", "savedmodel", ".savedmodel"}};

fs::path RecordOf(const fs::path& converted) { return converted.string() + ".origin.json"; }

/// Absent keys are empty: then no checksum fits.
Conversion ReadConversion(const fs::path& converted) {
  const Json json = ReadJson(RecordOf(converted), "record of a conversion");
  try {
    return {.source = json.value("source", ""),
            .source_sha256 = json.value("source_sha256", ""),
            .sha256 = json.value("sha256", ""),
            .made_by = json.value("made_by", ""),
            .compared_with = json.value("compared_with", ""),
            .largest_difference = json.value("largest_difference", 0.0),
            .layout = json.value("layout", "NCHW") == "NHWC" ? Layout::kNhwc : Layout::kNchw};
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

}  // namespace

std::span<const EngineFormat> EngineFormats() { return kFormats; }

const EngineFormat* FormatOf(std::string_view engine) {
  const auto* row = std::find_if(std::begin(kFormats), std::end(kFormats),
                                 [engine](const EngineFormat& f) { return f.engine == engine; });
  return row == std::end(kFormats) ? nullptr : row;
}

fs::path ConvertedFile(const fs::path& onnx, const EngineFormat& format) {
  fs::path file = onnx;
  return file.replace_extension(format.suffix);
}

void WriteConversion(const fs::path& converted, const Conversion& conversion) {
  WriteJson(RecordOf(converted),
            {{"source", conversion.source},
             {"source_sha256", conversion.source_sha256},
             {"sha256", conversion.sha256},
             {"made_by", conversion.made_by},
             {"compared_with", conversion.compared_with},
             {"largest_difference", conversion.largest_difference},
             {"layout", conversion.layout == Layout::kNhwc ? "NHWC" : "NCHW"}});
}

Conversion CheckedConversion(const fs::path& onnx, const EngineFormat& format,
                             std::string_view command) {
  const fs::path file = ConvertedFile(onnx, format);
  std::error_code ignored;
  if (!fs::exists(file, ignored) || !fs::exists(RecordOf(file), ignored)) {
    throw Error(ErrorCode::kMissingFile, fmt::format("{} reads no ONNX files: make {} with `{}`",
                                                     format.engine, file.string(), command));
  }
  const Conversion conversion = ReadConversion(file);
  if (conversion.source_sha256 != Sha256OfFile(onnx)) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} was made from another file than {} is now: make it again with `{}`",
                            file.string(), onnx.string(), command));
  }
  if (conversion.sha256 != Sha256OfPath(file)) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} has changed since it was converted: make it again with `{}`",
                            file.string(), command));
  }
  return conversion;
}

}  // namespace assay
