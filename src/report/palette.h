// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The design language in numbers: every colour of page and charts, light and dark, in one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assay::report {

/// A colour of the design system; in style sheets it is the variable of the same name.
struct Colour {
  std::string_view name;   // "--ink"
  std::string_view light;  // "#rrggbb"
  std::string_view dark;
};

std::span<const Colour> Colours();

/// The light value of a variable: what a chart file of its own is drawn with.
std::string_view LightColour(std::string_view name);

/// How a chart element is drawn. Charts name brushes, never colours.
enum class Brush {
  kGrid,
  kAxis,
  kText,         // tick labels, notes
  kTextStrong,   // titles, values
  kTextName,     // names of rows
  kTextBound,    // the label of a bound
  kTextWarning,  // labels that must not be overlooked
  kCurve,        // the main line
  kMedian,       // a second, quieter line
  kBand,         // the area between two lines
  kBar,
  kBarSecond,    // the second bar of a group
  kBarUnproved,  // a bar whose figure is not valid: outlined, not filled
  kBarSecondUnproved,
  kBound,        // the line of a bound or target
  kMean,         // the line of a mean
  kCasing,       // under a line that crosses an area
  kMarker,       // the line at the judged percentile
  kDot,
  kDotBound,  // a dot beyond its bound
  kScatter,   // many small dots
  kScatterBound,
  kPlate,    // behind text that crosses lines
  kSurface,  // the ground of a chart file
};

/// "c-curve": the class that the page's style sheet defines for it.
std::string_view ClassOf(Brush brush);

/// The same as presentation attributes with light colours (no style sheet, no variables): slide
/// programs and converters ignore both.
const std::string& AttributesOf(Brush brush);

/// The :root variables (light, dark on screens that ask for it) and the chart classes.
std::string PaletteStyleSheet();

}  // namespace assay::report
