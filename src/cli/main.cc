// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The binary: finds the verb, calls it, turns errors into one sentence and an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "cli/verbs.h"

namespace assay::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"demo", "measure this machine in under three minutes and show a page", DemoVerb},
    {"run", "run one benchmark in one scenario and judge it", RunVerb},
    {"peak", "find the highest rate that holds the latency bound, and confirm it", PeakVerb},
    {"tune", "find the engine's best setting for a scenario, and keep it for assay run", TuneVerb},
    {"report", "make one self-contained page from run folders or published results", ReportVerb},
    {"compare", "two sides of repeated runs: better, worse, same, or cannot tell", CompareVerb},
    {"list", "benchmarks, backends and scenarios; the tables of the rules", ListVerb},
    {"system", "what machine this is, and what disturbs a measurement on it", SystemVerb},
    {"get", "get a model or data set by its card", GetVerb},
    {"calibrate", "make an 8-bit model from calibration samples", CalibrateVerb},
    {"convert", "make a model file for engines that read no ONNX", ConvertVerb},
    {"make", "make the synthetic model and data set of a benchmark", MakeVerb},
    {"schedule", "which samples a test would issue when: from settings and seeds", ScheduleVerb},
};

void PrintHelp() {
  fmt::print(
      "assay {}: measures how fast and how accurately a computer runs trained neural networks,\n"
      "by the rules of MLPerf Inference v0.7. What it prints is not an MLPerf result.\n\n"
      "usage: assay VERB [options]\n\nverbs:\n",
      ASSAY_VERSION);
  for (const Verb& verb : kVerbs) fmt::print("  {:<9} {}\n", verb.name, verb.summary);
  fmt::print(
      "\nexamples:\n"
      "  assay demo\n"
      "  assay run resnet50 --scenario offline --synthetic --budget 15s\n"
      "  assay report runs/*\n\n"
      "'assay VERB --help' tells more. Exit codes: 0 valid, 1 invalid, 2 usage, 3 environment or\n"
      "data, 4 internal error, 130 interrupted.\n");
}

int Dispatch(const Arguments& all) {
  if (all.empty() || all[0] == "--help" || all[0] == "-h" || all[0] == "help") {
    PrintHelp();
    return all.empty() ? 2 : 0;
  }
  if (all[0] == "--version") {
    fmt::print("assay {}\n", ASSAY_VERSION);
    return 0;
  }
  std::vector<std::string> names;
  for (const Verb& verb : kVerbs) {
    if (verb.name == all[0]) return verb.call(Arguments(all.begin() + 1, all.end()));
    names.emplace_back(verb.name);
  }
  const std::string nearest = NearestWord(all[0], names);
  throw Error(ErrorCode::kUsage,
              fmt::format("unknown verb '{}'{}; see 'assay --help'", all[0],
                          nearest.empty() ? "" : fmt::format(", did you mean {}?", nearest)));
}

int Fail(int code, const std::string& sentence) {
  std::fflush(stdout);
  std::fputs(fmt::format("assay: {}\n", sentence).c_str(), stderr);
  return code;
}

}  // namespace

std::span<const Verb> Verbs() { return kVerbs; }

}  // namespace assay::cli

int main(int argc, char** argv) {
  using namespace assay;
  try {
    return cli::Dispatch(cli::Arguments(argv + 1, argv + argc));
  } catch (const Error& e) {
    return cli::Fail(ExitCode(e.code()), e.what());
  } catch (const std::bad_alloc&) {
    return cli::Fail(3, "out of memory: use fewer samples, a smaller batch or a larger machine");
  } catch (const std::exception& e) {
    return cli::Fail(4, std::string("internal error: ") + e.what() + "; please report this");
  }
}
