// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the loaded samples.
#include "run/harness.h"

#include <doctest/doctest.h>

#include <future>
#include <thread>

namespace assay {
namespace {

using namespace std::chrono_literals;

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

/// Tells on which cores it was loaded.
class Located : public Pairs {
 public:
  Sample Load(SampleIndex index) const override {
    cores = CoresOfThisThread();
    return Pairs::Load(index);
  }
  mutable std::vector<int> cores;
};

TEST_CASE("the thread that stays on the core from which it issues loads samples on all cores") {
  const std::vector<int> all = CoresOfThisThread();
  const Located located;
  SampleStore store(&located, located.size());
  RealClock clock;
  StoreQsl qsl(
      {.name = "located", .store = store, .performance_samples = 1, .clock = clock, .cores = all});
  const OnCores issuing({all.front()});
  qsl.LoadSamplesToRam({0});
  CHECK(located.cores == all);
  CHECK(CoresOfThisThread() == std::vector<int>{all.front()});
}

/// Answers what it is given a little later, from a thread of its own.
class LateEndpoint : public Endpoint {
 public:
  void Submit(std::span<const Request> requests) override {
    const Ticket ticket = requests.front().ticket;
    answering_.push_back(std::async(std::launch::async, [this, ticket, fails = fails] {
      std::this_thread::sleep_for(2ms);
      const std::byte answer{1};
      if (fails) {
        listener->Fail(ticket, Error(ErrorCode::kEngine, "no"));
      } else {
        listener->Complete(ticket, {&answer, 1});
      }
    }));
  }
  void Flush() override {}
  bool Abandon(Nanoseconds) override { return true; }
  std::size_t QueueDepth() const override { return 0; }

  EndpointSut* listener = nullptr;
  bool fails = false;

 private:
  std::vector<std::future<void>> answering_;
};

struct OneByOne {
  RealClock clock;
  SampleStore store{nullptr, 1};
  EndpointSut sut;
  LateEndpoint endpoint;  // last: its threads answer to the others

  explicit OneByOne(Nanoseconds spin)
      : sut({.name = "late", .store = store, .clock = clock, .spin = spin}) {
    endpoint.listener = &sut;
    sut.Connect(&endpoint);
  }
};

TEST_CASE("a query that is waited for has been answered when IssueQuery returns, or has failed") {
  OneByOne run(60s);
  run.sut.IssueQuery({{.id = 1, .index = 0}});
  CHECK(run.sut.completed() == 1);
  run.endpoint.fails = true;
  run.sut.IssueQuery({{.id = 2, .index = 0}});
  CHECK(run.sut.failed());
}

TEST_CASE(
    "IssueQuery returns before the answer when it need not wait, and when it has long enough") {
  for (const Nanoseconds spin : {Nanoseconds(0), Nanoseconds(1)}) {
    OneByOne run(spin);
    run.sut.IssueQuery({{.id = 1, .index = 0}});
    CHECK(run.sut.completed() == 0);
  }
}

}  // namespace
}  // namespace assay
