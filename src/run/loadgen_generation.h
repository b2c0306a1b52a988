// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What differs between the public mlperf:: headers that the harness may be compiled with: the
// official ones of v0.7 or of v6, or ours, which have the members of both. Nothing else in run/
// depends on which they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loadgen.h"
#include "query_sample_library.h"
#include "system_under_test.h"
#include "test_settings.h"

namespace assay {

/// A mlperf:: interface with its Name(): const as in v0.7 and ours, not const as in v6.
template <typename Interface, bool kIsConst = requires(const Interface& i) { i.Name(); }
> class Named : public Interface {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  const std::string& Name() const override { return name_; }

 private:
  const std::string name_;
};

template <typename Interface>
class Named<Interface, false> : public Interface {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  const std::string& Name() override { return name_; }

 private:
  const std::string name_;
};

using Latencies = std::vector<mlperf::QuerySampleLatency>;

/// v0.7 and ours report each sample's latency, in order of issue, after a performance run; v6 does
/// not, and HearLatencies is never called.
template <typename Sut, bool kReports = requires(Sut& s, const Latencies& l) {
  s.ReportLatencyResults(l);
}
> class HearsLatencies : public Sut {
 public:
  using Sut::Sut;

 protected:
  virtual void HearLatencies(const Latencies& latencies_ns) { (void)latencies_ns; }
};

template <typename Sut>
class HearsLatencies<Sut, true> : public Sut {
 public:
  using Sut::Sut;
  void ReportLatencyResults(const Latencies& latencies_ns) final { HearLatencies(latencies_ns); }

 protected:
  virtual void HearLatencies(const Latencies& latencies_ns) { (void)latencies_ns; }
};

using QslBase = Named<mlperf::QuerySampleLibrary>;
using SutBase = HearsLatencies<Named<mlperf::SystemUnderTest>>;

/// The profiles that the headers' LoadGen has; the first is used when the user names none.
template <typename Settings = mlperf::TestSettings>
std::vector<std::string> LoadGenProfiles() {
  if constexpr (requires(Settings s) { s.profile; }) return {"v0.7", "v6"};
  if constexpr (requires(Settings s) { s.multi_stream_target_qps; }) return {"v0.7"};
  return {"v6"};
}

/// `profile` is one of LoadGenProfiles(). The official LoadGens have but the one.
template <typename Settings>
void SetProfile(Settings& settings, std::string_view profile) {
  if constexpr (requires { settings.profile; }) {
    using Profile = decltype(settings.profile);
    settings.profile = profile == "v6" ? Profile::V6 : Profile::V07;
  }
  // The official v6 has no default here.
  if constexpr (requires { settings.token_latency_scaling_factor; }) {
    settings.token_latency_scaling_factor = 1;
  }
}

/// MultiStream: v0.7 issues at a rate, one query at a time; v6 one query after the other, and the
/// expected latency decides how many queries are generated.
struct MultiStreamPace {
  double queries_per_second = 0;
  double expected_latency_ns = 0;
};
template <typename Settings>
void SetMultiStreamPace(Settings& settings, const MultiStreamPace& pace) {
  if constexpr (requires { settings.multi_stream_target_qps; }) {
    settings.multi_stream_target_qps = pace.queries_per_second;
    settings.multi_stream_max_async_queries = 1;
  }
  if constexpr (requires { settings.multi_stream_expected_latency_ns; }) {
    settings.multi_stream_expected_latency_ns = pace.expected_latency_ns;
  }
}

}  // namespace assay
