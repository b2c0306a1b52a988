// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as a tuned profile: read or refused with an Error; what is read is within its limits,
// and the same again when it is written and read once more.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "run/tuned_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const assay::TunedProfile profile = assay::ParseTunedProfile(text, "tuned.toml");
    for (const auto& number : {profile.settings.streams, profile.settings.threads,
                               profile.settings.requests, profile.settings.batch}) {
      ASSAY_CHECK(!number || (*number >= 1 && *number <= 65536));
    }
    const assay::TunedProfile again =
        assay::ParseTunedProfile(assay::TunedProfileText(profile), "tuned.toml");
    ASSAY_CHECK(again.settings == profile.settings && again.machine == profile.machine &&
                again.bound == profile.bound);
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
