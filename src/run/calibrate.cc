// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay calibrate`: the samples are chosen and prepared here, python/convert/quantise.py does the
// rest.
#include "run/calibrate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "benchmarks/catalog.h"
#include "run/python_script.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMethods[] = {"minmax", "entropy", "percentile"};

/// `count` of `size` samples, evenly spread.
std::vector<SampleIndex> Spread(std::size_t size, std::size_t count) {
  count = std::min(count, size);
  std::vector<SampleIndex> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(i * size / count);
  return chosen;
}

/// Those that a list names, in its order: the first word of each line is a sample's name.
std::vector<SampleIndex> Listed(const Dataset& dataset, const fs::path& list) {
  std::map<std::string_view, SampleIndex> by_name;
  for (SampleIndex i = 0; i < dataset.size(); ++i) by_name.emplace(dataset.Name(i), i);
  std::istringstream lines(ReadFile(list, "calibration list"));
  std::vector<SampleIndex> chosen;
  for (std::string line; std::getline(lines, line);) {
    const auto words = SplitWords(line);
    if (words.empty()) continue;
    const auto found = by_name.find(words[0]);
    if (found == by_name.end()) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("the calibration list {} names {}, which data set {} has not",
                              list.string(), words[0], dataset.Facts().name));
    }
    chosen.push_back(found->second);
  }
  if (chosen.empty()) {
    throw Error(ErrorCode::kBadData,
                fmt::format("the calibration list {} is empty", list.string()));
  }
  return chosen;
}

/// The network's inputs, one after the other.
void WriteSamples(const Dataset& dataset, const std::vector<SampleIndex>& chosen,
                  const fs::path& file) {
  std::ofstream out(file, std::ios::binary);
  for (const SampleIndex index : chosen) {
    const Sample sample = dataset.Load(index);
    const Tensor& tensor = sample.tensors.front();
    out.write(tensor.As<char>(), static_cast<std::streamsize>(tensor.ByteCount()));
  }
  out.close();
  if (!out) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot write {}: is the disk full?", file.string()));
  }
}

/// The samples, and what a write-up calls them.
struct Calibration {
  std::vector<SampleIndex> samples;
  std::string list;         // where the choice comes from
  std::string list_sha256;  // of its file; empty: no list
  std::string names;        // a line each
};

Calibration Choose(const CalibrateRequest& request, const Dataset& dataset) {
  Calibration chosen;
  if (request.list.empty()) {
    chosen.samples = Spread(dataset.size(), request.count);
    chosen.list =
        fmt::format("{} evenly spread of {}", chosen.samples.size(), request.data.string());
  } else {
    chosen.samples = Listed(dataset, request.list);
    chosen.list = request.list.string();
    chosen.list_sha256 = Sha256OfFile(request.list);
  }
  for (const SampleIndex index : chosen.samples) chosen.names += dataset.Name(index) + "\n";
  return chosen;
}

/// The card of the source with the new file in it: beside that file, and no reference any more.
void WriteCard(const ModelCardFacts& source, const fs::path& model, const std::string& origin,
               const Calibration& chosen, const fs::path& card) {
  toml::table table = toml::parse(ReadFile(source.card, "model card"), source.card.string());
  const std::string name = table["name"].value_or(std::string("model"));
  const std::string title = table["title"].value_or(name);
  table.insert_or_assign("name", name + "-int8");
  table.insert_or_assign("title", title + ", 8 bits");
  table.insert_or_assign("reference", false);
  table.insert_or_assign("origin", origin);
  table.insert_or_assign(
      "file", toml::table{{"path", model.filename().string()}, {"sha256", Sha256OfFile(model)}});
  table.insert_or_assign("calibration",
                         toml::table{{"of_reference", source.is_reference && !source.synthetic},
                                     {"list", chosen.list},
                                     {"list_sha256", chosen.list_sha256}});
  table.erase("source");
  table.erase("engine");
  std::ostringstream text;
  text << "# Written by assay calibrate; the record beside the file tells how it was made.\n"
       << toml::toml_formatter(table) << "\n";
  WriteFile(card, text.str());
}

void CheckMethod(const std::string& method) {
  if (std::find(std::begin(kMethods), std::end(kMethods), method) != std::end(kMethods)) return;
  throw Error(ErrorCode::kUsage, fmt::format("cannot calibrate by '{}': --method takes {}", method,
                                             fmt::join(kMethods, ", ")));
}

/// What a write-up must tell.
void WriteRecord(const CalibrateRequest& request, const ModelCardFacts& source,
                 const fs::path& result, const Calibration& chosen, const Json& made) {
  WriteJson(result.string() + ".origin.json",
            {{"source", source.file.filename().string()},
             {"source_sha256", source.checksum},
             {"sha256", Sha256OfFile(result)},
             {"made_by", made.value("made_by", "")},
             {"method", request.method},
             {"weights", "int8 (7 bits used), symmetric, one scale for each output channel"},
             {"activations", "int8, symmetric, one scale for each tensor"},
             {"trained", false},
             {"calibration_list", chosen.list},
             {"calibration_samples", chosen.samples.size()},
             {"calibration_list_file_sha256", chosen.list_sha256},
             {"calibration_list_sha256", Sha256(chosen.names)}});
}

fs::path WithSuffix(const fs::path& source, const char* suffix) {
  fs::path path = source;
  return path.replace_extension(suffix);
}

}  // namespace

fs::path CalibrateModel(const CalibrateRequest& request, const SayLine& say) {
  CheckMethod(request.method);
  const auto task =
      OpenTask(request.benchmark, {.model_card = request.model_card, .data = request.data});
  const ModelCardFacts& model = task->Card();
  if (model.file.extension() != ".onnx") {
    throw Error(ErrorCode::kUsage, fmt::format("model card {} names {}: only ONNX files are "
                                               "calibrated",
                                               model.card.string(), model.file.string()));
  }
  const auto dataset = task->Open(request.data);
  const Calibration chosen = Choose(request, *dataset);
  const fs::path result = WithSuffix(model.file, ".int8.onnx");
  const ScratchPath scratch(fmt::format("{}.{}.part", result.string(), getpid()));
  MakeFolder(scratch.path());
  const fs::path samples = scratch.path() / "samples.f32", made_file = scratch.path() / "int8.onnx";
  say(fmt::format("preparing {} samples of {}", chosen.samples.size(), request.data.string()));
  WriteSamples(*dataset, chosen.samples, samples);
  say(fmt::format("quantising {} by {}", model.file.string(), request.method));
  const Json made = RunPythonScript("convert/quantise.py", {model.file.string(), samples.string(),
                                                            request.method, made_file.string()});
  fs::rename(made_file, result);
  WriteRecord(request, model, result, chosen, made);
  const fs::path card = WithSuffix(model.file, ".int8.toml");
  WriteCard(model, result,
            fmt::format("{}; 8 bits by {} ({}) on {}", model.weights_origin,
                        made.value("made_by", ""), request.method, chosen.list),
            chosen, card);
  say(fmt::format("{} is ready, and its card {}", result.string(), card.string()));
  return card;
}

}  // namespace assay
