// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads safetensors files: named tensors as raw little-endian bytes behind a JSON header.
// Format: huggingface/safetensors, README "Format".
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/tensor.h"

namespace assay {

/// The tensors of one file, held in memory. Immutable: any thread.
class Safetensors {
 public:
  /// `origin` stands in the sentences. Throws Error{kBadData} for anything that is not a complete
  /// file: header out of bounds or no JSON, unknown type, shape and byte count that differ, tensors
  /// that overlap or leave the file.
  static Safetensors Parse(std::string bytes, const std::string& origin);
  /// Throws Error{kMissingFile} too.
  static Safetensors Read(const std::filesystem::path& file);

  /// Names in order.
  std::vector<std::string> Names() const;
  const Shape& ShapeOf(std::string_view name) const;
  /// The values of an f32 tensor. Throws Error{kBadData} when there is none of that name, type and
  /// shape.
  std::vector<float> Floats(std::string_view name, const Shape& shape) const;

 private:
  struct Entry {
    ElementType type = ElementType::kF32;
    Shape shape;
    std::size_t begin = 0;  // in bytes_
    std::size_t byte_count = 0;
  };
  /// One item of the header; `byte_count` = what follows the header. Offsets are relative to it.
  static Entry ReadEntry(const nlohmann::json& item, std::size_t byte_count,
                         const std::string& origin);
  const Entry& Find(std::string_view name) const;

  std::string origin_;
  std::string bytes_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace assay
