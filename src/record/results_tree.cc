// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads a published results tree.
#include "record/results_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "base/error.h"
#include "record/folder_names.h"
#include "record/published_run.h"
#include "record/upstream_run.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kLevelsAbove = 4;
constexpr int kRunLevelsAbove = 2;

/// One submitter's folder, and which of its results were asked for.
struct Submission {
  fs::path folder;
  /// System, model and scenario; an empty one stands for all.
  std::array<std::string, 3> scope{};
};

bool IsFolder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool IsDivision(const std::string& name) {
  return name == "closed" || name == "open" || name == "network";
}

bool IsSubmission(const fs::path& folder) {
  return IsFolder(folder / "results") &&
         (IsDivision(folder.parent_path().filename().string()) || IsFolder(folder / "systems"));
}

/// Which results a place inside a submission stands for: results/A/B is system A, model B; the
/// other folders that are laid out by system count alike; any other is the whole submission.
std::array<std::string, 3> ScopeOf(const fs::path& below) {
  std::array<std::string, 3> scope{};
  auto part = below.begin();
  if (part == below.end() ||
      (*part != "results" && *part != "measurements" && *part != "compliance")) {
    return scope;
  }
  for (std::size_t i = 0; i < scope.size() && ++part != below.end(); ++i) scope[i] = part->string();
  return scope;
}

/// The submission that `path` is or lies in.
std::optional<Submission> FindAround(const fs::path& path) {
  for (fs::path folder = path; folder.has_relative_path(); folder = folder.parent_path()) {
    if (IsSubmission(folder)) return Submission{folder, ScopeOf(path.lexically_relative(folder))};
  }
  return std::nullopt;
}

void FindBelow(const fs::path& folder, int levels, std::vector<Submission>& found) {
  if (IsSubmission(folder)) {
    found.push_back({folder, {}});
  } else if (levels > 0) {
    for (const std::string& name : FolderNames(folder)) FindBelow(folder / name, levels - 1, found);
  }
}

std::vector<Submission> FindSubmissions(const fs::path& path) {
  std::error_code error;
  const fs::path folder = fs::canonical(path, error);
  if (error || !IsFolder(folder)) return {};
  if (const auto around = FindAround(folder)) return {*around};
  std::vector<Submission> found;
  FindBelow(folder, kLevelsAbove, found);
  return found;
}

void FindRuns(const fs::path& folder, int levels, std::vector<fs::path>& found) {
  std::error_code ignored;
  if (fs::exists(folder / kRunFileName, ignored) || HasUpstreamLogs(folder)) {
    found.push_back(folder);
  } else if (levels > 0) {
    for (const std::string& name : FolderNames(folder)) FindRuns(folder / name, levels - 1, found);
  }
}

/// The names of the folders that the scope lets in.
std::vector<std::string> NamesWithin(const fs::path& folder, const std::string& scope) {
  std::vector<std::string> names = FolderNames(folder);
  if (!scope.empty()) std::erase_if(names, [&](const std::string& name) { return name != scope; });
  return names;
}

/// Reads one submission after the other into a tree.
class TreeReader {
 public:
  TreeReader(ResultsTree& tree, const TreeOptions& options) : tree_(tree), options_(options) {}

  void Read(const Submission& submission) {
    place_.submission = submission.folder;
    place_.submitter = submission.folder.filename().string();
    place_.division = submission.folder.parent_path().filename().string();
    ReadSystems(submission.folder / "systems");
    if (!IsDivision(place_.division)) place_.division = DescribedDivision();
    const fs::path results = submission.folder / "results";
    const auto systems = NamesWithin(results, submission.scope[0]);
    if (systems.empty()) {
      AddNote(tree_.notes, Severity::kWarning, "layout", results, "no folder of a system here");
    }
    for (const std::string& system : systems) ReadSystem(results, system, submission.scope);
  }

 private:
  void ReadSystems(const fs::path& folder) {
    systems_.clear();
    std::error_code error;
    for (fs::directory_iterator item(folder, error), end; !error && item != end;
         item.increment(error)) {
      if (item->path().extension() != ".json") continue;
      auto system = std::make_shared<SystemDescription>(ReadSystemDescription(item->path()));
      systems_[system->system] = system;
    }
    for (const auto& [name, system] : systems_) tree_.systems.push_back(system);
  }

  /// What the systems' files say, for a submission that lies outside of closed/ and open/.
  std::string DescribedDivision() const {
    for (const auto& [name, system] : systems_) {
      if (IsDivision(system->division)) return system->division;
    }
    return "";
  }

  void ReadSystem(const fs::path& results, const std::string& system,
                  const std::array<std::string, 3>& scope) {
    place_.system = system;
    const auto described = systems_.find(system);
    if (described != systems_.end()) {
      place_.description = described->second;
    } else {
      auto unknown = std::make_shared<SystemDescription>();
      unknown->system = system;
      place_.description = unknown;
    }
    const auto models = NamesWithin(results / system, scope[1]);
    if (models.empty()) {
      AddNote(tree_.notes, Severity::kWarning, "layout", results / system,
              "no folder of a model here");
    }
    for (const std::string& model : models) ReadModel(results / system / model, scope[2]);
  }

  void ReadModel(const fs::path& folder, const std::string& scope) {
    place_.model = folder.filename().string();
    const auto scenarios = NamesWithin(folder, scope);
    if (scenarios.empty()) {
      AddNote(tree_.notes, Severity::kWarning, "layout", folder, "no folder of a scenario here");
    }
    for (const std::string& scenario : scenarios) {
      if (!ScenarioOfFolder(scenario) && !IsFolder(folder / scenario / "performance")) {
        AddNote(tree_.notes, Severity::kWarning, "layout", folder / scenario,
                "neither the name of a scenario nor a performance folder in it: left out");
        continue;
      }
      place_.scenario = scenario;
      tree_.results.push_back(ReadPublishedResult(place_, options_.rules));
      if (!options_.progress) continue;
      options_.progress({tree_.results.size(), fmt::format("{}/{} {}", place_.division,
                                                           place_.submitter, place_.system)});
    }
  }

  ResultsTree& tree_;
  const TreeOptions& options_;
  ResultPlace place_;
  std::map<std::string, std::shared_ptr<const SystemDescription>> systems_;
};

std::string ScenarioName(const PublishedResult& result) {
  return result.scenario ? std::string(Name(*result.scenario)) : result.scenario_folder;
}

}  // namespace

bool HoldsResultsTree(const fs::path& path) { return !FindSubmissions(path).empty(); }

std::vector<fs::path> FindRunFolders(const fs::path& path) {
  std::vector<fs::path> folders;
  FindRuns(path, kRunLevelsAbove, folders);
  return folders;
}

ResultsTree ReadTree(const fs::path& path, const TreeOptions& options) {
  const std::vector<Submission> submissions = FindSubmissions(path);
  if (submissions.empty()) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("no results tree at {}: name a folder that holds "
                            "closed/<submitter>/results or is part of one",
                            path.string()));
  }
  ResultsTree tree;
  tree.root = fs::canonical(path);
  TreeReader reader(tree, options);
  for (const Submission& submission : submissions) reader.Read(submission);
  std::stable_sort(tree.results.begin(), tree.results.end(), [](const auto& a, const auto& b) {
    const auto places = std::tie(a.division, a.submitter, a.system, a.model);
    const auto others = std::tie(b.division, b.submitter, b.system, b.model);
    return places != others ? places < others : ScenarioName(a) < ScenarioName(b);
  });
  return tree;
}

}  // namespace assay
