// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of `assay calibrate` with a stand-in for Python: which samples it gets, what is kept.
#include "run/calibrate.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"
#include "benchmarks/model_card.h"
#include "benchmarks/resnet50/synthetic.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSampleBytes = 3 * 224 * 224 * sizeof(float);

/// A home with the reference card's ONNX file, six photographs, and a stand-in for Python that
/// copies the model when it gets `expected` samples. Its arguments: -B, script, model ($3), samples
/// ($4), method ($5), result ($6).
struct Place {
  TestFolder folder;
  fs::path photos = folder / "photos";
  std::string old_share = std::getenv("ASSAY_SHARE");

  Place() {
    folder.Write("models/resnet50_v1.onnx", "weights");
    MakeSyntheticPhotos(photos, {.count = 6, .seed = 1});
    setenv("ASSAY_HOME", folder.path().c_str(), 1);
    setenv("ASSAY_SHARE", std::getenv("ASSAY_SOURCE_DIR"), 1);
    setenv("ASSAY_PYTHON", (folder / "python").c_str(), 1);
  }
  ~Place() {
    unsetenv("ASSAY_HOME");
    unsetenv("ASSAY_PYTHON");
    setenv("ASSAY_SHARE", old_share.c_str(), 1);
  }
  void Expect(std::size_t samples) const {
    folder.Write("python",
                 "#!/bin/sh\n[ $(stat -c %s \"$4\") = " + std::to_string(samples * kSampleBytes) +
                     " ] || { echo 'another number of samples' >&2; exit 3; }\n"
                     "cp \"$3\" \"$6\" && echo '{\"made_by\": \"onnxruntime 9\"}'\n");
    fs::permissions(folder / "python", fs::perms::owner_all);
  }
  fs::path Calibrate(CalibrateRequest request = {}) const {
    request.benchmark = "resnet50";
    request.data = photos;
    return CalibrateModel(request, [](const std::string&) {});
  }
  std::string Refusal(const CalibrateRequest& request, ErrorCode code) const {
    return RefusalOf(code, [&] { Calibrate(request); });
  }
};

TEST_CASE("calibrate: the new file, its record and its card lie beside the source") {
  const Place place;
  place.Expect(3);
  const fs::path written = place.Calibrate({.count = 3});
  const ModelCard card = ReadModelCard(written);
  CHECK(card.name == "resnet50-int8");
  CHECK_FALSE(card.is_reference);
  CHECK(card.engine_files.empty());
  CHECK(card.calibration.value().list_sha256.empty());
  CHECK(card.input.name == "input_tensor:0");
  CHECK(ModelFile(card) == place.folder / "models" / "resnet50_v1.int8.onnx");
  CHECK(card.sha256 == Sha256OfFile(ModelFile(card)));
  const Json record = ReadJson(ModelFile(card).string() + ".origin.json", "record");
  CHECK(record["source_sha256"] == Sha256("weights"));
  CHECK(record["calibration_samples"] == 3);
  CHECK(record["method"] == "minmax");
  CHECK(record["trained"] == false);
  CHECK(std::distance(fs::directory_iterator(place.folder / "models"), {}) == 4);
}

TEST_CASE("calibrate: a list chooses the samples and is recorded by its checksum") {
  const Place place;
  place.Expect(2);
  const std::string names = "ASSAY_synthetic_00000005.JPEG\nASSAY_synthetic_00000002.JPEG\n";
  place.folder.Write("list.txt", names);
  const ModelCard card = ReadModelCard(place.Calibrate({.list = place.folder / "list.txt"}));
  const Json record = ReadJson(ModelFile(card).string() + ".origin.json", "record");
  CHECK(record["calibration_list"] == (place.folder / "list.txt").string());
  CHECK(record["calibration_list_sha256"] == Sha256(names));
  CHECK(record["calibration_list_file_sha256"] == Sha256(names));
  REQUIRE(card.calibration.has_value());
  CHECK(card.calibration->of_reference);
  CHECK(card.calibration->list == (place.folder / "list.txt").string());
  CHECK(card.calibration->list_sha256 == Sha256(names));
}

TEST_CASE("calibrate: what cannot be done is said in one sentence and leaves nothing") {
  const Place place;
  place.Expect(1);
  CHECK(place.Refusal({.method = "guess"}, ErrorCode::kUsage) ==
        "cannot calibrate by 'guess': --method takes minmax, entropy, percentile");
  place.folder.Write("list.txt", "absent.JPEG\n");
  CHECK(place.Refusal({.list = place.folder / "list.txt"}, ErrorCode::kBadData)
            .find("names absent.JPEG, which data set photos has not") != std::string::npos);
  CHECK(place.Refusal({.count = 2}, ErrorCode::kBadData) == "another number of samples");
  CHECK(std::distance(fs::directory_iterator(place.folder / "models"), {}) == 1);
}

}  // namespace
}  // namespace assay
