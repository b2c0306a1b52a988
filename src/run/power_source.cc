// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Where a run's watts come from.
#include "run/power_source.h"

#include <mutex>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "record/wall_time.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Nanoseconds kSampleEvery = 100ms;

/// Asks a meter ten times a second, on a thread of its own.
class SampledMeter : public PowerSource {
 public:
  SampledMeter(std::unique_ptr<PowerMeter> meter, std::function<std::int64_t()> wall_clock)
      : meter_(std::move(meter)), wall_clock_(std::move(wall_clock)) {}
  ~SampledMeter() override { worker_.reset(); }

  void Begin(Clock& clock) override {
    worker_.reset();
    trace_ = {.source = meter_->Source(), .points = {}};
    failure_.clear();
    Sample();
    worker_ = clock.StartWorker("power", [this, &clock] {
      Sample();
      alarm_->WakeAt(clock.Now() + kSampleEvery);
    });
    alarm_ = worker_.get();
    alarm_->WakeAt(clock.Now() + kSampleEvery);
  }

  PowerTrace End(const RunRecord&) override {
    worker_.reset();
    Sample();
    if (!failure_.empty()) throw Error(ErrorCode::kEnvironment, failure_);
    return std::move(trace_);
  }

 private:
  /// Called by one thread at a time: the worker's, or ours while there is none.
  void Sample() {
    if (!failure_.empty()) return;
    try {
      const double value = meter_->Read();
      const std::int64_t now = wall_clock_();
      const bool is_later = trace_.points.empty() || now > trace_.points.back().at_ns;
      if (is_later) Add(now, value);  // else the wall clock was set back
    } catch (const Error& e) {
      failure_ = e.what();
    }
  }

  void Add(std::int64_t now, double value) {
    double joules = value;
    if (!meter_->CountsEnergy()) {
      joules = 0;
      if (!trace_.points.empty()) {
        const PowerPoint& last = trace_.points.back();
        joules =
            last.joules + (last_watts_ + value) / 2 * static_cast<double>(now - last.at_ns) / 1e9;
      }
      last_watts_ = value;
    }
    trace_.points.push_back({now, joules});
  }

  std::unique_ptr<PowerMeter> meter_;
  std::function<std::int64_t()> wall_clock_;
  PowerTrace trace_;
  double last_watts_ = 0;
  std::string failure_;
  std::unique_ptr<Worker> worker_;
  Worker* alarm_ = nullptr;  // the same; stands still while worker_ is let go of
};

/// Reads the file that a meter has written meanwhile.
class MeterFile : public PowerSource {
 public:
  MeterFile(fs::path file, Nanoseconds offset) : file_(std::move(file)), offset_(offset) {
    if (fs::is_regular_file(file_)) return;
    throw Error(ErrorCode::kMissingFile,
                "no file " + file_.string() +
                    " for --power (rapl, nvml, or the CSV file that a meter is writing): start the "
                    "meter first, or give its file to assay report --power later");
  }
  void Begin(Clock&) override {}
  PowerTrace End(const RunRecord& record) override {
    return ReadPowerCsv(file_, {.zone = ZoneOf(record.started), .offset = offset_});
  }

 private:
  fs::path file_;
  Nanoseconds offset_;
};

}  // namespace

std::int64_t WallClockNs() {
  return std::chrono::duration_cast<Nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::unique_ptr<PowerSource> MakePowerSource(std::unique_ptr<PowerMeter> meter,
                                             std::function<std::int64_t()> wall_clock) {
  return std::make_unique<SampledMeter>(std::move(meter), std::move(wall_clock));
}

std::unique_ptr<PowerSource> OpenPowerSource(const std::string& name, Nanoseconds offset) {
  if (name == "rapl") return MakePowerSource(OpenRapl(), WallClockNs);
  if (name == "nvml") return MakePowerSource(OpenNvml(), WallClockNs);
  return std::make_unique<MeterFile>(name, offset);
}

void TakePower(PowerSource& source, RunRecord& record) {
  try {
    const PowerTrace trace = source.End(record);
    record.power = PowerWithin(trace, record);
    WriteFile(record.folder / kPowerFileName, PowerCsvText(trace, record));
  } catch (const Error& e) {
    if (!record.power) record.power = PowerFigures{.source = "power meter"};
    record.power->problem = e.what();
  }
}

}  // namespace assay
