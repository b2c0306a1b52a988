// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A small SVG writer: shapes drawn with brushes, for the page or for a file of its own.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/palette.h"

namespace assay::report {

/// Where a chart is going to stand.
enum class ChartForm {
  kWide,    // the page on screens with room, and print
  kFull,    // the same over both columns
  kNarrow,  // the page on phones
  kSlide,   // a file of its own, 16:9, white ground, title and labels inside
};

struct Point {
  double x = 0, y = 0;
};
struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

enum class Anchor { kStart, kMiddle, kEnd };

struct TextStyle {
  Brush brush = Brush::kText;
  double size = 13;
  Anchor anchor = Anchor::kStart;
  bool has_plate = false;  // a ground behind the text, so that lines do not strike it through
};

/// About how wide text is, on the safe side: exact metrics are not at hand, system fonts differ.
double TextWidth(std::string_view text, const TextStyle& style);
/// The room that text takes when it is drawn at a point, with a little air around it.
Box TextBox(Point at, std::string_view text, const TextStyle& style);

/// One drawing; coordinates in user units, y downwards. One thread at a time.
class Drawing {
 public:
  Drawing(ChartForm form, Box canvas);
  void Line(Point from, Point to, Brush brush);
  /// A polyline through the points; several stretches are several calls.
  void Polyline(std::span<const Point> points, Brush brush);
  void Polygon(std::span<const Point> points, Brush brush);
  void Rectangle(const Box& box, Brush brush);
  void Dot(Point centre, double radius, Brush brush);
  /// Many dots as one element, as wide as the brush's stroke.
  void Scatter(std::span<const Point> points, Brush brush);
  void Text(Point at, std::string_view text, const TextStyle& style);
  /// What is drawn until EndHover() shows this text when the pointer rests on it.
  void BeginHover(std::string_view text);
  void EndHover();

  /// What a screen reader says: the name, and the content in a sentence or two.
  struct Names {
    std::string id;  // unique on the page
    std::string title;
    std::string description;
  };
  /// The <svg> element; for kSlide a whole file.
  std::string Finish(const Names& names) const;

 private:
  std::string Style(Brush brush) const;

  ChartForm form_;
  Box canvas_;
  std::string body_;
};

}  // namespace assay::report
