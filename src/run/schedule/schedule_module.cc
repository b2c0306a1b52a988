// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// schedule.so: `assay schedule`, a file of cases in, the same file with answers out.
#include <fmt/format.h>

#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "run/module.h"
#include "run/schedule/answers.h"
#include "run/schedule/case_settings.h"

namespace assay {
namespace {

constexpr char kCases[] = "cases";
constexpr char kEarlyStopping[] = "early_stopping_h_for_p_t";

/// Members of an object, one a line, each compact; `inner` is written for the member `cases`.
std::string ObjectText(const Json& object, const std::string& inner = "") {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    const bool is_inner = !inner.empty() && name == kCases;
    text += fmt::format("{}{}:{}", text.empty() ? "{" : ",\n ", Json(name).dump(),
                        is_inner ? inner : value.dump());
  }
  return text + "}";
}

std::string FileText(const Json& file) {
  if (!file.contains(kCases)) return ObjectText(file) + "\n";
  std::string cases;
  for (const Json& test : file[kCases]) cases += (cases.empty() ? "[\n" : ",\n") + ObjectText(test);
  return ObjectText(file, (cases.empty() ? "[" : cases) + "]") + "\n";
}

class RealScheduler : public Scheduler {
 public:
  std::string Answer(const std::filesystem::path& path, const std::string& profile_name,
                     Observer& observer) override {
    const mlperf::Profile profile = ParseProfile(profile_name);
    const Place whole{.text = path.string(), .is_file = true};
    Json file = ReadJson(path, "file of cases");
    if (!file.is_object() || (!file.contains(kCases) && !file.contains("settings"))) {
      throw Error(ErrorCode::kBadData,
                  whole.text + ": neither \"cases\" nor the \"settings\" of one case in it");
    }
    if (!file.contains(kCases)) {
      AnswerOne(file, profile, whole, observer);
    } else if (file[kCases].is_array()) {
      for (std::size_t i = 0; i < file[kCases].size(); ++i) {
        AnswerOne(file[kCases][i], profile, whole / fmt::format("cases[{}]", i), observer);
      }
    } else {
      throw Error(ErrorCode::kBadData, (whole / kCases).text + ": a list [ ] is expected");
    }
    if (file.contains(kEarlyStopping)) {
      AnswerEarlyStopping(file[kEarlyStopping], whole / kEarlyStopping);
    }
    return FileText(file);
  }

 private:
  static void AnswerOne(Json& test, mlperf::Profile profile, const Place& where,
                        Observer& observer) {
    const ScheduleCase question = ParseCase(test, profile, where);
    std::vector<std::string> notes;
    try {
      AnswerCase(question, test, notes);
    } catch (const Error& e) {
      throw Error(e.code(), where.text + ": " + e.what());
    }
    for (const std::string& note : notes) observer.Say(where.text + ": " + note);
  }
};

}  // namespace
}  // namespace assay

extern "C" __attribute__((visibility("default"))) assay::Scheduler* assay_schedule(
    int api_version) noexcept {
  if (api_version != assay::kModuleApiVersion) return nullptr;
  return new (std::nothrow) assay::RealScheduler();
}
