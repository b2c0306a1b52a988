// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What loading a model needs in every engine: its file, its ports by name, its threads.
#include "backends/model_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <future>
#include <optional>

#include "base/text.h"
#include "base/thread_cores.h"

namespace assay {
namespace {

std::string_view WithoutZero(std::string_view name) {
  return name.size() > 2 && name.ends_with(":0") ? name.substr(0, name.size() - 2) : name;
}

}  // namespace

void RequireModelFile(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored)) return;
  throw Error(ErrorCode::kMissingFile,
              fmt::format("no model file {}: get or make the model first", file.string()));
}

std::vector<std::size_t> ChoosePorts(const PortChoice& choice) {
  std::vector<std::size_t> chosen;
  if (choice.wanted.empty()) {
    for (std::size_t i = 0; i < choice.names.size(); ++i) chosen.push_back(i);
    return chosen;
  }
  for (const std::string& wanted : choice.wanted) {
    const auto is_it = [&wanted](const std::vector<std::string>& names) {
      return std::any_of(names.begin(), names.end(), [&wanted](const std::string& name) {
        return WithoutZero(name) == WithoutZero(wanted);
      });
    };
    const auto port = std::find_if(choice.names.begin(), choice.names.end(), is_it);
    if (port == choice.names.end()) {
      std::vector<std::string> known;
      for (const auto& names : choice.names) known.push_back(names.front());
      throw Error(ErrorCode::kBadData,
                  fmt::format("the model {} has no {} '{}', it has: {}", choice.file.string(),
                              choice.direction, wanted, fmt::join(known, ", ")));
    }
    chosen.push_back(static_cast<std::size_t>(port - choice.names.begin()));
  }
  return chosen;
}

Shape InputShapeFor(const Port& declared, int batch_size, const std::filesystem::path& file) {
  if (declared.shape.rank() == 0) {
    throw Error(ErrorCode::kBadData,
                fmt::format("input '{}' of the model {} has no batch dimension", declared.name,
                            file.string()));
  }
  if (declared.shape[0] >= 0 && declared.shape[0] != batch_size) {
    throw Error(ErrorCode::kBadData,
                fmt::format("the model {} cannot take batches of {}: its input '{}' has the fixed "
                            "shape {}",
                            file.string(), batch_size, declared.name, declared.shape.Text()));
  }
  Shape shape = declared.shape;
  shape[0] = batch_size;
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t d) { return d < 0; })) {
    throw Error(ErrorCode::kBadData,
                fmt::format("input '{}' of the model {} has the shape {}: only the batch "
                            "dimension may be open",
                            declared.name, file.string(), declared.shape.Text()));
  }
  return shape;
}

void RunZeros(Session& session, int batch_size) {
  struct Heard {
    std::promise<void> done;
    std::optional<Error> error;
  } heard;
  for (const TensorView& input : session.Inputs({.batch_size = batch_size})) {
    std::memset(input.bytes, 0, input.ByteCount());
  }
  session.Start({.call =
                     [](void* context, Outcome& outcome) {
                       auto& mine = *static_cast<Heard*>(context);
                       if (outcome.error != nullptr) mine.error = *outcome.error;
                       mine.done.set_value();
                     },
                 .context = &heard});
  heard.done.get_future().wait();
  session.Release();
  if (heard.error) throw *heard.error;
}

int AvailableCores() {
  return static_cast<int>(std::max<std::size_t>(1, CoresOfThisThread().size()));
}

std::vector<Placement> OnePerDevice(std::span<const Device> devices, int scenario_streams,
                                    int on_card) {
  std::vector<Placement> placements;
  for (const Device& device : devices) {
    const int busy = device.kind == "cpu" ? AvailableCores() : on_card;
    placements.push_back(
        {.device = device, .sessions = scenario_streams > 0 ? scenario_streams : busy});
  }
  return placements;
}

std::string CpuName() {
  constexpr std::string_view kKey = "model name";
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (!line.starts_with(kKey) || colon == std::string::npos) continue;
    return std::string(Trim(std::string_view(line).substr(colon + 1)));
  }
  return "CPU";
}

EngineThreads ThreadsFor(const ModelSpec& spec, std::span<const Placement> placements) {
  int sessions = 0;
  std::size_t cores = 0;
  for (const Placement& placement : placements) {
    sessions += placement.sessions;
    cores += placement.cores.size();
  }
  const int available = cores > 0 ? static_cast<int>(cores) : AvailableCores();
  EngineThreads engine;
  engine.threads = spec.threads > 0 ? spec.threads : available;
  engine.streams = spec.streams > 0 ? spec.streams : std::clamp(sessions, 1, engine.threads);
  return engine;
}

std::string OneLine(std::string_view text) {
  constexpr std::size_t kLongest = 400;
  std::string line = fmt::format("{}", fmt::join(SplitWords(text), " "));
  if (line.size() > kLongest) line = line.substr(0, kLongest) + "…";
  return line;
}

}  // namespace assay
