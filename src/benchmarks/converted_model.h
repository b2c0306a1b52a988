// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Model files that `assay convert` makes from ONNX for engines that read another format.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "benchmarks/model_card.h"

namespace assay {

/// A format that an engine reads instead of ONNX.
struct EngineFormat {
  std::string_view engine;  // as in --backend
  std::string_view name;    // as in `assay convert --to`
  std::string_view suffix;  // in place of ".onnx"
};
std::span<const EngineFormat> EngineFormats();
/// nullptr: the engine reads ONNX, or no files.
const EngineFormat* FormatOf(std::string_view engine);

/// Where the converted form of an ONNX file lies: beside it.
std::filesystem::path ConvertedFile(const std::filesystem::path& onnx, const EngineFormat& format);

/// What is kept beside a converted file, as FILE.origin.json.
struct Conversion {
  std::string source{}, source_sha256{};  // the ONNX file's name and checksum
  std::string sha256{};                   // of the converted file or folder
  std::string made_by{};                  // "tensorflow 2.21.0"
  std::string compared_with{};            // "onnxruntime 1.32.0"
  double largest_difference = 0;          // of an output, over the largest number in it
  Layout layout = Layout::kNchw;          // of what the converted network is fed
};
void WriteConversion(const std::filesystem::path& converted, const Conversion& conversion);

/// The record of a converted file that is there, after both checksums were found right. Throws
/// Error{kMissingFile, kBadData} with the command that makes it anew.
Conversion CheckedConversion(const std::filesystem::path& onnx, const EngineFormat& format,
                             std::string_view command);

}  // namespace assay
