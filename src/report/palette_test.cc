// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/palette.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace assay::report {
namespace {

/// Relative luminance of "#rrggbb". Source: WCAG 2.2, definition of relative luminance.
double Luminance(std::string_view colour) {
  const auto channel = [&](std::size_t at) {
    const double value = std::stoi(std::string(colour.substr(at, 2)), nullptr, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double Contrast(std::string_view one, std::string_view other) {
  const double a = Luminance(one), b = Luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

const Colour& Find(std::string_view name) {
  for (const Colour& colour : Colours()) {
    if (colour.name == name) return colour;
  }
  FAIL("no colour " << name);
  return Colours().front();
}

struct Pair {
  const char* front;
  const char* ground;
  double least;  // 4.5 for text, 3 for lines and bars: WCAG 2.2 AA, 1.4.3 and 1.4.11
};
constexpr Pair kPairs[] = {{"--ink", "--page", 4.5},
                           {"--ink", "--surface", 4.5},
                           {"--ink", "--good-ground", 4.5},
                           {"--ink", "--bad-ground", 4.5},
                           {"--ink", "--warning-ground", 4.5},
                           {"--ink", "--sunken", 4.5},
                           {"--muted", "--page", 4.5},
                           {"--muted", "--surface", 4.5},
                           {"--muted", "--sunken", 4.5},
                           {"--muted", "--bad-ground", 4.5},
                           {"--muted", "--warning-ground", 4.5},
                           {"--muted", "--neutral-ground", 4.5},
                           {"--accent", "--surface", 4.5},
                           {"--accent", "--page", 4.5},
                           {"--good", "--good-ground", 4.5},
                           {"--bad", "--bad-ground", 4.5},
                           {"--warning", "--warning-ground", 4.5},
                           {"--warning", "--surface", 4.5},
                           {"--neutral", "--neutral-ground", 4.5},
                           {"--bound", "--surface", 4.5},
                           {"--series", "--surface", 3},
                           {"--series", "--series-band", 3},
                           {"--second", "--surface", 3},
                           {"--bound", "--series-band", 3},
                           {"--axis", "--surface", 3}};

}  // namespace

TEST_CASE("text and lines keep the contrast of WCAG AA, light and dark") {
  for (const Pair& pair : kPairs) {
    CAPTURE(pair.front);
    CAPTURE(pair.ground);
    CHECK(Contrast(Find(pair.front).light, Find(pair.ground).light) >= pair.least);
    CHECK(Contrast(Find(pair.front).dark, Find(pair.ground).dark) >= pair.least);
  }
}

TEST_CASE("a chart file needs no style sheet: every brush is plain attributes") {
  for (int i = 0; i <= static_cast<int>(Brush::kSurface); ++i) {
    const std::string& attributes = AttributesOf(static_cast<Brush>(i));
    CAPTURE(attributes);
    CHECK(attributes.find("var(") == std::string::npos);
    CHECK(attributes.starts_with(" fill=\""));
  }
  CHECK(AttributesOf(Brush::kText) == " fill=\"#4a5565\"");
}

TEST_CASE("the style sheet holds both schemes, the dark one for screens only") {
  const std::string style = PaletteStyleSheet();
  CHECK(style.find("--ink:#10151c;") != std::string::npos);
  CHECK(style.find("@media screen and (prefers-color-scheme:dark)") != std::string::npos);
  CHECK(style.find(".c-bound{") != std::string::npos);
}

}  // namespace assay::report
