// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay get NAME`: fetches, checks and converts what a model card or data set card names.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace assay {

/// Hears one line per step.
using SayLine = std::function<void(const std::string& line)>;

/// The card models/NAME.toml of the product, or a card file: makes the model file below
/// $ASSAY_HOME and returns its path. What is already there and unchanged is left alone.
/// Throws Error{kUsage} for a card that names no source, Error of the step that failed.
std::filesystem::path GetModel(const std::string& name, const SayLine& say);

/// The card datasets/NAME.toml, or a card file: fills $ASSAY_HOME/datasets/NAME and returns it.
std::filesystem::path GetDataset(const std::string& name, const SayLine& say);

/// Whichever of the two has a card of that name. Throws Error{kUsage} that lists the known names.
std::filesystem::path GetByName(const std::string& name, const SayLine& say);

}  // namespace assay
