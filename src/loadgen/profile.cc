// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of profiles, and how the overridden form of Name() chooses one.
#include "loadgen/profile.h"

#include <stdexcept>
#include <string>

namespace mlperf::detail {
namespace {

thread_local const NameForwarding* innermost = nullptr;
thread_local unsigned long forwarded_count = 0;

}  // namespace

NameForwarding::NameForwarding(const void* object, const char* class_name)
    : object_(object), outer_(innermost) {
  for (const NameForwarding* outer = outer_; outer; outer = outer->outer_) {
    if (outer->object_ != object) continue;
    throw std::logic_error(std::string("a class derived from mlperf::") + class_name +
                           " has no Name(): override `const std::string& Name() const` (v0.7) or "
                           "`const std::string& Name()` (v6)");
  }
  innermost = this;
  ++forwarded_count;
}

NameForwarding::~NameForwarding() { innermost = outer_; }

unsigned long ForwardedNameCount() { return forwarded_count; }

}  // namespace mlperf::detail

namespace assay::loadgen {
namespace {

using mlperf::Profile;

constexpr ProfileRules kProfiles[] = {{
                                          .profile = Profile::V07,
                                          .name = "v0.7",
                                          .multi_stream_percentile = 0.9,
                                          .multi_stream_samples_per_query = 4,
                                          .offline_percentile = 0,
                                          .has_v6_settings = false,
                                          .log_target_has_a_minimum = false,
                                          .performance_set_is_a_prefix = false,
                                          .issue_same_ends_with_the_set = true,
                                          .multi_stream_has_ticks = true,
                                          .has_early_stopping = false,
                                          .details_are_mllog = false,
                                          .has_v6_summary = false,
                                      },
                                      {
                                          .profile = Profile::V6,
                                          .name = "v6",
                                          .multi_stream_percentile = 0.99,
                                          .multi_stream_samples_per_query = 8,
                                          .offline_percentile = 0.99,
                                          .has_v6_settings = true,
                                          .log_target_has_a_minimum = true,
                                          .performance_set_is_a_prefix = true,
                                          .issue_same_ends_with_the_set = false,
                                          .multi_stream_has_ticks = false,
                                          .has_early_stopping = true,
                                          .details_are_mllog = true,
                                          .has_v6_summary = true,
                                      }};

}  // namespace

const ProfileRules& RulesOf(Profile profile) {
  for (const ProfileRules& rules : kProfiles) {
    if (rules.profile == profile) return rules;
  }
  return kProfiles[0];
}

bool IsImplemented(Profile profile) { return RulesOf(profile).profile == profile; }

Profile ProfileOf(const mlperf::SystemUnderTest& sut) {
  const unsigned long before = mlperf::detail::ForwardedNameCount();
  (void)sut.Name();
  const bool const_form_is_overridden = mlperf::detail::ForwardedNameCount() == before;
  return const_form_is_overridden ? Profile::V07 : Profile::V6;
}

}  // namespace assay::loadgen
