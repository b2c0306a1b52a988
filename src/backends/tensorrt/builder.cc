// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Parsing, setting up and building.
#include "backends/tensorrt/builder.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "backends/tensorrt/types.h"
#include "base/error.h"

namespace assay::tensorrt {
namespace {

using nvinfer1::INetworkDefinition;
using nvinfer1::LayerType;

/// What TensorRT made, or its reason for making nothing.
template <typename T>
std::unique_ptr<T> Made(T* made, Libraries& libraries, std::string_view what) {
  if (made != nullptr) return std::unique_ptr<T>(made);
  throw Error(ErrorCode::kEngine,
              fmt::format("TensorRT could not make {}: {}", what, libraries.TakeReason()));
}

std::string ParserReason(const nvonnxparser::IParser& parser, Libraries& libraries) {
  const std::string logged = libraries.TakeReason();
  if (parser.getNbErrors() == 0) return logged;
  const nvonnxparser::IParserError& error = *parser.getError(0);
  const std::string node = error.nodeName() == nullptr ? "" : error.nodeName();
  return node.empty() ? error.desc() : fmt::format("{} (at '{}')", error.desc(), node);
}

/// Only the batch dimension may be open, and a closed one must be the only batch size asked for.
void RequireFittingInputs(const INetworkDefinition& network, const ModelSpec& spec) {
  for (int i = 0; i < network.getNbInputs(); ++i) {
    const nvinfer1::Dims dims = network.getInput(i)->getDimensions();
    const std::string name = network.getInput(i)->getName();
    if (dims.nbDims < 1 || !IsStatic(WithBatch(dims, 1))) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("input '{}' of the model {} has the shape {}: only a first, batch "
                              "dimension may be open",
                              name, spec.file.string(), ShapeOf(dims).Text()));
    }
    for (const int batch_size : spec.batch_sizes) {
      if (dims.d[0] < 0 || dims.d[0] == batch_size) continue;
      throw Error(ErrorCode::kBadData,
                  fmt::format("the model {} cannot take batches of {}: its input '{}' is made for "
                              "batches of {} alone",
                              spec.file.string(), batch_size, name, dims.d[0]));
    }
  }
}

void AddProfile(nvinfer1::IBuilder& builder, nvinfer1::IBuilderConfig& config,
                const INetworkDefinition& network, int batch_size) {
  // Belongs to the builder.
  nvinfer1::IOptimizationProfile* profile = builder.createOptimizationProfile();
  bool is_set = profile != nullptr;
  for (int i = 0; is_set && i < network.getNbInputs(); ++i) {
    const nvinfer1::ITensor& input = *network.getInput(i);
    const nvinfer1::Dims dims = WithBatch(input.getDimensions(), batch_size);
    for (const auto selector :
         {nvinfer1::OptProfileSelector::kMIN, nvinfer1::OptProfileSelector::kOPT,
          nvinfer1::OptProfileSelector::kMAX}) {
      is_set = is_set && profile->setDimensions(input.getName(), selector, dims);
    }
  }
  if (!is_set || config.addOptimizationProfile(profile) < 0) {
    throw Error(
        ErrorCode::kEngine,
        fmt::format("TensorRT refuses an optimisation profile for batches of {}", batch_size));
  }
}

bool IsHeavy(LayerType type) {
  constexpr LayerType kHeavy[] = {LayerType::kCONVOLUTION, LayerType::kDECONVOLUTION,
                                  LayerType::kMATRIX_MULTIPLY, LayerType::kEINSUM};
  return std::find(std::begin(kHeavy), std::end(kHeavy), type) != std::end(kHeavy);
}

/// The types of the layers that do the work. In a strongly typed network they are the arithmetic;
/// one that reads what was just dequantised computes in i8. "" when there is no such layer.
std::string PrecisionOf(const INetworkDefinition& network) {
  std::set<const nvinfer1::ITensor*> dequantised;
  for (int i = 0; i < network.getNbLayers(); ++i) {
    const nvinfer1::ILayer& layer = *network.getLayer(i);
    if (layer.getType() == LayerType::kDEQUANTIZE) dequantised.insert(layer.getOutput(0));
  }
  std::set<std::string> used;
  for (int i = 0; i < network.getNbLayers(); ++i) {
    const nvinfer1::ILayer& layer = *network.getLayer(i);
    if (!IsHeavy(layer.getType())) continue;
    const nvinfer1::ITensor* input = layer.getInput(0);
    used.insert(dequantised.count(input) > 0
                    ? "i8"
                    : std::string(Name(TypeOf(input->getType(), input->getName()))));
  }
  return fmt::format("{}", fmt::join(used, "+"));
}

void RequirePrecision(const std::string& used, const ModelSpec& spec) {
  if (used.empty() || ("+" + used + "+").find("+" + spec.precision + "+") != std::string::npos) {
    return;
  }
  throw Error(
      ErrorCode::kBadData,
      fmt::format("the model {} computes in {}, and TensorRT {} computes in the model's own "
                  "types: use --precision {} or give it a model in {}",
                  spec.file.string(), used, NV_TENSORRT_MAJOR, used.substr(0, used.find('+')),
                  spec.precision));
}

}  // namespace

BuiltPlan BuildPlan(Libraries& libraries, const ModelSpec& spec) {
  const std::string file = spec.file.string();
  const auto builder = libraries.NewBuilder();
  const auto network = Made(builder->createNetworkV2(0), libraries, "an empty network");
  const auto parser = libraries.NewParser(*network);
  if (!parser->parseFromFile(file.c_str(),
                             static_cast<int>(nvinfer1::ILogger::Severity::kWARNING))) {
    throw Error(ErrorCode::kBadData, fmt::format("TensorRT cannot read the model {}: {}", file,
                                                 ParserReason(*parser, libraries)));
  }
  RequireFittingInputs(*network, spec);
  BuiltPlan plan;
  plan.precision = PrecisionOf(*network);
  RequirePrecision(plan.precision, spec);
  const auto config = Made(builder->createBuilderConfig(), libraries, "a configuration");
  config->clearFlag(nvinfer1::BuilderFlag::kTF32);
  for (const int batch_size : spec.batch_sizes) AddProfile(*builder, *config, *network, batch_size);
  plan.bytes.reset(builder->buildSerializedNetwork(*network, *config));
  if (plan.bytes != nullptr) return plan;
  throw Error(ErrorCode::kEngine,
              fmt::format("TensorRT could not build the model {} for batches of {}: {}", file,
                          fmt::join(spec.batch_sizes, ", "), libraries.TakeReason()));
}

}  // namespace assay::tensorrt
