// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// TensorFlow alone, a SavedModel through the C API. The signature is read, and the options written,
// by the backend's own code: nothing of that is timed.
#include <tensorflow/c/c_api.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "backends/tensorflow/protos.h"
#include "loop.h"

namespace {

namespace protos = assay::tensorflow;

using Status = std::unique_ptr<TF_Status, decltype(&TF_DeleteStatus)>;

void RequireOk(const Status& status) {
  if (TF_GetCode(status.get()) != TF_OK) throw std::runtime_error(TF_Message(status.get()));
}

TF_Output Find(TF_Graph* graph, const std::vector<protos::SignaturePort>& ports,
               std::string_view key) {
  if (key.ends_with(":0")) key.remove_suffix(2);
  const auto port = std::find_if(ports.begin(), ports.end(),
                                 [key](const protos::SignaturePort& p) { return p.key == key; });
  if (port == ports.end()) throw std::runtime_error("no port of that name");
  const std::size_t colon = port->tensor.rfind(':');
  return {TF_GraphOperationByName(graph, port->tensor.substr(0, colon).c_str()),
          std::stoi(port->tensor.substr(colon + 1))};
}

struct Loaded {
  TF_Session* session = nullptr;
  TF_Output input{}, output{};
};

Loaded Load(const bare::Settings& settings) {
  const Status status(TF_NewStatus(), TF_DeleteStatus);
  TF_SessionOptions* options = TF_NewSessionOptions();
  const std::string config = protos::SerialisedConfig(
      {.intra_op_threads = settings.threads - settings.streams + 1, .inter_op_threads = 1});
  TF_SetConfig(options, config.data(), config.size(), status.get());
  TF_Graph* graph = TF_NewGraph();
  TF_Buffer* meta = TF_NewBuffer();
  const char* const tags[] = {"serve"};
  Loaded loaded;
  loaded.session = TF_LoadSessionFromSavedModel(options, nullptr, settings.model.c_str(), tags, 1,
                                                graph, meta, status.get());
  RequireOk(status);
  const auto signature =
      protos::ReadSignature({static_cast<const char*>(meta->data), meta->length});
  loaded.input = Find(graph, signature.inputs, settings.input);
  loaded.output = Find(graph, signature.outputs, settings.output);
  return loaded;
}

void RunOnce(const Loaded& loaded, TF_Tensor* input, const TF_Buffer* options) {
  const Status status(TF_NewStatus(), TF_DeleteStatus);
  TF_Tensor* output = nullptr;
  TF_SessionRun(loaded.session, options, &loaded.input, &input, 1, &loaded.output, &output, 1,
                nullptr, 0, nullptr, status.get());
  RequireOk(status);
  TF_DeleteTensor(output);
}

double Measure(const bare::Settings& settings) {
  const Loaded loaded = Load(settings);
  const std::string text = protos::SerialisedRunOptions(/*tells_graphs=*/false);
  const TF_Buffer* options = TF_NewBufferFromString(text.data(), text.size());
  std::vector<bare::Request> requests;
  for (int i = 0; i < settings.streams; ++i) {
    TF_Tensor* input =
        TF_AllocateTensor(TF_FLOAT, settings.shape.data(), static_cast<int>(settings.shape.size()),
                          settings.ElementCount() * sizeof(float));
    std::fill_n(static_cast<float*>(TF_TensorData(input)), settings.ElementCount(), 1.0F);
    requests.emplace_back([loaded, input, options] { RunOnce(loaded, input, options); });
  }
  return bare::Rate(settings, requests);
}

}  // namespace

int main(int argc, char** argv) { return bare::Main(argc, argv, Measure); }
