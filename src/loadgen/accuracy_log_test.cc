// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the accuracy log: every record as it came, whatever its size and whenever it is written.
#include "loadgen/accuracy_log.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace assay::loadgen {
namespace {

using Keep = AccuracyLog::Keep;
using Tokens = AccuracyLog::Tokens;

AccuracyLog::Bytes BytesOf(const std::string& text) { return {text.data(), text.size()}; }

std::string Hex(const std::string& text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string hex(2 * text.size(), '\0');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    hex[2 * i] = kDigits[byte / 16];
    hex[2 * i + 1] = kDigits[byte % 16];
  }
  return hex;
}

TEST_CASE("records stand in order of completion, bytes in upper-case hexadecimal") {
  std::ostringstream out;
  AccuracyLog log(out);
  log.Append({.sequence = 7, .index = 3, .answer = BytesOf("\x01\xfe")});
  log.Append({.sequence = 2, .index = 18446744073709551614u});
  log.Finish();
  CHECK(out.str() ==
        "[\n{ \"seq_id\" : 7, \"qsl_idx\" : 3, \"data\" : \"01FE\" },\n"
        "{ \"seq_id\" : 2, \"qsl_idx\" : 18446744073709551614, \"data\" : \"\" }\n]\n");
}

TEST_CASE("a log without records is a list without elements") {
  std::ostringstream out;
  AccuracyLog log(out);
  log.Flush();
  log.Finish();
  CHECK(out.str() == "[\n]\n");
}

TEST_CASE("sizes around the chunk's and the block's limits come out whole") {
  for (const Keep keep : {Keep::kUntilFlush, Keep::kUpTo16MiB}) {
    std::ostringstream out;
    AccuracyLog log(out);
    log.SetKeep(keep);
    std::string expected = "[";
    std::uint64_t sequence = 0;
    for (const std::size_t size : {0, 1, 65535, 65536, 65537, 524287, 524288, 3000001, 9000000}) {
      std::string answer(size, '\0');
      for (std::size_t i = 0; i < size; ++i) answer[i] = static_cast<char>(i * 31 + size);
      const std::string data = "\"qsl_idx\" : 0, \"data\" : \"" + Hex(answer) + "\" }";
      for (int twice = 0; twice < 2; ++twice, ++sequence) {
        log.Append({.sequence = sequence, .answer = BytesOf(answer)});
        expected += sequence == 0 ? "\n" : ",\n";
        expected += "{ \"seq_id\" : " + std::to_string(sequence) + ", " + data;
      }
    }
    log.Finish();
    CHECK((out.str() == expected + "\n]\n"));  // not printed: 100 MB
  }
}

TEST_CASE("accuracy runs write before the end when much is kept, performance runs do not") {
  const std::string answer(5'000'000, 'a');
  for (const bool is_accuracy : {false, true}) {
    std::ostringstream out;
    AccuracyLog log(out);
    log.SetKeep(is_accuracy ? Keep::kUpTo16MiB : Keep::kUntilFlush);
    for (std::uint64_t i = 0; i < 5; ++i) log.Append({.sequence = i, .answer = BytesOf(answer)});
    CHECK((out.str().size() > 1) == is_accuracy);
  }
}

TEST_CASE("a record has its first token and their number, also when others came between") {
  std::ostringstream out;
  AccuracyLog log(out);
  log.SetTokens(Tokens::kFirstAndCount);
  log.KeepFirstToken(1, BytesOf("\x0a"));
  log.KeepFirstToken(0, BytesOf("\x0b\x0c"));
  log.Append({.sequence = 0, .index = 5, .answer = BytesOf("x"), .token_count = 12});
  log.Append({.sequence = 1, .index = 6, .token_count = 3});
  log.Append({.sequence = 2, .index = 7, .token_count = 2});
  log.Finish();
  CHECK(out.str() ==
        "[\n{ \"seq_id\" : 0, \"qsl_idx\" : 5, \"data\" : \"78\", \"token_data\" : \"0B0C\", "
        "\"token_count\" : 12 },\n"
        "{ \"seq_id\" : 1, \"qsl_idx\" : 6, \"data\" : \"\", \"token_data\" : \"0A\", "
        "\"token_count\" : 3 },\n"
        "{ \"seq_id\" : 2, \"qsl_idx\" : 7, \"data\" : \"\", \"token_data\" : \"\", "
        "\"token_count\" : 2 }\n]\n");
}

TEST_CASE("Offline's records say how many tokens there were, and not which was first") {
  std::ostringstream out;
  AccuracyLog log(out);
  log.SetTokens(Tokens::kCount);
  log.KeepFirstToken(0, BytesOf("\x0a"));
  log.Append({.sequence = 0, .index = 5, .token_count = 12});
  log.Finish();
  CHECK(out.str() ==
        "[\n{ \"seq_id\" : 0, \"qsl_idx\" : 5, \"data\" : \"\", \"token_count\" : 12 }\n]\n");
}

}  // namespace
}  // namespace assay::loadgen
