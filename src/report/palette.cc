// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The design language in numbers: every colour of page and charts, light and dark, in one table.
#include "report/palette.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/error.h"

namespace assay::report {
namespace {

// Blue against vermilion and bluish green stay apart for all common kinds of colour blindness;
// no meaning is carried by colour alone. Contrasts are checked in palette_test.cc.
constexpr Colour kColours[] = {
    {"--page", "#f3f5f8", "#0c1118"},        {"--surface", "#ffffff", "#151c26"},
    {"--sunken", "#f0f3f7", "#1d2632"},      {"--rule", "#d6dce5", "#2f3b4b"},
    {"--ink", "#10151c", "#eef3f9"},         {"--muted", "#4a5565", "#a9b6c6"},
    {"--accent", "#0a5aa8", "#7dbdff"},      {"--grid", "#e3e8ef", "#263140"},
    {"--axis", "#7b8796", "#708096"},        {"--series", "#0a66b7", "#5eb0f7"},
    {"--series-band", "#cfe3f5", "#1c3b59"}, {"--bound", "#bd3b0a", "#ff9a66"},
    {"--second", "#c27a00", "#f0b352"},      {"--second-band", "#fdeccb", "#46330f"},
    {"--good", "#00624c", "#63d9b4"},        {"--good-ground", "#e0f4ed", "#0f2f28"},
    {"--bad", "#a3240f", "#ff9b88"},         {"--bad-ground", "#fdebe6", "#3b1b16"},
    {"--warning", "#6d4400", "#ffd075"},     {"--warning-ground", "#ffeebf", "#3d2e0b"},
    {"--neutral", "#36445a", "#bccadd"},     {"--neutral-ground", "#e6ecf4", "#232f3f"},
};

struct BrushRow {
  Brush brush;
  std::string_view class_name;
  std::string_view declarations;
};

constexpr BrushRow kBrushes[] = {
    {Brush::kGrid, "c-grid", "fill:none;stroke:var(--grid);stroke-width:1"},
    {Brush::kAxis, "c-axis", "fill:none;stroke:var(--axis);stroke-width:1"},
    {Brush::kText, "c-text", "fill:var(--muted)"},
    {Brush::kTextStrong, "c-strong", "fill:var(--ink);font-weight:650"},
    {Brush::kTextName, "c-name", "fill:var(--ink)"},
    {Brush::kTextBound, "c-boundtext", "fill:var(--bound);font-weight:650"},
    {Brush::kTextWarning, "c-warning", "fill:var(--warning);font-weight:650"},
    {Brush::kCurve, "c-curve",
     "fill:none;stroke:var(--series);stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round"},
    {Brush::kMedian, "c-median",
     "fill:none;stroke:var(--series);stroke-width:1.5;stroke-dasharray:1 3;stroke-linecap:round"},
    {Brush::kBand, "c-band", "fill:var(--series-band);stroke:none"},
    {Brush::kBar, "c-bar", "fill:var(--series);stroke:none"},
    {Brush::kBarSecond, "c-bar2", "fill:var(--second);stroke:none"},
    {Brush::kBarUnproved, "c-barunproved",
     "fill:var(--series-band);stroke:var(--series);stroke-width:1.5;stroke-dasharray:4 3"},
    {Brush::kBarSecondUnproved, "c-bar2unproved",
     "fill:var(--second-band);stroke:var(--second);stroke-width:1.5;stroke-dasharray:4 3"},
    {Brush::kBound, "c-bound", "fill:none;stroke:var(--bound);stroke-width:2;stroke-dasharray:7 4"},
    {Brush::kMean, "c-mean", "fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:2 3"},
    {Brush::kCasing, "c-casing", "fill:none;stroke:var(--surface);stroke-width:5"},
    {Brush::kMarker, "c-marker",
     "fill:none;stroke:var(--axis);stroke-width:1;stroke-dasharray:2 3"},
    {Brush::kDot, "c-dot", "fill:var(--series);stroke:var(--surface);stroke-width:2"},
    {Brush::kDotBound, "c-dotbound", "fill:var(--bound);stroke:var(--surface);stroke-width:2"},
    {Brush::kScatter, "c-scatter",
     "fill:none;stroke:var(--series);stroke-width:4.5;stroke-linecap:round;stroke-opacity:0.7"},
    {Brush::kScatterBound, "c-scatterbound",
     "fill:none;stroke:var(--bound);stroke-width:5;stroke-linecap:round"},
    {Brush::kPlate, "c-plate", "fill:var(--surface);stroke:none;fill-opacity:0.88"},
    {Brush::kSurface, "c-surface", "fill:var(--surface);stroke:none"},
};

const BrushRow& RowOf(Brush brush) {
  const BrushRow& row = kBrushes[static_cast<std::size_t>(brush)];
  ASSAY_CHECK(row.brush == brush);
  return row;
}

/// "fill:var(--ink);stroke:none" -> { fill="#10151c" stroke="none"} with a leading blank each.
std::string AsAttributes(std::string_view declarations) {
  std::string attributes;
  while (!declarations.empty()) {
    const std::string_view one = declarations.substr(0, declarations.find(';'));
    declarations.remove_prefix(std::min(one.size() + 1, declarations.size()));
    const std::size_t colon = one.find(':');
    std::string_view value = one.substr(colon + 1);
    if (value.starts_with("var(")) value = LightColour(value.substr(4, value.size() - 5));
    attributes += fmt::format(" {}=\"{}\"", one.substr(0, colon), value);
  }
  return attributes;
}

}  // namespace

std::span<const Colour> Colours() { return kColours; }

std::string_view LightColour(std::string_view name) {
  for (const Colour& colour : kColours) {
    if (colour.name == name) return colour.light;
  }
  ASSAY_CHECK(!"a brush names a colour that the table does not have");
  return {};
}

std::string_view ClassOf(Brush brush) { return RowOf(brush).class_name; }

const std::string& AttributesOf(Brush brush) {
  static const auto attributes = [] {
    std::array<std::string, std::size(kBrushes)> all;
    for (const BrushRow& row : kBrushes) {
      all[static_cast<std::size_t>(row.brush)] = AsAttributes(row.declarations);
    }
    return all;
  }();
  return attributes[static_cast<std::size_t>(brush)];
}

std::string PaletteStyleSheet() {
  std::string light, dark, brushes;
  for (const Colour& colour : kColours) {
    light += fmt::format("{}:{};", colour.name, colour.light);
    dark += fmt::format("{}:{};", colour.name, colour.dark);
  }
  for (const BrushRow& row : kBrushes) {
    brushes += fmt::format(".{}{{{}}}\n", row.class_name, row.declarations);
  }
  return fmt::format(
      ":root{{color-scheme:light dark;{0}}}\n"
      "@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{1}}}}}\n"
      "@media screen{{:root[data-theme=dark]{{color-scheme:dark;{1}}}}}\n"
      ":root[data-theme=light]{{color-scheme:light}}\n{2}",
      light, dark, brushes);
}

}  // namespace assay::report
