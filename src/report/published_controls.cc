// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the reader sets on the page of published results, and what its script is given.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "report/html.h"
#include "report/page_shell.h"
#include "report/published_section.h"

namespace assay::report {
namespace {

template <typename Part>
std::vector<std::string> EachOf(const PublishedView& view, const Part& part) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < view.systems.size(); ++i) values.push_back(part(i));
  return values;
}

std::string Normalise(const PublishedView& view) {
  ControlOptions options = {{"total", "whole system"}};
  const auto offer = [&](std::optional<double> SystemFacts::*part, std::string value,
                         std::string text) {
    for (const SystemFacts& system : view.systems) {
      if (!(system.*part)) continue;
      options.emplace_back(std::move(value), std::move(text));
      return;
    }
  };
  offer(&SystemFacts::accelerators, "accelerator", "per accelerator");
  offer(&SystemFacts::cores, "core", "per host core");
  offer(&SystemFacts::watts, "watt", "per watt");
  offer(&SystemFacts::price, "price", "per " + view.currency);
  return SelectControl("per", "Throughput", options);
}

std::string SystemsChoice(const PublishedView& view) {
  std::string boxes;
  for (const SystemFacts& system : view.systems) {
    boxes += fmt::format(
        "<label><input type=\"checkbox\" checked><span>{}<small>{}</small></span></label>\n",
        Escape(system.title), Escape(system.detail));
  }
  return fmt::format(
      "<details><summary>Systems</summary><div class=\"chosen\" id=\"view-systems\">\n"
      "<p class=\"both\"><button type=\"button\" id=\"view-all\">All</button><button "
      "type=\"button\" id=\"view-none\">None</button></p>\n"
      "<fieldset><legend>Systems to compare</legend>\n{}</fieldset></div></details>\n",
      boxes);
}

std::vector<std::string> ScenariosOf(const PublishedView& view) {
  std::vector<std::string> names;
  for (const Scenario scenario :
       {Scenario::kOffline, Scenario::kServer, Scenario::kSingleStream, Scenario::kMultiStream}) {
    for (const PublishedResult& result : view.tree->results) {
      if (result.scenario == scenario) names.emplace_back(Name(scenario));
    }
  }
  return names;
}

Json NumberOrNull(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

std::string LowerCase(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

Json SystemJson(const PublishedView& view, std::size_t i) {
  const SystemFacts& facts = view.systems[i];
  const SystemRow& row = view.table.systems[i];
  const SystemDescription& system = *row.description;
  return {{"title", facts.title},
          {"detail", facts.detail},
          {"hover", facts.hover},
          {"family", facts.family},
          {"accelerators", NumberOrNull(facts.accelerators)},
          {"cores", NumberOrNull(facts.cores)},
          {"watts", NumberOrNull(facts.watts)},
          {"price", NumberOrNull(facts.price)},
          {"submitter", row.submitter},
          {"status", system.status},
          {"words", LowerCase(fmt::format("{} {} {} {} {}", facts.hover, facts.family,
                                          row.submitter, row.division, system.framework))}};
}

Json ChartJson(const PublishedChart& chart) {
  Json series = Json::array(), groups = Json::array();
  for (const ChartSeries& one : chart.series) {
    series.push_back({{"name", one.name}, {"label", one.label}, {"scenario", Name(one.scenario)}});
  }
  for (const BarGroup& group : chart.bars.groups) {
    Json values = Json::array(), valid = Json::array(), marks = Json::array();
    for (const auto& bar : group.bars) {
      if (bar && !bar->marks.empty()) marks.push_back(bar->marks);
      values.push_back(NumberOrNull(bar ? std::optional(bar->value) : std::nullopt));
      valid.push_back(bar && bar->is_valid ? 1 : 0);
    }
    groups.push_back({group.system, values, valid});
    if (!marks.empty()) groups.back().push_back(marks);
  }
  return {{"id", chart.id},
          {"title", chart.title},
          {"axis", chart.bars.axis},
          {"series", series},
          {"normalise", chart.may_be_normalised},
          {"lower", chart.is_lower_better},
          {"reference", NumberOrNull(chart.bars.reference)},
          {"referenceName", chart.bars.reference_name},
          {"groups", groups}};
}

}  // namespace

std::string ControlsSection(const PublishedView& view) {
  const auto part_of = [&](std::string SystemRow::*part) {
    return EachOf(view, [&](std::size_t i) { return view.table.systems[i].*part; });
  };
  const std::string filters =
      SearchControl("system, accelerator, …") +
      ChoiceControl("benchmark", "Benchmark", view.table.labels) +
      ChoiceControl("scenario", "Scenario", ScenariosOf(view)) +
      ChoiceControl("accelerator", "Accelerator",
                    EachOf(view, [&](std::size_t i) { return view.systems[i].family; })) +
      ChoiceControl("submitter", "Submitter", part_of(&SystemRow::submitter)) +
      ChoiceControl("status", "Status", EachOf(view, [&](std::size_t i) {
                      return view.table.systems[i].description->status;
                    })) +
      Normalise(view) +
      SelectControl("sort", "Sort by",
                    {{"figure", "figure"},
                     {"name", "system"},
                     {"accelerators", "number of accelerators"},
                     {"family", "accelerator"}}) +
      SystemsChoice(view);
  return ControlsBar("Filter, sort and normalise", filters);
}

std::string PageData(const PublishedView& view, const std::vector<PublishedChart>& charts) {
  Json json = {{"systems", Json::array()},
               {"charts", Json::array()},
               {"currency", view.currency},
               {"sources", {{"watt", view.watts_sources}, {"price", view.price_sources}}}};
  for (std::size_t i = 0; i < view.systems.size(); ++i) {
    json["systems"].push_back(SystemJson(view, i));
  }
  for (const PublishedChart& chart : charts) {
    if (!chart.series.empty()) json["charts"].push_back(ChartJson(chart));
  }
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;  // "</script>" and "<!--" would end or change the element
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace assay::report
