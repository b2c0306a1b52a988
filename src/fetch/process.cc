// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Runs another program to its end.
#include "fetch/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/text.h"

extern char** environ;

namespace assay {
namespace {

/// Both ends close on exec and on scope end.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) {
      throw Error(ErrorCode::kEnvironment,
                  fmt::format("cannot start another program: {}", std::strerror(errno)));
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseRead() { Close(ends_[0]); }
  void CloseWrite() { Close(ends_[1]); }

 private:
  static void Close(int& end) {
    if (end >= 0) close(std::exchange(end, -1));
  }
  std::array<int, 2> ends_{-1, -1};
};

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

pid_t Spawn(const std::vector<std::string>& arguments, const Pipe& out, const Pipe& err) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  SpawnActions actions;
  posix_spawn_file_actions_addopen(actions.get(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(actions.get(), out.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(actions.get(), err.write_end(), STDERR_FILENO);
  pid_t child = 0;
  const int error = posix_spawnp(&child, argv[0], actions.get(), nullptr, argv.data(), environ);
  if (error != 0) {
    throw Error(ErrorCode::kEnvironment, fmt::format("cannot start '{}': {}; is it installed?",
                                                     arguments[0], std::strerror(error)));
  }
  return child;
}

/// Reads what is there. Returns false at the end.
bool ReadSome(int file, std::string& text) {
  std::array<char, 4096> buffer;
  const ssize_t count = read(file, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

void ReadBoth(Pipe& out, Pipe& err, ProcessResult& result) {
  std::array<pollfd, 2> open{{{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}}};
  const std::array<std::string*, 2> texts{&result.standard_output, &result.standard_error};
  while (open[0].fd >= 0 || open[1].fd >= 0) {  // poll passes over negative entries
    if (poll(open.data(), open.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd >= 0 && open[i].revents != 0 && !ReadSome(open[i].fd, *texts[i])) {
        open[i].fd = -1;
      }
    }
  }
}

}  // namespace

ProcessResult RunProcess(const std::vector<std::string>& arguments) {
  ASSAY_CHECK(!arguments.empty());
  Pipe out, err;
  const pid_t child = Spawn(arguments, out, err);
  out.CloseWrite();
  err.CloseWrite();
  ProcessResult result;
  ReadBoth(out, err, result);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string PythonProgram() {
  if (const char* chosen = std::getenv("ASSAY_PYTHON"); chosen != nullptr && *chosen != '\0') {
    return chosen;
  }
  std::error_code ignored;
  return std::filesystem::exists(ASSAY_PYTHON_DEFAULT, ignored) ? ASSAY_PYTHON_DEFAULT : "python3";
}

std::string LastLine(const std::string& output) {
  const std::string_view text = Trim(output);
  if (text.empty()) return "no message";
  const std::size_t line_break = text.rfind('\n');
  return std::string(Trim(line_break == std::string_view::npos ? text : text.substr(line_break)));
}

}  // namespace assay
