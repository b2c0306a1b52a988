// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One name for one accelerator, through the spellings of submitters.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/system_description.h"

namespace assay {
namespace {

using Words = std::vector<std::string>;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), Lower(word)) != list.end();
}

std::string WithoutMarks(std::string_view text) {
  std::string clean(text);
  for (const std::string_view mark : {"(R)", "(r)", "(TM)", "(tm)", "\u00AE", "\u2122"}) {
    for (std::size_t at = clean.find(mark); at != clean.npos; at = clean.find(mark)) {
      clean.replace(at, mark.size(), " ");
    }
  }
  return clean;
}

/// "8x", "x8", and "x" of "8 x": how many, not which.
bool IsCount(std::string_view word) {
  const auto is_number = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), IsDigit);
  };
  if (word.empty()) return false;
  const bool begins = word.front() == 'x' || word.front() == 'X';
  const bool ends = word.back() == 'x' || word.back() == 'X';
  return word.size() == 1 ? begins || IsDigit(word[0])
                          : (begins && is_number(word.substr(1))) ||
                                (ends && is_number(word.substr(0, word.size() - 1)));
}

/// "T4-16Q" -> "T4": a virtual card's profile names its memory and licence.
std::string_view WithoutProfile(std::string_view word) {
  const std::size_t dash = word.rfind('-');
  if (dash == word.npos || dash + 2 >= word.size() || dash == 0) return word;
  const std::string_view profile = word.substr(dash + 1);
  const std::string_view size = profile.substr(0, profile.size() - 1);
  const bool is_profile = std::all_of(size.begin(), size.end(), IsDigit) &&
                          std::string_view("QCBA").find(profile.back()) != profile.npos;
  return is_profile ? word.substr(0, dash) : word;
}

/// "QuadroRTX8000" -> "Quadro", "RTX", "8000".
void AddGlued(std::string_view word, Words& words) {
  struct Part {
    std::string_view lower, name;
  };
  for (const Part& part : {Part{"quadro", "Quadro"}, Part{"rtx", "RTX"}}) {
    if (!Lower(word).starts_with(part.lower)) continue;
    words.emplace_back(part.name);
    word.remove_prefix(part.name.size());
  }
  if (!word.empty()) words.emplace_back(word);
}

bool IsNvidiaProduct(std::string_view word) {
  return IsOneOf(word, {"t4", "quadro", "rtx", "geforce"}) || Lower(word).starts_with("a100") ||
         Lower(word).starts_with("v100");
}

/// "A100-PCIE-40GB", "A100 PCIe 40GB" -> "A100-PCIe-40GB".
void JoinForm(Words& words) {
  for (std::size_t i = 1; i < words.size();) {
    const std::string lower = Lower(words[i]);
    const bool is_form =
        lower == "pcie" || lower.starts_with("sxm") || (lower.ends_with("gb") && IsDigit(lower[0]));
    const bool has_base =
        Lower(words[i - 1]).starts_with("a100") || Lower(words[i - 1]).starts_with("v100");
    if (!is_form || !has_base) {
      ++i;
      continue;
    }
    words[i - 1] += "-" + words[i];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::string& word : words) {
    const std::size_t at = Lower(word).find("pcie");
    if (at != word.npos) word.replace(at, 4, "PCIe");
  }
}

}  // namespace

std::string NormaliseAccelerator(std::string_view as_written) {
  if (IsOneOf(Trim(as_written), {"", "-", "--", "n/a", "na", "none", "no", "null", "0"})) return "";
  const std::string clean = WithoutMarks(as_written);
  Words words;
  for (const std::string_view word : SplitWords(clean)) {
    if (words.empty() && IsCount(word)) continue;
    if (IsOneOf(word, {"tesla", "grid", "gpu", "gpus"})) continue;
    if (words.empty() && IsOneOf(word, {"nvidia"})) {
      words.emplace_back("NVIDIA");
    } else {
      AddGlued(WithoutProfile(word), words);
    }
  }
  if (!words.empty() && IsNvidiaProduct(words.front())) words.insert(words.begin(), "NVIDIA");
  JoinForm(words);
  std::string name;
  for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
  return name;
}

}  // namespace assay
