// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a submission says about its machine and model: systems/*.json and measurements/**/*.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/run_record.h"
#include "rules/finding.h"

namespace assay {

/// systems/<system>.json. Texts are as written; counts and the accelerator's name are read through
/// the many spellings.
struct SystemDescription {
  std::string system{};          // the file's and folders' name: "R7525_A100x3_TRT"
  std::filesystem::path file{};  // empty: there is none
  std::string name{};            // system_name: "Dell EMC PowerEdge R7525 (3x A100-PCIE)"
  std::string status{}, division{}, submitter{}, type{};
  std::optional<int> nodes{};                  // absent: not said, or no number
  std::optional<int> accelerators_per_node{};  // "N/A", "-" and "" are 0
  std::string accelerator{};                   // normalised; "" when there are none
  std::string accelerator_as_written{}, accelerator_memory{};
  std::string processor{}, sockets{}, cores_per_processor{}, host_memory{};
  std::string framework{}, operating_system{};
  NameValues fields{};  // the whole file
  std::vector<Finding> notes{};

  /// Nodes times accelerators of each; absent when one of them is not known.
  std::optional<int> Accelerators() const;
};

/// Whatever is wrong becomes a note of the description. Never throws an Error.
SystemDescription ReadSystemDescription(const std::filesystem::path& file);

/// One name for one product: "NVIDIA Tesla T4", "NVIDIA GRID T4-16Q" and "Tesla T4" are "NVIDIA
/// T4".
/// "-", "N/A" and the like are "".
std::string NormaliseAccelerator(std::string_view as_written);

/// measurements/<system>/<model>/<scenario>/*.json: what was run. Texts as written.
struct MeasurementDescription {
  std::filesystem::path file{};  // empty: there is none
  std::string starting_weights{}, weight_data_types{}, input_data_types{}, retraining{},
      weight_transformations{};
};

/// The file for a system and scenario among those of `folder`: named after both, else after the
/// system, else the only one there (which is a note). Whatever is wrong becomes a note.
MeasurementDescription ReadMeasurement(const std::filesystem::path& folder,
                                       const std::string& system, const std::string& scenario,
                                       std::vector<Finding>& notes);

}  // namespace assay
