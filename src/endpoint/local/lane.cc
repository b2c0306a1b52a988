// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One placement's queue, batcher and programs. Whoever makes a batch possible starts it: the
// dispatcher after a Submit, or the submitter where that may be held up; the engine's own thread
// when a program has become free, which saves a change of threads between two batches.
#include "endpoint/local/lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

namespace assay {
namespace {

/// The lane whose Pump is on this thread's stack. A program that answers inside Start must not
/// start the next batch from there: the stack would grow with every batch.
thread_local const Lane* pumped_here = nullptr;

}  // namespace

/// A program with its batch in flight.
class Lane::Slot : public Answers {
 public:
  Slot(Lane& lane, std::unique_ptr<Program> program, std::size_t largest_batch)
      : lane_(lane),
        program_(std::move(program)),
        tickets_(largest_batch),
        samples_(largest_batch),
        answered_(largest_batch) {}

  /// Empties the slot for a batch that holds `count` requests and is padded to `batch_size`.
  void Prepare(std::size_t count, std::size_t batch_size) {
    count_ = count;
    batch_size_ = batch_size;
    open_ = count;
    has_failed_ = false;
    std::fill_n(answered_.begin(), count, char{0});
  }
  void Put(std::size_t position, const Request& request) {
    tickets_[position] = request.ticket;
    samples_[position] = request.sample;
  }
  std::size_t count() const { return count_; }
  Nanoseconds started() const { return started_; }
  bool has_failed() const { return has_failed_; }

  /// The batch may end, and the slot be used again, before this returns.
  void Start() {
    for (std::size_t i = count_; i < batch_size_; ++i) samples_[i] = samples_[count_ - 1];
    started_ = lane_.clock_.Now();
    try {
      program_->Start({samples_.data(), batch_size_}, *this);
    } catch (const Error& e) {
      Fail(e);
    } catch (const std::bad_alloc&) {
      Fail(Error(ErrorCode::kEngine,
                 "the engine ran out of memory: use a smaller batch or fewer streams"));
    } catch (const std::exception& e) {
      Fail(Error(ErrorCode::kEngine, e.what()));
    }
  }

  void Add(std::size_t position, std::span<const std::byte> answer) override {
    ASSAY_CHECK(position < batch_size_);
    if (position >= count_) return;  // padding
    ASSAY_CHECK(!answered_[position]);
    answered_[position] = 1;
    --open_;
    lane_.listener_.Complete(tickets_[position], answer);
  }
  void AddRows(std::span<const std::byte> rows, std::size_t row_bytes) override {
    ASSAY_CHECK(row_bytes > 0 && rows.size() % row_bytes == 0);
    ASSAY_CHECK(rows.size() / row_bytes <= batch_size_ && open_ == count_);
    const std::size_t count = std::min(rows.size() / row_bytes, count_);
    std::fill_n(answered_.begin(), count, char{1});
    open_ -= count;
    lane_.listener_.CompleteRows({tickets_.data(), count}, rows, row_bytes);
  }
  void Finish() override {
    if (open_ > 0) {
      FailOpen(Error(ErrorCode::kInternal,
                     fmt::format("the program finished a batch of {} with {} answers missing",
                                 batch_size_, open_)));
    }
    lane_.Return(*this);
  }
  void Fail(const Error& error) override {
    FailOpen(error);
    lane_.Return(*this);
  }

 private:
  void FailOpen(const Error& error) {
    has_failed_ = true;
    for (std::size_t i = 0; i < count_; ++i) {
      if (!answered_[i]) lane_.listener_.Fail(tickets_[i], error);
    }
  }

  Lane& lane_;
  std::unique_ptr<Program> program_;
  std::vector<Ticket> tickets_;
  std::vector<const Sample*> samples_;
  std::vector<char> answered_;
  std::size_t count_ = 0;
  std::size_t batch_size_ = 0;
  std::size_t open_ = 0;
  bool has_failed_ = false;
  Nanoseconds started_{0};
};

Lane::Lane(Parts parts)
    : batcher_(parts.batcher),
      starts_at_submit_(parts.starts_at_submit),
      listener_(parts.listener),
      clock_(parts.clock),
      became_idle_(parts.became_idle),
      owned_dispatcher_(clock_.StartWorker(parts.name, [this] { Step(); })),
      dispatcher_(owned_dispatcher_.get()) {
  ASSAY_CHECK(!parts.programs.empty());
  const std::vector<int>& sizes = parts.programs.front()->BatchSizes();
  ASSAY_CHECK(!sizes.empty() && std::is_sorted(sizes.begin(), sizes.end()));
  for (const int size : sizes) {
    if (size <= batcher_.max_batch) batch_sizes_.push_back(static_cast<std::size_t>(size));
  }
  if (batch_sizes_.empty()) batch_sizes_.push_back(static_cast<std::size_t>(sizes.front()));
  full_batch_ = batch_sizes_.back();
  for (auto& program : parts.programs) {
    slots_.push_back(std::make_unique<Slot>(*this, std::move(program), full_batch_));
    idle_.push_back(slots_.back().get());
  }
  SetIdle();
}

Lane::~Lane() = default;

void Lane::StopDispatcher() { owned_dispatcher_.reset(); }

void Lane::Submit(std::span<const Request> requests, Nanoseconds now) {
  open_.fetch_add(requests.size(), std::memory_order_relaxed);
  const std::size_t waiting = waiting_.fetch_add(requests.size()) + requests.size();
  {
    std::lock_guard lock(inbox_mutex_);
    for (const Request& request : requests) inbox_.push_back({.request = request, .arrived = now});
  }
  if (!has_idle_) return;  // whoever returns a program looks at the inbox
  if (batcher_.window.count() == 0 || waiting >= full_batch_) {
    if (starts_at_submit_ && pumped_here != this) {
      std::unique_lock lock(mutex_);
      Pump(lock);
    } else if (!dispatcher_woken_.exchange(true)) {
      dispatcher_->WakeAt(now);
    }
  } else if (!timer_is_set_.exchange(true)) {
    dispatcher_->WakeAt(now + batcher_.window);
  }
}

/// Needs the lock. The two lists change places; the one that comes back is as large as the other
/// ever was, so that a submitter need not make it grow again.
void Lane::EmptyInbox() {
  std::size_t capacity = 0;
  {
    std::lock_guard lock(inbox_mutex_);
    if (inbox_.empty()) return;
    capacity = inbox_.capacity();
  }
  emptied_.reserve(capacity);
  {
    std::lock_guard lock(inbox_mutex_);
    emptied_.swap(inbox_);
  }
  for (const WaitingRequest& waiting : emptied_) queue_.Push(waiting);
  emptied_.clear();
}

/// Needs the lock, after every change of idle_ and before the inbox is emptied.
void Lane::SetIdle() { has_idle_ = !idle_.empty(); }

void Lane::Flush() {
  {
    std::lock_guard lock(mutex_);
    EmptyInbox();
    flushed_ = queue_.pushed();
    if (queue_.empty() || idle_.empty() || dispatcher_woken_.exchange(true)) return;
  }
  dispatcher_->Wake();
}

void Lane::FailWaiting(const Error& error) {
  std::vector<Ticket> tickets;
  {
    std::lock_guard lock(mutex_);
    EmptyInbox();
    tickets.reserve(queue_.size());
    while (!queue_.empty()) tickets.push_back(queue_.Pop().request.ticket);
    waiting_ -= tickets.size();
    open_.fetch_sub(tickets.size(), std::memory_order_relaxed);
  }
  for (const Ticket ticket : tickets) listener_.Fail(ticket, error);
}

bool Lane::IsIdle() const {
  std::lock_guard lock(mutex_);
  return samples_in_flight_ == 0 && pumping_ == 0;
}

void Lane::Step() {
  std::unique_lock lock(mutex_);
  timer_is_set_ = false;
  dispatcher_woken_ = false;
  Pump(lock);
}

/// Starts batches as long as there are idle programs and requests that are due. Enters and leaves
/// with the lock held: after the last look at the lane nobody but the owner may touch it.
void Lane::Pump(std::unique_lock<std::mutex>& lock) {
  ++pumping_;
  const Lane* outer = std::exchange(pumped_here, this);
  while (Slot* slot = TakeBatch(lock)) {
    lock.unlock();
    slot->Start();
    lock.lock();
  }
  pumped_here = outer;
  --pumping_;
  if (samples_in_flight_ == 0 && pumping_ == 0) became_idle_.Notify();
}

Lane::Slot* Lane::TakeBatch(std::unique_lock<std::mutex>& lock) {
  if (idle_.empty()) return nullptr;
  EmptyInbox();
  if (queue_.empty()) return TakeOver(lock);
  if (queue_.size() < full_batch_ && !IsDue(clock_.Now())) {
    timer_is_set_ = true;
    dispatcher_->WakeAt(queue_.Front().arrived + batcher_.window);
    return nullptr;
  }
  Slot& slot = *idle_.back();
  idle_.pop_back();
  SetIdle();
  const std::size_t count = std::min(Cut(queue_.size()), queue_.size());
  for (std::size_t i = 0; i < count; ++i) slot.Put(i, queue_.Pop().request);
  waiting_ -= count;
  return Fill(slot, count);
}

bool Lane::IsDue(Nanoseconds now) const {
  return queue_.popped() < flushed_ || queue_.Front().arrived + batcher_.window <= now;
}

/// The largest supported batch that the waiting requests fill, or the smallest one, to be padded.
std::size_t Lane::Cut(std::size_t waiting) const {
  std::size_t batch = batch_sizes_.front();
  for (const std::size_t size : batch_sizes_) {
    if (size <= waiting) batch = size;
  }
  return batch;
}

Lane::Slot* Lane::Fill(Slot& slot, std::size_t samples) {
  slot.Prepare(samples, Cut(samples));
  samples_in_flight_ += samples;
  return &slot;
}

/// Nothing waits here: takes a full batch over from a neighbour that would need longer for it. The
/// lock is given up meanwhile, since two lanes' locks are never held together.
Lane::Slot* Lane::TakeOver(std::unique_lock<std::mutex>& lock) {
  Lane* neighbour = BusiestNeighbour();
  if (neighbour == nullptr) return nullptr;
  Slot& slot = *idle_.back();
  idle_.pop_back();
  SetIdle();
  lock.unlock();
  const std::size_t count = neighbour->GiveAway(slot, full_batch_);
  lock.lock();
  if (count > 0) {
    open_.fetch_add(count, std::memory_order_relaxed);
    return Fill(slot, count);
  }
  idle_.push_back(&slot);
  SetIdle();
  EmptyInbox();
  return queue_.empty() ? nullptr : TakeBatch(lock);  // what came while the program was away
}

Lane* Lane::BusiestNeighbour() const {
  Lane* busiest = nullptr;
  const double own = NanosecondsPerSample();
  double longest = own * static_cast<double>(full_batch_);
  for (const auto& lane : neighbours_) {
    if (lane.get() == this || lane->QueueDepth() < std::max(full_batch_, lane->full_batch_)) {
      continue;
    }
    const double expected = lane->NanosecondsPerSample() * static_cast<double>(lane->Open());
    if (expected > longest) {
      longest = expected;
      busiest = lane.get();
    }
  }
  return busiest;
}

/// Moves the `wanted` oldest requests into another lane's slot, or none when fewer wait.
std::size_t Lane::GiveAway(Slot& slot, std::size_t wanted) {
  std::lock_guard lock(mutex_);
  EmptyInbox();
  if (queue_.size() < wanted) return 0;
  for (std::size_t i = 0; i < wanted; ++i) slot.Put(i, queue_.Pop().request);
  waiting_ -= wanted;
  open_.fetch_sub(wanted, std::memory_order_relaxed);
  return wanted;
}

void Lane::Return(Slot& slot) {
  const Nanoseconds now = clock_.Now();
  std::unique_lock lock(mutex_);
  // A device that fails at once is not a fast one.
  if (!slot.has_failed()) Measure(slot, now);
  samples_in_flight_ -= slot.count();
  open_.fetch_sub(slot.count(), std::memory_order_relaxed);
  idle_.push_back(&slot);
  SetIdle();
  if (pumped_here != this) Pump(lock);  // else the loop up the stack goes on
}

/// Time in flight over samples in flight: by Little's law the time per sample at this concurrency.
void Lane::Measure(const Slot& slot, Nanoseconds now) {
  constexpr double kWeight = 0.125;  // of the newest batch in the moving average
  const double measured =
      static_cast<double>((now - slot.started()).count()) / static_cast<double>(samples_in_flight_);
  const double before = NanosecondsPerSample();
  ns_per_sample_.store(before == 0 ? measured : before + kWeight * (measured - before),
                       std::memory_order_relaxed);
}

}  // namespace assay
