// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of `assay convert` with a stand-in for Python: what is kept, and what is said.
#include "run/convert.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"
#include "benchmarks/converted_model.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// A home with the reference card's ONNX file, and a program that stands in for Python.
struct Place {
  TestFolder folder;
  fs::path onnx = folder.Write("models/resnet50_v1.onnx", "weights");
  fs::path out = folder / "models" / "resnet50_v1.savedmodel";
  std::string said;
  std::string old_share = std::getenv("ASSAY_SHARE");
  SayLine say = [this](const std::string& line) { said += line + "\n"; };

  Place() {
    setenv("ASSAY_HOME", folder.path().c_str(), 1);
    setenv("ASSAY_SHARE", std::getenv("ASSAY_SOURCE_DIR"), 1);
    setenv("ASSAY_PYTHON", (folder / "python").c_str(), 1);
  }
  ~Place() {
    unsetenv("ASSAY_HOME");
    unsetenv("ASSAY_PYTHON");
    setenv("ASSAY_SHARE", old_share.c_str(), 1);
  }
  /// Arguments as the script gets them: -B, itself, ONNX file ($3), format ($4), result ($5).
  void Python(const std::string& shell) const {
    fs::permissions(folder.Write("python", "#!/bin/sh\n" + shell), fs::perms::owner_all);
  }
  fs::path Convert() { return ConvertModel({.card = "resnet50", .to = "savedmodel"}, say); }
  std::string Refusal(const ConvertRequest& request, ErrorCode code) {
    return RefusalOf(code, [&] { ConvertModel(request, say); });
  }
};

constexpr char kWorks[] =
    "mkdir \"$5\" && cp \"$3\" \"$5/saved_model.pb\" && echo '{\"made_by\": \"tensorflow 9\", "
    "\"layout\": \"NHWC\", \"compared_with\": \"openvino 8\", \"differences\": {\"a\": 0.0, "
    "\"b\": 2e-06}}'";

TEST_CASE("convert: the file lies beside its source, and its record tells both checksums") {
  Place place;
  place.Python(kWorks);
  CHECK(place.Convert() == place.out);
  CHECK(ReadFile(place.out / "saved_model.pb", "model") == "weights");
  const Conversion record = CheckedConversion(place.onnx, *FormatOf("tensorflow"), "");
  CHECK(record.source_sha256 == Sha256("weights"));
  CHECK(record.sha256 == Sha256OfPath(place.out));
  CHECK(record.made_by == "tensorflow 9");
  CHECK(record.largest_difference == 2e-6);
  CHECK(record.layout == Layout::kNhwc);
  CHECK(place.said.find("differs from openvino 8 by at most 2.0e-06") != std::string::npos);
}

TEST_CASE("convert: what is there is kept until its source changes") {
  Place place;
  place.Python(kWorks);
  place.Convert();
  place.Python("echo no >&2; exit 1");
  CHECK(place.Convert() == place.out);
  CHECK(place.said.find("is already there") != std::string::npos);
  WriteFile(place.onnx, "other weights");
  CHECK(place.Refusal({.card = "resnet50", .to = "savedmodel"}, ErrorCode::kBadData) == "no");
  place.Python(kWorks);
  place.Convert();
  CHECK(ReadFile(place.out / "saved_model.pb", "model") == "other weights");
}

TEST_CASE("convert: a failure is told in the script's words and leaves nothing") {
  Place place;
  place.Python("mkdir \"$5\"; echo noise >&2; echo \"cannot convert $3 to $4: no\" >&2; exit 3");
  CHECK(place.Refusal({.card = "resnet50", .to = "savedmodel"}, ErrorCode::kBadData) ==
        "cannot convert " + place.onnx.string() + " to savedmodel: no");
  CHECK_FALSE(fs::exists(place.out));
  CHECK(std::distance(fs::directory_iterator(place.onnx.parent_path()), {}) == 1);
}

TEST_CASE("convert: a script that ends without a reason is named, with its file and its end") {
  Place place;
  const std::string begin = std::string(std::getenv("ASSAY_SHARE")) +
                            "/python/convert/onnx_to_engine.py failed on " + place.onnx.string();
  const ConvertRequest request{.card = "resnet50", .to = "savedmodel"};
  place.Python("exit 7");
  CHECK(place.Refusal(request, ErrorCode::kBadData) ==
        begin + ": exit code 7; its last words: no message");
  place.Python("echo a warning >&2; kill -KILL $$");
  CHECK(place.Refusal(request, ErrorCode::kBadData) ==
        begin + ": signal 9 (Killed), perhaps for want of memory; its last words: a warning");
}

TEST_CASE("convert: an unknown format, card or file is refused") {
  Place place;
  CHECK(place.Refusal({.card = "resnet50", .to = "plan"}, ErrorCode::kUsage) ==
        "cannot convert to 'plan': --to takes torchscript or savedmodel");
  CHECK(place.Refusal({.card = "resnet51", .to = "savedmodel"}, ErrorCode::kMissingFile)
            .starts_with("no model card resnet51"));
  fs::remove(place.onnx);
  CHECK(place.Refusal({.card = "resnet50", .to = "savedmodel"}, ErrorCode::kMissingFile)
            .starts_with("no model file " + place.onnx.string()));
}

}  // namespace
}  // namespace assay
