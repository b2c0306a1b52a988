// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A small registry of tests for harness-like programs: no test framework, C++14, the standard
// library only, so that the same source is built with any LoadGen.
#ifndef ASSAY_TESTS_COMPAT_SUITE_H_
#define ASSAY_TESTS_COMPAT_SUITE_H_

#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <utility>

#include "test_settings.h"

namespace suite {

struct Abort {};

inline std::map<std::string, std::function<void()>>& Tests() {
  static std::map<std::string, std::function<void()>> tests;
  return tests;
}

inline int& FailureCount() {
  static int count = 0;
  return count;
}

/// Always true, so that a failure goes on with what is chained to it by &&.
inline bool Failed(const char* file, int line, const char* condition) {
  ++FailureCount();
  std::cout << file << ":" << line << ": FAILED: " << condition << "\n";
  return true;
}
template <typename Value>
bool Shown(const char* expression, const Value& value) {
  std::cout << "    " << expression << " is " << value << "\n";
  return true;
}
inline bool Said(const std::string& text) {
  std::cout << "    " << text << "\n";
  return true;
}
[[noreturn]] inline bool Aborted() { throw Abort(); }

/// Constructs the test anew for each run, and drives it.
template <typename Test>
struct TestProxy {
  template <typename... Arguments>
  static bool Register(const std::string& name, Arguments... arguments) {
    Tests()[name] = [=] {
      Test test(arguments...);
      test.SetUpTest();
      test.RunTest();
      test.EndTest();
    };
    return true;
  }
};

/// Runs the tests whose names `include` matches and `exclude` does not. How many failed.
inline int RunMatching(const std::regex& include, const std::regex* exclude) {
  int failed = 0, run = 0;
  for (const auto& test : Tests()) {
    if (!std::regex_search(test.first, include)) continue;
    if (exclude != nullptr && std::regex_search(test.first, *exclude)) continue;
    const int before = FailureCount();
    try {
      test.second();
    } catch (const Abort&) {
    }
    const bool has_passed = FailureCount() == before;
    std::cout << (has_passed ? "passed  " : "FAILED  ") << test.first << std::endl;
    failed += has_passed ? 0 : 1;
    ++run;
  }
  std::cout << run << " tests, " << failed << " failed\n";
  return run == 0 ? 1 : failed;
}

}  // namespace suite

// FAIL_IF(a != b) && FAIL_EXP(a) && FAIL_MSG("they must be equal") && ABORT_TEST;
#define FAIL_IF(condition) (condition) && ::suite::Failed(__FILE__, __LINE__, #condition)
#define FAIL_EXP(expression) ::suite::Shown(#expression, expression)
#define FAIL_MSG(text) ::suite::Said(text)
#define BAD_TEST_MSG(text) ::suite::Said(std::string("the test itself is wrong: ") + (text))
#define ABORT_TEST ::suite::Aborted()

#define REGISTER_TEST(name, Test, ...) \
  static const bool registered_##name = ::suite::TestProxy<Test>::Register(#name, ##__VA_ARGS__)
#define REGISTER_TEST_SCENARIO(name, scenario, Test, ...)                                \
  static const bool registered_##name##_##scenario = ::suite::TestProxy<Test>::Register( \
      #name "_" #scenario, ::mlperf::TestScenario::scenario, ##__VA_ARGS__)

// Of the generation that the LoadGen's headers are used as.
#ifdef LOADGEN_API_V07
#define REGISTER_TEST_ALL_SCENARIOS(name, Test, ...)                  \
  REGISTER_TEST_SCENARIO(name, SingleStream, Test, ##__VA_ARGS__);    \
  REGISTER_TEST_SCENARIO(name, MultiStream, Test, ##__VA_ARGS__);     \
  REGISTER_TEST_SCENARIO(name, MultiStreamFree, Test, ##__VA_ARGS__); \
  REGISTER_TEST_SCENARIO(name, Server, Test, ##__VA_ARGS__);          \
  REGISTER_TEST_SCENARIO(name, Offline, Test, ##__VA_ARGS__)
#else
#define REGISTER_TEST_ALL_SCENARIOS(name, Test, ...)               \
  REGISTER_TEST_SCENARIO(name, SingleStream, Test, ##__VA_ARGS__); \
  REGISTER_TEST_SCENARIO(name, MultiStream, Test, ##__VA_ARGS__);  \
  REGISTER_TEST_SCENARIO(name, Server, Test, ##__VA_ARGS__);       \
  REGISTER_TEST_SCENARIO(name, Offline, Test, ##__VA_ARGS__)
#endif

#endif  // ASSAY_TESTS_COMPAT_SUITE_H_
