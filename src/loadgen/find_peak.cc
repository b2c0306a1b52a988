// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Doubling, then bisection.
#include "loadgen/find_peak.h"

#include <cmath>
#include <cstdint>
#include <utility>

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

/// Upstream doubles without end; beyond this no system is meant.
constexpr int kMostSteps = 40;

/// What is searched for, as a number: queries per second, or samples per query.
class Quantity {
 public:
  explicit Quantity(const TestSettings& base)
      : is_rate_(base.scenario == TestScenario::Server),
        scale_(std::pow(10.0, base.server_find_peak_qps_decimals_of_precision)),
        growth_(1 + base.server_find_peak_qps_boundary_step_size) {}

  double Of(const TestSettings& settings) const {
    return is_rate_ ? settings.server_target_qps
                    : static_cast<double>(settings.multi_stream_samples_per_query);
  }
  TestSettings With(TestSettings settings, double value) const {
    if (is_rate_) {
      settings.server_target_qps = value;
    } else {
      settings.multi_stream_samples_per_query = static_cast<std::uint64_t>(value);
    }
    return settings;
  }
  double Above(double value) const { return is_rate_ ? value * growth_ : value * 2; }
  double Between(double low, double high) const {
    const double middle = low + (high - low) / 2;
    return is_rate_ ? middle : std::floor(middle);
  }
  bool IsPrecise(double low, double high) const {
    if (!is_rate_) return low + 1 >= high;
    return std::floor(low * scale_) + 1 >= std::floor(high * scale_);
  }
  const char* unit() const { return is_rate_ ? " queries/s" : " samples per query"; }

 private:
  bool is_rate_;
  double scale_, growth_;
};

class Searching {
 public:
  explicit Searching(const PeakSearch& search) : search_(search), quantity_(search.base) {}

  PeakFound Run() {
    const double first = quantity_.Of(search_.base);
    found_.settings = search_.base;
    found_.has_lower_bound = Passes(first);
    if (!found_.has_lower_bound) return std::move(found_);
    double low = first;
    double high = quantity_.Above(first);
    int steps = 0;
    while (high > low && MayGoOn() && Passes(high)) {
      if (++steps >= kMostSteps) return std::move(found_);
      low = high;
      high = quantity_.Above(high);
    }
    while (high > low && !quantity_.IsPrecise(low, high) && MayGoOn()) {
      const double middle = quantity_.Between(low, high);
      (Passes(middle) ? low : high) = middle;
    }
    return std::move(found_);
  }

 private:
  bool MayGoOn() const { return !search_.is_stopped(); }

  bool Passes(double value) {
    const TestSettings settings = quantity_.With(search_.base, value);
    Result result = search_.run(settings);
    const bool passes = result.meets_performance && !search_.is_stopped();
    search_.say("FindPeak: " + std::to_string(value) + quantity_.unit() +
                (passes ? " met the performance constraint" : " did not meet it"));
    if (passes || !found_.has_lower_bound) {
      found_.settings = settings;
      found_.result = std::move(result);
    }
    return passes;
  }

  const PeakSearch& search_;
  const Quantity quantity_;
  PeakFound found_;
};

}  // namespace

bool CanFindPeak(TestScenario scenario, bool multi_stream_has_ticks) {
  if (scenario == TestScenario::Server) return true;
  const bool is_multi_stream =
      scenario == TestScenario::MultiStream || scenario == TestScenario::MultiStreamFree;
  return is_multi_stream && multi_stream_has_ticks;
}

PeakFound FindPeak(const PeakSearch& search) { return Searching(search).Run(); }

}  // namespace assay::loadgen
