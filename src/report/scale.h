// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The maths of axes: where a value lies, which ticks are round, which unit fits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

/// Values lo..hi onto pixels from..to, linear or logarithmic. A range without extent maps to
/// `from`.
class Scale {
 public:
  enum class Kind { kLinear, kLogarithmic };
  struct Ends {
    double lo = 0, hi = 1;
  };
  Scale(Kind kind, Ends values, Ends pixels);
  /// Values that are not finite, or not positive on a logarithmic scale, lie at the low end.
  double operator()(double value) const;
  Kind kind() const { return kind_; }
  const Ends& values() const { return values_; }

 private:
  Kind kind_;
  Ends values_, pixels_;
};

/// Round ticks (1, 2 or 5 times a power of ten) from 0 to at least `hi`, about `wanted` of them.
/// The last one is the end of the axis. For hi <= 0 or not finite: {0, 1}.
std::vector<double> LinearTicks(double hi, int wanted);

struct Extent {
  double least = 0, most = 0;
};
/// Ticks at 1, 2, 5 times powers of ten (or at the powers only when those are too many) from at
/// most `least` to at least `most`; both must be positive.
std::vector<double> LogarithmicTicks(Extent extent, int wanted);

/// -log10(1 - p/100): equal distances for each further nine. 50 -> 0.301, 99 -> 2, 99.9 -> 3.
double PercentilePosition(double percent);

/// The unit in which durations up to `most_nanoseconds` read best.
struct DurationUnit {
  std::string_view name;  // "ms"
  double nanoseconds;     // per unit
};
DurationUnit UnitFor(double most_nanoseconds);

/// A tick as text: as few digits as tell it exactly ("0", "2.5", "20,000").
std::string TickText(double value);

}  // namespace assay::report
