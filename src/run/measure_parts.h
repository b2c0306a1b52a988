// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What measuring once and the searches share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "record/run_record.h"
#include "run/loadgen_switch.h"
#include "run/module.h"
#include "run/search_files.h"

namespace assay {

/// Now, by the wall clock, in the format of strftime.
std::string LocalTime(const char* format);

/// Makes the request's folder, or `parent`/<time>-<benchmark>-<scenario>. Throws Error when it
/// holds a run already or cannot be made.
std::filesystem::path NewRunFolder(const RunRequest& request, const std::filesystem::path& parent);

/// How long the warm-up may take.
Nanoseconds WarmUpTime(const RunPlan& plan);

/// The LoadGen's profile asked for, or its first. Throws Error{kUsage} for one that it lacks.
std::string ProfileFor(const RunRequest& request);

/// When the LoadGen timed a performance test that has just ended, as its detail log says; absent in
/// accuracy mode, or where the log cannot be read.
std::optional<TimedPart> TimedPartIn(const std::filesystem::path& folder, const RunPlan& plan);

/// What a search is about: benchmark, model, data, engine and its settings, bound.
SearchKey KeyOf(const RunRequest& request, const RunPlan& plan, const Provenance& provenance);

/// Takes the figures and findings of a test into its record.
void AddOutcome(LoadGenOutcome& outcome, RunRecord& record);

}  // namespace assay
