// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The stand-in's networks: reading, writing, computing.
#include "backends/tensorrt/fake/network.h"

#include <algorithm>
#include <sstream>

namespace fake {
namespace {

using nvinfer1::DataType;
using nvinfer1::LayerType;

struct TypeRow {
  const char* name;
  DataType type;
  std::size_t bytes;
};
constexpr TypeRow kTypes[] = {
    {"f32", DataType::kFLOAT, 4}, {"f16", DataType::kHALF, 2},  {"bf16", DataType::kBF16, 2},
    {"i8", DataType::kINT8, 1},   {"u8", DataType::kUINT8, 1},  {"i32", DataType::kINT32, 4},
    {"i64", DataType::kINT64, 8}, {"bool", DataType::kBOOL, 1}, {"f8", DataType::kFP8, 1}};

struct LayerRow {
  const char* name;
  LayerType kind;
};
constexpr LayerRow kLayers[] = {{"convolution", LayerType::kCONVOLUTION},
                                {"matrix-multiply", LayerType::kMATRIX_MULTIPLY},
                                {"activation", LayerType::kACTIVATION}};

template <typename Row>
const Row* RowNamed(const Row* begin, const Row* end, const std::string& name) {
  const Row* row = std::find_if(begin, end, [&name](const Row& r) { return r.name == name; });
  return row == end ? nullptr : row;
}

bool ReadTensor(std::istream& line, bool is_input, Network& network) {
  TensorLine tensor;
  tensor.is_input = is_input;
  std::string type, dim;
  line >> tensor.name >> type;
  const TypeRow* row = RowNamed(std::begin(kTypes), std::end(kTypes), type);
  if (row == nullptr) return false;
  tensor.type = row->type;
  while (line >> dim) {
    tensor.dims.push_back(dim == "N" ? -1 : dim == "?" ? kUnknown : std::stoll(dim));
  }
  network.tensors.push_back(tensor);
  return true;
}
bool ReadInput(std::istream& line, Network& network) { return ReadTensor(line, true, network); }
bool ReadOutput(std::istream& line, Network& network) { return ReadTensor(line, false, network); }

bool ReadLayer(std::istream& line, Network& network) {
  std::string kind, type;
  line >> kind >> type;
  const LayerRow* layer = RowNamed(std::begin(kLayers), std::end(kLayers), kind);
  const TypeRow* row = RowNamed(std::begin(kTypes), std::end(kTypes), type);
  if (layer == nullptr || row == nullptr) return false;
  const bool quantised = row->type == DataType::kINT8;
  network.layers.push_back({layer->kind, quantised ? DataType::kFLOAT : row->type, quantised});
  return true;
}

bool ReadProfile(std::istream& line, Network& network) {
  Profile profile{};
  for (std::int64_t& batch : profile) line >> batch;
  network.profiles.push_back(profile);
  return !line.fail();
}

template <bool TensorLine::*flag>
bool ReadFlag(std::istream& line, Network& network) {
  std::string name;
  line >> name;
  for (TensorLine& tensor : network.tensors) {
    if (tensor.name == name) return tensor.*flag = true;
  }
  return false;
}

bool ReadCompute(std::istream& line, Network& network) {
  return static_cast<bool>(line >> network.compute);
}

bool ReadFailure(std::istream& line, Network& network) {
  std::string when, words;
  line >> when;
  std::getline(line >> std::ws, words);
  network.failures[when] = words;
  return true;
}

struct LineRow {
  const char* name;
  bool (*read)(std::istream& line, Network& network);
};
constexpr LineRow kLines[] = {{"input", ReadInput},
                              {"output", ReadOutput},
                              {"layer", ReadLayer},
                              {"profile", ReadProfile},
                              {"compute", ReadCompute},
                              {"host", ReadFlag<&TensorLine::is_on_host>},
                              {"vectorised", ReadFlag<&TensorLine::is_vectorised>},
                              {"fails", ReadFailure}};

using Inputs = std::map<std::string, Numbers>;
using Outputs = std::map<std::string, Numbers>;

/// scores = x · [[1,0],[0,1],[1,1]] + (0, 0.5) and class = argmax(scores), x: {N, 3}.
Outputs Classifier(const Inputs& inputs) {
  const Numbers& x = inputs.begin()->second;
  const std::int64_t batch = x.dims[0];
  Outputs outputs{{"scores", {{batch, 2}, {}}}, {"class", {{batch}, {}}}};
  for (std::int64_t i = 0; i < batch; ++i) {
    const double* row = x.values.data() + 3 * i;
    const double first = row[0] + row[2], second = row[1] + row[2] + 0.5;
    outputs["scores"].values.insert(outputs["scores"].values.end(), {first, second});
    outputs["class"].values.push_back(second > first ? 1 : 0);
  }
  return outputs;
}

/// y = 2 x.
Outputs Double(const Inputs& inputs) {
  Numbers y = inputs.begin()->second;
  for (double& value : y.values) value *= 2;
  return {{"y", y}};
}

/// found = the positive numbers of x, in order: as many as there are.
Outputs Positive(const Inputs& inputs) {
  Numbers found;
  for (const double value : inputs.begin()->second.values) {
    if (value > 0) found.values.push_back(value);
  }
  found.dims = {static_cast<std::int64_t>(found.values.size())};
  return {{"found", found}};
}

/// where = the places of positive numbers: rows, then columns.
Outputs Where(const Inputs& inputs) {
  const Numbers& x = inputs.begin()->second;
  const auto width = static_cast<std::size_t>(x.dims[1]);
  std::vector<double> rows, columns;
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    if (x.values[i] <= 0) continue;
    rows.push_back(static_cast<double>(i / width));
    columns.push_back(static_cast<double>(i % width));
  }
  Numbers where{.dims = {2, static_cast<std::int64_t>(rows.size())}, .values = rows};
  where.values.insert(where.values.end(), columns.begin(), columns.end());
  return {{"where", where}};
}

/// product = ids · factor, is_large = product > 10.
Outputs Types(const Inputs& inputs) {
  Numbers product = inputs.at("ids");
  Numbers is_large = product;
  for (std::size_t i = 0; i < product.values.size(); ++i) {
    product.values[i] *= inputs.at("factor").values[i];
    is_large.values[i] = product.values[i] > 10 ? 1 : 0;
  }
  return {{"product", product}, {"is_large", is_large}};
}

/// picked = (10, 20, 30)[index]; 0 for another index.
Outputs Table(const Inputs& inputs) {
  Numbers picked = inputs.at("index");
  for (double& value : picked.values) {
    const bool is_inside = value >= 0 && value < 3;
    value = is_inside ? 10 * (value + 1) : 0;
  }
  return {{"picked", picked}};
}

/// y = x + 1.
Outputs AddOne(const Inputs& inputs) {
  Numbers y = inputs.begin()->second;
  for (double& value : y.values) value += 1;
  return {{"y", y}};
}

struct ComputeRow {
  const char* name;
  Outputs (*compute)(const Inputs& inputs);
};
constexpr ComputeRow kComputes[] = {
    {"classifier", Classifier}, {"double", Double}, {"positive", Positive}, {"where", Where},
    {"types", Types},           {"table", Table},   {"add-one", AddOne}};

template <typename Row, std::size_t count>
const char* NameOf(const Row (&rows)[count], bool (*matches)(const Row&, int), int wanted) {
  const Row* row = std::find_if(std::begin(rows), std::end(rows),
                                [&](const Row& r) { return matches(r, wanted); });
  return row == std::end(rows) ? "?" : row->name;
}
const char* TypeName(DataType type) {
  return NameOf<TypeRow>(
      kTypes, [](const TypeRow& row, int t) { return static_cast<int>(row.type) == t; },
      static_cast<int>(type));
}
const char* KindName(LayerType kind) {
  return NameOf<LayerRow>(
      kLayers, [](const LayerRow& row, int k) { return static_cast<int>(row.kind) == k; },
      static_cast<int>(kind));
}

void WriteTensor(std::ostream& text, const TensorLine& tensor) {
  text << (tensor.is_input ? "input " : "output ") << tensor.name << " " << TypeName(tensor.type);
  for (const std::int64_t dim : tensor.dims) {
    if (dim >= 0) {
      text << " " << dim;
    } else {
      text << (dim == kUnknown ? " ?" : " N");
    }
  }
  text << "\n";
  if (tensor.is_on_host) text << "host " << tensor.name << "\n";
  if (tensor.is_vectorised) text << "vectorised " << tensor.name << "\n";
}

}  // namespace

const TensorLine* Network::Find(const std::string& name) const {
  const auto tensor = std::find_if(tensors.begin(), tensors.end(),
                                   [&name](const TensorLine& t) { return t.name == name; });
  return tensor == tensors.end() ? nullptr : &*tensor;
}

nvinfer1::Dims Network::DimsOf(const TensorLine& tensor, std::int64_t batch) {
  nvinfer1::Dims dims{};
  for (const std::int64_t dim : tensor.dims) {
    dims.d[dims.nbDims++] = dim == kUnknown ? -1 : dim == -1 ? batch : dim;
  }
  return dims;
}

bool Parse(const std::string& text, const std::string& head, Network& network) {
  std::istringstream lines(text);
  std::string line, word;
  if (!std::getline(lines, line) || line != head) return false;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    words >> word;
    const LineRow* row = RowNamed(std::begin(kLines), std::end(kLines), word);
    if (row == nullptr || !row->read(words, network)) return false;
  }
  return true;
}

std::string PlanText(const Network& network) {
  std::ostringstream text;
  text << "fake plan\n";
  for (const TensorLine& tensor : network.tensors) WriteTensor(text, tensor);
  for (const LayerLine& layer : network.layers) {
    text << "layer " << KindName(layer.kind) << " "
         << (layer.reads_dequantised ? "i8" : TypeName(layer.type)) << "\n";
  }
  for (const Profile& p : network.profiles) {
    text << "profile " << p[0] << " " << p[1] << " " << p[2] << "\n";
  }
  text << "compute " << network.compute << "\n";
  for (const auto& [when, words] : network.failures)
    text << "fails " << when << " " << words << "\n";
  return text.str();
}

std::map<std::string, Numbers> Compute(const Network& network,
                                       const std::map<std::string, Numbers>& inputs) {
  const ComputeRow* row = RowNamed(std::begin(kComputes), std::end(kComputes), network.compute);
  return row == nullptr ? Outputs{} : row->compute(inputs);
}

std::size_t BytesEach(DataType type) {
  for (const TypeRow& row : kTypes) {
    if (row.type == type) return row.bytes;
  }
  return 0;
}

}  // namespace fake
