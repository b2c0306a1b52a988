// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the session for blocking engines.
#include "backends/blocking_session.h"

#include <doctest/doctest.h>

#include <future>

namespace assay {
namespace {

/// Doubles the number it was given; throws when asked to.
class DoublingSession : public BlockingSession {
 public:
  ~DoublingSession() override { StopThread(); }
  std::span<TensorView> Inputs(const BatchShape&) override { return {&view_, 1}; }
  void Release() override {}
  std::string failure;

 protected:
  std::span<const TensorView> Run() override {
    if (failure == "engine") throw std::runtime_error("the engine says no");
    if (failure == "file") throw Error(ErrorCode::kBadData, "broken file");
    *number_.As<std::int64_t>() *= 2;
    return {&view_, 1};
  }

 private:
  Tensor number_{ElementType::kI64, {1}};
  TensorView view_ = number_.View();
};

struct Heard {
  std::int64_t number = 0;
  std::string error;
  ErrorCode code = ErrorCode::kInternal;
};

Heard RunOnce(Session& session, std::int64_t number) {
  const std::span<TensorView> inputs = session.Inputs({.batch_size = 1});
  *reinterpret_cast<std::int64_t*>(inputs[0].bytes) = number;
  std::promise<Heard> heard;
  const auto call = [](void* context, Outcome& outcome) {
    Heard result;
    if (outcome.error != nullptr) {
      result = {.number = 0, .error = outcome.error->what(), .code = outcome.error->code()};
    } else {
      result.number = *reinterpret_cast<const std::int64_t*>(outcome.outputs[0].bytes);
    }
    static_cast<std::promise<Heard>*>(context)->set_value(result);
  };
  session.Start({.call = call, .context = &heard});
  Heard result = heard.get_future().get();
  session.Release();
  return result;
}

TEST_CASE("a blocking engine answers through the completion, again and again") {
  DoublingSession session;
  for (std::int64_t n = 1; n <= 100; ++n) CHECK(RunOnce(session, n).number == 2 * n);
}

TEST_CASE("an exception of a blocking engine arrives as the outcome's error, and it goes on") {
  DoublingSession session;
  session.failure = "engine";
  const Heard engine = RunOnce(session, 1);
  CHECK(engine.error == "the engine says no");
  CHECK(engine.code == ErrorCode::kEngine);
  session.failure = "file";
  CHECK(RunOnce(session, 1).code == ErrorCode::kBadData);
  session.failure = "";
  CHECK(RunOnce(session, 21).number == 42);
}

TEST_CASE("a blocking session that was never started ends quietly") { DoublingSession session; }

}  // namespace
}  // namespace assay
