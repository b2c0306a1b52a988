// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Where the figures come from: model, data, engine, machine and the run itself, as tables.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "report/html.h"
#include "report/section.h"
#include "report/words.h"

namespace assay::report {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string CountOf(std::uint64_t count, std::string_view noun) {
  return count == 0 ? std::string() : fmt::format("{} {}", FormatCount(count), noun);
}

Rows ModelRows(const Provenance& from) {
  return {
      {"Name", from.model_name},
      {"Weights", from.model_is_synthetic ? "synthetic: generated, not trained" : "as published"},
      {"Origin", from.model_origin},
      {"File", from.model_file},
      {"SHA-256", from.model_sha256},
      {"Model card", from.model_card}};
}

Rows DataRows(const Provenance& from) {
  const std::string kind = from.dataset_is_synthetic  ? "synthetic: generated"
                           : from.dataset_is_official ? "the benchmark's own"
                                                      : "not the benchmark's data set";
  return {{"Name", from.dataset_name},
          {"Kind", kind},
          {"Size", CountOf(from.dataset_samples, "samples")},
          {"Folder", from.dataset_folder},
          {"SHA-256", from.dataset_sha256}};
}

Rows EngineRows(const Provenance& from) {
  const bool is_changed =
      !from.precision_asked.empty() && from.precision_asked != from.precision_used;
  Rows rows = {
      {"Backend", from.backend_name},
      {"Version", from.backend_version},
      {"Precision asked", from.precision_asked},
      {"Precision used", from.precision_used + (is_changed ? " – not what was asked" : "")},
      {"Devices", fmt::format("{}", fmt::join(from.devices, ", "))}};
  rows.insert(rows.end(), from.backend_settings.begin(), from.backend_settings.end());
  rows.insert(rows.end(), from.backend_libraries.begin(), from.backend_libraries.end());
  return rows;
}

std::string NonZeroDuration(Nanoseconds duration) {
  return duration.count() > 0 ? ShortDuration(duration) : std::string();
}

Rows RunRows(const RunRecord& run) {
  const RunPlan& plan = run.plan;
  Rows rows = {
      {"Started", run.started},
      {"Rules", fmt::format("MLPerf Inference {}", plan.round)},
      {"Source of the limits", plan.source},
      {"Division", std::string(Name(plan.division))},
      {"Mode", std::string(Name(plan.mode))},
      {"Budget", plan.budget ? ShortDuration(*plan.budget) : ""},
      {"Minimum duration", plan.budget ? "" : NonZeroDuration(plan.min_duration)},
      {"Minimum queries", plan.budget ? "" : CountOf(plan.min_queries, "queries")},
      {"Target rate", plan.target_qps > 0 ? FormatRate(plan.target_qps) + " queries/s" : ""},
      {"Seeds", fmt::format("QSL {} · sample index {} · schedule {}", plan.seeds.qsl,
                            plan.seeds.sample_index, plan.seeds.schedule)},
      {"LoadGen", run.provenance.loadgen},
      {"Assay", run.assay_version},
      {"Folder", run.folder.string()}};
  return rows;
}

}  // namespace

std::string ValueTable(std::string_view caption, const Rows& rows) {
  std::string body;
  for (const auto& [name, value] : rows) {
    if (value.empty()) continue;
    body +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", Escape(name), Escape(value));
  }
  if (body.empty()) return {};
  return fmt::format("<table class=\"values\"><caption>{}</caption><tbody>\n{}</tbody></table>\n",
                     Escape(caption), body);
}

std::string ProvenanceSection(const RunView& view) {
  const RunRecord& run = view.record;
  std::string html = fmt::format(
      "<section class=\"provenance\" aria-labelledby=\"{0}-name {0}-from\">\n"
      "<h3 id=\"{0}-from\">Where the figures come from</h3>\n"
      "<div class=\"tables\">\n",
      view.id);
  html += ValueTable("Model", ModelRows(run.provenance));
  html += ValueTable("Data set", DataRows(run.provenance));
  html += ValueTable("Engine", EngineRows(run.provenance));
  html += ValueTable("Machine", run.environment);
  html += ValueTable("Run", RunRows(run));
  html += "</div>\n";
  if (const std::string command = CommandOf(run); !command.empty()) {
    html += fmt::format("<h4>To repeat it</h4>\n<pre class=\"command\"><code>{}</code></pre>\n",
                        Escape(command));
  }
  return html + "</section>\n";
}

}  // namespace assay::report
