// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests of endpoints: tasks whose programs only keep time, or pass batches on to a model's
// sessions, and a listener that remembers everything.
#pragma once

#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "endpoint/endpoint.h"

namespace assay {

/// What happened to each ticket. Thread-safe.
class RecordingListener : public Listener {
 public:
  struct Entry {
    Ticket ticket = 0;
    Nanoseconds when{0};
    std::optional<std::string> error{};
    std::vector<std::byte> answer{};
  };
  explicit RecordingListener(Clock& clock) : clock_(clock) {}

  void Complete(Ticket ticket, std::span<const std::byte> answer) override {
    Add({.ticket = ticket, .when = clock_.Now(), .answer = {answer.begin(), answer.end()}});
  }
  void Fail(Ticket ticket, const Error& error) override {
    Add({.ticket = ticket, .when = clock_.Now(), .error = error.what()});
  }
  std::size_t count() const {
    std::lock_guard lock(mutex_);
    return entries_.size();
  }
  std::vector<Entry> entries() const {
    std::lock_guard lock(mutex_);
    return entries_;
  }
  std::vector<Ticket> tickets() const {
    std::vector<Ticket> result;
    for (const Entry& entry : entries()) result.push_back(entry.ticket);
    return result;
  }
  bool WaitFor(std::size_t answers, Nanoseconds deadline) {
    return clock_.Wait(
        heard_, [this, answers] { return count() >= answers; }, deadline);
  }

 private:
  void Add(Entry entry) {
    {
      std::lock_guard lock(mutex_);
      entries_.push_back(std::move(entry));
    }
    heard_.Notify();
  }

  Clock& clock_;
  Signal heard_;
  mutable std::mutex mutex_;  // guards entries_
  std::vector<Entry> entries_;
};

/// How the programs of a TimedTask behave, per device index.
struct TimedSpec {
  std::vector<int> batch_sizes = {1, 2, 4, 8};
  Nanoseconds batch_time{0};
  Nanoseconds sample_time{std::chrono::microseconds(100)};
  bool in_rows = false;  // answers by one AddRows in place of an Add each
  bool always_fails = false;
  std::optional<std::size_t> fails_at{};  // the batch of this number answers position 0, then fails
  std::optional<std::size_t> throws_at{};   // Start throws
  std::optional<std::size_t> forgets_at{};  // finishes without answering the last position
};

/// A batch as a program got it.
struct SeenBatch {
  Nanoseconds started{0};
  int device = 0;
  std::size_t size = 0;
};

/// Shared by the programs of a task. Thread-safe.
struct BatchLog {
  std::mutex mutex;
  std::vector<SeenBatch> batches;
};

/// Takes as long as it is told, then answers each sample with its own index (8 bytes).
class TimedProgram : public Program {
 public:
  struct Parts {
    const TimedSpec& spec;
    int device = 0;
    BatchLog& log;
    Clock& clock;
  };
  explicit TimedProgram(const Parts& parts)
      : parts_(parts), worker_(parts.clock.StartWorker("timed", [this] { Step(); })) {}

  const std::vector<int>& BatchSizes() const override { return parts_.spec.batch_sizes; }
  bool ReadsSamples() const override { return true; }
  void Start(std::span<const Sample* const> batch, Answers& answers) override {
    {
      std::lock_guard lock(parts_.log.mutex);
      number_ = parts_.log.batches.size();
      parts_.log.batches.push_back(
          {.started = parts_.clock.Now(), .device = parts_.device, .size = batch.size()});
    }
    if (number_ == parts_.spec.throws_at) throw Error(ErrorCode::kEngine, "Start threw");
    batch_ = batch;
    answers_ = &answers;
    worker_->WakeAt(parts_.clock.Now() + parts_.spec.batch_time +
                    static_cast<int>(batch.size()) * parts_.spec.sample_time);
  }

 private:
  void Step() {
    Answers& answers = *answers_;
    const bool fails = parts_.spec.always_fails || number_ == parts_.spec.fails_at;
    const bool forgets = number_ == parts_.spec.forgets_at;
    std::size_t count = batch_.size() - (forgets ? 1 : 0);
    if (fails) count = parts_.spec.always_fails ? 0 : 1;
    std::vector<std::uint64_t> indices;
    for (std::size_t i = 0; i < count; ++i) indices.push_back(batch_[i]->index);
    const auto rows = std::as_bytes(std::span(indices));
    if (parts_.spec.in_rows) {
      answers.AddRows(rows, sizeof indices[0]);
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        answers.Add(i, rows.subspan(i * sizeof indices[0], sizeof indices[0]));
      }
    }
    if (fails) {
      answers.Fail(Error(ErrorCode::kEngine, "the engine stumbled"));
    } else {
      answers.Finish();
    }
  }

  const Parts parts_;
  std::size_t number_ = 0;
  std::span<const Sample* const> batch_;
  Answers* answers_ = nullptr;
  std::unique_ptr<Worker> worker_;
};

/// Passes batches on to one session of models[0]; answers are the bytes of each row of output 0.
class SessionProgram : public Program {
 public:
  SessionProgram(Model& model, const Placement& placement)
      : sizes_(model.Facts().batch_sizes), session_(model.NewSession(placement)) {}
  const std::vector<int>& BatchSizes() const override { return sizes_; }
  bool ReadsSamples() const override { return false; }
  void Start(std::span<const Sample* const> batch, Answers& answers) override {
    answers_ = &answers;
    session_->Inputs({.batch_size = static_cast<int>(batch.size())});
    session_->Start(
        {.call = [](void* self, Outcome& o) { static_cast<SessionProgram*>(self)->End(o); },
         .context = this});
  }

 private:
  void End(const Outcome& outcome) {
    Answers& answers = *answers_;
    if (outcome.error != nullptr) {
      const Error error = *outcome.error;
      session_->Release();
      answers.Fail(error);
      return;
    }
    const TensorView& view = outcome.outputs[0];
    const auto rows = static_cast<std::size_t>(view.shape[0]);
    const std::size_t row_bytes = view.ByteCount() / rows;
    for (std::size_t i = 0; i < rows; ++i) {
      answers.Add(i, {view.bytes + i * row_bytes, row_bytes});
    }
    session_->Release();
    answers.Finish();
  }

  std::vector<int> sizes_;
  std::unique_ptr<Session> session_;
  Answers* answers_ = nullptr;
};

/// A task that has nothing but programs.
class ProgramOnlyTask : public Task {
 public:
  const ModelCardFacts& Card() const override { return card_; }
  std::vector<ModelSpec> Models() const override { return {}; }
  std::unique_ptr<Dataset> Open(const std::filesystem::path&) const override { return nullptr; }
  std::vector<Score> Judge(const Dataset&, ResponseStream&) const override { return {}; }

 private:
  ModelCardFacts card_;
};

class TimedTask : public ProgramOnlyTask {
 public:
  TimedTask(Clock& clock, std::map<int, TimedSpec> by_device)
      : clock_(clock), specs_(std::move(by_device)) {}
  std::unique_ptr<Program> Bind(std::span<const std::unique_ptr<Model>>,
                                const Placement& placement) const override {
    return std::make_unique<TimedProgram>(
        TimedProgram::Parts{.spec = specs_.at(placement.device.index),
                            .device = placement.device.index,
                            .log = log_,
                            .clock = clock_});
  }
  std::vector<SeenBatch> batches() const {
    std::lock_guard lock(log_.mutex);
    return log_.batches;
  }
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> result;
    for (const SeenBatch& batch : batches()) result.push_back(batch.size);
    return result;
  }

 private:
  Clock& clock_;
  std::map<int, TimedSpec> specs_;
  mutable BatchLog log_;
};

class SessionTask : public ProgramOnlyTask {
 public:
  std::unique_ptr<Program> Bind(std::span<const std::unique_ptr<Model>> models,
                                const Placement& placement) const override {
    return std::make_unique<SessionProgram>(*models[0], placement);
  }
};

/// `count` samples that hold only their index, and requests for them with tickets from `first` on.
struct Requests {
  explicit Requests(std::size_t count, Ticket first = 0) : samples(count), list(count) {
    for (std::size_t i = 0; i < count; ++i) {
      samples[i].index = i + first;
      list[i] = {.ticket = i + first, .sample = &samples[i]};
    }
  }
  std::span<const Request> Part(std::size_t from, std::size_t count) const {
    return std::span(list).subspan(from, count);
  }
  std::vector<Sample> samples;
  std::vector<Request> list;
};

}  // namespace assay
