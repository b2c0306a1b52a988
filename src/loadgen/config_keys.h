// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The keys of config files, as a table: which field of the settings each one sets, and how.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "loadgen/include/test_settings.h"

namespace assay::loadgen {

/// v6's flags: on for 1 and for nothing else. The older ones are on for whatever is not 0.
struct OnFor1 {
  bool mlperf::TestSettings::*flag;
};
/// A number of milliseconds in v6, a whole number of them in v0.7.
struct LatencyHint {
  double mlperf::TestSettings::*hint;
};
using ConfigField =
    std::variant<bool mlperf::TestSettings::*, OnFor1, int mlperf::TestSettings::*,
                 std::uint64_t mlperf::TestSettings::*, double mlperf::TestSettings::*, LatencyHint,
                 mlperf::TestMode mlperf::TestSettings::*>;

/// Who reads a key from a file. v6 takes some from its embedded values only.
enum class ReadBy { kBoth, kV07, kV6, kV07NotV6Files, kNoFile };

struct ConfigKey {
  const char* name;
  const char* scenario;  // to which it is bound; null: whichever runs
  ConfigField field;
  ReadBy read_by = ReadBy::kBoth;
  double factor = 1;                            // from the unit of the file to that of the field
  bool mlperf::TestSettings::*needs = nullptr;  // it is read only if this is on
  const char* needed = nullptr;                 // the key of that
};

/// In the order in which they are read. Source: docs/loadgen-behaviour.md, "Config files".
std::span<const ConfigKey> ConfigKeys();

bool IsReadBy(mlperf::Profile profile, ReadBy read_by);

/// Stores `number` as upstream does: an integer field takes its leading digits, and wraps. Returns
/// what it has become, in the unit of the field. None: it is refused, and nothing was stored.
std::optional<long double> StoreNumber(const ConfigKey& key, const std::string& number,
                                       mlperf::Profile profile, mlperf::TestSettings& settings);

/// The number as it stands, in the unit of the field.
long double MeantNumber(const ConfigKey& key, const std::string& number);

}  // namespace assay::loadgen
