// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of answers as bytes, and of top-1 from an accuracy log.
#include "benchmarks/resnet50/metric.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/test_folder.h"
#include "benchmarks/resnet50/postprocess.h"
#include "benchmarks/test_photos.h"

namespace assay {
namespace {

struct Answer {
  SampleIndex sample;
  std::int64_t label;
};

class Log : public ResponseStream {
 public:
  Log(std::vector<Answer> answers, ElementType payload)
      : answers_(std::move(answers)), payload_(payload) {}
  std::optional<Response> Next() override {
    if (next_ == answers_.size()) return std::nullopt;
    bytes_ = ToPayload(answers_[next_].label, payload_);
    return Response{.sample = answers_[next_++].sample, .bytes = bytes_.view()};
  }

 private:
  std::vector<Answer> answers_;
  ElementType payload_;
  std::size_t next_ = 0;
  LabelBytes bytes_;
};

PhotoDataset DatasetWith(const std::filesystem::path& folder, const std::vector<int>& labels) {
  test::WritePhotoFolder(folder, labels);
  ModelCard card;
  card.input = {.name = "input", .height = 8, .width = 8};
  card.preprocess.short_side = 9;
  return PhotoDataset(folder, card);
}

template <typename T>
TensorView View(std::vector<T>& values, ElementType type, const Shape& shape) {
  return {.type = type, .shape = shape, .bytes = reinterpret_cast<std::byte*>(values.data())};
}

TEST_CASE("the first answer to a sample counts, and the seen samples divide") {
  const TestFolder folder;
  const PhotoDataset dataset = DatasetWith(folder.path(), {10, 11, 12, 13});
  Log log({{2, 12}, {0, 5}, {0, 10}, {2, 1}, {3, 13}}, ElementType::kF32);
  const Score score = JudgeTop1(dataset, log, ElementType::kF32);
  CHECK(score.metric == "top1");
  CHECK(score.unit == "%");
  CHECK(score.text == "accuracy=66.667%, good=2, total=3");
  CHECK(score.value == 66.667);  // as printed, since targets are compared with that
}

TEST_CASE("the payload's type is a parameter: 312 as int32 is 38010000") {
  const LabelBytes bytes = ToPayload(312, ElementType::kI32);
  REQUIRE(bytes.count == 4);
  CHECK(std::to_integer<int>(bytes.bytes[0]) == 0x38);
  CHECK(std::to_integer<int>(bytes.bytes[1]) == 0x01);
  for (const ElementType type : {ElementType::kF32, ElementType::kI32, ElementType::kI64}) {
    CHECK(FromPayload(ToPayload(999, type).view(), type) == 999);
    CHECK(FromPayload(ToPayload(-1, type).view(), type) == -1);
  }
  CHECK(ToPayload(1, ElementType::kI64).count == 8);
}

TEST_CASE("a log that does not fit the data set or the type is refused") {
  const TestFolder folder;
  const PhotoDataset dataset = DatasetWith(folder.path(), {10, 11});
  Log beyond({{2, 12}}, ElementType::kF32);
  CHECK_THROWS_AS(JudgeTop1(dataset, beyond, ElementType::kF32), Error);
  Log wide({{1, 12}}, ElementType::kI64);
  CHECK_THROWS_AS(JudgeTop1(dataset, wide, ElementType::kF32), Error);
  Log empty({}, ElementType::kF32);
  CHECK_THROWS_AS(JudgeTop1(dataset, empty, ElementType::kF32), Error);
  const float not_a_number = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_AS(FromPayload(std::as_bytes(std::span(&not_a_number, 1)), ElementType::kF32),
                  Error);
}

TEST_CASE("whole numbers are the class, scores are searched for the first largest") {
  std::vector<std::int64_t> classes{5, 1000};
  CHECK(ClassAt(View(classes, ElementType::kI64, {2}), 1) == 1000);
  std::vector<std::int32_t> small{7};
  CHECK(ClassAt(View(small, ElementType::kI32, {1, 1}), 0) == 7);
  std::vector<float> scores{0, 3, 3, 9, -1, 2};
  CHECK(ClassAt(View(scores, ElementType::kF32, {2, 3}), 0) == 1);
  CHECK(ClassAt(View(scores, ElementType::kF32, {2, 3}), 1) == 0);
}

TEST_CASE("outputs of another shape, type or place are refused, and so are scores of NaN") {
  std::vector<float> scores(6, std::nanf(""));
  CHECK_THROWS_AS(RequireAnswers(View(scores, ElementType::kF32, {2, 3}), 3), Error);
  CHECK_THROWS_AS(RequireAnswers(View(scores, ElementType::kF32, {6}), 6), Error);
  CHECK_THROWS_AS(RequireAnswers(View(scores, ElementType::kI64, {1, 3}), 1), Error);
  CHECK_THROWS_AS(RequireAnswers(View(scores, ElementType::kU8, {6}), 6), Error);
  TensorView device = View(scores, ElementType::kF32, {2, 3});
  device.memory = Memory::kDevice;
  CHECK_THROWS_AS(RequireAnswers(device, 2), Error);
  CHECK_NOTHROW(RequireAnswers(View(scores, ElementType::kF32, {2, 3}), 2));
  CHECK_THROWS_AS(ClassAt(View(scores, ElementType::kF32, {2, 3}), 0), Error);
}

}  // namespace
}  // namespace assay
