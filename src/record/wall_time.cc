// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Points in time as logs and meters write them.
#include "record/wall_time.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace assay {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes exactly `digits` digits from the front.
bool TakeNumber(std::string_view& text, std::size_t digits, int& number) {
  if (text.size() < digits) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc{} || end != text.data() + digits || !IsDigit(text.front())) return false;
  text.remove_prefix(digits);
  return true;
}

bool Take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// ".123" as nanoseconds; digits beyond the ninth are left out. True where there is none.
bool TakeFraction(std::string_view& text, std::int64_t& nanoseconds) {
  nanoseconds = 0;
  if (!Take(text, '.') && !Take(text, ',')) return true;
  if (text.empty() || !IsDigit(text.front())) return false;
  std::int64_t unit = kNsPerSecond / 10;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1), unit /= 10) {
    nanoseconds += unit * (text.front() - '0');
  }
  return true;
}

/// "Z", "+01:00", "-0530"; nothing leaves the zone as it is.
bool TakeZone(std::string_view& text, seconds& zone) {
  if (text.empty()) return true;
  if (Take(text, 'Z')) {
    zone = seconds(0);
    return true;
  }
  const bool is_west = text.front() == '-';
  if (!Take(text, '+') && !Take(text, '-')) return false;
  int hours = 0, minutes = 0;
  if (!TakeNumber(text, 2, hours)) return false;
  Take(text, ':');
  if (!TakeNumber(text, 2, minutes) || hours > 14 || minutes > 59) return false;
  zone = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  if (is_west) zone = -zone;
  return true;
}

/// "2026-11-26" or "11-26-2026".
std::optional<std::chrono::sys_days> TakeDate(std::string_view& text) {
  int year = 0, month = 0, day = 0;
  if (text.size() > 4 && text[4] == '-') {
    if (!TakeNumber(text, 4, year) || !Take(text, '-') || !TakeNumber(text, 2, month) ||
        !Take(text, '-') || !TakeNumber(text, 2, day)) {
      return std::nullopt;
    }
  } else if (!TakeNumber(text, 2, month) || !Take(text, '-') || !TakeNumber(text, 2, day) ||
             !Take(text, '-') || !TakeNumber(text, 4, year)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1971 || year > 2200) return std::nullopt;
  return std::chrono::sys_days(date);
}

/// Seconds since 1970, with a fraction or without.
std::optional<std::int64_t> ParseSeconds(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  const std::string_view whole = text.substr(0, digits);
  if (whole.size() < 9 || whole.size() > 10) return std::nullopt;  // 1973 to 2286
  std::int64_t count = 0, fraction = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), count);
  text.remove_prefix(whole.size());
  if (count >= 9'000'000'000 || !TakeFraction(text, fraction) || !text.empty()) return std::nullopt;
  return count * kNsPerSecond + fraction;
}

}  // namespace

std::optional<std::int64_t> ParseWallTime(std::string_view text, seconds zone) {
  text = Trim(text);
  if (const auto count = ParseSeconds(text)) return count;
  const auto date = TakeDate(text);
  int hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  if (!date || (!Take(text, 'T') && !Take(text, ' ')) || !TakeNumber(text, 2, hour) ||
      !Take(text, ':') || !TakeNumber(text, 2, minute) || !Take(text, ':') ||
      !TakeNumber(text, 2, second) || hour > 23 || minute > 59 || second > 60 ||
      !TakeFraction(text, fraction)) {
    return std::nullopt;
  }
  text = Trim(text);
  if (!TakeZone(text, zone) || !text.empty()) return std::nullopt;
  const seconds time = date->time_since_epoch() + std::chrono::hours(hour) +
                       std::chrono::minutes(minute) + seconds(second) - zone;
  return time.count() * kNsPerSecond + fraction;
}

seconds ZoneOf(std::string_view iso_time) {
  const std::size_t sign = iso_time.find_last_of("+-");
  seconds zone{0};
  if (sign == std::string_view::npos || sign <= std::string_view("2026-11-26T").size()) return zone;
  std::string_view text = iso_time.substr(sign);
  return TakeZone(text, zone) && text.empty() ? zone : seconds(0);
}

std::string WallTimeText(std::int64_t ns_since_1970, seconds zone) {
  const std::int64_t second =
      ns_since_1970 / kNsPerSecond - (ns_since_1970 % kNsPerSecond < 0 ? 1 : 0);
  const auto time = std::chrono::sys_seconds(seconds(second) + zone);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     (ns_since_1970 - second * kNsPerSecond) / 1'000'000);
}

}  // namespace assay
