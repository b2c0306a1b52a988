// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Small published results trees, written into a temporary folder: for the tests of reading and
// showing them. Nothing was measured.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assay::examples {

struct TreeSystem {
  std::string system = "R1_T4x4";
  std::string name = "Example R1 (4x T4)";
  std::string accelerator = "NVIDIA T4";
  std::string accelerators = "4";  // as written
  std::string status = "available";
};

struct TreeResult {
  std::string system = "R1_T4x4";
  std::string model = "resnet50";
  std::string scenario = "Offline";               // name of the folder
  std::vector<std::string> figures = {"1000.5"};  // one run each
  std::string verdict = "VALID";
  std::string accuracy = "accuracy=76.064%, good=38032, total=50000";  // line of accuracy.txt
};

/// A tree with one submission; its folder goes when this ends.
class ExampleTree {
 public:
  explicit ExampleTree(const std::string& division = "closed",
                       const std::string& submitter = "Example");
  ~ExampleTree();
  ExampleTree(const ExampleTree&) = delete;
  ExampleTree& operator=(const ExampleTree&) = delete;

  void AddSystem(const TreeSystem& system) const;
  /// Logs, accuracy and measurement files as v0.7 has them.
  void AddResult(const TreeResult& result) const;

  /// Holds closed/.
  const std::filesystem::path& root() const { return root_; }
  /// closed/Example.
  const std::filesystem::path& submission() const { return submission_; }
  std::filesystem::path ResultFolder(const TreeResult& result) const;

 private:
  std::filesystem::path root_, submission_;
};

/// Replaces a file or makes it, with its folders.
void Put(const std::filesystem::path& file, const std::string& content);

/// The summary of a performance run with these lines above and below the verdict.
std::string SummaryText(const std::string& scenario, const std::string& figure,
                        const std::string& verdict);

}  // namespace assay::examples
