// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The test stand: backend, task, data set, models, harness and endpoint of one measurement, built
// in order and kept alive in order.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backends/backend.h"
#include "base/thread_cores.h"
#include "benchmarks/task.h"
#include "endpoint/local/local_endpoint.h"
#include "record/run_record.h"
#include "run/harness.h"
#include "run/measure.h"

namespace assay {

/// What a warm-up tells.
struct WarmUp {
  double rate = 0;                        // samples/s with full batches in flight
  std::optional<Nanoseconds> one_sample;  // median of one sample alone, in an otherwise idle system
};

/// Setup: one thread.
class Stand {
 public:
  /// Opens backend, task and data set; nothing heavy is loaded. Throws Error.
  Stand(const RunRequest& request, const MeasureContext& context);
  ~Stand();

  PlanSubject Subject() const;
  Provenance Describe() const;
  const Task& task() const { return *task_; }
  /// Null when the engine reads no samples and no data set was named.
  const Dataset* dataset() const { return dataset_.get(); }
  std::size_t sample_count() const { return sample_count_; }
  const BackendFacts& engine() const { return backend_facts_; }
  /// Once assembled; none before.
  const std::vector<Placement>& placements() const { return placements_; }
  /// On which it computes, by default on as many threads.
  int core_count() const;
  int largest_batch() const { return batcher_.max_batch; }

  /// Loads the models and connects the endpoint for this scenario. Throws Error.
  void Assemble(const RunPlan& plan);
  /// Where it will compute, in lines for a person.
  std::vector<std::string> Places() const;
  /// Measures on a few samples for about `duration`.
  WarmUp Warm(Nanoseconds duration);

  /// Dynamic batching inside the latency budget: unless the user set the batch, halves the largest
  /// one until computing it takes at most half the bound.
  void FitBatch(const RunPlan& plan, const WarmUp& warm_up);

  /// How long the engine may answer nothing while it has requests: a minute, or twenty times what a
  /// full round of them takes.
  Nanoseconds Patience(const WarmUp& warm_up) const;

  EndpointSut& sut() { return *sut_; }
  StoreQsl& qsl() { return *qsl_; }
  /// True once the engine kept requests beyond every limit: then this object must never be
  /// destroyed on the real clock.
  bool EngineHangs() const { return engine_hangs_ || (qsl_ != nullptr && qsl_->engine_hangs()); }
  /// A fresh SUT for another test on the same engine.
  void Reconnect(const RunPlan& plan);

 private:
  void OpenData();
  NameValues Settings() const;
  std::vector<ModelSpec> Specs(Scenario scenario);
  void Place(const RunPlan& plan);
  void LoadModels(const std::vector<ModelSpec>& specs);
  double RoundSeconds(const WarmUp& warm_up) const;
  bool IsOneByOne() const;
  Nanoseconds Spin() const;
  std::unique_ptr<Endpoint> NewEndpoint(Listener& listener);

  const RunRequest& request_;
  const MeasureContext& context_;
  const CpuSet cores_;      // that this process may use
  const int loadgen_core_;  // of the issuing thread; -1: any
  const OnCores others_;    // before any engine starts threads: all of them keep off that core
  std::unique_ptr<Backend> backend_;
  BackendFacts backend_facts_;
  std::unique_ptr<Task> task_;
  std::unique_ptr<Dataset> dataset_;
  std::size_t sample_count_ = 0;
  std::vector<Placement> placements_;
  std::vector<std::unique_ptr<Model>> models_;
  std::size_t models_each_ = 0;  // of each placement; 0: they are shared
  BatcherOptions batcher_;
  std::unique_ptr<SampleStore> store_;
  std::unique_ptr<StoreQsl> qsl_;
  std::unique_ptr<EndpointSut> sut_;
  std::unique_ptr<Endpoint> endpoint_;
  bool engine_hangs_ = false;
};

}  // namespace assay
