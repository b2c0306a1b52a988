// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of running tests, and QuerySamplesComplete, which looks ids up in it.
#include "loadgen/active_tests.h"

#include <array>
#include <atomic>
#include <mutex>
#include <stdexcept>

namespace assay::loadgen {
namespace {

// A token is a mark, a slot number and a generation; each loaded set of a test is a generation of
// its own. The mark is the top bit, which neither small numbers nor pointers have.
constexpr int kSlotBits = 7;
constexpr int kGenerationBits = 16;
constexpr std::uint32_t kSlots = 1u << kSlotBits;
constexpr std::uint32_t kGenerations = 1u << kGenerationBits;
constexpr std::uint64_t kMark = std::uint64_t{1} << (kSlotBits + kGenerationBits);
static_assert(1 + kSlotBits + kGenerationBits + Recording::kSequenceBits == 64);
static_assert(sizeof(mlperf::ResponseId) == 8);

struct Slot {
  static constexpr std::uint64_t kIsOpen = std::uint64_t{1} << 63;

  // kIsOpen plus the number of threads inside. All below is written only while closed and empty.
  std::atomic<std::uint64_t> gate{0};
  std::atomic<Recording*> recording{nullptr};
  std::atomic<StrayAnswers*> stray{nullptr};
  std::atomic<std::uint32_t> generation{0};        // of the open recording; 0 is never used
  std::atomic<std::uint32_t> first_generation{0};  // of the running test
  Signal emptied;
  bool is_taken = false;                 // guarded by table_mutex
  std::atomic<bool>* aborted = nullptr;  // of the running test; guarded by table_mutex

  bool Enter() {
    if ((gate.fetch_add(1, std::memory_order_acq_rel) & kIsOpen) != 0) return true;
    Leave();
    return false;
  }
  void Leave() {
    if (gate.fetch_sub(1, std::memory_order_acq_rel) == 1) emptied.Notify();
  }
};

std::array<Slot, kSlots> table;
std::mutex table_mutex;
std::uint32_t next_slot = 0;  // guarded by table_mutex

std::uint64_t TokenOf(mlperf::ResponseId id) { return id >> Recording::kSequenceBits; }

/// An id that no test can have issued: all running tests are told, since any of them may be meant.
void CountGarbage(std::uint64_t count) {
  for (Slot& slot : table) {
    if ((slot.gate.load(std::memory_order_relaxed) & Slot::kIsOpen) == 0 || !slot.Enter()) continue;
    slot.stray.load(std::memory_order_relaxed)->unknown.fetch_add(count, std::memory_order_relaxed);
    slot.Leave();
  }
}

/// Ids of an earlier set of the running test: all of those were answered, so this is the second
/// time. Ids of a test that has ended are nobody's business any more.
void CountOld(Slot& slot, std::uint32_t generation, std::uint64_t count) {
  if (generation < slot.first_generation.load(std::memory_order_relaxed)) return;
  StrayAnswers& stray = *slot.stray.load(std::memory_order_relaxed);
  stray.duplicates.fetch_add(count, std::memory_order_relaxed);
}

using Taking = void (Recording::*)(mlperf::QuerySampleResponse*, std::size_t,
                                   const mlperf::ResponseCallback&);

/// Responses whose ids share their token.
template <Taking kTake>
void Deliver(mlperf::QuerySampleResponse* responses, std::size_t count,
             const mlperf::ResponseCallback& callback) {
  const std::uint64_t token = TokenOf(responses[0].id);
  const auto generation = static_cast<std::uint32_t>(token % kGenerations);
  Slot& slot = table[(token >> kGenerationBits) % kSlots];
  const std::uint32_t newest = slot.generation.load(std::memory_order_acquire);
  if ((token & kMark) == 0 || generation == 0 || generation > newest) {
    CountGarbage(count);
    return;
  }
  if (!slot.Enter()) return;
  if (slot.generation.load(std::memory_order_relaxed) == generation) {
    (slot.recording.load(std::memory_order_relaxed)->*kTake)(responses, count, callback);
  } else {
    CountOld(slot, generation, count);
  }
  slot.Leave();
}

template <Taking kTake>
void DeliverAll(mlperf::QuerySampleResponse* responses, std::size_t count,
                const mlperf::ResponseCallback& callback) {
  for (std::size_t i = 0; i < count;) {
    const std::uint64_t token = TokenOf(responses[i].id);
    std::size_t end = i + 1;
    while (end < count && TokenOf(responses[end].id) == token) ++end;
    Deliver<kTake>(responses + i, end - i, callback);
    i = end;
  }
}

}  // namespace

ActiveTest::ActiveTest(Clock& clock) : clock_(clock) {
  std::lock_guard lock(table_mutex);
  for (std::uint32_t i = 0; i < kSlots; ++i) {
    slot_ = (next_slot + i) % kSlots;
    if (!table[slot_].is_taken) break;
  }
  Slot& slot = table[slot_];
  if (slot.is_taken) {
    throw std::runtime_error("128 tests are running in this process: wait until one has ended");
  }
  slot.is_taken = true;
  next_slot = slot_ + 1;
  // 0 marks an id that was never issued; a test that would run over the end starts anew.
  const std::uint32_t last = slot.generation.load(std::memory_order_relaxed);
  slot.first_generation = last + 1 < kGenerations ? last + 1 : 1;
  slot.generation = slot.first_generation - 1;
  slot.stray = &stray_;
  slot.aborted = &aborted_;
}

ActiveTest::~ActiveTest() {
  Close();
  std::lock_guard lock(table_mutex);
  table[slot_].is_taken = false;
  table[slot_].aborted = nullptr;
}

void ActiveTest::Open(Recording& recording) {
  Slot& slot = table[slot_];
  std::uint32_t generation = slot.generation.load(std::memory_order_relaxed) + 1;
  if (generation >= kGenerations) generation = slot.first_generation = 1;
  slot.generation = generation;
  slot.recording = &recording;
  recording.SetToken(kMark | std::uint64_t{slot_} << kGenerationBits | generation);
  slot.gate.fetch_or(Slot::kIsOpen, std::memory_order_acq_rel);
  is_open_ = true;
}

void ActiveTest::Close() {
  if (!is_open_) return;
  is_open_ = false;
  Slot& slot = table[slot_];
  slot.gate.fetch_and(~Slot::kIsOpen, std::memory_order_acq_rel);
  const auto is_empty = [&] { return slot.gate.load(std::memory_order_acquire) == 0; };
  if (!is_empty()) clock_.Wait(slot.emptied, is_empty, Nanoseconds::max());
}

}  // namespace assay::loadgen

namespace mlperf {

void QuerySamplesComplete(QuerySampleResponse* responses, std::size_t response_count,
                          const ResponseCallback& response_cb) {
  using namespace assay::loadgen;
  DeliverAll<&Recording::Answer>(responses, response_count, response_cb);
}

void FirstTokenComplete(QuerySampleResponse* responses, std::size_t response_count,
                        const ResponseCallback& response_cb) {
  using namespace assay::loadgen;
  DeliverAll<&Recording::FirstToken>(responses, response_count, response_cb);
}

void AbortTest() {
  using namespace assay::loadgen;
  std::lock_guard lock(table_mutex);
  for (Slot& slot : table) {
    if (slot.aborted != nullptr) slot.aborted->store(true, std::memory_order_relaxed);
  }
}

}  // namespace mlperf
