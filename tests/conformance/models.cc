// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The tiny models of the conformance suite: written here for engines that read ONNX, taken from the
// folder that the engine's own Python package filled while the tests were set up for the others.
#include "conformance/models.h"

#include <algorithm>
#include <cstdlib>

#include "base/files.h"
#include "onnx/graph_writer.h"

namespace assay::conformance {
namespace {

namespace fs = std::filesystem;

// ONNX's TensorProto.DataType.
constexpr std::int64_t kOnnxI64 = 7;

void Classifier(GraphWriter& w) {
  w.Input({.name = "x", .shape = {-1, 3}});
  w.Constant("weights", {3, 2}, std::vector<float>{1, 0, 0, 1, 1, 1});
  w.Constant("bias", {2}, std::vector<float>{0, 0.5F});
  w.Node({"MatMul", {"x", "weights"}, "weighted", {}});
  w.Node({"Add", {"weighted", "bias"}, "scores", {}});
  w.Node(
      {"ArgMax", {"scores"}, "class", {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}}});
  w.Output({.name = "scores", .shape = {-1, 2}});
  w.Output({.name = "class", .type = ElementType::kI64, .shape = {-1}});
}

void Scaler(GraphWriter& w) {
  w.Input({.name = "x", .shape = {-1, 4}});
  w.Constant("two", {1}, std::vector<float>{2});
  w.Node({"Mul", {"x", "two"}, "y", {}});
  w.Output({.name = "y", .shape = {-1, 4}});
}

void Types(GraphWriter& w) {
  w.Input({.name = "ids", .type = ElementType::kI64, .shape = {-1, 2}});
  w.Input({.name = "factor", .type = ElementType::kI32, .shape = {-1, 2}});
  w.Constant("ten", {1}, std::vector<float>{10});
  w.Node({"Cast", {"ten"}, "ten_i64", {{"to", kOnnxI64}}});
  w.Node({"Cast", {"factor"}, "factor_i64", {{"to", kOnnxI64}}});
  w.Node({"Mul", {"ids", "factor_i64"}, "product", {}});
  w.Node({"Greater", {"product", "ten_i64"}, "is_large", {}});
  w.Output({.name = "product", .type = ElementType::kI64, .shape = {-1, 2}});
  w.Output({.name = "is_large", .type = ElementType::kBool, .shape = {-1, 2}});
}

void Positives(GraphWriter& w) {
  w.Input({.name = "x", .shape = {-1, 3}});
  w.Node({"Relu", {"x"}, "positive", {}});
  w.Node({"NonZero", {"positive"}, "where", {}});
  w.Output({.name = "where", .type = ElementType::kI64, .shape = {2, -2}});
}

void Table(GraphWriter& w) {
  w.Input({.name = "index", .type = ElementType::kI64, .shape = {-1}});
  w.Constant("table", {3}, std::vector<float>{10, 20, 30});
  w.Node({"Gather", {"table", "index"}, "picked", {{"axis", std::int64_t{0}}}});
  w.Output({.name = "picked", .shape = {-1}});
}

void Pair(GraphWriter& w) {
  w.Input({.name = "x", .shape = {2, 2}});
  w.Constant("ones", {2}, std::vector<float>{1, 1});
  w.Node({"Add", {"x", "ones"}, "y", {}});
  w.Output({.name = "y", .shape = {2, 2}});
}

/// The same for the stand-in of TensorRT (src/backends/tensorrt/fake/network.h).
constexpr const char* kFakeClassifier =
    "input x f32 N 3\noutput scores f32 N 2\noutput class i64 N\n"
    "layer matrix-multiply f32\ncompute classifier\n";
constexpr const char* kFakeScaler = "input x f32 N 4\noutput y f32 N 4\ncompute double\n";
constexpr const char* kFakeTypes =
    "input ids i64 N 2\ninput factor i32 N 2\noutput product i64 N 2\noutput is_large bool N 2\n"
    "compute types\n";
constexpr const char* kFakePositives = "input x f32 N 3\noutput where i64 2 ?\ncompute where\n";
constexpr const char* kFakeTable = "input index i64 N\noutput picked f32 N\ncompute table\n";
constexpr const char* kFakePair = "input x f32 2 2\noutput y f32 2 2\ncompute add-one\n";

struct KindRow {
  Kind kind;
  std::string_view name;
  std::vector<Port> inputs;
  void (*write)(GraphWriter&);
  const char* fake;
};
const KindRow kKinds[] = {
    {Kind::kClassifier,
     "classifier",
     {{.name = "x", .shape = {-1, 3}}},
     Classifier,
     kFakeClassifier},
    {Kind::kScaler, "scaler", {{.name = "x", .shape = {-1, 4}}}, Scaler, kFakeScaler},
    {Kind::kTypes,
     "types",
     {{.name = "ids", .type = ElementType::kI64, .shape = {-1, 2}},
      {.name = "factor", .type = ElementType::kI32, .shape = {-1, 2}}},
     Types,
     kFakeTypes},
    {Kind::kPositives, "positives", {{.name = "x", .shape = {-1, 3}}}, Positives, kFakePositives},
    {Kind::kTable,
     "table",
     {{.name = "index", .type = ElementType::kI64, .shape = {-1}}},
     Table,
     kFakeTable},
    {Kind::kPair, "pair", {{.name = "x", .shape = {2, 2}}}, Pair, kFakePair},
};

const KindRow& RowOf(Kind kind) {
  return *std::find_if(std::begin(kKinds), std::end(kKinds),
                       [kind](const KindRow& row) { return row.kind == kind; });
}

/// How a backend gets its models: written here, or by a script in the folder of its name.
struct FormatRow {
  std::string_view backend;
  std::string_view extension;
  enum { kOnnx, kFake, kByScript, kNone } how;
};
fs::path MadeByBuild(std::string_view backend) {
  const char* folder = std::getenv("ASSAY_TINY_MODELS");
  return fs::path(folder == nullptr ? "" : folder) / backend;
}

constexpr FormatRow kFormats[] = {
    {"openvino", ".onnx", FormatRow::kOnnx},   {"onnxruntime", ".onnx", FormatRow::kOnnx},
    {"libtorch", ".pt", FormatRow::kByScript}, {"tensorflow", "", FormatRow::kByScript},
    {"tensorrt", ".onnx", FormatRow::kFake},   {"null", ".none", FormatRow::kNone},
    {"simulated", ".none", FormatRow::kNone}};

const FormatRow& FormatOf(std::string_view backend) {
  const auto* row = std::find_if(std::begin(kFormats), std::end(kFormats),
                                 [backend](const FormatRow& r) { return r.backend == backend; });
  ASSAY_CHECK(row != std::end(kFormats));
  return *row;
}

}  // namespace

TinyModel ModelFor(std::string_view backend, Kind kind, const fs::path& folder) {
  const FormatRow& format = FormatOf(backend);
  const KindRow& row = RowOf(kind);
  const std::string name = std::string(row.name) + std::string(format.extension);
  if (format.how == FormatRow::kByScript) {
    const fs::path made = MadeByBuild(backend) / name;
    return {fs::exists(made) ? made : fs::path(), row.inputs};
  }
  const fs::path file = folder / name;
  if (format.how == FormatRow::kOnnx) WriteOnnx(kind, file);
  if (format.how == FormatRow::kFake) WriteFile(file, std::string("fake network\n") + row.fake);
  return {file, row.inputs};
}

bool HasTinyModels(std::string_view backend) {
  return std::any_of(std::begin(kFormats), std::end(kFormats), [backend](const FormatRow& row) {
    if (row.backend != backend) return false;
    return row.how == FormatRow::kOnnx ||
           (row.how == FormatRow::kByScript && fs::exists(MadeByBuild(backend)));
  });
}

std::string_view ExtensionFor(std::string_view backend) { return FormatOf(backend).extension; }

void WriteOnnx(Kind kind, const fs::path& file) {
  const KindRow& row = RowOf(kind);
  const auto writer = NewGraphWriter({.name = std::string(row.name), .doc = "a test's tiny model"});
  row.write(*writer);
  writer->Save(file);
}

}  // namespace assay::conformance
