// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The adapters between the LoadGen and an endpoint.
#include "run/harness.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include "base/left_behind.h"
#include "base/spin.h"
#include "loadgen.h"

namespace assay {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kHandedOver = 4096;    // samples; building a list of millions takes a second
constexpr Nanoseconds kGiveBackLimit = 10s;  // how long an engine may keep a batch after the end

/// Calls `work` for every item on all cores of this thread; rethrows the first exception when all
/// have stopped.
template <typename Work>
void ForEachInParallel(const std::vector<std::size_t>& items, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;  // guards failure
  const auto worker = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      try {
        work(items[i]);
      } catch (...) {
        std::lock_guard lock(mutex);
        if (failure == nullptr) failure = std::current_exception();
        next = items.size();
      }
    }
  };
  const std::size_t cores = std::max<std::size_t>(1, CoresOfThisThread().size());
  std::vector<std::thread> threads;
  for (std::size_t t = 1; t < std::min(cores, items.size()); ++t) threads.emplace_back(worker);
  worker();
  for (std::thread& thread : threads) thread.join();
  if (failure != nullptr) std::rethrow_exception(failure);
}

mlperf::QuerySampleResponse ResponseOf(Ticket ticket, std::span<const std::byte> answer) {
  return {static_cast<mlperf::ResponseId>(ticket), reinterpret_cast<std::uintptr_t>(answer.data()),
          answer.size()};
}

}  // namespace

SampleStore::SampleStore(const Dataset* dataset, std::size_t sample_count,
                         std::vector<ElementType> types)
    : dataset_(dataset), types_(std::move(types)), samples_(sample_count) {}

Sample SampleStore::Loaded(std::size_t index) const {
  Sample sample = dataset_->Load(index);
  for (std::size_t i = 0; i < std::min(types_.size(), sample.tensors.size()); ++i) {
    Tensor& tensor = sample.tensors[i];
    if (types_[i] == ElementType::kF16 && tensor.View().type == ElementType::kF32) {
      tensor = AsF16(tensor);
    }
  }
  return sample;
}

void SampleStore::Load(const std::vector<std::size_t>& indices) {
  if (dataset_ == nullptr) return;
  std::vector<std::size_t> missing;
  for (const std::size_t index : indices) {
    if (samples_[index] == nullptr) missing.push_back(index);
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  ForEachInParallel(missing, [this](std::size_t index) {
    samples_[index] = std::make_unique<Sample>(Loaded(index));
  });
}

void SampleStore::Unload(const std::vector<std::size_t>& indices) {
  for (const std::size_t index : indices) samples_[index].reset();
}

void SampleStore::Leak() {
  for (auto& sample : samples_) {
    if (sample != nullptr) LeaveBehind(std::move(sample));
  }
}

void StoreQsl::LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>& samples) {
  const OnCores all(parts_.cores);  // the thread that issues loads too, and may stay on its core
  parts_.store.Load(samples);
}

void StoreQsl::UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>& samples) {
  if (endpoint_ != nullptr && !endpoint_->Abandon(parts_.clock.Now() + kGiveBackLimit)) {
    engine_hangs_ = true;
    parts_.store.Leak();
    return;
  }
  parts_.store.Unload(samples);
}

EndpointSut::EndpointSut(const Parts& parts)
    : SutBase(parts.name),
      store_(parts.store),
      clock_(parts.clock),
      core_(parts.core),
      spin_(parts.spin),
      is_on_core_(parts.core < 0),
      issued_(kRing) {}

/// Here and not before the test, so that the LoadGen's other threads do not inherit it.
void EndpointSut::GoToCore() {
  on_core_.emplace(std::vector<int>{core_});
  is_on_core_ = true;
}

void EndpointSut::IssueQuery(const std::vector<mlperf::QuerySample>& samples) {
  if (!is_on_core_) GoToCore();
  const std::uint64_t awaited = completed() + samples.size();
  // In parts: the engine works on the first ones while the others are still being handed over.
  for (std::size_t i = 0; i < samples.size(); i += kHandedOver) {
    Submit({samples.data() + i, std::min(kHandedOver, samples.size() - i)});
  }
  if (spin_.count() > 0) SpinFor(spin_, [&] { return completed() >= awaited || failed(); });
}

void EndpointSut::Submit(std::span<const mlperf::QuerySample> samples) {
  thread_local std::vector<Request> requests;
  requests.clear();
  const std::int64_t now = clock_.Now().count();
  for (const mlperf::QuerySample& sample : samples) {
    Issued& slot = Slot(sample.id);
    slot.at_ns.store(now, std::memory_order_relaxed);
    slot.ticket.store(sample.id, std::memory_order_release);
    requests.push_back({.ticket = sample.id, .sample = store_.At(sample.index)});
  }
  submitted_.fetch_add(samples.size(), std::memory_order_relaxed);
  endpoint_->Submit(requests);
}

void EndpointSut::FlushQueries() { endpoint_->Flush(); }

void EndpointSut::Complete(Ticket ticket, std::span<const std::byte> answer) {
  Note({&ticket, 1});
  mlperf::QuerySampleResponse response = ResponseOf(ticket, answer);
  mlperf::QuerySamplesComplete(&response, 1);
}

void EndpointSut::CompleteRows(std::span<const Ticket> tickets, std::span<const std::byte> rows,
                               std::size_t row_bytes) {
  thread_local std::vector<mlperf::QuerySampleResponse> responses;
  responses.clear();
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    responses.push_back(ResponseOf(tickets[i], rows.subspan(i * row_bytes, row_bytes)));
  }
  Note(tickets);
  mlperf::QuerySamplesComplete(responses.data(), responses.size());
}

/// What the live view shows of answers that come now.
void EndpointSut::Note(std::span<const Ticket> tickets) {
  const std::int64_t now = clock_.Now().count();
  for (const Ticket ticket : tickets) {
    const Issued& slot = Slot(ticket);
    if (slot.ticket.load(std::memory_order_acquire) != ticket) continue;
    latencies_.Add(now - slot.at_ns.load(std::memory_order_relaxed));
  }
  last_answer_ns_.store(now, std::memory_order_relaxed);
  completed_.fetch_add(tickets.size(), std::memory_order_relaxed);
}

void EndpointSut::Fail(Ticket ticket, const Error& error) {
  if (error.code() != ErrorCode::kInterrupted) {
    std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = error.what();
    failed_ = true;
  }
  // An empty answer keeps any LoadGen from waiting for ever; the failure itself fails the run.
  mlperf::QuerySampleResponse response = ResponseOf(ticket, {});
  mlperf::QuerySamplesComplete(&response, 1);
}

std::string EndpointSut::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace assay
