// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Image classification: model, data set, program and judge in one.
#include "benchmarks/resnet50/task.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "benchmarks/converted_model.h"
#include "benchmarks/model_card.h"
#include "benchmarks/resnet50/dataset.h"
#include "benchmarks/resnet50/metric.h"
#include "benchmarks/resnet50/network.h"
#include "benchmarks/resnet50/program.h"
#include "benchmarks/resnet50/synthetic.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTaskName = "image-classification";
constexpr const char* kOwnCard = "resnet50.toml";
constexpr const char* kDataName = "imagenet2012-val";
constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kSyntheticPhotos = 1024;  // enough for a performance set of the rules' size
constexpr std::size_t kTinyPhotos = 64;

bool IsThere(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

ModelCard CardMeantBy(const TaskOptions& options) {
  const ModelCard card = ReadModelCard(
      FindModelCard(options.model_card.empty() ? fs::path(kOwnCard) : options.model_card));
  if (card.task != kTaskName) {
    throw Error(ErrorCode::kUsage,
                fmt::format("model card {} is for {}, this benchmark is {}: choose another card",
                            card.path.string(), card.task, kTaskName));
  }
  return CardFor(card, options.engine);
}

ModelCardFacts FactsOf(const ModelCard& card, const fs::path& file) {
  return {.name = card.name,
          .task = card.task,
          .card = card.path,
          .file = file,
          .checksum = {},
          .is_reference = card.is_reference,
          .synthetic = false,
          .weights_origin = fmt::format("{}; {}", card.origin, card.license),
          .calibration = card.calibration};
}

/// The network itself is public, its weights are not: seeded ones of the same shape stand in.
ModelCardFacts SyntheticFacts(const ModelCard& card, const TaskOptions& options) {
  const SyntheticResnet50 synthetic = SyntheticFor(options.tiny);
  MakeSyntheticModel(synthetic);
  ModelCardFacts facts = FactsOf(card, synthetic.model_file);
  facts.name += " (synthetic weights)";
  facts.is_reference = false;
  facts.synthetic = true;
  facts.weights_origin = fmt::format("synthetic: seeded weights made by Assay, seed {}", kSeed);
  return facts;
}

[[noreturn]] void RefuseMissing(const ModelCard& card, const fs::path& file) {
  throw Error(
      ErrorCode::kMissingFile,
      fmt::format("no model file {} for {}: fetch it with `assay get {}`{}", file.string(),
                  card.title, card.name,
                  card.is_reference ? ", or let `--synthetic` make one with seeded weights" : ""));
}

void RequireChecksum(const ModelCard& card, const ModelCardFacts& facts) {
  if (facts.synthetic || card.sha256.empty() || card.sha256 == facts.checksum) return;
  throw Error(
      ErrorCode::kBadData,
      fmt::format("model file {} has SHA-256 {}, model card {} says {}: fetch it again with "
                  "`assay get {}`",
                  facts.file.string(), facts.checksum, card.path.string(), card.sha256, card.name));
}

/// The card as a user names it on the command line.
std::string CardArgument(const TaskOptions& options) {
  return options.model_card.empty() ? fs::path(kOwnCard).stem().string()
                                    : options.model_card.string();
}

/// The file that the engine reads instead of the ONNX file, and what it is fed.
void UseConverted(const TaskOptions& options, const EngineFormat& format, ModelCard& card,
                  ModelCardFacts& facts) {
  const fs::path onnx = facts.file;
  const Conversion conversion =
      CheckedConversion(onnx, format,
                        fmt::format("assay convert {} --to {}{}", CardArgument(options),
                                    format.name, facts.synthetic ? " --synthetic" : ""));
  card.input.layout = conversion.layout;
  facts.file = ConvertedFile(onnx, format);
  facts.checksum = conversion.sha256;
  facts.weights_origin += fmt::format("; converted by {} from {}, SHA-256 {}", conversion.made_by,
                                      conversion.source, conversion.source_sha256);
}

/// `card` becomes the card as it holds for the file that is found.
ModelCardFacts ModelFor(ModelCard& card, const TaskOptions& options) {
  const fs::path file = ModelFile(card);
  if (!options.needs_files) return FactsOf(card, file);
  if (!IsThere(file) && !(card.is_reference && options.allow_synthetic)) RefuseMissing(card, file);
  ModelCardFacts facts = IsThere(file) ? FactsOf(card, file) : SyntheticFacts(card, options);
  facts.checksum = Sha256OfPath(facts.file);
  RequireChecksum(card, facts);
  const EngineFormat* format = FormatOf(options.engine);
  if (format != nullptr && facts.file.extension() == ".onnx") {
    UseConverted(options, *format, card, facts);
  }
  return facts;
}

class ImageClassification : public Task {
 public:
  explicit ImageClassification(const TaskOptions& options)
      : options_(options), card_(CardMeantBy(options)), facts_(ModelFor(card_, options)) {}

  const ModelCardFacts& Card() const override { return facts_; }

  std::vector<ModelSpec> Models() const override {
    ModelSpec spec{.role = "", .file = facts_.file, .precision = options_.precision};
    spec.inputs = {card_.input.name};
    spec.outputs = {card_.output.name};
    Shape shape{-1};
    for (const std::int64_t side : card_.input.SampleShape()) shape.Append(side);
    spec.input_ports = {{.name = card_.input.name, .type = card_.input.type, .shape = shape}};
    return {spec};
  }

  std::unique_ptr<Dataset> Open(const fs::path& folder) const override {
    const fs::path& chosen = folder.empty() ? options_.data : folder;
    return std::make_unique<PhotoDataset>(chosen.empty() ? OwnData() : chosen, card_);
  }

  std::unique_ptr<Program> Bind(std::span<const std::unique_ptr<Model>> models,
                                const Placement& placement) const override {
    ASSAY_CHECK(models.size() == 1);
    return NewClassifierProgram(card_, *models[0], placement);
  }

  std::vector<Score> Judge(const Dataset& dataset, ResponseStream& responses) const override {
    const auto* photos = dynamic_cast<const PhotoDataset*>(&dataset);
    ASSAY_CHECK(photos != nullptr);
    return {JudgeTop1(*photos, responses, card_.output.payload)};
  }

 private:
  /// The folder when the user names none; what is missing is made when that is allowed.
  fs::path OwnData() const {
    const fs::path folder = HomeFolder() / "datasets" / kDataName;
    if (IsThere(folder / "val_map.txt")) return folder;
    if (!options_.allow_synthetic) {
      throw Error(ErrorCode::kMissingFile,
                  fmt::format("no photographs in {}: put ImageNet's validation set there, name "
                              "another folder with `--data`, or let `--synthetic` make some",
                              folder.string()));
    }
    const SyntheticResnet50 synthetic = SyntheticFor(options_.tiny);
    MakeSyntheticPhotos(synthetic);
    return synthetic.photo_folder;
  }

  const TaskOptions options_;
  ModelCard card_;
  const ModelCardFacts facts_;
};

}  // namespace

SyntheticResnet50 SyntheticFor(bool tiny) {
  const fs::path home = HomeFolder();
  return {
      .model_file = home / "models" / "resnet50-synthetic.onnx",
      .photo_folder = home / "datasets" / (tiny ? "resnet50-synthetic-tiny" : "resnet50-synthetic"),
      .photo_count = tiny ? kTinyPhotos : kSyntheticPhotos,
      .seed = kSeed};
}

void MakeSyntheticModel(const SyntheticResnet50& synthetic) {
  if (IsThere(synthetic.model_file)) return;
  MakeFolder(synthetic.model_file.parent_path());
  WriteSyntheticResnet50(synthetic.model_file, synthetic.seed);
}

void MakeSyntheticPhotos(const SyntheticResnet50& synthetic) {
  MakeSyntheticPhotos(synthetic.photo_folder,
                      {.count = synthetic.photo_count, .seed = synthetic.seed});
}

std::unique_ptr<Task> OpenImageClassification(const TaskOptions& options) {
  return std::make_unique<ImageClassification>(options);
}

}  // namespace assay
