// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Scenario, mode and division: the field's enumerations and their names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assay {

enum class Scenario { kOffline, kServer, kSingleStream, kMultiStream };
enum class Mode { kPerformance, kAccuracy };
enum class Division { kClosed, kOpen };

std::span<const Scenario> AllScenarios();

/// "Offline", "Server", "SingleStream", "MultiStream": as in logs and published trees.
std::string_view Name(Scenario scenario);
/// "performance", "accuracy".
std::string_view Name(Mode mode);
/// "closed", "open".
std::string_view Name(Division division);

/// Case and dashes do not matter ("single-stream"). Throw Error{kUsage} with the nearest known
/// name.
Scenario ParseScenario(std::string_view text);
Mode ParseMode(std::string_view text);
Division ParseDivision(std::string_view text);

}  // namespace assay
