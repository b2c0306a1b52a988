// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the reader sets on the page of published results, and what its script is given.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.h"
#include "report/html.h"
#include "report/published_section.h"

namespace assay::report {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;  // value, text

std::string Select(std::string_view key, std::string_view name, const Options& options) {
  std::string html =
      fmt::format("<label for=\"view-{0}\">{1}\n<select id=\"view-{0}\">", key, name);
  for (const auto& [value, text] : options) {
    html += fmt::format("<option value=\"{}\">{}</option>", Escape(value), Escape(text));
  }
  return html + "</select></label>\n";
}

/// A choice among the values that occur; "" when there is nothing to choose.
std::string Choice(std::string_view key, std::string_view name, std::string_view all,
                   const std::vector<std::string>& values) {
  std::set<std::string> seen;
  Options options = {{"", std::string(all)}};
  for (const std::string& value : values) {
    if (!value.empty() && seen.insert(value).second) options.emplace_back(value, value);
  }
  return options.size() < 3 ? "" : Select(key, name, options);
}

template <typename Part>
std::vector<std::string> EachOf(const PublishedView& view, const Part& part) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < view.systems.size(); ++i) values.push_back(part(i));
  return values;
}

std::string Normalise(const PublishedView& view) {
  Options options = {{"total", "whole system"}};
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
  return Select("per", "Throughput", options);
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
    Json values = Json::array(), valid = Json::array();
    for (const auto& bar : group.bars) {
      values.push_back(NumberOrNull(bar ? std::optional(bar->value) : std::nullopt));
      valid.push_back(bar && bar->is_valid ? 1 : 0);
    }
    groups.push_back({group.system, values, valid});
  }
  return {{"id", chart.id},
          {"title", chart.title},
          {"axis", chart.bars.axis},
          {"series", series},
          {"normalise", chart.may_be_normalised},
          {"lower", chart.is_lower_better},
          {"groups", groups}};
}

}  // namespace

std::string ControlsSection(const PublishedView& view) {
  const auto part_of = [&](std::string SystemRow::*part) {
    return EachOf(view, [&](std::size_t i) { return view.table.systems[i].*part; });
  };
  return "<div class=\"controls\" id=\"controls\" role=\"search\" aria-label=\"Filter, sort and "
         "normalise\" hidden>\n<div>\n"
         "<label for=\"view-search\">Search\n<input type=\"search\" id=\"view-search\" "
         "placeholder=\"system, accelerator, …\" autocomplete=\"off\"></label>\n" +
         Choice("benchmark", "Benchmark", "all", view.table.labels) +
         Choice("scenario", "Scenario", "all", ScenariosOf(view)) +
         Choice("accelerator", "Accelerator", "all",
                EachOf(view, [&](std::size_t i) { return view.systems[i].family; })) +
         Choice("submitter", "Submitter", "all", part_of(&SystemRow::submitter)) +
         Choice("status", "Status", "all",
                EachOf(view,
                       [&](std::size_t i) { return view.table.systems[i].description->status; })) +
         Normalise(view) +
         Select("sort", "Sort by",
                {{"figure", "figure"},
                 {"name", "system"},
                 {"accelerators", "number of accelerators"},
                 {"family", "accelerator"}}) +
         SystemsChoice(view) +
         Select("theme", "Theme", {{"", "as the device"}, {"light", "light"}, {"dark", "dark"}}) +
         "<button type=\"button\" id=\"view-reset\">Reset</button>\n"
         "<button type=\"button\" id=\"view-print\">Print</button>\n"
         "<output id=\"view-count\" aria-live=\"polite\"></output>\n</div>\n</div>";
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
