// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reading models. A SavedModel says by its signature what is fed and fetched; a frozen graph is fed
// at its placeholders, and any of its tensors may be fetched.
#include "backends/tensorflow/graph.h"

#include <fmt/format.h>
#include <tensorflow/c/c_api.h>

#include <algorithm>

#include "backends/model_parts.h"
#include "base/files.h"

namespace assay::tensorflow {
namespace {

namespace fs = std::filesystem;

constexpr char kSavedModel[] = "saved_model.pb";

struct TypeRow {
  ElementType ours;
  TF_DataType theirs;
};
constexpr TypeRow kTypes[] = {
    {ElementType::kF32, TF_FLOAT},     {ElementType::kF16, TF_HALF},
    {ElementType::kBF16, TF_BFLOAT16}, {ElementType::kF64, TF_DOUBLE},
    {ElementType::kI8, TF_INT8},       {ElementType::kU8, TF_UINT8},
    {ElementType::kI32, TF_INT32},     {ElementType::kI64, TF_INT64},
    {ElementType::kBool, TF_BOOL},
};

template <typename T, void (*free)(T*)>
struct Free {
  void operator()(T* object) const { free(object); }
};
using Buffer = std::unique_ptr<TF_Buffer, Free<TF_Buffer, TF_DeleteBuffer>>;
using Options =
    std::unique_ptr<TF_SessionOptions, Free<TF_SessionOptions, TF_DeleteSessionOptions>>;
using ImportOptions =
    std::unique_ptr<TF_ImportGraphDefOptions,
                    Free<TF_ImportGraphDefOptions, TF_DeleteImportGraphDefOptions>>;

[[noreturn]] void RefuseModel(const fs::path& file, const std::string& reason) {
  throw Error(ErrorCode::kBadData,
              fmt::format("TensorFlow cannot read the model {}: {}", file.string(), reason));
}

Options NewOptions(const SessionOptions& wanted) {
  Options options(TF_NewSessionOptions());
  const std::string config = SerialisedConfig(wanted);
  const Status status;
  TF_SetConfig(options.get(), config.data(), config.size(), status.get());
  if (status.is_ok()) return options;
  throw Error(ErrorCode::kEngine,
              fmt::format("TensorFlow refuses its settings: {}", status.Reason()));
}

/// -1 where open; rank 0 where the graph knows nothing of the shape.
Shape ShapeIn(TF_Graph* graph, TF_Output output) {
  const Status status;
  const int rank = TF_GraphGetTensorNumDims(graph, output, status.get());
  Shape shape;
  if (!status.is_ok() || rank <= 0 || rank > static_cast<int>(Shape::kMaxRank)) return shape;
  std::vector<std::int64_t> dims(static_cast<std::size_t>(rank));
  TF_GraphGetTensorShape(graph, output, dims.data(), rank, status.get());
  for (const std::int64_t d : dims) shape.Append(d);
  return shape;
}

GraphPort PortAt(TF_Graph* graph, TF_Output output, std::vector<std::string> names) {
  return {.port = {.name = names.front(),
                   .type = TypeOf(TF_OperationOutputType(output)),
                   .shape = ShapeIn(graph, output)},
          .names = std::move(names),
          .operation = output.oper,
          .index = output.index};
}

/// "name:1" in the graph.
TF_Output OutputNamed(TF_Graph* graph, const std::string& tensor, const fs::path& file) {
  const std::size_t colon = tensor.rfind(':');
  TF_Operation* operation = TF_GraphOperationByName(graph, tensor.substr(0, colon).c_str());
  if (operation == nullptr) {
    RefuseModel(file, fmt::format("its signature names '{}', which the graph has not", tensor));
  }
  return {operation, colon == std::string::npos ? 0 : std::stoi(tensor.substr(colon + 1))};
}

std::vector<GraphPort> PortsOf(TF_Graph* graph, const std::vector<SignaturePort>& ports,
                               const fs::path& file) {
  std::vector<GraphPort> found;
  for (const SignaturePort& port : ports) {
    found.push_back(PortAt(graph, OutputNamed(graph, port.tensor, file), {port.key, port.tensor}));
  }
  return found;
}

void ReadSavedModel(LoadedGraph& loaded, const fs::path& folder, const SessionOptions& wanted) {
  const Options options = NewOptions(wanted);
  const Buffer meta_graph(TF_NewBuffer());
  const char* const tags[] = {"serve"};
  const Status status;
  loaded.session = TF_LoadSessionFromSavedModel(options.get(), nullptr, folder.c_str(), tags, 1,
                                                loaded.graph, meta_graph.get(), status.get());
  if (!status.is_ok()) RefuseModel(folder, status.Reason());
  Signature signature;
  try {
    signature = ReadSignature({static_cast<const char*>(meta_graph->data), meta_graph->length});
  } catch (const Error& e) {
    RefuseModel(folder, e.what());
  }
  loaded.inputs = PortsOf(loaded.graph, signature.inputs, folder);
  loaded.outputs = PortsOf(loaded.graph, signature.outputs, folder);
  loaded.result_count = loaded.outputs.size();
}

/// Whether a tensor of ours can hold that output; resources and texts it cannot.
bool IsPlain(TF_Output output) {
  const TF_DataType type = TF_OperationOutputType(output);
  return std::any_of(std::begin(kTypes), std::end(kTypes),
                     [type](const TypeRow& row) { return row.theirs == type; });
}

/// Feeds are the placeholders. Fetches are the results that nothing in the graph reads, and behind
/// them all others, which only a name brings out.
void ListPorts(LoadedGraph& loaded) {
  std::vector<GraphPort> inner;
  std::size_t position = 0;
  while (TF_Operation* operation = TF_GraphNextOperation(loaded.graph, &position)) {
    const std::string name = TF_OperationName(operation), type = TF_OperationOpType(operation);
    for (int i = 0; i < TF_OperationNumOutputs(operation); ++i) {
      const TF_Output output{operation, i};
      if (type == "Const" || !IsPlain(output)) continue;
      const GraphPort port = PortAt(loaded.graph, output, {fmt::format("{}:{}", name, i)});
      if (type == "Placeholder") {
        loaded.inputs.push_back(port);
      } else {
        const bool is_read = TF_OperationOutputNumConsumers(output) > 0;
        (is_read ? inner : loaded.outputs).push_back(port);
      }
    }
  }
  loaded.result_count = loaded.outputs.size();
  loaded.outputs.insert(loaded.outputs.end(), inner.begin(), inner.end());
}

void ReadFrozenGraph(LoadedGraph& loaded, const fs::path& file, const SessionOptions& wanted) {
  const std::string bytes = ReadFile(file, "frozen graph");
  const Buffer definition(TF_NewBufferFromString(bytes.data(), bytes.size()));
  const ImportOptions import(TF_NewImportGraphDefOptions());
  const Status status;
  TF_GraphImportGraphDef(loaded.graph, definition.get(), import.get(), status.get());
  if (!status.is_ok()) RefuseModel(file, status.Reason());
  ListPorts(loaded);
  if (loaded.inputs.empty() || loaded.outputs.empty()) {
    RefuseModel(file, "it is no graph with a placeholder to feed and a result");
  }
  const Options options = NewOptions(wanted);
  loaded.session = TF_NewSession(loaded.graph, options.get(), status.get());
  if (!status.is_ok()) RefuseModel(file, status.Reason());
}

}  // namespace

Status::Status() : status_(TF_NewStatus()) {}
bool Status::is_ok() const { return TF_GetCode(status_.get()) == TF_OK; }
std::string Status::Reason() const { return OneLine(TF_Message(status_.get())); }
void Status::Free::operator()(TSL_Status* status) const { TF_DeleteStatus(status); }

LoadedGraph::~LoadedGraph() {
  const Status ignored;
  if (session != nullptr) TF_DeleteSession(session, ignored.get());
  if (graph != nullptr) TF_DeleteGraph(graph);
}

std::unique_ptr<LoadedGraph> ReadGraph(const fs::path& file, const SessionOptions& options) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(file, ignored);
  if (!is_folder) RequireModelFile(file);
  auto loaded = std::make_unique<LoadedGraph>();
  loaded->graph = TF_NewGraph();
  if (is_folder || file.filename() == kSavedModel) {
    ReadSavedModel(*loaded, is_folder ? file : file.parent_path(), options);
  } else if (file.extension() == ".pb") {
    ReadFrozenGraph(*loaded, file, options);
  } else {
    RefuseModel(file,
                "it takes SavedModels and frozen graphs (.pb); `assay convert` makes one from "
                "an ONNX file");
  }
  return loaded;
}

ElementType TypeOf(int tensorflow_type) {
  for (const TypeRow& row : kTypes) {
    if (row.theirs == tensorflow_type) return row.ours;
  }
  throw Error(
      ErrorCode::kEngine,
      fmt::format("the model has a tensor of TensorFlow's type {}, which Assay cannot pass on",
                  tensorflow_type));
}

int TensorflowType(ElementType type) {
  const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [type](const TypeRow& r) { return r.ours == type; });
  ASSAY_CHECK(row != std::end(kTypes));
  return row->theirs;
}

}  // namespace assay::tensorflow
