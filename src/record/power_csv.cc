// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The samples of a power meter from a file with columns, or from PTDaemon's log.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "record/power.h"
#include "record/wall_time.h"

namespace assay {
namespace {

constexpr std::size_t kMostPoints = 20'000'000;
constexpr double kMostWatts = 1e9, kMostJoules = 1e15;

using Cells = std::vector<std::string_view>;

std::string_view Unquoted(std::string_view cell) {
  cell = Trim(cell);
  const bool is_quoted = cell.size() >= 2 && cell.front() == '"' && cell.back() == '"';
  return is_quoted ? cell.substr(1, cell.size() - 2) : cell;
}

Cells CellsOf(std::string_view line) {
  Cells cells;
  while (true) {
    const std::size_t comma = line.find(',');
    cells.push_back(Unquoted(line.substr(0, comma)));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

/// Where a line has its time and its value.
struct Columns {
  std::size_t time = 0, value = 0;
  bool is_energy = false;
};

class Reader {
 public:
  Reader(const std::string& where, const MeterClock& clock) : where_(where), clock_(clock) {}

  void Take(std::string_view line) {
    ++number_;
    line = Trim(line);
    if (line.empty() || line.front() == '#') return;
    const Cells cells = CellsOf(line);
    if (columns_) {
      TakeSample(cells);
    } else {
      TakeHead(cells);
    }
  }

  std::vector<PowerPoint> End() {
    if (!columns_) Fail("there is no line that names the columns time and watts (or joules)");
    return std::move(points_);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorCode::kBadData,
                fmt::format("{}:{}: {}", where_, std::max<std::size_t>(number_, 1), what));
  }

  /// The line of names, or PTDaemon's first: "Time,07-02-2026 11:34:25.014,Watts,24.39,Volts,…".
  void TakeHead(const Cells& cells) {
    const auto at = [&](std::string_view name) {
      const auto found = std::find_if(cells.begin(), cells.end(), [&](std::string_view cell) {
        return LowerCase(cell) == name;
      });
      return static_cast<std::size_t>(found - cells.begin());
    };
    const std::size_t time = at("time"), watts = at("watts"), joules = at("joules");
    if (time == cells.size() || (watts == cells.size() && joules == cells.size())) {
      Fail("the first line has to name the columns: time, and watts or joules, with commas");
    }
    const bool has_pairs = time + 1 < watts && watts + 1 < cells.size() &&
                           ParseWallTime(cells[time + 1], clock_.zone).has_value();
    is_ptdaemon_ = has_pairs;
    if (has_pairs) {
      columns_ = Columns{.time = time + 1, .value = watts + 1};
      TakeSample(cells);
      return;
    }
    const bool is_energy = watts == cells.size();
    columns_ = Columns{.time = time, .value = is_energy ? joules : watts, .is_energy = is_energy};
  }

  double Number(std::string_view cell) const {
    double number = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    const double most = columns_->is_energy ? kMostJoules : kMostWatts;
    if (error != std::errc{} || end != cell.data() + cell.size() || !(number >= 0) ||
        number > most) {
      Fail(fmt::format("'{}' is no number of {}", std::string(cell),
                       columns_->is_energy ? "joules" : "watts"));
    }
    return number;
  }

  void TakeSample(const Cells& cells) {
    if (cells.size() <= std::max(columns_->time, columns_->value)) {
      Fail(fmt::format("the line has {} columns, fewer than the first", cells.size()));
    }
    if (is_ptdaemon_ && (LowerCase(cells[columns_->time - 1]) != "time" ||
                         LowerCase(cells[columns_->value - 1]) != "watts")) {
      Fail("the line is not 'Time,…,Watts,…' as the first is");
    }
    const auto time = ParseWallTime(cells[columns_->time], clock_.zone);
    if (!time) {
      Fail(fmt::format("'{}' is no time: write 2026-11-26T07:05:10.123+01:00, 11-26-2026 "
                       "07:05:10.123 or seconds since 1970",
                       std::string(cells[columns_->time])));
    }
    // PTDaemon writes a negative number where the analyser had no reading.
    if (is_ptdaemon_ && cells[columns_->value].starts_with('-')) return;
    Add(*time + clock_.offset.count(), Number(cells[columns_->value]));
  }

  void Add(std::int64_t at_ns, double value) {
    if (points_.size() >= kMostPoints) Fail("the file has too many samples: cut it to the test");
    if (points_.empty()) {
      points_.push_back({at_ns, columns_->is_energy ? value : 0});
      last_value_ = value;
      return;
    }
    const PowerPoint& last = points_.back();
    if (at_ns < last.at_ns) Fail("the time goes back: was the meter's clock set?");
    if (columns_->is_energy && value < last.joules) Fail("the counter of joules goes back");
    if (at_ns == last.at_ns) return;
    const double seconds = static_cast<double>(at_ns - last.at_ns) / 1e9;
    const double joules =
        columns_->is_energy ? value : last.joules + (last_value_ + value) / 2 * seconds;
    points_.push_back({at_ns, joules});
    last_value_ = value;
  }

  const std::string& where_;
  const MeterClock& clock_;
  std::size_t number_ = 0;  // of the line
  std::optional<Columns> columns_;
  bool is_ptdaemon_ = false;
  double last_value_ = 0;
  std::vector<PowerPoint> points_;
};

}  // namespace

PowerTrace ParsePowerCsv(std::string_view text, const std::string& where, const MeterClock& clock) {
  Reader reader(where, clock);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    reader.Take(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return {.source = fmt::format("meter ({})", std::filesystem::path(where).filename().string()),
          .points = reader.End()};
}

PowerTrace ReadPowerCsv(const std::filesystem::path& file, const MeterClock& clock) {
  return ParsePowerCsv(ReadFile(file, "meter's file"), file.string(), clock);
}

}  // namespace assay
