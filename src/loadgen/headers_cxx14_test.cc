// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The public headers in C++14 (this file is compiled so), for classes of both generations.
#include <doctest/doctest.h>

#include <stdexcept>

#include "loadgen.h"
#include "query_sample.h"
#include "query_sample_library.h"
#include "system_under_test.h"
#include "test_settings.h"

namespace {

static_assert(__cplusplus == 201402L, "this test is about C++14");

struct V07Sut : mlperf::SystemUnderTest {
  std::string name = "v0.7";
  const std::string& Name() const override { return name; }
  void IssueQuery(const std::vector<mlperf::QuerySample>&) override {}
  void FlushQueries() override {}
  void ReportLatencyResults(const std::vector<mlperf::QuerySampleLatency>&) override {}
};

struct V6Both : mlperf::SystemUnderTest, mlperf::QuerySampleLibrary {
  std::string name = "v6";
  const std::string& Name() override { return name; }
  void IssueQuery(const std::vector<mlperf::QuerySample>&) override {}
  void FlushQueries() override {}
  std::size_t TotalSampleCount() override { return 1; }
  std::size_t PerformanceSampleCount() override { return 1; }
  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>&) override {}
  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>&) override {}
};

struct Nameless : mlperf::SystemUnderTest {
  void IssueQuery(const std::vector<mlperf::QuerySample>&) override {}
  void FlushQueries() override {}
};

/// Its name is another object's: forwarding there is no recursion.
struct Wrapper : mlperf::SystemUnderTest {
  explicit Wrapper(const mlperf::SystemUnderTest& inner_sut) : inner(inner_sut) {}
  const mlperf::SystemUnderTest& inner;
  const std::string& Name() override { return inner.Name(); }
  void IssueQuery(const std::vector<mlperf::QuerySample>&) override {}
  void FlushQueries() override {}
};

TEST_CASE("Name() may be overridden in either form and is found through both") {
  V07Sut old_form;
  V6Both new_form;
  mlperf::SystemUnderTest& first = old_form;
  const mlperf::SystemUnderTest& second = new_form;
  const mlperf::QuerySampleLibrary& library = new_form;
  CHECK(first.Name() == "v0.7");
  CHECK(second.Name() == "v6");
  CHECK(library.Name() == "v6");
  const Wrapper wrapper(second);
  CHECK(static_cast<const mlperf::SystemUnderTest&>(wrapper).Name() == "v6");
}

TEST_CASE("a class without any Name() is told so, and does not recurse for ever") {
  Nameless nameless;
  CHECK_THROWS_WITH_AS(nameless.Name(), doctest::Contains("has no Name()"), std::logic_error);
  CHECK_THROWS_AS(nameless.Name(), std::logic_error);  // also the second time
}

TEST_CASE("a response takes three members or four in braces") {
  const mlperf::QuerySampleResponse three{1, 0, 0};
  const mlperf::QuerySampleResponse four{1, 0, 0, 9};
  CHECK(three.n_tokens == 0);
  CHECK(four.n_tokens == 9);
  CHECK(mlperf::QuerySampleResponse().id == mlperf::kResponseIdReserved);
}

}  // namespace
