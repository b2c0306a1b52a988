// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Simulated machines: reading the TOML file, drawing times and labels.
#include "backends/simulated/machine.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "base/error.h"
#include "base/files.h"

namespace assay::simulated {
namespace {

constexpr int kMaxDevices = 4096;

/// A TOML table whose keys are taken one by one, so that left-over keys can be named.
class Reader {
 public:
  Reader(const toml::table& table, std::string where, const std::filesystem::path& file)
      : table_(table), where_(std::move(where)), file_(file) {}

  /// The value of `key`, or `fallback` when it is absent. Throws when it is of another type.
  template <typename T>
  T Take(std::string_view key, T fallback) {
    taken_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr) return fallback;
    const auto value = node->value<T>();
    if (!value) Refuse(*node, fmt::format("'{}{}' has a value of the wrong type", where_, key));
    return *value;
  }
  /// A number within [low, high].
  double Number(std::string_view key, double fallback, double low, double high) {
    const double value = Take<double>(key, fallback);
    if (!(value >= low && value <= high)) {
      Refuse(*table_.get(key),
             fmt::format("'{}{}' is {}, must be from {} to {}", where_, key, value, low, high));
    }
    return value;
  }
  const toml::table* Table(std::string_view key) {
    taken_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node != nullptr && !node->is_table()) {
      Refuse(*node, fmt::format("'{}{}' must be a table", where_, key));
    }
    return node == nullptr ? nullptr : node->as_table();
  }
  const toml::array* Array(std::string_view key) {
    taken_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr || !node->is_array() || node->as_array()->empty()) {
      Refuse(node == nullptr ? table_ : *node,
             fmt::format("'{}{}' must be a list with at least one entry", where_, key));
    }
    return node->as_array();
  }
  /// To be called when all keys have been taken.
  void RefuseOthers() {
    for (const auto& [key, node] : table_) {
      if (std::find(taken_.begin(), taken_.end(), key.str()) == taken_.end()) {
        Refuse(node, fmt::format("unknown key '{}{}', known here: {}", where_, key.str(),
                                 fmt::join(taken_, ", ")));
      }
    }
  }
  [[noreturn]] void Refuse(const toml::node& node, const std::string& what) const {
    throw Error(ErrorCode::kBadData, fmt::format("simulated machine {}, line {}: {}",
                                                 file_.string(), node.source().begin.line, what));
  }
  const toml::table& table() const { return table_; }

 private:
  const toml::table& table_;
  std::string where_;
  const std::filesystem::path& file_;
  std::vector<std::string> taken_;
};

std::vector<CurvePoint> ReadCurve(Reader& device, const std::filesystem::path& file) {
  std::vector<CurvePoint> curve;
  for (const toml::node& node : *device.Array("curve")) {
    if (!node.is_table()) device.Refuse(node, "'curve' holds entries like { batch = 8, ms = 1.5 }");
    Reader point(*node.as_table(), "curve.", file);
    const double batch = point.Number("batch", 0, 0, 1e6);
    const double ms = point.Number("ms", -1, -1, 1e9);
    point.RefuseOthers();
    if (batch < 1 || ms < 0) device.Refuse(node, "an entry of 'curve' needs batch ≥ 1 and ms ≥ 0");
    curve.push_back({static_cast<int>(batch), Nanoseconds(std::llround(ms * 1e6))});
    if (curve.size() > 1 && curve[curve.size() - 2].batch_size >= curve.back().batch_size) {
      device.Refuse(node, "batch sizes in 'curve' must ascend");
    }
  }
  return curve;
}

Jitter ReadJitter(Reader& device, const std::filesystem::path& file) {
  Jitter jitter;
  const toml::table* table = device.Table("jitter");
  if (table == nullptr) return jitter;
  struct KindRow {
    std::string_view name;
    Jitter::Kind kind;
  };
  constexpr KindRow kKinds[] = {{"none", Jitter::Kind::kNone},
                                {"gaussian", Jitter::Kind::kGaussian},
                                {"lognormal", Jitter::Kind::kLognormal}};
  Reader reader(*table, "jitter.", file);
  const auto name = reader.Take<std::string>("kind", "none");
  jitter.spread = reader.Number("percent", 0, 0, 1000) / 100;
  jitter.limit = reader.Number("limit", jitter.limit, 0.5, 10);
  reader.RefuseOthers();
  const auto* row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                 [&name](const KindRow& r) { return r.name == name; });
  if (row == std::end(kKinds)) {
    reader.Refuse(*table,
                  fmt::format("'jitter.kind' is '{}', must be none, gaussian or lognormal", name));
  }
  jitter.kind = row->kind;
  if (jitter.kind == Jitter::Kind::kGaussian && jitter.spread * jitter.limit >= 1) {
    reader.Refuse(*table,
                  "gaussian jitter could make times negative: percent × limit must stay "
                  "below 100, or use lognormal");
  }
  return jitter;
}

Outliers ReadOutliers(Reader& device, const std::filesystem::path& file) {
  Outliers slow;
  if (const toml::table* table = device.Table("slow")) {
    Reader reader(*table, "slow.", file);
    slow.probability = reader.Number("probability", 0, 0, 1);
    slow.factor = reader.Number("factor", 1, 0, 1e6);
    reader.RefuseOthers();
  }
  return slow;
}

DeviceMemory ReadMemory(Reader& device, const std::filesystem::path& file) {
  DeviceMemory memory;
  if (const toml::table* table = device.Table("memory")) {
    Reader reader(*table, "memory.", file);
    memory.capacity_mb = reader.Number("capacity_mb", 0, 0, 1e9);
    memory.model_mb = reader.Number("model_mb", 0, 0, 1e9);
    memory.sample_mb = reader.Number("sample_mb", 0, 0, 1e9);
    reader.RefuseOthers();
  }
  return memory;
}

Failures ReadFailures(Reader& device, const std::filesystem::path& file) {
  Failures failure;
  const toml::table* table = device.Table("failure");
  if (table == nullptr) return failure;
  Reader reader(*table, "failure.", file);
  failure.load = reader.Take<std::string>("load", "");
  const auto count = [&reader](std::string_view key) -> std::optional<std::uint64_t> {
    const double value = reader.Number(key, -1, -1, 1e15);
    if (value < 0) return std::nullopt;
    return static_cast<std::uint64_t>(value);
  };
  failure.fail_after = count("fail_after");
  failure.wrong_shape_after = count("wrong_shape_after");
  failure.memory_after = count("memory_after");
  failure.silent_after = count("silent_after");
  reader.RefuseOthers();
  return failure;
}

void AddDevices(const toml::node& node, Reader& machine_reader, const std::filesystem::path& file,
                Machine& machine) {
  if (!node.is_table()) machine_reader.Refuse(node, "'device' must be written as [[device]]");
  Reader reader(*node.as_table(), "device.", file);
  DeviceModel device;
  device.name = reader.Take<std::string>("name", device.name);
  const auto count = static_cast<std::size_t>(reader.Number("count", 1, 1, kMaxDevices));
  device.concurrency = static_cast<int>(reader.Number("concurrency", 1, 1, 1024));
  device.curve = ReadCurve(reader, file);
  device.jitter = ReadJitter(reader, file);
  device.slow = ReadOutliers(reader, file);
  device.memory = ReadMemory(reader, file);
  device.failure = ReadFailures(reader, file);
  reader.RefuseOthers();
  machine.devices.insert(machine.devices.end(), count, device);
}

std::uint64_t Mix(std::uint64_t x) {  // the finaliser of SplitMix64
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// The n-th 64 random bits that belong to a batch.
std::uint64_t Bits(const Draw& draw, std::uint64_t n) {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;
  const std::uint64_t key = Mix(Mix(draw.seed + kGolden) ^ (draw.device * kGolden + 1));
  return Mix(Mix(key ^ (draw.batch * kGolden + 2)) ^ (n * kGolden + 3));
}

/// Uniform in (0, 1).
double Uniform(const Draw& draw, std::uint64_t n) {
  return (static_cast<double>(Bits(draw, n) >> 11) + 0.5) * 0x1p-53;
}

/// Standard normal within ±limit: Box and Muller's transform, drawn again when beyond.
double TruncatedNormal(const Draw& draw, double limit) {
  constexpr std::uint64_t kAttempts = 64;
  double z = 0;
  for (std::uint64_t attempt = 0; attempt < kAttempts; ++attempt) {
    z = std::sqrt(-2 * std::log(Uniform(draw, 2 * attempt + 1))) *
        std::cos(2 * std::numbers::pi * Uniform(draw, 2 * attempt + 2));
    if (std::abs(z) <= limit) return z;
  }
  return std::clamp(z, -limit, limit);
}

}  // namespace

Machine DefaultMachine() {
  DeviceModel card;
  using std::chrono::microseconds;
  card.curve = {{1, microseconds(350)},
                {8, microseconds(1450)},
                {32, microseconds(5100)},
                {128, microseconds(20000)}};
  card.jitter = {.kind = Jitter::Kind::kLognormal, .spread = 0.03, .limit = 4};
  card.slow = {.probability = 0.0005, .factor = 3};
  card.memory = {.capacity_mb = 16000, .model_mb = 102, .sample_mb = 25};
  return {.name = "four simulated cards", .classes = 1000, .devices = {4, card}};
}

Machine ReadMachine(const std::filesystem::path& file) {
  const std::string text = ReadFile(file, "simulated machine");
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& e) {
    throw Error(ErrorCode::kBadData, fmt::format("simulated machine {}, line {}: {}", file.string(),
                                                 e.source().begin.line, e.description()));
  }
  Reader reader(table, "", file);
  Machine machine;
  machine.name = reader.Take<std::string>("name", file.stem().string());
  machine.classes = static_cast<std::int64_t>(reader.Number("classes", 1000, 1, 1e9));
  for (const toml::node& node : *reader.Array("device")) AddDevices(node, reader, file, machine);
  reader.RefuseOthers();
  if (machine.devices.size() > kMaxDevices) {
    reader.Refuse(table, fmt::format("{} devices, at most {} are possible", machine.devices.size(),
                                     kMaxDevices));
  }
  return machine;
}

Nanoseconds CurveTime(const DeviceModel& model, int batch_size) {
  const auto& curve = model.curve;
  if (batch_size <= curve.front().batch_size) return curve.front().time;
  CurvePoint left{.batch_size = 0, .time = Nanoseconds(0)};
  CurvePoint right = curve.front();
  for (std::size_t i = 1; i < curve.size() && right.batch_size < batch_size; ++i) {
    left = right;
    right = curve[i];
  }
  const double slope =
      static_cast<double>((right.time - left.time).count()) / (right.batch_size - left.batch_size);
  const double time =
      static_cast<double>(left.time.count()) + slope * (batch_size - left.batch_size);
  return Nanoseconds(std::llround(std::max(0.0, time)));
}

Nanoseconds DrawTime(const DeviceModel& model, int batch_size, const Draw& draw) {
  double time = static_cast<double>(CurveTime(model, batch_size).count());
  const Jitter& jitter = model.jitter;
  if (jitter.kind == Jitter::Kind::kGaussian) {
    time *= 1 + jitter.spread * TruncatedNormal(draw, jitter.limit);
  } else if (jitter.kind == Jitter::Kind::kLognormal) {
    time *= std::exp(jitter.spread * TruncatedNormal(draw, jitter.limit));
  }
  if (model.slow.probability > 0 && Uniform(draw, 0) < model.slow.probability) {
    time *= model.slow.factor;
  }
  return Nanoseconds(std::llround(time));
}

std::int64_t DrawLabel(std::int64_t classes, const Draw& draw, std::size_t position) {
  constexpr std::uint64_t kLabels = 1000;  // past the numbers that times are drawn from
  return static_cast<std::int64_t>(Bits(draw, kLabels + position) %
                                   static_cast<std::uint64_t>(classes));
}

}  // namespace assay::simulated
