// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The doors to measure.so and schedule.so.
#include "cli/measurement.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/module.h"
#include "cli/measure_entry.h"

namespace assay::cli {
namespace {

std::atomic<bool> stop_requested{false};

std::atomic<std::int64_t> first_stop_ms{0};

std::int64_t NowMs() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

/// The second wish ends the process at once. One that comes with the first is the same wish:
/// timeout(1) signals the process and its group.
extern "C" void OnStopSignal(int) {
  constexpr std::int64_t kSameWishMs = 300;
  if (!stop_requested.exchange(true)) {
    first_stop_ms = NowMs();
  } else if (NowMs() - first_stop_ms > kSameWishMs) {
    _exit(130);
  }
}

struct Door {
  const char *file, *symbol, *purpose;
};

/// What an entry makes lives as long as the process: engines do not like to be torn down at exit.
template <typename Entry>
auto* Open(const Door& door, Entry* entry = nullptr) {
  const auto file = ModuleFolder() / door.file;
  if (entry == nullptr) {
    entry = reinterpret_cast<Entry*>(LoadModuleSymbol(file, door.symbol, door.purpose));
  }
  auto* made = entry(kModuleApiVersion);
  if (made == nullptr) {
    throw Error(ErrorCode::kEnvironment,
                file.string() + " belongs to another version of Assay: build or install anew");
  }
  return made;
}

/// Returns only when the program could not be started.
void TakeOver(const std::filesystem::path& program, const Arguments& arguments) {
  std::vector<char*> words;
  std::string name = program.string();
  words.push_back(name.data());
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  execv(program.c_str(), words.data());
}

}  // namespace

Measurement& LoadMeasurement() {
  static Measurement* const measurement =
      Open({"measure.so", "assay_measure", "the measuring part of Assay"}, kBuiltInMeasurement);
  return *measurement;
}

void EnsureLoadGen(const LoadGenWish& wish, const Arguments& verb_and_arguments) {
  if (wish.loadgen.empty()) return;
  const bool wants_official = wish.loadgen == "official";
  const InstalledLoadGen own = LoadMeasurement().LoadGenFacts();
  const bool has_profile = wish.profile.empty() ||
                           std::count(own.profiles.begin(), own.profiles.end(), wish.profile) > 0;
  if (own.is_official == wants_official && has_profile) return;
  if (!wants_official) {
    throw Error(
        ErrorCode::kMissingFile,
        "this Assay is built with the official LoadGen: leave out --loadgen assay, or build "
        "with -DASSAY_LOADGEN=ours");
  }
  for (const std::string generation : {"v0.7", "v6"}) {
    const auto program = ProgramFolder() / ("assay-official-" + generation);
    const bool fits = wish.profile.empty() || wish.profile == generation;
    if (fits && std::filesystem::exists(program)) TakeOver(program, verb_and_arguments);
  }
  throw Error(ErrorCode::kMissingFile,
              fmt::format("no official LoadGen{} is built into this Assay: build with "
                          "-DASSAY_LOADGEN=official -DLOADGEN_DIR=<its folder>, see "
                          "docs/loadgen-switch.md",
                          wish.profile.empty() ? "" : " " + wish.profile));
}

Scheduler& LoadScheduler() {
  static Scheduler* const scheduler =
      Open<SchedulerEntry>({"schedule.so", "assay_schedule", "the scheduling part of Assay"});
  return *scheduler;
}

const std::atomic<bool>& StopRequested() {
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_handler = OnStopSignal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    return true;
  }();
  (void)installed;
  return stop_requested;
}

}  // namespace assay::cli
