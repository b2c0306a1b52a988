// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Lending threads to tests: a thread waits in the process-wide queue until a test takes it, serves
// that test job by job, and goes back to its caller.
#include "loadgen/issue_threads.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "loadgen/include/loadgen.h"

namespace assay::loadgen {

struct IssueThreads::Crew {
  std::mutex mutex;
  std::condition_variable changed;
  // All below is guarded by mutex.
  Job job;
  std::size_t round = 0;          // of the job
  std::vector<std::size_t> done;  // last round that each thread has ended
  std::size_t inside = 0;         // threads that have not left
  bool is_over = false;
  bool is_abandoned = false;
  std::size_t missing = 0;  // threads that were wanted and did not come
};

namespace {

using Crew = IssueThreads::Crew;

/// A thread inside RegisterIssueQueryThread.
struct Waiting {
  std::shared_ptr<Crew> crew;
  std::size_t number = 0;
  bool is_sent_back = false;
};

std::mutex queue_mutex;
std::condition_variable queue_changed;
std::deque<Waiting*> queue;  // guarded by queue_mutex

/// Whether the crew's job number `number` has not been done by this thread; waits for one.
bool AwaitJob(Crew& crew, std::size_t number, std::unique_lock<std::mutex>& lock) {
  crew.changed.wait(lock, [&] { return crew.is_over || crew.done[number] != crew.round; });
  return !crew.is_over;
}

void Serve(const std::shared_ptr<Crew>& crew, std::size_t number) {
  std::unique_lock lock(crew->mutex);
  while (AwaitJob(*crew, number, lock)) {
    const std::size_t round = crew->round;
    IssueThreads::Job job = crew->job;  // a copy: an abandoned thread keeps what it works on
    lock.unlock();
    job(number);
    job = nullptr;
    lock.lock();
    crew->done[number] = round;
    crew->changed.notify_all();
  }
  --crew->inside;
  crew->changed.notify_all();
}

std::shared_ptr<Crew> NewCrew(std::size_t count) {
  auto crew = std::make_shared<Crew>();
  crew->done.assign(count, 0);
  crew->inside = count;
  return crew;
}

/// Waits in slices, so that a stop is seen.
template <typename Holds>
void AwaitQueue(std::unique_lock<std::mutex>& lock, Nanoseconds patience,
                const std::atomic<bool>* stop, Holds holds) {
  constexpr std::chrono::milliseconds kSlice(20);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds() && std::chrono::steady_clock::now() < deadline) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) return;
    queue_changed.wait_for(lock, kSlice, holds);
  }
}

/// Threads that came too late for the test that wanted them.
void SendBack(std::size_t count) {
  std::lock_guard lock(queue_mutex);
  for (; count > 0 && !queue.empty(); --count) {
    queue.front()->is_sent_back = true;
    queue.pop_front();
  }
  queue_changed.notify_all();
}

}  // namespace

IssueThreads::IssueThreads(std::shared_ptr<Crew> crew, std::thread own)
    : crew_(std::move(crew)), own_(std::move(own)) {}

std::unique_ptr<IssueThreads> IssueThreads::Registered(std::size_t count, Nanoseconds patience,
                                                       const std::atomic<bool>* stop) {
  std::unique_lock lock(queue_mutex);
  AwaitQueue(lock, patience, stop, [&] { return queue.size() >= count; });
  const std::size_t came = std::min(count, queue.size());
  std::shared_ptr<Crew> crew = NewCrew(came);
  crew->missing = count - came;
  for (std::size_t number = 0; number < came; ++number) {
    queue.front()->crew = crew;
    queue.front()->number = number;
    queue.pop_front();
  }
  queue_changed.notify_all();
  return std::unique_ptr<IssueThreads>(new IssueThreads(std::move(crew)));
}

std::unique_ptr<IssueThreads> IssueThreads::Own() {
  std::shared_ptr<Crew> crew = NewCrew(1);
  std::thread own([crew] { Serve(crew, 0); });
  return std::unique_ptr<IssueThreads>(new IssueThreads(std::move(crew), std::move(own)));
}

IssueThreads::~IssueThreads() {
  std::size_t missing = 0;
  bool have_left = false;
  {
    std::unique_lock lock(crew_->mutex);
    crew_->is_over = true;
    crew_->changed.notify_all();
    crew_->changed.wait(lock, [&] { return crew_->inside == 0 || crew_->is_abandoned; });
    have_left = crew_->inside == 0;
    missing = crew_->missing;
  }
  if (own_.joinable()) have_left ? own_.join() : own_.detach();
  if (missing > 0) SendBack(missing);
}

std::size_t IssueThreads::size() const {
  std::lock_guard lock(crew_->mutex);
  return crew_->done.size();
}

void IssueThreads::Start(Job job) {
  std::lock_guard lock(crew_->mutex);
  crew_->job = std::move(job);
  ++crew_->round;
  crew_->changed.notify_all();
}

bool IssueThreads::HaveEnded(Nanoseconds patience) {
  std::unique_lock lock(crew_->mutex);
  const auto have_ended = [&] {
    return std::all_of(crew_->done.begin(), crew_->done.end(),
                       [&](std::size_t round) { return round == crew_->round; });
  };
  if (patience == Nanoseconds::max()) {
    crew_->changed.wait(lock, have_ended);
  } else {
    crew_->changed.wait_for(lock, patience, have_ended);
  }
  if (!have_ended()) return false;
  crew_->job = nullptr;
  return true;
}

bool IssueThreads::HasEnded(std::size_t thread) const {
  std::lock_guard lock(crew_->mutex);
  return crew_->done[thread] == crew_->round;
}

void IssueThreads::Abandon() {
  std::lock_guard lock(crew_->mutex);
  crew_->is_abandoned = true;
}

}  // namespace assay::loadgen

namespace mlperf {

void RegisterIssueQueryThread() {
  using namespace assay::loadgen;
  Waiting me;
  {
    std::unique_lock lock(queue_mutex);
    queue.push_back(&me);
    queue_changed.notify_all();
    queue_changed.wait(lock, [&] { return me.crew != nullptr || me.is_sent_back; });
  }
  if (me.crew != nullptr) Serve(me.crew, me.number);
}

}  // namespace mlperf
