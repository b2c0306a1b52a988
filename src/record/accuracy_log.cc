// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads mlperf_log_accuracy.json.
#include "record/accuracy_log.h"

#include <fmt/format.h>

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"

namespace assay {
namespace {

// What the round's truncation tool leaves: 4,096 bytes of both ends and this between them; the
// checker accepts up to 10,240.
constexpr std::string_view kCutMark = "\n\n...\n\n";
constexpr std::size_t kLargestTruncated = 10'240;
constexpr std::size_t kEndBytes = 64;

bool IsSpace(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

constexpr std::int8_t kNoDigit = -1;

constexpr std::array<std::int8_t, 256> MakeHexDigits() {
  std::array<std::int8_t, 256> digits{};
  for (auto& digit : digits) digit = kNoDigit;
  for (int i = 0; i < 10; ++i)
    digits[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    digits[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
    digits[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
  }
  return digits;
}
constexpr std::array<std::int8_t, 256> kHexDigits = MakeHexDigits();

/// False when `hex` is not whole bytes of hexadecimal digits.
bool DecodeHex(std::string_view hex, std::vector<std::byte>& bytes) {
  if (hex.size() % 2 != 0) return false;
  bytes.resize(hex.size() / 2);
  int any = 0;  // negative as soon as one digit is none
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = kHexDigits[static_cast<unsigned char>(hex[2 * i])];
    const int low = kHexDigits[static_cast<unsigned char>(hex[2 * i + 1])];
    any |= high | low;
    bytes[i] = static_cast<std::byte>((high << 4 | low) & 0xFF);
  }
  return any >= 0;
}

}  // namespace

struct AccuracyLog::Parser {
  simdjson::ondemand::parser json;
};

AccuracyLog::AccuracyLog(const std::filesystem::path& file)
    : file_(file), in_(file, std::ios::binary), parser_(std::make_unique<Parser>()) {
  if (!in_ || std::filesystem::is_directory(file)) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("no accuracy log {}: was this an accuracy run?", file.string()));
  }
}

AccuracyLog::~AccuracyLog() = default;

void AccuracyLog::ThrowBad(const std::string& what) const {
  throw Error(ErrorCode::kBadData,
              fmt::format("{}:{}: {}; the log is damaged or cut", file_.string(), line_, what));
}

/// The next character that is no white space; EOF at the end.
int AccuracyLog::NextCharacter() {
  int c = in_.get();
  for (; IsSpace(c); c = in_.get()) line_ += c == '\n' ? 1 : 0;
  return c;
}

/// Stands behind the '{' of the next record; false behind the end of the list.
bool AccuracyLog::FindRecord() {
  if (!has_begun_) {
    if (NextCharacter() != '[') ThrowBad("no '[' at the beginning");
    has_begun_ = true;
  }
  int c = NextCharacter();
  if (c == ',' && records_ > 0) {
    c = NextCharacter();
    if (c == ']') ThrowBad("a record is missing behind the last comma");
  } else if (c == '{' && records_ > 0) {
    ThrowBad("a comma is missing between two records");
  }
  if (c == '{') return true;
  if (c == EOF) ThrowBad("the file ends in the middle of the list");
  if (c != ']') ThrowBad(fmt::format("'{}' where a record should begin", static_cast<char>(c)));
  has_ended_ = true;
  if (NextCharacter() != EOF) ThrowBad("something follows the end of the list");
  return false;
}

/// The format has no nested objects and no '}' in texts: the next '}' ends the record. Were it
/// otherwise, the JSON library would refuse what was cut out.
void AccuracyLog::ReadObject() {
  std::getline(in_, object_, '}');
  if (in_.eof()) ThrowBad("the file ends in the middle of a record");
  object_.insert(0, 1, '{');
  object_ += '}';
  object_.reserve(object_.size() + simdjson::SIMDJSON_PADDING);
}

void AccuracyLog::Parse(AccuracyRecord& record) {
  auto document = parser_->json.iterate(
      simdjson::padded_string_view(object_.data(), object_.size(), object_.capacity()));
  auto object = document.get_object();
  record.seq_id = object["seq_id"].get_uint64();
  record.qsl_idx = object["qsl_idx"].get_uint64();
  // The token as it stands: hexadecimal digits need no unescaping, which would copy them.
  const std::string_view data = Trim(std::string_view(object["data"].raw_json_token()));
  if (data.size() < 2 || data.front() != '"' || data.back() != '"' ||
      !DecodeHex(data.substr(1, data.size() - 2), record.bytes)) {
    ThrowBad("\"data\" is not whole bytes in hexadecimal digits");
  }
}

bool AccuracyLog::Next(AccuracyRecord& record) {
  if (has_ended_ || !FindRecord()) return false;
  ReadObject();
  try {
    Parse(record);
  } catch (const simdjson::simdjson_error& e) {
    ThrowBad(e.what());
  }
  line_ += static_cast<std::size_t>(std::count(object_.begin(), object_.end(), '\n'));
  ++records_;
  return true;
}

AccuracyLogShape ShapeOfAccuracyLog(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  std::error_code ignored;
  if (!in || std::filesystem::is_directory(file, ignored)) return AccuracyLogShape::kMissing;
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0));
  std::string text(std::min(size, kLargestTruncated), '\0');
  in.seekg(0);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (size > kLargestTruncated) {  // the beginning is known: now the end
    text.resize(kEndBytes);
    in.seekg(static_cast<std::streamoff>(size - (kEndBytes - 1)));
    in.read(text.data() + 1, static_cast<std::streamsize>(kEndBytes - 1));
  }
  if (!in) return AccuracyLogShape::kDamaged;
  const std::string_view trimmed = Trim(text);
  if (trimmed.empty() || trimmed.front() != '[' || trimmed.back() != ']') {
    return AccuracyLogShape::kDamaged;
  }
  if (Trim(trimmed.substr(1, trimmed.size() - 2)).empty()) return AccuracyLogShape::kEmpty;
  const bool is_truncated =
      size <= kLargestTruncated && trimmed.find(kCutMark) != std::string_view::npos;
  return is_truncated ? AccuracyLogShape::kTruncated : AccuracyLogShape::kWhole;
}

}  // namespace assay
