// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of downloads, against a server of a few lines on 127.0.0.1.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "fetch/fetch.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// What the server does with the next requests.
struct Behaviour {
  std::string content;
  bool knows_ranges = true;
  std::size_t sends_at_most = std::string::npos;  // then it hangs up
  bool is_absent = false;                         // 404
};

/// Answers one connection after the other. Behave() and Requests(): any thread.
class Server {
 public:
  explicit Server(const Behaviour& behaviour) : behaviour_(behaviour) {
    setenv("no_proxy", "127.0.0.1", 1);
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(listen(socket_, 8) == 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/model.bin";
    thread_ = std::thread([this] { Serve(); });
  }
  ~Server() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }
  const std::string& url() const { return url_; }
  void Behave(const Behaviour& behaviour) {
    const std::lock_guard lock(mutex_);
    behaviour_ = behaviour;
  }
  std::vector<std::string> Requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void Serve() {
    while (true) {
      const int connection = accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      std::string request;
      char buffer[1024];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t count = read(connection, buffer, sizeof buffer);
        if (count <= 0) break;
        request.append(buffer, static_cast<std::size_t>(count));
      }
      const std::string answer = Answer(request);
      (void)!send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
      close(connection);
    }
  }

  std::string Answer(const std::string& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (behaviour_.is_absent) return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    const std::string range = "Range: bytes=";
    const std::size_t found = request.find(range);
    const bool continues = found != std::string::npos && behaviour_.knows_ranges;
    const std::size_t begin = continues ? std::stoul(request.substr(found + range.size())) : 0;
    if (begin >= behaviour_.content.size()) {
      return "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n";
    }
    const std::string body = behaviour_.content.substr(begin);
    const std::string size = std::to_string(behaviour_.content.size());
    const std::string status =
        continues ? "206 Partial Content\r\nContent-Range: bytes " + std::to_string(begin) + "-" +
                        std::to_string(behaviour_.content.size() - 1) + "/" + size
                  : "200 OK";
    return "HTTP/1.1 " + status +
           "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body.substr(0, behaviour_.sends_at_most);
  }

  int socket_ = -1;
  std::string url_;
  std::mutex mutex_;
  Behaviour behaviour_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// Where a file is downloaded to.
struct Target {
  TestFolder folder;
  fs::path file() const { return folder / "sub/model.bin"; }
  fs::path part() const { return folder / "sub/model.bin.part"; }
  void WritePart(std::string_view text) const { folder.Write("sub/model.bin.part", text); }
};

std::string Content() {
  std::string content;
  for (int i = 0; i < 5000; ++i) content += std::to_string(i) + " ";
  return content;
}

TEST_CASE("download: a file comes whole, is reported, and is not fetched twice") {
  const std::string content = Content();
  const Target target;
  Server server({.content = content});
  DownloadProgress last;
  const Download download{.url = server.url(), .file = target.file(), .sha256 = Sha256(content)};
  DownloadFile(download, [&](const DownloadProgress& progress) { last = progress; });
  CHECK(ReadFile(target.file(), "file") == content);
  CHECK(last.bytes == content.size());
  CHECK(last.expected_bytes == content.size());
  DownloadFile(download);
  CHECK(server.Requests().size() == 1);
  CHECK_FALSE(fs::exists(target.part()));
}

TEST_CASE("download: after a lost connection the next try continues where it ended") {
  const std::string content = Content();
  const Target target;
  Server server({.content = content, .sends_at_most = 1000});
  const Download download{.url = server.url(), .file = target.file(), .sha256 = Sha256(content)};
  CHECK_THROWS_WITH_AS(DownloadFile(download), doctest::Contains("continue where it ended"), Error);
  CHECK(fs::file_size(target.part()) == 1000);
  server.Behave({.content = content});
  DownloadFile(download);
  CHECK(ReadFile(target.file(), "file") == content);
  CHECK(server.Requests().at(1).find("Range: bytes=1000-") != std::string::npos);
}

TEST_CASE("download: a server without ranges, or with another part, is asked for the whole") {
  const std::string content = Content();
  for (const bool knows_ranges : {false, true}) {
    const Target target;
    target.WritePart("of another file");
    Server server({.content = content, .knows_ranges = knows_ranges});
    DownloadFile({.url = server.url(), .file = target.file(), .sha256 = Sha256(content)});
    CHECK(ReadFile(target.file(), "file") == content);
    CHECK(server.Requests().size() == 2);
  }
}

TEST_CASE("download: a part longer than the file is thrown away") {
  const Target target;
  target.WritePart("much too long");
  Server server({.content = "short"});
  DownloadFile({.url = server.url(), .file = target.file(), .sha256 = Sha256("short")});
  CHECK(ReadFile(target.file(), "file") == "short");
}

TEST_CASE("download: a part that is already whole only changes its name") {
  const Target target;
  target.WritePart("whole");
  Server server({.content = "whole"});
  DownloadFile({.url = server.url(), .file = target.file(), .sha256 = Sha256("whole")});
  CHECK(server.Requests().empty());
  CHECK(fs::exists(target.file()));
}

TEST_CASE("download: without a checksum a part of unknown age is not continued") {
  const Target target;
  target.WritePart("old");
  Server server({.content = "new content"});
  DownloadFile({.url = server.url(), .file = target.file(), .sha256 = ""});
  CHECK(ReadFile(target.file(), "file") == "new content");
}

TEST_CASE("download: a wrong checksum names both and keeps nothing") {
  const Target target;
  Server server({.content = "changed"});
  const Download download{.url = server.url(), .file = target.file(), .sha256 = Sha256("first")};
  CHECK_THROWS_WITH_AS(
      DownloadFile(download),
      doctest::Contains((Sha256("first") + ", found " + Sha256("changed")).c_str()), Error);
  CHECK(fs::is_empty(target.file().parent_path()));
}

TEST_CASE("download: an absent file and an absent server are one sentence each") {
  const Target target;
  std::string url;
  {
    Server server({.content = "", .is_absent = true});
    url = server.url();
    CHECK_THROWS_WITH_AS(DownloadFile({.url = url, .file = target.file(), .sha256 = Sha256("x")}),
                         doctest::Contains("404"), Error);
  }
  CHECK_THROWS_WITH_AS(DownloadFile({.url = url, .file = target.file(), .sha256 = Sha256("x")}),
                       doctest::Contains(url.c_str()), Error);
  CHECK(fs::is_empty(target.file().parent_path()));
}

}  // namespace
}  // namespace assay
