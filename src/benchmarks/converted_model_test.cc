// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of converted model files and their records.
#include "benchmarks/converted_model.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

/// An ONNX file and its SavedModel, recorded.
struct Pair {
  TestFolder folder;
  std::filesystem::path onnx = folder / "net.onnx";
  std::filesystem::path converted = ConvertedFile(onnx, *FormatOf("tensorflow"));

  Pair() {
    WriteFile(onnx, "onnx");
    MakeFolder(converted / "variables");
    WriteFile(converted / "saved_model.pb", "graph");
    WriteConversion(converted, {.source = "net.onnx",
                                .source_sha256 = Sha256("onnx"),
                                .sha256 = Sha256OfPath(converted),
                                .made_by = "tensorflow 1",
                                .compared_with = "openvino 1",
                                .largest_difference = 1e-6,
                                .layout = Layout::kNhwc});
  }
  std::string Refusal(ErrorCode code) const {
    return RefusalOf(code, [&] {
      CheckedConversion(onnx, *FormatOf("tensorflow"), "assay convert net --to savedmodel");
    });
  }
};

TEST_CASE("engines that read ONNX have no format of their own") {
  CHECK(FormatOf("openvino") == nullptr);
  CHECK(FormatOf("") == nullptr);
  CHECK(FormatOf("libtorch")->name == "torchscript");
  CHECK(ConvertedFile("/a/b.c.onnx", *FormatOf("libtorch")) == "/a/b.c.torchscript.pt");
}

TEST_CASE("a conversion is read back as it was recorded") {
  const Pair pair;
  const Conversion read = CheckedConversion(pair.onnx, *FormatOf("tensorflow"), "");
  CHECK(read.made_by == "tensorflow 1");
  CHECK(read.compared_with == "openvino 1");
  CHECK(read.largest_difference == 1e-6);
  CHECK(read.layout == Layout::kNhwc);
}

TEST_CASE("what is missing, changed or of another source is refused with the way to make it") {
  {
    const Pair pair;
    WriteFile(pair.onnx, "another");
    CHECK(pair.Refusal(ErrorCode::kBadData) ==
          pair.converted.string() + " was made from another file than " + pair.onnx.string() +
              " is now: make it again with `assay convert net --to savedmodel`");
  }
  {
    const Pair pair;
    WriteFile(pair.converted / "variables" / "extra", "x");
    CHECK(pair.Refusal(ErrorCode::kBadData) ==
          pair.converted.string() +
              " has changed since it was converted: make it again with `assay convert net --to "
              "savedmodel`");
  }
  {
    const Pair pair;
    WriteFile(pair.converted.string() + ".origin.json", "{\"sha256\": 7}");
    CHECK(pair.Refusal(ErrorCode::kBadData).find("was made from another file") !=
          std::string::npos);
  }
  const Pair pair;
  std::filesystem::remove_all(pair.converted);
  CHECK(pair.Refusal(ErrorCode::kMissingFile) == "tensorflow reads no ONNX files: make " +
                                                     pair.converted.string() +
                                                     " with `assay convert net --to savedmodel`");
}

}  // namespace
}  // namespace assay
