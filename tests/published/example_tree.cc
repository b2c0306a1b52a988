// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Small published results trees.
#include "example_tree.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>

#include "base/files.h"

namespace assay::examples {
namespace {

namespace fs = std::filesystem;

std::string FigureLine(const std::string& scenario, const std::string& figure) {
  struct Row {
    const char *scenario, *words;
  };
  constexpr Row kRows[] = {{"Offline", "Samples per second: "},
                           {"Server", "Scheduled samples per second : "},
                           {"Single Stream", "90th percentile latency (ns) : "},
                           {"Multi Stream", "Samples per query : "}};
  for (const Row& row : kRows) {
    if (scenario == row.scenario) return row.words + figure + "\n";
  }
  return "";
}

/// "Single Stream" of "singlestream", as v0.7 writes it.
std::string LogName(std::string folder) {
  for (char& c : folder) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return folder == "singlestream"  ? "Single Stream"
         : folder == "multistream" ? "Multi Stream"
         : folder == "server"      ? "Server"
                                   : "Offline";
}

}  // namespace

void Put(const fs::path& file, const std::string& content) {
  MakeFolder(file.parent_path());
  WriteFile(file, content);
}

std::string SummaryText(const std::string& scenario, const std::string& figure,
                        const std::string& verdict) {
  return fmt::format(
      "================================================\nMLPerf Results Summary\n"
      "================================================\nSUT name : Example\nScenario : {}\n"
      "Mode     : Performance\n{}Result is : {}\n  Min duration satisfied : Yes\n"
      "  Min queries satisfied : Yes\n\n"
      "QPS w/o loadgen overhead        : 812.25\n\n"
      "Completed samples per second    : 990.25\n\nMean latency (ns)               : 5000000\n"
      "99.00 percentile latency (ns)   : 9000000\n\nsamples_per_query : 1\ntarget_qps : 1000\n\n"
      "No warnings encountered during test.\n\nNo errors encountered during test.\n",
      scenario, FigureLine(scenario, figure), verdict);
}

ExampleTree::ExampleTree(const std::string& division, const std::string& submitter) {
  static std::atomic<int> count = 0;
  root_ =
      fs::canonical(fs::temp_directory_path()) / fmt::format("assay-tree-{}-{}", getpid(), count++);
  submission_ = root_ / division / submitter;
  MakeFolder(submission_ / "results");
}

ExampleTree::~ExampleTree() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

void ExampleTree::AddSystem(const TreeSystem& system) const {
  Put(submission_ / "systems" / (system.system + ".json"),
      fmt::format(
          "{{\"submitter\": \"{}\", \"division\": \"{}\", \"status\": \"{}\",\n"
          "\"system_type\": \"datacenter\", \"system_name\": \"{}\",\n"
          "\"number_of_nodes\": \"1\", \"accelerators_per_node\": \"{}\",\n"
          "\"accelerator_model_name\": \"{}\", \"accelerator_memory_capacity\": \"16 GB\",\n"
          "\"host_processor_model_name\": \"Example CPU\", \"framework\": \"TensorRT\"}}\n",
          submission_.filename().string(), submission_.parent_path().filename().string(),
          system.status, system.name, system.accelerators, system.accelerator));
}

fs::path ExampleTree::ResultFolder(const TreeResult& result) const {
  return submission_ / "results" / result.system / result.model / result.scenario;
}

void ExampleTree::AddResult(const TreeResult& result) const {
  const fs::path folder = ResultFolder(result);
  for (std::size_t i = 0; i < result.figures.size(); ++i) {
    const fs::path run = folder / "performance" / fmt::format("run_{}", i + 1);
    Put(run / "mlperf_log_summary.txt",
        SummaryText(LogName(result.scenario), result.figures[i], result.verdict));
    Put(run / "mlperf_log_detail.txt", "\"pid\": 1, \"tid\": 1, \"ts\": 1ns : version : .5a1\n");
  }
  Put(folder / "accuracy/accuracy.txt", result.accuracy + "\nhash=0123abcd\n");
  Put(folder / "accuracy/mlperf_log_accuracy.json",
      "[\n{ \"seq_id\" : 0, \"qsl_idx\" : 1, \"data\" : \"00\" }\n]\n");
  Put(folder / "accuracy/mlperf_log_summary.txt", "\nNo errors encountered during test.\n");
  Put(submission_ / "measurements" / result.system / result.model / result.scenario /
          fmt::format("{}_{}.json", result.system, result.scenario),
      "{\"starting_weights_filename\": \"weights.onnx\", \"weight_data_types\": \"int8\"}\n");
}

}  // namespace assay::examples
