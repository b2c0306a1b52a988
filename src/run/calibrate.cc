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
#include "fetch/process.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLabels = "val_map.txt";
constexpr std::string_view kMethods[] = {"minmax", "entropy", "percentile"};

/// One file of a data set and its line in the label file.
struct Entry {
  std::string name, line;
};

std::vector<Entry> ReadLabels(const fs::path& folder) {
  std::istringstream lines(ReadFile(folder / kLabels, "labels"));
  std::vector<Entry> entries;
  for (std::string line; std::getline(lines, line);) {
    const auto words = SplitWords(line);
    if (!words.empty()) entries.push_back({.name = std::string(words[0]), .line = line});
  }
  if (entries.empty()) {
    throw Error(ErrorCode::kBadData, fmt::format("{} names no file", (folder / kLabels).string()));
  }
  return entries;
}

/// `count` of them, evenly spread.
std::vector<Entry> Spread(const std::vector<Entry>& all, std::size_t count) {
  count = std::min(count, all.size());
  std::vector<Entry> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(all[i * all.size() / count]);
  return chosen;
}

/// Those that a list names, in its order: the first word of each line is a file's name.
std::vector<Entry> Listed(const std::vector<Entry>& all, const fs::path& list,
                          const fs::path& folder) {
  std::map<std::string_view, const Entry*> by_name;
  for (const Entry& entry : all) by_name.emplace(entry.name, &entry);
  std::istringstream lines(ReadFile(list, "calibration list"));
  std::vector<Entry> chosen;
  for (std::string line; std::getline(lines, line);) {
    const auto words = SplitWords(line);
    if (words.empty()) continue;
    const auto found = by_name.find(words[0]);
    if (found == by_name.end()) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("the calibration list {} names {}, which {} has not", list.string(),
                              words[0], (folder / kLabels).string()));
    }
    chosen.push_back(*found->second);
  }
  if (chosen.empty()) {
    throw Error(ErrorCode::kBadData,
                fmt::format("the calibration list {} is empty", list.string()));
  }
  return chosen;
}

/// A folder of this process alone, removed at the end.
struct Scratch {
  fs::path path;
  explicit Scratch(const fs::path& beside)
      : path(fmt::format("{}.{}.part", beside.string(), getpid())) {
    MakeFolder(path);
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

/// The chosen files as a data set of their own. Returns its folder.
fs::path Gather(const std::vector<Entry>& chosen, const fs::path& folder, const Scratch& scratch) {
  const fs::path set = scratch.path / "samples";
  MakeFolder(set);
  std::string lines;
  for (const Entry& entry : chosen) {
    const fs::path link = set / entry.name;
    MakeFolder(link.parent_path());
    std::error_code error;
    fs::create_symlink(fs::absolute(folder / entry.name), link, error);
    if (error && error != std::errc::file_exists) {
      throw Error(ErrorCode::kUnwritable, fmt::format("cannot put {} into {}: {}", entry.name,
                                                      set.string(), error.message()));
    }
    lines += entry.line + "\n";
  }
  WriteFile(set / kLabels, lines);
  return set;
}

/// The network's inputs, one after the other.
void WriteSamples(const Task& task, const fs::path& folder, const fs::path& file) {
  const auto dataset = task.Open(folder);
  std::ofstream out(file, std::ios::binary);
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const Sample sample = dataset->Load(i);
    const Tensor& tensor = sample.tensors.front();
    out.write(tensor.As<char>(), static_cast<std::streamsize>(tensor.ByteCount()));
  }
  out.close();
  if (!out) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot write {}: is the disk full?", file.string()));
  }
}

struct Files {
  fs::path source, samples, result;
};

Json Quantise(const Files& files, const std::string& method) {
  const fs::path script = ShareFolder() / "python/convert/quantise.py";
  const ProcessResult result =
      RunProcess({PythonProgram(), "-B", script.string(), files.source.string(),
                  files.samples.string(), method, files.result.string()});
  if (result.exit_code != 0) throw Error(ErrorCode::kBadData, LastLine(result.standard_error));
  try {
    return Json::parse(LastLine(result.standard_output));
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kInternal,
                fmt::format("{} ended without saying what it did", script.string()));
  }
}

std::string ListText(const std::vector<Entry>& chosen) {
  std::string text;
  for (const Entry& entry : chosen) text += entry.name + "\n";
  return text;
}

/// The card of the source with the new file in it: beside that file, and no reference any more.
void WriteCard(const fs::path& source_card, const fs::path& model, const std::string& origin,
               const fs::path& card) {
  toml::table table = toml::parse(ReadFile(source_card, "model card"), source_card.string());
  const std::string name = table["name"].value_or(std::string("model"));
  const std::string title = table["title"].value_or(name);
  table.insert_or_assign("name", name + "-int8");
  table.insert_or_assign("title", title + ", 8 bits");
  table.insert_or_assign("reference", false);
  table.insert_or_assign("origin", origin);
  table.insert_or_assign(
      "file", toml::table{{"path", model.filename().string()}, {"sha256", Sha256OfFile(model)}});
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

std::string NameOfList(const CalibrateRequest& request, const std::vector<Entry>& chosen) {
  if (!request.list.empty()) return request.list.string();
  return fmt::format("{} evenly spread of {}", chosen.size(), (request.data / kLabels).string());
}

struct Result {
  const fs::path& file;
  const std::vector<Entry>& chosen;
};

/// What a write-up must tell.
void WriteRecord(const CalibrateRequest& request, const ModelCardFacts& source,
                 const Result& result, const Json& made) {
  WriteJson(result.file.string() + ".origin.json",
            {{"source", source.file.filename().string()},
             {"source_sha256", source.checksum},
             {"sha256", Sha256OfFile(result.file)},
             {"made_by", made.value("made_by", "")},
             {"method", request.method},
             {"weights", "int8 (7 bits used), symmetric, one scale for each output channel"},
             {"activations", "int8, symmetric, one scale for each tensor"},
             {"trained", false},
             {"calibration_list", NameOfList(request, result.chosen)},
             {"calibration_samples", result.chosen.size()},
             {"calibration_list_sha256", Sha256(ListText(result.chosen))}});
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
  const std::vector<Entry> all = ReadLabels(request.data);
  const std::vector<Entry> chosen =
      request.list.empty() ? Spread(all, request.count) : Listed(all, request.list, request.data);
  const fs::path result = WithSuffix(model.file, ".int8.onnx");
  const Scratch scratch(result);
  say(fmt::format("preparing {} samples of {}", chosen.size(), request.data.string()));
  const Files files{.source = model.file,
                    .samples = scratch.path / "samples.f32",
                    .result = scratch.path / "int8.onnx"};
  WriteSamples(*task, Gather(chosen, request.data, scratch), files.samples);
  say(fmt::format("quantising {} by {}", model.file.string(), request.method));
  const Json made = Quantise(files, request.method);
  fs::rename(files.result, result);
  WriteRecord(request, model, {result, chosen}, made);
  const fs::path card = WithSuffix(model.file, ".int8.toml");
  WriteCard(model.card, result,
            fmt::format("{}; 8 bits by {} ({}) on {}", model.weights_origin,
                        made.value("made_by", ""), request.method, NameOfList(request, chosen)),
            card);
  say(fmt::format("{} is ready, and its card {}", result.string(), card.string()));
  return card;
}

}  // namespace assay
