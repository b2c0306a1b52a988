// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What all pages share: head, style, the bar of controls, foot, and one script named by its hash.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::report {

/// The parts of one page; HTML unless said otherwise.
struct PageShell {
  std::string title;
  std::string summary;     // below the title
  std::string navigation;  // "" for none
  std::string controls;
  std::string body;
  std::string foot;
  std::string version;
  std::string page_data{};         // JSON for the script, safe inside an element; "" for none
  std::string_view style_more{};   // behind the style of all pages
  std::string_view script_more{};  // behind the script of all pages
};
std::string WholePage(const PageShell& page);

/// The foot of pages of our own runs.
std::string RunsFoot(const std::string& rules);

using ControlOptions = std::vector<std::pair<std::string, std::string>>;  // value, text

/// A list to choose from; the script knows it as view-<key>.
std::string SelectControl(std::string_view key, std::string_view name,
                          const ControlOptions& options);
/// A choice among the values that occur, or "all"; "" when there is nothing to choose.
std::string ChoiceControl(std::string_view key, std::string_view name,
                          const std::vector<std::string>& values);
std::string SearchControl(std::string_view example);

/// The bar: `filters`, then theme, a button that resets the filters, print, and how much is shown.
/// Hidden until the script shows it.
std::string ControlsBar(std::string_view name, const std::string& filters);

}  // namespace assay::report
