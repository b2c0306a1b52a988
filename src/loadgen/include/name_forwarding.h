// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Lets Name() be overridden as in v0.7 (const) or as in v6 (not const): each form defaults to the
// other. Implementation detail of the two class headers. C++14.
#pragma once

namespace mlperf {
namespace detail {

/// Lives while a default Name() of `object` asks the other form. The constructor throws
/// std::logic_error when the same thread is already doing so: then neither form was overridden.
class NameForwarding {
 public:
  NameForwarding(const void* object, const char* class_name);
  ~NameForwarding();
  NameForwarding(const NameForwarding&) = delete;
  NameForwarding& operator=(const NameForwarding&) = delete;

 private:
  const void* object_;
  const NameForwarding* outer_;
};

/// How often a default Name() ran on this thread: tells which form an object overrides.
unsigned long ForwardedNameCount();

}  // namespace detail
}  // namespace mlperf
