// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Model cards: reading the TOML file, refusing what is unknown or does not fit.
#include "benchmarks/model_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kLargestSide = 16384;  // pixels; keeps a slip of the finger from asking for gigabytes

template <typename T>
struct Named {
  std::string_view name;
  T value;
};
constexpr Named<Layout> kLayouts[] = {{"NCHW", Layout::kNchw}, {"NHWC", Layout::kNhwc}};
constexpr Named<ChannelOrder> kChannelOrders[] = {{"RGB", ChannelOrder::kRgb},
                                                  {"BGR", ChannelOrder::kBgr}};
constexpr Named<Crop> kCrops[] = {{"centre-after-resize", Crop::kCentreAfterResize},
                                  {"central-square", Crop::kCentralSquare}};
constexpr Named<Resize> kResizes[] = {{"area", Resize::kArea},
                                      {"bilinear", Resize::kBilinear},
                                      {"bicubic-antialias", Resize::kBicubicAntialiased}};
constexpr Named<AnswerKind> kAnswerKinds[] = {{"argmax", AnswerKind::kArgMax},
                                              {"logits", AnswerKind::kLogits}};
constexpr Named<ElementType> kInputTypes[] = {{"f32", ElementType::kF32}};
constexpr Named<ElementType> kPayloads[] = {
    {"f32", ElementType::kF32}, {"i32", ElementType::kI32}, {"i64", ElementType::kI64}};

using Keys = std::vector<std::string>;

/// One table of the card. Unknown keys are refused first: a misspelt one is also a missing one.
class Section {
 public:
  struct Place {
    std::string prefix;  // of key names in sentences: "", "input."
    const fs::path& card;
  };
  Section(const toml::table& table, const Keys& known, Place place)
      : table_(table), place_(std::move(place)) {
    RefuseOthers(known);
  }

  Section Below(std::string_view key, const Keys& known) const {
    const toml::node& node = Required(key);
    if (!node.is_table()) Refuse(node, fmt::format("'{}{}' must be a table", place_.prefix, key));
    return Section(*node.as_table(), known,
                   {.prefix = fmt::format("{}{}.", place_.prefix, key), .card = place_.card});
  }
  bool Has(std::string_view key) const { return table_.get(key) != nullptr; }
  template <typename T>
  T Get(std::string_view key) const {
    return As<T>(Required(key), key);
  }
  template <typename T>
  T Get(std::string_view key, T fallback) const {
    const toml::node* node = table_.get(key);
    return node == nullptr ? fallback : As<T>(*node, key);
  }
  /// A number within [low, high].
  double Number(std::string_view key, std::array<double, 2> range) const {
    const double value = Get<double>(key);
    if (!(value >= range[0] && value <= range[1])) {
      Refuse(*table_.get(key), fmt::format("'{}{}' is {}, must be from {} to {}", place_.prefix,
                                           key, value, range[0], range[1]));
    }
    return value;
  }
  int Integer(std::string_view key, std::array<double, 2> range) const {
    Get<std::int64_t>(key);
    return static_cast<int>(Number(key, range));
  }
  template <typename T>
  T Choice(std::string_view key, std::span<const Named<T>> choices,
           std::optional<T> fallback = std::nullopt) const {
    if (fallback && table_.get(key) == nullptr) return *fallback;
    const auto name = Get<std::string>(key);
    std::vector<std::string_view> names;
    for (const Named<T>& choice : choices) {
      if (choice.name == name) return choice.value;
      names.push_back(choice.name);
    }
    Refuse(*table_.get(key), fmt::format("'{}{}' is \"{}\", must be one of {}", place_.prefix, key,
                                         name, fmt::join(names, ", ")));
  }
  /// A list of `count` numbers; empty when the key is absent.
  std::vector<double> Numbers(std::string_view key, std::size_t count) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return {};
    std::vector<double> numbers;
    if (const toml::array* array = node->as_array()) {
      for (const toml::node& entry : *array) {
        const auto value = entry.value<double>();
        if (value && std::isfinite(*value)) numbers.push_back(*value);
      }
      if (array->size() == count && numbers.size() == count) return numbers;
    }
    Refuse(*node, fmt::format("'{}{}' must be a list of {} numbers", place_.prefix, key, count));
  }
  /// Three of them, for R, G and B.
  std::array<float, 3> PerChannel(std::string_view key, float fallback) const {
    const std::vector<double> numbers = Numbers(key, 3);
    if (numbers.empty()) return {fallback, fallback, fallback};
    return {static_cast<float>(numbers[0]), static_cast<float>(numbers[1]),
            static_cast<float>(numbers[2])};
  }
  [[noreturn]] void Refuse(std::string_view key, const std::string& what) const {
    const toml::node* node = table_.get(key);
    Refuse(node == nullptr ? table_ : *node, what);
  }

 private:
  [[noreturn]] void Refuse(const toml::node& node, const std::string& what) const {
    throw Error(ErrorCode::kBadData, fmt::format("model card {}, line {}: {}", place_.card.string(),
                                                 std::max(node.source().begin.line, 1U), what));
  }
  void RefuseOthers(const Keys& known) const {
    for (const auto& [key, node] : table_) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      const std::string nearest = NearestWord(key.str(), known);
      Refuse(node, nearest.empty()
                       ? fmt::format("unknown key '{}{}', known here: {}", place_.prefix, key.str(),
                                     fmt::join(known, ", "))
                       : fmt::format("unknown key '{0}{1}', the nearest known one is '{0}{2}'",
                                     place_.prefix, key.str(), nearest));
    }
  }
  const toml::node& Required(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) Refuse(table_, fmt::format("'{}{}' is missing", place_.prefix, key));
    return *node;
  }
  template <typename T>
  T As(const toml::node& node, std::string_view key) const {
    const std::optional<T> value = node.value<T>();
    if (!value)
      Refuse(node, fmt::format("'{}{}' has a value of the wrong type", place_.prefix, key));
    return *value;
  }

  const toml::table& table_;
  Place place_;
};

ModelInput ReadInput(const Section& section) {
  ModelInput input;
  input.name = section.Get<std::string>("name");
  input.type = section.Choice<ElementType>("type", kInputTypes);
  input.layout = section.Choice<Layout>("layout", kLayouts);
  const std::vector<double> size = section.Numbers("size", 2);
  for (const double side : size) {
    if (side < 1 || side > kLargestSide || side != std::floor(side)) {
      section.Refuse("size", fmt::format("'input.size' holds {}, must be whole pixels from 1 to {}",
                                         side, kLargestSide));
    }
  }
  if (size.empty()) section.Refuse("size", "'input.size' is missing: write [height, width]");
  input.height = static_cast<int>(size[0]);
  input.width = static_cast<int>(size[1]);
  input.channels = section.Choice<ChannelOrder>("channels", kChannelOrders);
  return input;
}

Preprocessing ReadPreprocessing(const Section& section, const ModelInput& input) {
  Preprocessing preprocess;
  preprocess.crop = section.Choice<Crop>("crop", kCrops);
  if (preprocess.crop == Crop::kCentreAfterResize) {
    preprocess.short_side = section.Integer("short_side", {1, kLargestSide});
    if (preprocess.short_side < std::max(input.height, input.width)) {
      section.Refuse("short_side", fmt::format("'preprocess.short_side' is {}, less than the "
                                               "input's {}x{} that are to be cut out",
                                               preprocess.short_side, input.height, input.width));
    }
  } else {
    preprocess.crop_fraction = section.Number("crop_fraction", {0.01, 1});
  }
  preprocess.resize = section.Choice<Resize>("resize", kResizes);
  preprocess.mean = section.PerChannel("mean", 0);
  preprocess.scale = section.PerChannel("scale", 1);
  if (std::count(preprocess.scale.begin(), preprocess.scale.end(), 0.0F) > 0) {
    section.Refuse("scale", "'preprocess.scale' is 0, nothing can be divided by that");
  }
  return preprocess;
}

ModelOutput ReadOutput(const Section& section) {
  ModelOutput output;
  output.name = section.Get<std::string>("name");
  output.kind = section.Choice<AnswerKind>("kind", kAnswerKinds);
  output.label_offset = section.Integer("label_offset", {-1, 0});
  output.classes = section.Integer("classes", {2, 1e6});
  output.payload = section.Choice<ElementType>("payload", kPayloads, ElementType::kF32);
  return output;
}

EngineFile ReadEngineFile(const std::string& engine, const Section& section) {
  EngineFile file{.engine = engine,
                  .path = section.Get<std::string>("path"),
                  .sha256 = section.Get<std::string>("sha256", ""),
                  .origin = section.Get<std::string>("origin", ""),
                  .layout = std::nullopt,
                  .input = section.Get<std::string>("input", ""),
                  .output = section.Get<std::string>("output", "")};
  if (section.Has("layout")) file.layout = section.Choice<Layout>("layout", kLayouts);
  return file;
}

std::vector<EngineFile> ReadEngineFiles(const toml::table& root, const fs::path& path) {
  std::vector<EngineFile> files;
  const toml::table* engines = root["engine"].as_table();
  if (engines == nullptr) return files;
  Keys names;
  for (const auto& [name, node] : *engines) names.emplace_back(name.str());
  const Section section(*engines, names, {.prefix = "engine.", .card = path});
  for (const std::string& name : names) {
    files.push_back(ReadEngineFile(
        name, section.Below(name, {"path", "sha256", "origin", "layout", "input", "output"})));
  }
  return files;
}

CardCalibration ReadCalibration(const Section& section) {
  return {.of_reference = section.Get<bool>("of_reference", false),
          .list = section.Get<std::string>("list"),
          .list_sha256 = section.Get<std::string>("list_sha256", "")};
}

ModelCard ReadCard(const toml::table& root, const fs::path& path) {
  const Section section(root,
                        {"name", "title", "task", "reference", "license", "origin", "file",
                         "source", "engine", "calibration", "input", "preprocess", "output"},
                        {.prefix = "", .card = path});
  ModelCard card{.path = path,
                 .name = section.Get<std::string>("name"),
                 .title = section.Get<std::string>("title"),
                 .task = section.Get<std::string>("task"),
                 .is_reference = section.Get<bool>("reference", false),
                 .license = section.Get<std::string>("license"),
                 .origin = section.Get<std::string>("origin"),
                 .file = {},
                 .sha256 = {},
                 .input = {},
                 .preprocess = {},
                 .output = {},
                 .engine_files = ReadEngineFiles(root, path),
                 .calibration = {}};
  if (section.Has("calibration")) {
    card.calibration =
        ReadCalibration(section.Below("calibration", {"of_reference", "list", "list_sha256"}));
  }
  const Section file = section.Below("file", {"path", "sha256"});
  card.file = file.Get<std::string>("path");
  card.sha256 = file.Get<std::string>("sha256", "");
  card.input = ReadInput(section.Below("input", {"name", "type", "layout", "size", "channels"}));
  card.preprocess = ReadPreprocessing(
      section.Below("preprocess",
                    {"crop", "short_side", "crop_fraction", "resize", "mean", "scale"}),
      card.input);
  card.output =
      ReadOutput(section.Below("output", {"name", "kind", "label_offset", "classes", "payload"}));
  return card;
}

}  // namespace

Shape ModelInput::SampleShape() const {
  return layout == Layout::kNchw ? Shape{3, height, width} : Shape{height, width, 3};
}

ModelCard ParseModelCard(std::string_view text, const fs::path& path) {
  toml::table root;
  try {
    root = toml::parse(text, path.string());
  } catch (const toml::parse_error& e) {
    throw Error(ErrorCode::kBadData, fmt::format("model card {}, line {}: {}", path.string(),
                                                 e.source().begin.line, e.description()));
  }
  return ReadCard(root, path);
}

ModelCard ReadModelCard(const fs::path& path) {
  return ParseModelCard(ReadFile(path, "model card"), path);
}

fs::path FindModelCard(const fs::path& given) {
  const fs::path own = ShareFolder();
  for (const fs::path& folder : {fs::path(), own, own / "models"}) {
    for (const char* suffix : {"", ".toml"}) {
      fs::path candidate = folder / given;
      candidate += suffix;
      std::error_code ignored;
      if (fs::is_regular_file(candidate, ignored)) return candidate;
    }
  }
  throw Error(ErrorCode::kMissingFile,
              fmt::format("no model card {}, neither as a path nor in {}: name one of the files "
                          "there or give the path of your own",
                          given.string(), (own / "models").string()));
}

ModelCard CardFor(const ModelCard& card, std::string_view engine) {
  const auto own = std::find_if(card.engine_files.begin(), card.engine_files.end(),
                                [engine](const EngineFile& f) { return f.engine == engine; });
  if (own == card.engine_files.end()) return card;
  ModelCard changed = card;
  changed.file = own->path;
  changed.sha256 = own->sha256;
  if (!own->origin.empty()) changed.origin = own->origin;
  if (own->layout) changed.input.layout = *own->layout;
  if (!own->input.empty()) changed.input.name = own->input;
  if (!own->output.empty()) changed.output.name = own->output;
  std::error_code ignored;
  return fs::exists(ModelFile(changed), ignored) ? changed : card;
}

fs::path ModelFile(const ModelCard& card) {
  if (card.file.is_absolute()) return card.file;
  const fs::path beside_card = card.path.parent_path() / card.file;
  std::error_code ignored;
  return fs::exists(beside_card, ignored) ? beside_card : HomeFolder() / card.file;
}

}  // namespace assay
