// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The adapters between the LoadGen and an endpoint: a query sample library over a data set, and a
// system under test over an endpoint. Uses the public mlperf:: headers only.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/thread_cores.h"
#include "endpoint/endpoint.h"
#include "run/latency_histogram.h"
#include "run/loadgen_generation.h"

namespace assay {

/// The loaded samples, by their index in the data set. Loading and unloading: one thread; At():
/// thread-safe between them.
class SampleStore {
 public:
  /// `dataset` null: the engine reads no samples, nothing is ever loaded. `types`: of the model's
  /// inputs; where one is f16, samples of f32 are converted as they are loaded, which the rules
  /// leave untimed. Empty: samples stay as the data set gives them.
  SampleStore(const Dataset* dataset, std::size_t sample_count,
              std::vector<ElementType> types = {});
  std::size_t size() const { return samples_.size(); }
  void Load(const std::vector<std::size_t>& indices);
  void Unload(const std::vector<std::size_t>& indices);
  const Sample* At(std::size_t index) const { return samples_[index].get(); }
  /// Keeps every loaded sample for ever: an engine that hangs may still read them.
  void Leak();

 private:
  Sample Loaded(std::size_t index) const;

  const Dataset* dataset_;
  const std::vector<ElementType> types_;
  std::vector<std::unique_ptr<Sample>> samples_;
};

/// mlperf::QuerySampleLibrary over a SampleStore.
class StoreQsl : public QslBase {
 public:
  struct Parts {
    std::string name;
    SampleStore& store;
    std::size_t performance_samples;
    Clock& clock;
    std::vector<int> cores{};  // on which samples are loaded; empty: on those of the thread
  };
  explicit StoreQsl(const Parts& parts) : QslBase(parts.name), parts_(parts) {}
  /// Before samples are unloaded, nothing may be in flight there any more.
  void Watch(Endpoint* endpoint) { endpoint_ = endpoint; }
  std::size_t TotalSampleCount() override { return parts_.store.size(); }
  std::size_t PerformanceSampleCount() override { return parts_.performance_samples; }
  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>& samples) override;
  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>& samples) override;
  /// The engine did not give back what it held within the limit.
  bool engine_hangs() const { return engine_hangs_; }

 private:
  Parts parts_;
  Endpoint* endpoint_ = nullptr;
  bool engine_hangs_ = false;
};

/// mlperf::SystemUnderTest over an endpoint, and the endpoint's listener. Thread-safe.
class EndpointSut : public SutBase, public Listener {
 public:
  struct Parts {
    std::string name;
    const SampleStore& store;
    Clock& clock;
    int core = -1;  // where the thread that issues stays, until this object is gone; -1: anywhere
    /// So long IssueQuery spins for the answers to what it has submitted: for a scenario whose next
    /// query needs them, on a machine that can spare the core. Zero: it returns at once.
    Nanoseconds spin{0};
  };
  explicit EndpointSut(const Parts& parts);
  void Connect(Endpoint* endpoint) { endpoint_ = endpoint; }

  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override;
  void FlushQueries() override;

  void Complete(Ticket ticket, std::span<const std::byte> answer) override;
  void CompleteRows(std::span<const Ticket> tickets, std::span<const std::byte> rows,
                    std::size_t row_bytes) override;
  void Fail(Ticket ticket, const Error& error) override;

  std::uint64_t submitted() const { return submitted_.load(std::memory_order_relaxed); }
  /// Answers; failures are not among them.
  std::uint64_t completed() const { return completed_.load(std::memory_order_relaxed); }
  /// On the clock; zero before the first. Another thread's may be later by as long as a call takes.
  Nanoseconds last_answer() const {
    return Nanoseconds(last_answer_ns_.load(std::memory_order_relaxed));
  }
  std::size_t queue_depth() const { return endpoint_ == nullptr ? 0 : endpoint_->QueueDepth(); }
  const LatencyHistogram& latencies() const { return latencies_; }
  /// The first failure, empty when there was none; `failed` becomes true with it.
  std::string failure() const;
  const std::atomic<bool>& failed() const { return failed_; }

 private:
  // When a ticket was issued, for the live view only: a ring that newer tickets overwrite.
  struct Issued {
    std::atomic<std::uint64_t> ticket{0};
    std::atomic<std::int64_t> at_ns{0};
  };
  static constexpr std::size_t kRing = std::size_t{1} << 16;
  Issued& Slot(Ticket ticket) { return issued_[(ticket ^ (ticket >> 20)) % kRing]; }
  void GoToCore();
  void Submit(std::span<const mlperf::QuerySample> samples);
  void Note(std::span<const Ticket> tickets);

  const SampleStore& store_;
  Clock& clock_;
  const int core_;
  const Nanoseconds spin_;
  bool is_on_core_;
  std::optional<OnCores> on_core_;
  Endpoint* endpoint_ = nullptr;
  std::vector<Issued> issued_;
  LatencyHistogram latencies_;
  std::atomic<std::uint64_t> submitted_{0};
  std::atomic<std::uint64_t> completed_{0};
  std::atomic<std::int64_t> last_answer_ns_{0};
  std::atomic<bool> failed_{false};
  mutable std::mutex mutex_;  // guards failure_
  std::string failure_;
};

}  // namespace assay
