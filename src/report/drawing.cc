// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A small SVG writer: shapes drawn with brushes, for the page or for a file of its own.
#include "report/drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/html.h"

namespace assay::report {
namespace {

constexpr std::string_view kSlideFont =
    "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

/// A coordinate to a tenth of a unit, without trailing zeros.
std::string Number(double value) {
  if (!std::isfinite(value)) value = 0;
  const double rounded = std::round(value * 10) / 10;
  return fmt::format("{}", rounded == 0 ? 0 : rounded);
}

std::string PathThrough(std::span<const Point> points) {
  std::string path;
  for (const Point& point : points) {
    path += path.empty() ? 'M' : 'L';
    path += Number(point.x);
    path += ' ';
    path += Number(point.y);
  }
  return path;
}

}  // namespace

double TextWidth(std::string_view text, const TextStyle& style) {
  double width = 0;
  for (const char c : text) {
    if ((c & 0xC0) == 0x80) continue;
    const bool is_narrow = std::string_view(" .,:;il|'!()").find(c) != std::string_view::npos;
    width += is_narrow ? 0.34 : (c >= 'A' && c <= 'Z') || c == '%' || c == 'm' ? 0.75 : 0.62;
  }
  const bool is_bold = style.brush == Brush::kTextStrong || style.brush == Brush::kTextBound ||
                       style.brush == Brush::kTextWarning;
  return width * style.size * (is_bold ? 1.1 : 1);
}

Box TextBox(Point at, std::string_view text, const TextStyle& style) {
  const double width = TextWidth(text, style) + 8;
  const double left = style.anchor == Anchor::kStart    ? at.x - 4
                      : style.anchor == Anchor::kMiddle ? at.x - width / 2
                                                        : at.x - width + 4;
  return {left, at.y - style.size, left + width, at.y + style.size * 0.35};
}

Drawing::Drawing(ChartForm form, Box canvas) : form_(form), canvas_(canvas) {
  if (form == ChartForm::kSlide) Rectangle(canvas, Brush::kSurface);
}

std::string Drawing::Style(Brush brush) const {
  if (form_ == ChartForm::kSlide) return AttributesOf(brush);
  return fmt::format(" class=\"{}\"", ClassOf(brush));
}

void Drawing::Line(Point from, Point to, Brush brush) {
  const Point points[] = {from, to};
  Polyline(points, brush);
}

void Drawing::Polyline(std::span<const Point> points, Brush brush) {
  if (points.size() < 2) return;
  body_ += fmt::format("<path{} d=\"{}\"/>\n", Style(brush), PathThrough(points));
}

void Drawing::Polygon(std::span<const Point> points, Brush brush) {
  if (points.size() < 3) return;
  body_ += fmt::format("<path{} d=\"{}Z\"/>\n", Style(brush), PathThrough(points));
}

void Drawing::Rectangle(const Box& box, Brush brush) {
  body_ += fmt::format("<rect{} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", Style(brush),
                       Number(box.left), Number(box.top), Number(std::max(box.width(), 0.0)),
                       Number(std::max(box.height(), 0.0)));
}

void Drawing::Dot(Point centre, double radius, Brush brush) {
  body_ += fmt::format("<circle{} cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", Style(brush), Number(centre.x),
                       Number(centre.y), Number(radius));
}

void Drawing::Scatter(std::span<const Point> points, Brush brush) {
  if (points.empty()) return;
  std::string path;
  for (const Point& point : points) {
    path += fmt::format("M{} {}h0", Number(point.x), Number(point.y));
  }
  body_ += fmt::format("<path{} d=\"{}\"/>\n", Style(brush), path);
}

void Drawing::Text(Point at, std::string_view text, const TextStyle& style) {
  constexpr std::string_view kAnchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
  if (style.has_plate) Rectangle(TextBox(at, text, style), Brush::kPlate);
  body_ += fmt::format("<text{} x=\"{}\" y=\"{}\" font-size=\"{}\"{}>{}</text>\n",
                       Style(style.brush), Number(at.x), Number(at.y), Number(style.size),
                       kAnchors[static_cast<int>(style.anchor)], Escape(text));
}

void Drawing::BeginHover(std::string_view text) {
  body_ += fmt::format("<g><title>{}</title>\n", Escape(text));
}

void Drawing::EndHover() { body_ += "</g>\n"; }

std::string Drawing::Finish(const Names& names) const {
  const bool is_slide = form_ == ChartForm::kSlide;
  std::string opening = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-labelledby=\"{}-t {}-d\"",
      Number(canvas_.right), Number(canvas_.bottom), names.id, names.id);
  if (is_slide) {
    opening += fmt::format(" width=\"{}\" height=\"{}\" font-family=\"{}\"",
                           Number(canvas_.right * 2), Number(canvas_.bottom * 2), kSlideFont);
  } else {
    constexpr std::string_view kClasses[] = {"wide", "full", "narrow"};
    opening += fmt::format(" class=\"chart {}\"", kClasses[static_cast<int>(form_)]);
  }
  return fmt::format(
      "{}{}>\n<title id=\"{}-t\">{}</title>\n<desc id=\"{}-d\">{}</desc>\n{}</svg>{}",
      is_slide ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "", opening, names.id,
      Escape(names.title), names.id, Escape(names.description), body_, is_slide ? "\n" : "");
}

}  // namespace assay::report
