// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What every backend must do alike, on the same tiny models. One run of this program is for one
// backend; parts that a backend without computation cannot show are left out for it.
#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <set>

#include "backends/catalog.h"
#include "base/files.h"
#include "conformance/bench.h"

namespace assay::conformance {
namespace {

namespace fs = std::filesystem;

using Floats = std::vector<float>;
using Integers = std::vector<std::int64_t>;

bool Computes(Bench& bench) { return bench.reads_files(); }

Answer Classify(Session& session, const Floats& x) {
  return Run(session, static_cast<int>(x.size() / 3), {Bytes(x)});
}

TEST_CASE("it tells its name, version, devices and libraries that are there") {
  Bench bench(BackendUnderTest());
  const BackendFacts facts = bench.backend().Describe();
  CHECK(facts.name == bench.name());
  CHECK(bench.backend().Name() == bench.name());
  CHECK_FALSE(facts.version.empty());
  REQUIRE_FALSE(facts.devices.empty());
  for (const Device& device : facts.devices) CHECK_FALSE(device.description.empty());
  for (const auto& [name, path] : facts.libraries) {
    INFO(name);
    CHECK(fs::exists(path));
  }
  if (Computes(bench)) CHECK_FALSE(facts.libraries.empty());
}

TEST_CASE("requests in flight follow what the scenario wants") {
  Bench bench(BackendUnderTest());
  for (const Placement& placement : bench.backend().DefaultPlacements(3)) {
    if (Computes(bench)) CHECK(placement.sessions == 3);
  }
  for (const Placement& placement : bench.backend().DefaultPlacements(0)) {
    CHECK(placement.sessions >= 1);
  }
}

TEST_CASE("ports have the names, types and shapes of the model, the batch open") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const auto model =
      bench.Load(Kind::kTypes, {.inputs = {"factor", "ids"}, .outputs = {"product", "is_large"}});
  const ModelFacts& facts = model->Facts();
  CHECK(facts.reads_inputs);
  REQUIRE(facts.inputs.size() == 2);
  CHECK(facts.inputs[0].type == ElementType::kI32);
  CHECK(facts.inputs[1].type == ElementType::kI64);
  CHECK(facts.inputs[1].shape == Shape{-1, 2});
  REQUIRE(facts.outputs.size() == 2);
  CHECK(facts.outputs[0].type == ElementType::kI64);
  CHECK(facts.outputs[0].shape == Shape{-1, 2});
  CHECK(facts.outputs[1].type == ElementType::kBool);
  CHECK(facts.batch_sizes == std::vector<int>{1});
}

TEST_CASE("each element type goes in and comes out as it is, inputs in the order asked for") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const auto model = bench.Load(
      Kind::kTypes,
      {.batch_sizes = {2}, .inputs = {"factor", "ids"}, .outputs = {"is_large", "product"}});
  const auto session = bench.NewSession(*model);
  const Answer answer =
      Run(*session, 2, {Bytes(std::vector<std::int32_t>{5, 6, 7, 8}), Bytes(Integers{1, 2, 3, 4})});
  REQUIRE(answer.error.empty());
  REQUIRE(answer.outputs.size() == 2);
  CHECK(answer.outputs[0].type == ElementType::kBool);
  CHECK(answer.outputs[0].As<std::uint8_t>() == std::vector<std::uint8_t>{0, 1, 1, 1});
  CHECK(answer.outputs[1].shape == Shape{2, 2});
  CHECK(answer.outputs[1].As<std::int64_t>() == Integers{5, 12, 21, 32});
}

TEST_CASE("each batch size that was asked for is computed, in any order") {
  Bench bench(BackendUnderTest());
  const auto model =
      bench.Load(Kind::kClassifier, {.batch_sizes = {1, 2, 5}, .outputs = {"scores"}});
  CHECK(model->Facts().batch_sizes == std::vector<int>{1, 2, 5});
  const auto session = bench.NewSession(*model);
  for (const int size : {2, 1, 5, 1, 2}) {
    Floats x, expected;
    for (int i = 0; i < size; ++i) {
      const auto k = static_cast<float>(i + size);
      x.insert(x.end(), {k, 2, 3});
      expected.insert(expected.end(), {k + 3, 5.5F});  // (k·1 + 3·1, 2·1 + 3·1 + 0.5)
    }
    const Answer answer = Classify(*session, x);
    REQUIRE(answer.error.empty());
    REQUIRE_FALSE(answer.outputs.empty());
    CHECK(answer.outputs[0].shape[0] == size);
    if (Computes(bench)) CHECK(answer.outputs[0].As<float>() == expected);
  }
}

TEST_CASE("outputs come in the order asked for, also one alone, with or without :0") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const Floats x{1, 2, 3, 3, 0, 0};  // scores (4, 5.5) and (3, 0.5)
  {
    const auto model =
        bench.Load(Kind::kClassifier, {.batch_sizes = {2}, .outputs = {"class:0", "scores"}});
    const Answer answer = Classify(*bench.NewSession(*model), x);
    REQUIRE(answer.outputs.size() == 2);
    CHECK(answer.outputs[0].As<std::int64_t>() == Integers{1, 0});
    CHECK(answer.outputs[1].As<float>() == Floats{4, 5.5F, 3, 0.5F});
  }
  const auto model = bench.Load(Kind::kClassifier, {.batch_sizes = {2}, .outputs = {"class"}});
  const Answer answer = Classify(*bench.NewSession(*model), x);
  REQUIRE(answer.outputs.size() == 1);
  CHECK(answer.outputs[0].As<std::int64_t>() == Integers{1, 0});
}

TEST_CASE("an output whose size depends on the numbers has its real size each time") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const auto model = bench.Load(Kind::kPositives, {.batch_sizes = {2}});
  const auto session = bench.NewSession(*model);
  const auto where = [&session](const Floats& x) {
    const Answer answer = Run(*session, 2, {Bytes(x)});
    INFO(answer.error);
    REQUIRE(answer.outputs.size() == 1);
    return answer.outputs[0];
  };
  const Copied two = where({0, 5, 0, -1, 0, 7});  // row 0 column 1, row 1 column 2
  CHECK(two.shape == Shape{2, 2});
  CHECK(two.As<std::int64_t>() == Integers{0, 1, 1, 2});
  CHECK(where({0, 0, 0, 0, 0, 0}).shape == Shape{2, 0});
  CHECK(where({1, 1, 1, 1, 1, 1}).As<std::int64_t>() ==
        Integers{0, 0, 0, 1, 1, 1, 0, 1, 2, 0, 1, 2});
}

TEST_CASE("a failure while computing arrives as one sentence, and the session goes on") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const auto model = bench.Load(Kind::kTable);
  const auto session = bench.NewSession(*model);
  const Answer bad = Run(*session, 1, {Bytes(Integers{7})});
  if (bad.error.empty()) {
    MESSAGE("this engine answers an index out of range with "
            << bad.outputs.at(0).As<float>().at(0));
  } else {
    INFO(bad.error);
    CHECK(bad.error.find("failed while computing a batch of 1") != std::string::npos);
    CHECK(bad.error.find('\n') == std::string::npos);
  }
  CHECK(Run(*session, 1, {Bytes(Integers{2})}).outputs.at(0).As<float>() == Floats{30});
}

TEST_CASE("a batch that the file does not allow is refused in one sentence, or computed right") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const TinyModel pair = bench.Make(Kind::kPair);
  const auto fitting =
      bench.Load({.file = pair.file, .batch_sizes = {2}, .input_ports = pair.inputs});
  CHECK(
      Run(*bench.NewSession(*fitting), 2, {Bytes(Floats{1, 2, 3, 4})}).outputs.at(0).As<float>() ==
      Floats{2, 3, 4, 5});
  try {
    const auto model =
        bench.Load({.file = pair.file, .batch_sizes = {3}, .input_ports = pair.inputs});
    const Answer answer = Run(*bench.NewSession(*model), 3, {Bytes(Floats{1, 2, 3, 4, 5, 6})});
    CHECK(answer.outputs.at(0).As<float>() == Floats{2, 3, 4, 5, 6, 7});
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::kBadData);
    CHECK(std::string(e.what()).find(pair.file.string() + " cannot take batches of 3") !=
          std::string::npos);
  }
}

TEST_CASE("missing and broken files, unknown ports and arithmetic are refused in one sentence") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  ErrorCode code{};
  const fs::path absent = bench.folder() / ("absent" + std::string(ExtensionFor(bench.name())));
  CHECK(bench.Refusal({.file = absent}, code).starts_with("no model file " + absent.string()));
  CHECK(code == ErrorCode::kMissingFile);

  const fs::path broken = bench.folder() / ("broken" + std::string(ExtensionFor(bench.name())));
  WriteFile(broken, "this is no model");
  const std::string sentence = bench.Refusal({.file = broken}, code);
  CHECK(sentence.find(broken.string()) != std::string::npos);
  CHECK(sentence.find('\n') == std::string::npos);
  CHECK(code == ErrorCode::kBadData);

  const TinyModel model = bench.Make(Kind::kClassifier);
  ModelSpec spec{.file = model.file, .inputs = {"image"}, .input_ports = model.inputs};
  CHECK(bench.Refusal(spec, code).find("has no input 'image', it has: x") != std::string::npos);
  CHECK(code == ErrorCode::kBadData);
  spec = {.file = model.file, .outputs = {"box", "class"}, .input_ports = model.inputs};
  CHECK(bench.Refusal(spec, code).find("has no output 'box', it has: ") != std::string::npos);
  CHECK(code == ErrorCode::kBadData);
  spec = {.file = model.file, .precision = "f8", .input_ports = model.inputs};
  CHECK(bench.Refusal(spec, code).find("has no precision 'f8'") != std::string::npos);
  CHECK(code == ErrorCode::kUsage);
}

TEST_CASE("the arithmetic is read back") {
  Bench bench(BackendUnderTest());
  const auto model = bench.Load(Kind::kClassifier);
  if (Computes(bench)) {
    CHECK(model->Facts().precision == "f32");
    CHECK_FALSE(model->Facts().settings.empty());
  } else {
    CHECK_FALSE(model->Facts().precision.empty());
  }
}

TEST_CASE("several requests run at once, each with its own answers") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const auto model =
      bench.Load(Kind::kClassifier, {.outputs = {"scores"}, .streams = 2, .threads = 2});
  const auto all_right = [&](float value) {
    const auto session = bench.NewSession(*model);
    for (int i = 0; i < 200; ++i) {
      const Answer answer = Classify(*session, {value, 0, 0});
      if (answer.outputs.at(0).As<float>() != Floats{value, 0.5F}) return false;
    }
    return true;
  };
  auto other = std::async(std::launch::async, all_right, 7.0F);
  CHECK(all_right(3.0F));
  CHECK(other.get());
}

TEST_CASE("a request is started again from inside its completion") {
  Bench bench(BackendUnderTest());
  const auto model = bench.Load(Kind::kClassifier);
  struct Loop {
    std::unique_ptr<Session> session;
    int left;
    std::promise<void> ended{};
    void Start() {
      session->Inputs({.batch_size = 1});
      session->Start(
          {.call = [](void* l, Outcome&) { static_cast<Loop*>(l)->End(); }, .context = this});
    }
    void End() {
      session->Release();
      if (--left > 0) return Start();
      ended.set_value();
    }
  } loop{.session = bench.NewSession(*model), .left = Computes(bench) ? 1000 : 50};
  loop.Start();
  CHECK(loop.ended.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
}

TEST_CASE("two models live side by side and are unloaded in any order") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  auto first = bench.Load(Kind::kClassifier, {.outputs = {"scores"}});
  auto second = bench.Load(Kind::kScaler);
  auto a = bench.NewSession(*first);
  auto b = bench.NewSession(*second);
  CHECK(Classify(*a, {1, 2, 3}).outputs.at(0).As<float>() == Floats{4, 5.5F});
  a.reset();
  first.reset();
  CHECK(Run(*b, 1, {Bytes(Floats{1, 2, 3, 4})}).outputs.at(0).As<float>() == Floats{2, 4, 6, 8});
  first = bench.Load(Kind::kClassifier, {.outputs = {"scores"}});
  b.reset();
  second.reset();
  CHECK(Classify(*bench.NewSession(*first), {3, 0, 0}).outputs.at(0).As<float>() ==
        Floats{3, 0.5F});
}

TEST_CASE("a file that was replaced is loaded anew") {
  Bench bench(BackendUnderTest());
  if (!Computes(bench)) return;
  const TinyModel scaler = bench.Make(Kind::kScaler);
  const TinyModel classifier = bench.Make(Kind::kClassifier);
  const fs::path file = bench.folder() / ("replaced" + std::string(ExtensionFor(bench.name())));
  const auto replace = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
  fs::copy(scaler.file, file, replace);
  bench.Load({.file = file, .input_ports = scaler.inputs});
  fs::remove_all(file);
  fs::copy(classifier.file, file, replace);
  const auto model =
      bench.Load({.file = file, .outputs = {"class"}, .input_ports = classifier.inputs});
  CHECK(Classify(*bench.NewSession(*model), {0, 9, 9}).outputs.at(0).As<std::int64_t>() ==
        Integers{1});
}

}  // namespace
}  // namespace assay::conformance
