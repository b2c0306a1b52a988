// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Opens the module that writes ONNX files.
#include "onnx/graph_writer.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/module.h"

namespace assay {

std::unique_ptr<GraphWriter> NewGraphWriter(const GraphFacts& facts) {
  const std::filesystem::path file = ModuleFolder() / "onnx_writer.so";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    throw Error(
        ErrorCode::kMissingFile,
        fmt::format("cannot write the network {}: this build has no {}; install libonnx-dev, "
                    "libprotobuf-dev and protobuf-compiler (scripts/setup does) and build "
                    "again",
                    facts.name, file.string()));
  }
  const auto entry = reinterpret_cast<GraphWriterEntry*>(
      LoadModuleSymbol(file, "assay_onnx_writer", "the ONNX writer"));
  std::unique_ptr<GraphWriter> writer(entry(kModuleApiVersion, facts));
  if (writer == nullptr) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("the module {} was built for another version of Assay than this one "
                            "(interface {}): build all of it again",
                            file.string(), kModuleApiVersion));
  }
  return writer;
}

}  // namespace assay
