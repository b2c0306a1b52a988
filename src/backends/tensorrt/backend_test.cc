// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the TensorRT engine against stand-ins for libnvinfer, its ONNX parser and the CUDA
// runtime (fake/). No GPU has ever run it.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>

#include "backends/catalog.h"
#include "backends/tensorrt/fake/cuda_control.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr char kClassifier[] =
    "fake network\n"
    "input x:0 f32 N 3\n"
    "output scores f32 N 2\n"
    "output class i64 N\n"
    "layer matrix-multiply f32\n"
    "compute classifier\n";

constexpr char kPositive[] =
    "fake network\n"
    "input x f32 N 3\n"
    "output found f32 ?\n"
    "compute positive\n";

/// What tests ask of the stand-in for the CUDA runtime.
template <typename Call>
Call* OfCuda(const char* name) {
  const std::string library = fmt::format("{}/{}", FAKE_FOLDER, FAKE_CUDART);
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  REQUIRE_MESSAGE(handle != nullptr, dlerror());
  return reinterpret_cast<Call*>(dlsym(handle, name));
}

struct Bench {
  RealClock clock;
  TestFolder folder;
  std::unique_ptr<Backend> backend;
  std::vector<Placement> placements;

  explicit Bench(int devices = 1) {
    setenv("ASSAY_TENSORRT", "/nonexistent:" FAKE_FOLDER, 1);
    OfCuda<decltype(fake_cuda_set_devices)>("fake_cuda_set_devices")(devices);
    backend = OpenBackend("tensorrt", {.clock = &clock});
    placements = backend->DefaultPlacements(1);
  }
  ~Bench() { Fail(nullptr, 0); }

  fs::path Write(const std::string& name, const std::string& text) const {
    return folder.Write(name, text);
  }
  std::unique_ptr<Model> Load(const ModelSpec& spec) { return backend->Load(spec, placements); }
  static void Fail(const char* function, int good_calls) {
    OfCuda<decltype(fake_cuda_fail)>("fake_cuda_fail")(function, good_calls);
  }
  /// The sentence that loading, and making a session, ends with; "" when both succeed.
  std::string Refusal(const ModelSpec& spec, ErrorCode code) {
    return RefusalOf(code, [&] { Load(spec)->NewSession(placements[0]); });
  }
};

struct Answer {
  std::vector<std::vector<std::byte>> outputs;
  std::vector<Shape> shapes;
  std::string error;

  template <typename T>
  std::vector<T> Numbers(std::size_t i) const {
    REQUIRE_MESSAGE(error.empty(), error);
    const T* first = reinterpret_cast<const T*>(outputs[i].data());
    return {first, first + outputs[i].size() / sizeof(T)};
  }
};

void Keep(void* context, Outcome& outcome) {
  Answer answer;
  if (outcome.error != nullptr) answer.error = outcome.error->what();
  for (const TensorView& view : outcome.outputs) {
    answer.outputs.emplace_back(view.bytes, view.bytes + view.ByteCount());
    answer.shapes.push_back(view.shape);
  }
  static_cast<std::promise<Answer>*>(context)->set_value(answer);
}

Answer Run(Session& session, int batch_size, const std::vector<float>& x) {
  const std::span<TensorView> inputs = session.Inputs({.batch_size = batch_size});
  REQUIRE(inputs[0].ByteCount() == x.size() * sizeof(float));
  std::memcpy(inputs[0].bytes, x.data(), inputs[0].ByteCount());
  std::promise<Answer> promise;
  session.Start({.call = Keep, .context = &promise});
  Answer answer = promise.get_future().get();
  session.Release();
  return answer;
}

// First in the file: later the stand-ins are in the process and found by their names.
TEST_CASE("tensorrt: without NVIDIA's libraries it does not open") {
  setenv("ASSAY_TENSORRT", "/nonexistent", 1);
  RealClock clock;
  try {
    OpenBackend("tensorrt", {.clock = &clock});
    std::printf("skipped: NVIDIA's libraries are installed here\n");
  } catch (const Error& e) {
    const std::string sentence = e.what();
    CHECK(sentence.find("or name their folders in ASSAY_TENSORRT") != std::string::npos);
    CHECK(sentence.find("TensorRT needs libnvinfer.so.") == 0);
  }
}

TEST_CASE("tensorrt: an ONNX model is built, and answers in the order asked for, per batch size") {
  Bench bench;
  const auto model = bench.Load({.file = bench.Write("m.onnx", kClassifier),
                                 .batch_sizes = {1, 2},
                                 .inputs = {"x"},
                                 .outputs = {"class:0", "scores"}});
  const ModelFacts& facts = model->Facts();
  CHECK(facts.precision == "f32");
  CHECK(facts.batch_sizes == std::vector<int>{1, 2});
  CHECK(facts.inputs.at(0).shape == Shape{-1, 3});
  REQUIRE(facts.outputs.size() == 2);
  CHECK(facts.outputs[0].type == ElementType::kI64);
  CHECK(facts.outputs[1].shape == Shape{-1, 2});
  const auto session = model->NewSession(bench.placements[0]);
  const Answer one = Run(*session, 1, {1, 2, 3});
  CHECK(one.Numbers<std::int64_t>(0) == std::vector<std::int64_t>{1});
  CHECK(one.Numbers<float>(1) == std::vector<float>{4, 5.5F});
  const Answer two = Run(*session, 2, {1, 2, 3, 3, 0, 0});
  CHECK(two.Numbers<std::int64_t>(0) == std::vector<std::int64_t>{1, 0});
  CHECK(two.Numbers<float>(1) == std::vector<float>{4, 5.5F, 3, 0.5F});
}

TEST_CASE("tensorrt: an output that nobody asked for is computed, but not handed out") {
  Bench bench;
  const auto model =
      bench.Load({.file = bench.Write("m.onnx", kClassifier), .outputs = {"scores"}});
  CHECK(model->Facts().outputs.size() == 1);
  const Answer answer = Run(*model->NewSession(bench.placements[0]), 1, {1, 2, 3});
  REQUIRE(answer.outputs.size() == 1);
  CHECK(answer.Numbers<float>(0) == std::vector<float>{4, 5.5F});
}

TEST_CASE("tensorrt: an output as long as the input's numbers decide") {
  Bench bench;
  const auto model = bench.Load({.file = bench.Write("m.onnx", kPositive), .batch_sizes = {1, 2}});
  const auto session = model->NewSession(bench.placements[0]);
  CHECK(Run(*session, 1, {5, -1, 7}).Numbers<float>(0) == std::vector<float>{5, 7});
  CHECK(Run(*session, 2, {1, 2, 3, 4, 5, 6}).shapes[0] == Shape{6});
  CHECK(Run(*session, 1, {-1, -1, -1}).shapes[0] == Shape{0});
  CHECK(Run(*session, 2, {1, -2, 3, -4, 5, -6}).Numbers<float>(0) == std::vector<float>{1, 3, 5});
}

TEST_CASE("tensorrt: a plan takes what its profiles allow, each batch by the one that fits best") {
  Bench bench;
  const std::string text = std::string("fake plan") + (kClassifier + std::strlen("fake network"));
  const fs::path file = bench.Write("m.plan", text + "profile 1 4 8\nprofile 2 2 2\n");
  const auto model = bench.Load({.file = file, .batch_sizes = {1, 2, 8}, .outputs = {"scores"}});
  CHECK(model->Facts().batch_sizes == std::vector<int>{1, 2, 8});
  CHECK(model->Facts().precision == "the plan's own, which the file does not tell");
  const auto session = model->NewSession(bench.placements[0]);
  CHECK(Run(*session, 2, {1, 2, 3, 3, 0, 0}).Numbers<float>(0) ==
        std::vector<float>{4, 5.5F, 3, 0.5F});
  const fs::path fixed = bench.Write("m.engine", text + "profile 8 8 8\n");
  CHECK(bench.Load({.file = fixed, .batch_sizes = {1, 2, 4, 8}})->Facts().batch_sizes ==
        std::vector<int>{8});
  CHECK(bench.Refusal({.file = fixed, .batch_sizes = {1, 2}}, ErrorCode::kBadData) ==
        fmt::format("the plan {} cannot take batches of 2, it was built for batches of 8 to 8: "
                    "choose one with --batch or build it again",
                    fixed.string()));
}

TEST_CASE("tensorrt: the precision is the model's own, and another one is refused") {
  Bench bench;
  const auto with_layers = [&bench](const std::string& layers) {
    return bench.Write("p.onnx", "fake network\ninput x f32 N 3\noutput y f32 N 3\n" + layers +
                                     "compute double\n");
  };
  CHECK(bench.Load({.file = with_layers("layer convolution f16\n"), .precision = "f16"})
            ->Facts()
            .precision == "f16");
  CHECK(bench
            .Load({.file = with_layers("layer activation f16\nlayer convolution i8\n"
                                       "layer matrix-multiply f32\n"),
                   .precision = "i8"})
            ->Facts()
            .precision == "f32+i8");
  const fs::path file = with_layers("layer convolution f32\n");
  CHECK(bench.Refusal({.file = file, .precision = "f8"}, ErrorCode::kUsage) ==
        "TensorRT has no precision 'f8': use f32, f16, bf16, i8");
  CHECK(bench.Refusal({.file = file, .precision = "f16"}, ErrorCode::kBadData) ==
        fmt::format("the model {} computes in f32, and TensorRT 11 computes in the model's own "
                    "types: use --precision f32 or give it a model in f16",
                    file.string()));
}

TEST_CASE("tensorrt: what TensorRT cannot read, build, load or run is told in its first words") {
  Bench bench;
  const std::string tail = "\ncompute double\n";
  const std::string head = "fake network\ninput x f32 N 3\noutput y f32 N 3\n";
  const fs::path file = bench.folder / "f.onnx";
  const auto refusal = [&](const std::string& failure, ErrorCode code) {
    return bench.Refusal({.file = bench.Write("f.onnx", head + "fails " + failure + tail)}, code);
  };
  CHECK(refusal("parse no operator Foo", ErrorCode::kBadData) ==
        fmt::format("TensorRT cannot read the model {}: no operator Foo (at 'node 7')",
                    file.string()));
  CHECK(refusal("build no tactic", ErrorCode::kEngine) ==
        fmt::format("TensorRT could not build the model {} for batches of 1: no tactic",
                    file.string()));
  CHECK(refusal("load wrong GPU", ErrorCode::kBadData) ==
        fmt::format("TensorRT cannot load the plan of {} on device 0: wrong GPU; a plan runs only "
                    "on the kind of GPU and the version of TensorRT it was built with",
                    file.string()));
  CHECK(refusal("context too large", ErrorCode::kEngine) ==
        "TensorRT could not make an execution context: too large");
  const auto model =
      bench.Load({.file = bench.Write("f.onnx", head + "fails run illegal address" + tail)});
  CHECK(Run(*model->NewSession(bench.placements[0]), 1, {1, 2, 3}).error ==
        "TensorRT failed while computing a batch of 1: illegal address");
}

TEST_CASE("tensorrt: a library that makes nothing is told of, with its reason") {
  Bench bench;
  const ModelSpec spec{.file = bench.Write("m.onnx", kClassifier)};
  struct Row {
    const char* refused;
    const char* sentence;
  };
  const Row rows[] = {
      {"runtime", "TensorRT does not start: CUDA driver too old"},
      {"builder", "TensorRT's builder does not start: CUDA driver too old"},
      {"network", "TensorRT could not make an empty network: CUDA driver too old"},
      {"profile", "TensorRT refuses an optimisation profile for batches of 1"},
      {"parser", "TensorRT's ONNX parser does not start: CUDA driver too old"},
  };
  for (const Row& row : rows) {
    setenv("FAKE_INFER_REFUSES", row.refused, 1);
    CHECK(bench.Refusal(spec, ErrorCode::kEngine) == row.sentence);
  }
  unsetenv("FAKE_INFER_REFUSES");
}

TEST_CASE("tensorrt: a batch size or a device that was not prepared is refused") {
  Bench bench;
  const auto model = bench.Load({.file = bench.Write("m.onnx", kClassifier)});
  const auto session = model->NewSession(bench.placements[0]);
  CHECK_THROWS_WITH(session->Inputs({.batch_size = 3}), "nothing was prepared for batches of 3");
  CHECK_THROWS_WITH(model->NewSession({.device = {.kind = "cuda", .index = 5}}),
                    "the model was not loaded on device 5");
}

TEST_CASE("tensorrt: unfitting models are refused in one sentence") {
  Bench bench;
  const auto refusal = [&bench](const std::string& name, const std::string& text,
                                ModelSpec spec = {}) {
    spec.file = bench.Write(name, text);
    std::string sentence = bench.Refusal(spec, ErrorCode::kBadData);
    const std::size_t at = sentence.find(bench.folder.path().string() + "/");
    return at == std::string::npos ? sentence
                                   : sentence.erase(at, bench.folder.path().string().size() + 1);
  };
  const std::string head = "fake network\n", tail = "output y f32 N 3\ncompute double\n";
  CHECK(bench.Refusal({.file = "/nonexistent/m.onnx"}, ErrorCode::kMissingFile) ==
        "no model file /nonexistent/m.onnx: get or make the model first");
  CHECK(refusal("m.xml", kClassifier) ==
        "TensorRT cannot read the model m.xml: it takes .onnx, and .plan or .engine files of its "
        "own builder");
  CHECK(refusal("m.onnx", "no model") ==
        "TensorRT cannot read the model m.onnx: it is no network (at 'node 7')");
  CHECK(refusal("m.plan", "no plan").find("the stream holds no engine; a plan runs only on") !=
        std::string::npos);
  CHECK(refusal("m.onnx", kClassifier, {.inputs = {"image"}}) ==
        "the model m.onnx has no input 'image', it has: x:0");
  CHECK(refusal("m.onnx", kClassifier, {.outputs = {"box"}}) ==
        "the model m.onnx has no output 'box', it has: scores, class");
  CHECK(
      refusal("m.onnx", head + "input x f32 N 3\ninput mask f32 N 3\n" + tail, {.inputs = {"x"}}) ==
      "the model m.onnx has an input 'mask' that nothing feeds: name it in the model card or "
      "take it out of the model");
  CHECK(refusal("m.onnx", head + "input x f32 N ?\n" + tail) ==
        "input 'x' of the model m.onnx has the shape [?,?]: only a first, batch dimension may be "
        "open");
  CHECK(refusal("m.onnx", head + "input x f32 4 3\n" + tail) ==
        "the model m.onnx cannot take batches of 1: its input 'x' is made for batches of 4 alone");
  CHECK(refusal("m.onnx", head + "input x f32 N 3\nhost x\n" + tail) ==
        "the tensor 'x' of the model m.onnx holds a shape, not samples: build the engine without "
        "that");
  CHECK(refusal("m.onnx", head + "input x f32 N 3\n" + tail + "vectorised y\n") ==
        "the tensor 'y' of the model m.onnx is not laid out row by row: build the engine without "
        "that");
  CHECK(refusal("m.onnx", head + "input x f32 N 3\noutput s f32\n" + tail) ==
        "the tensor 's' of the model m.onnx has no batch dimension: build the engine without that");
  ModelSpec plain{.file = bench.Write("m.onnx", head + "input x f32 N 3\noutput e f8 N\n" + tail)};
  CHECK(bench.Refusal(plain, ErrorCode::kEngine) ==
        "the tensor 'e' has TensorRT's type 6, which Assay cannot pass on");
}

TEST_CASE("tensorrt: where memory, streams or copies fail, a sentence says which") {
  Bench bench;
  const ModelSpec spec{.file = bench.Write("m.onnx", kClassifier), .outputs = {"scores"}};
  struct Row {
    const char* function;
    int good_calls;
    ErrorCode code;
    const char* sentence;
  };
  // Device memory is asked for: scratch, then x.
  const Row rows[] = {
      {"cudaMalloc", 1, ErrorCode::kEnvironment,
       "CUDA could not give 12 bytes of device memory: out of memory; use a smaller batch or fewer "
       "sessions"},
      {"cudaMallocHost", 0, ErrorCode::kEnvironment,
       "CUDA could not give 12 bytes of page-locked host memory: out of memory; use a smaller "
       "batch or fewer sessions"},
      {"cudaStreamCreateWithFlags", 0, ErrorCode::kEngine,
       "CUDA could not make a stream: out of memory"},
      {"cudaEventCreateWithFlags", 0, ErrorCode::kEngine,
       "CUDA could not make an event: out of memory"}};
  for (const Row& row : rows) {
    Bench::Fail(row.function, row.good_calls);
    CHECK(bench.Refusal(spec, row.code) == row.sentence);
  }
  Bench::Fail(nullptr, 0);
  const auto model = bench.Load(spec);
  const auto session = model->NewSession(bench.placements[0]);
  Bench::Fail("cudaMemcpyAsync", 0);
  CHECK(Run(*session, 1, {1, 2, 3}).error ==
        "CUDA could not copy a batch to the device: unspecified launch failure");
  Bench::Fail("cudaMemcpyAsync", 1);
  CHECK(Run(*session, 1, {1, 2, 3}).error ==
        "CUDA could not copy answers from the device: unspecified launch failure");
  Bench::Fail("cudaEventSynchronize", 0);
  CHECK(Run(*session, 1, {1, 2, 3}).error ==
        "CUDA could not compute a batch: unspecified launch failure");
  Bench::Fail(nullptr, 0);
  CHECK(Run(*session, 1, {1, 2, 3}).Numbers<float>(0) == std::vector<float>{4, 5.5F});
}

TEST_CASE("tensorrt: a growing output that finds no memory fails its batch") {
  Bench bench;
  const auto model = bench.Load({.file = bench.Write("m.onnx", kPositive)});
  const auto session = model->NewSession(bench.placements[0]);
  Bench::Fail("cudaMalloc", 0);
  CHECK(Run(*session, 1, {1, 2, 3}).error ==
        "TensorRT failed while computing a batch of 1: no memory for found");
}

TEST_CASE("tensorrt: all that was made on a device is given back") {
  const auto live = [] { return OfCuda<decltype(fake_cuda_live)>("fake_cuda_live")(); };
  Bench bench;
  const int before = live();
  {
    const auto model = bench.Load(
        {.file = bench.Write("m.onnx", kPositive), .batch_sizes = {1, 2}, .outputs = {"found"}});
    const auto session = model->NewSession(bench.placements[0]);
    Run(*session, 2, {1, 2, 3, 4, 5, 6});
    CHECK(live() > before);
  }
  Bench::Fail("cudaMalloc", 1);
  CHECK(bench.Refusal({.file = bench.folder / "m.onnx"}, ErrorCode::kEnvironment) != "");
  CHECK(live() == before);
}

TEST_CASE("tensorrt: every GPU has a placement, and its own engine and streams") {
  Bench bench(2);
  CHECK(bench.backend->Describe().devices.at(1).description == "Stand-in GPU 1");
  CHECK(bench.backend->DefaultPlacements(0).at(1).sessions == 2);
  REQUIRE(bench.placements.size() == 2);
  CHECK(bench.placements[1].device.index == 1);
  CHECK(bench.placements[1].sessions == 1);
  const auto model =
      bench.Load({.file = bench.Write("m.onnx", kClassifier), .outputs = {"scores"}});
  const auto once = [&](const Placement& placement, float value) {
    const auto session = model->NewSession(placement);
    for (int i = 0; i < 50; ++i) {
      if (Run(*session, 1, {value, 0, 0}).Numbers<float>(0) != std::vector<float>{value, 0.5F}) {
        return false;
      }
    }
    return true;
  };
  auto other = std::async(std::launch::async, once, bench.placements[1], 7.0F);
  CHECK(once(bench.placements[0], 3.0F));
  CHECK(other.get());
}

TEST_CASE("tensorrt: a request is started again from inside its completion") {
  Bench bench;
  const auto model = bench.Load({.file = bench.Write("m.onnx", kClassifier)});
  struct Loop {
    std::unique_ptr<Session> session;
    int left = 200;
    std::promise<void> ended{};
    void Start() {
      session->Inputs({.batch_size = 1});
      session->Start(
          {.call = [](void* l, Outcome&) { static_cast<Loop*>(l)->End(); }, .context = this});
    }
    void End() {
      session->Release();
      --left > 0 ? Start() : ended.set_value();
    }
  } loop{.session = model->NewSession(bench.placements[0])};
  loop.Start();
  CHECK(loop.ended.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
}

TEST_CASE("tensorrt: two models live side by side and are destroyed in any order") {
  Bench bench;
  auto first = bench.Load({.file = bench.Write("a.onnx", kClassifier), .outputs = {"scores"}});
  auto second = bench.Load({.file = bench.Write("b.onnx", kPositive)});
  auto a = first->NewSession(bench.placements[0]);
  auto b = second->NewSession(bench.placements[0]);
  CHECK(Run(*a, 1, {1, 2, 3}).Numbers<float>(0) == std::vector<float>{4, 5.5F});
  a.reset();
  first.reset();
  CHECK(Run(*b, 1, {1, -2, 3}).Numbers<float>(0) == std::vector<float>{1, 3});
}

TEST_CASE("tensorrt: it tells its versions, its libraries, and that no GPU has run it") {
  Bench bench;
  bench.Load({.file = bench.Write("m.onnx", kClassifier)});
  const BackendFacts facts = bench.backend->Describe();
  CHECK(facts.version.find("11.") == 0);
  CHECK(facts.version.find("CUDA 1") != std::string::npos);
  CHECK(facts.version.find("not run on a GPU") != std::string::npos);
  REQUIRE(facts.libraries.size() == 3);
  for (const auto& [name, path] : facts.libraries) CHECK(fs::path(path).filename() == name);
}

TEST_CASE("tensorrt: without a GPU, or with an older TensorRT, it does not open") {
  const auto refusal = [](int devices) -> std::string {
    try {
      Bench bench(devices);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  CHECK(refusal(0) ==
        "CUDA finds no NVIDIA GPU (no CUDA-capable device is detected): see whether nvidia-smi "
        "lists one");
  setenv("FAKE_INFER_MINOR", "0", 1);
  CHECK(refusal(1).find("is TensorRT 11.0, this backend was built for 11.") != std::string::npos);
  unsetenv("FAKE_INFER_MINOR");
  CHECK(refusal(1) == "");
}

}  // namespace
}  // namespace assay
