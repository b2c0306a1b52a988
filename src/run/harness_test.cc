// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the loaded samples.
#include "run/harness.h"

#include <doctest/doctest.h>

namespace assay {
namespace {

/// Sample i is one tensor with the numbers i and i + 0.5.
class Pairs : public Dataset {
 public:
  std::size_t size() const override { return 4; }
  const DatasetFacts& Facts() const override { return facts_; }
  const std::string& Name(SampleIndex) const override { return facts_.name; }
  Sample Load(SampleIndex index) const override {
    Sample sample{.index = index, .tensors = {}};
    Tensor& tensor = sample.tensors.emplace_back(ElementType::kF32, Shape{2});
    tensor.As<float>()[0] = static_cast<float>(index);
    tensor.As<float>()[1] = static_cast<float>(index) + 0.5F;
    return sample;
  }

 private:
  DatasetFacts facts_;
};

TEST_CASE("samples are loaded as the data set gives them, and as f16 where the model reads that") {
  const Pairs pairs;
  SampleStore plain(&pairs, pairs.size(), {ElementType::kF32});
  SampleStore half(&pairs, pairs.size(), {ElementType::kF16});
  for (SampleStore* store : {&plain, &half}) store->Load({3, 1, 3});
  CHECK(plain.At(3)->tensors[0].As<float>()[1] == 3.5F);
  CHECK(half.At(3)->tensors[0].View().type == ElementType::kF16);
  CHECK(static_cast<float>(half.At(3)->tensors[0].As<_Float16>()[1]) == 3.5F);
  CHECK(half.At(3)->index == 3);
  CHECK(half.At(0) == nullptr);
  half.Unload({3});
  CHECK(half.At(3) == nullptr);
}

}  // namespace
}  // namespace assay
