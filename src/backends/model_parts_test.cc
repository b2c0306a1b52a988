// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of what loading a model needs in every engine.
#include "backends/model_parts.h"

#include <doctest/doctest.h>

#include "backends/cuda_devices.h"
#include "base/thread_cores.h"

namespace assay {
namespace {

std::string SentenceOf(const auto& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("ports come in the wanted order, with or without TensorFlow's :0") {
  const std::vector<std::vector<std::string>> names = {{"a:0", "first"}, {"b"}, {"c"}};
  const std::filesystem::path file = "m.onnx";
  const auto choose = [&](const std::vector<std::string>& wanted) {
    return ChoosePorts({"output", wanted, names, file});
  };
  CHECK(choose({}) == std::vector<std::size_t>{0, 1, 2});
  CHECK(choose({"c:0", "first", "a"}) == std::vector<std::size_t>{2, 0, 0});
  CHECK(SentenceOf([&] { choose({"d"}); }) ==
        "the model m.onnx has no output 'd', it has: a:0, b, c");
}

TEST_CASE("an input's batch dimension is filled in, and nothing else may be open") {
  const auto shape = [](const Shape& declared, int batch) {
    return InputShapeFor({.name = "x", .shape = declared}, batch, "m.onnx");
  };
  CHECK(shape({-1, 3}, 4) == Shape{4, 3});
  CHECK(shape({4, 3}, 4) == Shape{4, 3});
  CHECK(SentenceOf([&] { shape({}, 4); }) ==
        "input 'x' of the model m.onnx has no batch dimension");
  CHECK(SentenceOf([&] {
          shape({2, 3}, 4);
        }) == "the model m.onnx cannot take batches of 4: its input 'x' has the fixed shape [2,3]");
  CHECK(SentenceOf([&] {
          shape({-1, -1}, 4);
        }) ==
        "input 'x' of the model m.onnx has the shape [?,?]: only the batch dimension may be open");
}

TEST_CASE("a stream for each request in flight, as far as there are threads") {
  const std::vector<Placement> placements = {{.sessions = 3, .cores = {0, 1}},
                                             {.sessions = 3, .cores = {2, 3}}};
  CHECK(ThreadsFor({}, placements).streams == 4);
  CHECK(ThreadsFor({}, placements).threads == 4);
  CHECK(ThreadsFor({.streams = 1, .threads = 8}, placements).streams == 1);
  CHECK(ThreadsFor({.threads = 8}, placements).streams == 6);
}

TEST_CASE("what was prepared for a batch size is found, and another size is our mistake") {
  const std::vector<std::pair<int, std::string>> prepared = {{1, "one"}, {4, "four"}};
  const auto of = [&](int size) {
    return PreparedFor(size, prepared, [](auto& p) { return p.first; });
  };
  CHECK(of(4).second == "four");
  CHECK(SentenceOf([&] { of(2); }) == "nothing was prepared for batches of 2");
}

TEST_CASE("cores are those that the thread may use, and as many threads") {
  const OnCores one({CoresOfThisThread().front()});
  CHECK(AvailableCores() == 1);
  CHECK(ThreadsFor({}, std::vector<Placement>{{.sessions = 3}}).threads == 1);
}

TEST_CASE("an engine's message becomes one line of bounded length") {
  CHECK(OneLine("a\n  b\tc\n") == "a b c");
  CHECK(OneLine(std::string(1000, 'x')).size() == 400 + std::string("…").size());
}

TEST_CASE("the driver tells the CUDA devices; none where there is no driver") {
  CHECK(CudaDeviceNames("libno-such-driver.so.1").empty());
  const std::string fake =
      std::string(std::getenv("ASSAY_BUILD_DIR")) + "/tests/fake_cuda_driver.so";
  CHECK(CudaDeviceNames(fake.c_str()) == std::vector<std::string>{"Card 0", "Card 1"});
}

TEST_CASE("a placement for each device: as many requests as asked for, else as suits the device") {
  const Device devices[] = {{.kind = "cpu"}, {.kind = "cuda", .index = 0}};
  const auto asked = OnePerDevice(devices, 3);
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].sessions == 3);
  CHECK(asked[1].sessions == 3);
  const auto usual = OnePerDevice(devices, 0);
  CHECK(usual[0].sessions == AvailableCores());
  CHECK(usual[1].sessions == kInFlightOnCard);
  CHECK(usual[1].device.kind == "cuda");
  CHECK(OnePerDevice(devices, 0, 2)[1].sessions == 2);
}

}  // namespace
}  // namespace assay
