// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What all pages share: head, style, the bar of controls, foot, and one script named by its hash.
#include "report/page_shell.h"

#include <fmt/format.h>

#include <set>

#include "base/sha256.h"
#include "report/html.h"
#include "report/palette.h"
#include "report/web.h"

namespace assay::report {
namespace {

/// Bytes given in hexadecimal digits, in base 64.
std::string Base64OfHex(std::string_view hex) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<unsigned> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<unsigned>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return k < bytes.size() ? bytes[k] : 0; };
    const unsigned three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (int part = 0; part < 4; ++part) {
      const bool is_padding = i + static_cast<std::size_t>(part) > bytes.size();
      text += is_padding ? '=' : kDigits[three >> (18 - 6 * part) & 63];
    }
  }
  return text;
}

}  // namespace

std::string WholePage(const PageShell& page) {
  const std::string style = PaletteStyleSheet() + std::string(PageStyle()) +
                            std::string(ControlsStyle()) + std::string(page.style_more);
  const std::string script = std::string(PageScript()) + std::string(page.script_more);
  const std::string script_hash = "sha256-" + Base64OfHex(Sha256(script));
  const std::string page_data =
      page.page_data.empty()
          ? ""
          : "<script type=\"application/json\" id=\"page-data\">" + page.page_data + "</script>\n";
  return FillTemplate(PageTemplate(), {{"title", page.title},
                                       {"style", style},
                                       {"script_hash", script_hash},
                                       {"summary", page.summary},
                                       {"navigation", page.navigation},
                                       {"controls", page.controls},
                                       {"body", page.body},
                                       {"foot", page.foot},
                                       {"page_data", page_data},
                                       {"script", script},
                                       {"version", page.version}});
}

std::string RunsFoot(const std::string& rules) {
  return fmt::format(
      "<p><b>{}</b></p>\n<p>Only results that MLCommons has verified may carry the name MLPerf. "
      "Every figure on this page was read from the run folders it names; labels such as "
      "“synthetic” are part of the figure and go wherever it goes.</p>",
      rules);
}

std::string SelectControl(std::string_view key, std::string_view name,
                          const ControlOptions& options) {
  std::string html =
      fmt::format("<label for=\"view-{0}\">{1}\n<select id=\"view-{0}\">", key, name);
  for (const auto& [value, text] : options) {
    html += fmt::format("<option value=\"{}\">{}</option>", Escape(value), Escape(text));
  }
  return html + "</select></label>\n";
}

std::string ChoiceControl(std::string_view key, std::string_view name,
                          const std::vector<std::string>& values) {
  std::set<std::string> seen;
  ControlOptions options = {{"", "all"}};
  for (const std::string& value : values) {
    if (!value.empty() && seen.insert(value).second) options.emplace_back(value, value);
  }
  return options.size() < 3 ? "" : SelectControl(key, name, options);
}

std::string SearchControl(std::string_view example) {
  return fmt::format(
      "<label for=\"view-search\">Search\n<input type=\"search\" id=\"view-search\" "
      "placeholder=\"{}\" autocomplete=\"off\"></label>\n",
      example);
}

std::string ControlsBar(std::string_view name, const std::string& filters) {
  const bool has_filters = !filters.empty();
  return fmt::format(
      "<div class=\"controls\" id=\"controls\" role=\"{}\" aria-label=\"{}\" hidden>\n<div>\n"
      "{}{}{}<button type=\"button\" id=\"view-print\">Print</button>\n{}</div>\n</div>",
      has_filters ? "search" : "group", name, filters,
      SelectControl("theme", "Theme", {{"", "as the device"}, {"light", "light"}, {"dark", "dark"}}),
      has_filters ? "<button type=\"button\" id=\"view-reset\">Reset</button>\n" : "",
      has_filters ? "<output id=\"view-count\" aria-live=\"polite\"></output>\n" : "");
}

}  // namespace assay::report
