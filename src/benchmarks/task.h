// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A task: data set, program and judge of one kind of work. Never sees the LoadGen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/backend.h"
#include "base/tensor.h"
#include "benchmarks/model_card.h"

namespace assay {

using SampleIndex = std::size_t;  // position in the data set's own list

/// One input of the task, ready for the program.
struct Sample {
  SampleIndex index = 0;
  std::vector<Tensor> tensors;
};

/// What a data set says of itself, for run.json and the labels.
struct DatasetFacts {
  std::string name;        // "imagenet2012-val", or the folder's name
  bool synthetic = false;  // made by Assay
  /// False: labelled "not the benchmark's data set" (another size, another content).
  bool is_official = false;
  std::size_t sample_count = 0;
  std::string checksum;  // SHA-256 of the index file (val_map.txt, ...)
};

/// Thread-safe.
class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::size_t size() const = 0;
  virtual const DatasetFacts& Facts() const = 0;
  /// Untimed: decoding and allowed preprocessing live here. Throws Error{kMissingFile, kBadData}
  /// that names the file.
  virtual Sample Load(SampleIndex index) const = 0;
  /// What the data set's own list and the rules' lists of samples call it.
  virtual const std::string& Name(SampleIndex index) const = 0;
};

/// Where a program puts what it found. Exactly one of Finish and Fail ends a batch; both may be
/// called on any thread, also before Program::Start returns.
class Answers {
 public:
  virtual ~Answers() = default;
  /// The answer to the sample at `position` of the batch: the raw response bytes that go into the
  /// accuracy log. Copied before it returns.
  virtual void Add(std::size_t position, std::span<const std::byte> answer) = 0;
  /// Add for the positions 0, 1, ...: `rows` holds their answers one after the other, `row_bytes`
  /// (at least 1) each. Cheaper where a batch's answers are known at the same moment.
  virtual void AddRows(std::span<const std::byte> rows, std::size_t row_bytes) {
    for (std::size_t i = 0; i < rows.size() / row_bytes; ++i) {
      Add(i, rows.subspan(i * row_bytes, row_bytes));
    }
  }
  /// All positions have been added; the program may be started again, also from inside this call.
  virtual void Finish() = 0;
  virtual void Fail(const Error& error) = 0;
};

/// The timed part; may loop over several models (RNN-T has three). One batch in flight.
class Program {
 public:
  virtual ~Program() = default;
  /// Batch sizes it takes, ascending, beginning with 1 or the smallest the model allows.
  virtual const std::vector<int>& BatchSizes() const = 0;
  /// False: samples are not read (null, simulated engines); batch may then hold null pointers.
  virtual bool ReadsSamples() const = 0;
  /// Never blocks on the computation. The samples stay valid until the answers are finished.
  virtual void Start(std::span<const Sample* const> batch, Answers& answers) = 0;
};

/// One answer as found in an accuracy log.
struct Response {
  SampleIndex sample = 0;
  std::span<const std::byte> bytes;
};

/// Streams the accuracy log: a 3D-UNet log is 8.6 GB. Order is that of completion; samples may
/// repeat (the first occurrence counts).
class ResponseStream {
 public:
  virtual ~ResponseStream() = default;
  /// The next response, valid until the next call; nullopt at the end. Throws Error{kBadData}.
  virtual std::optional<Response> Next() = 0;
};

struct Score {
  std::string metric;  // "top1"
  double value = 0;
  std::string unit;  // "%"
  std::string text;  // the line of accuracy.txt: "accuracy=75.920%, good=37960, total=50000"
};

/// What the user chose for a task.
struct TaskOptions {
  std::filesystem::path model_card{};  // empty: the benchmark's own
  std::filesystem::path data{};        // empty: $ASSAY_HOME/datasets/<name>
  bool allow_synthetic = false;        // make or take what is missing
  bool tiny = false;                   // --scale tiny
  /// False: the engine reads neither model nor samples (null, simulated): missing files are no
  /// error, and nothing is made.
  bool needs_files = true;
  std::string precision = "f32";
  /// As in --backend: it may have a model file of its own, or one converted for it. Empty: none.
  std::string engine{};
};

/// What a task says of the model it will run, for run.json, labels and the division.
struct ModelCardFacts {
  std::string name;
  std::string task;
  std::filesystem::path card;
  std::filesystem::path file;
  std::string checksum;        // SHA-256 of the model file
  bool is_reference = false;   // the rules' own network and weights: what Closed asks for
  bool synthetic = false;      // seeded weights made by Assay
  std::string weights_origin;  // one line: where the weights come from, with licence
  std::optional<CardCalibration> calibration;  // the weights are another card's in fewer bits
};

class Task {
 public:
  virtual ~Task() = default;
  virtual const ModelCardFacts& Card() const = 0;
  /// Models to load, without batch sizes, streams and precision, which the run decides.
  virtual std::vector<ModelSpec> Models() const = 0;
  virtual std::unique_ptr<Dataset> Open(const std::filesystem::path& folder) const = 0;
  /// Binds one program to its own sessions on `placement`. The models outlive it.
  virtual std::unique_ptr<Program> Bind(std::span<const std::unique_ptr<Model>> models,
                                        const Placement& placement) const = 0;
  /// First score = the benchmark's quality metric. Divides by the distinct samples seen.
  virtual std::vector<Score> Judge(const Dataset& dataset, ResponseStream& responses) const = 0;
};

}  // namespace assay
