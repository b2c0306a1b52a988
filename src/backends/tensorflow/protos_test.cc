// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of TensorFlow's messages as bytes.
#include "backends/tensorflow/protos.h"

#include <doctest/doctest.h>

#include "backends/tensorflow/wire.h"
#include "base/error.h"

namespace assay::tensorflow {
namespace {

/// A map's entry.
std::string Entry(int number, std::string_view key, std::string_view value) {
  return BytesField(number, BytesField(1, key) + BytesField(2, value));
}
std::string Tensor(std::string_view name) { return BytesField(1, name); }

/// An operation with one type attribute.
std::string Node(std::string_view operation, std::string_view attribute, int type) {
  return BytesField(1, BytesField(1, "name") + BytesField(2, operation) +
                           Entry(5, attribute, NumberField(6, static_cast<unsigned>(type))));
}

TEST_CASE("fields come in order, numbers of all widths and inner messages") {
  // From protobuf.dev, "Encoding": 150 is 96 01, a text is 12 07 "testing"; fixed32 1, fixed64 2.
  const std::string message("\x08\x96\x01\x12\x07testing\x1d\x01\0\0\0\x21\x02\0\0\0\0\0\0\0", 26);
  const std::vector<Field> fields = Fields(message);
  REQUIRE(fields.size() == 4);
  CHECK(fields[0].number == 1);
  CHECK(fields[0].value == 150);
  CHECK(fields[1].bytes == "testing");
  CHECK(fields[2].value == 1);
  CHECK(fields[3].value == 2);
  CHECK(NumberField(1, 150) + BytesField(2, "testing") == message.substr(0, 12));
  CHECK(LastField(NumberField(1, 3) + NumberField(1, 4), 1).value == 4);
  CHECK(LastField(message, 9).bytes.empty());
}

TEST_CASE("a message that was cut anywhere inside a field is refused") {
  const std::string message = NumberField(1, 300) + BytesField(200, "inner");
  for (const std::size_t size : {1U, 2U, 4U, 5U, 6U, 10U}) {
    CHECK_THROWS_AS(Fields(std::string_view(message).substr(0, size)), Error);
  }
  CHECK_THROWS_AS(Fields("\x0b"), Error);  // a group, which no proto3 message has
  CHECK_THROWS_AS(Fields(std::string(11, '\xff')), Error);
}

TEST_CASE("a model's signature is the default one, its ports by name") {
  const std::string serving = Entry(1, "x", Tensor("x:0")) + Entry(2, "scores", Tensor("call:1")) +
                              Entry(2, "class", Tensor("call:0"));
  const std::string other = Entry(2, "y", Tensor("y:0"));
  const Signature signature =
      ReadSignature(Entry(5, "other", other) + Entry(5, "serving_default", serving));
  REQUIRE(signature.inputs.size() == 1);
  CHECK(signature.inputs[0].tensor == "x:0");
  REQUIRE(signature.outputs.size() == 2);
  CHECK(signature.outputs[0].key == "class");
  CHECK(signature.outputs[1].tensor == "call:1");
  CHECK(ReadSignature(Entry(5, "other", other) + Entry(5, "__saved_model_init_op", other))
            .outputs[0]
            .tensor == "y:0");
  CHECK_THROWS_WITH(ReadSignature(Entry(5, "a", other) + Entry(5, "b", other)),
                    "it has no signature 'serving_default', but a, b");
  CHECK_THROWS_WITH(ReadSignature(""), "it has no signature 'serving_default', but none at all");
}

TEST_CASE("precision is what the working operations of the graphs that ran compute in") {
  const std::string graph =
      Node("Relu", "T", 19) + Node("_FusedConv2D", "T", 1) + Node("MatMul", "T", 14);
  CHECK(PrecisionUsed(BytesField(3, graph)) == "bf16+f32");
  CHECK(PrecisionUsed(BytesField(4, BytesField(1, Node("Conv2D", "T", 2)))) == "f64");
  CHECK(PrecisionUsed(BytesField(3, Node("QuantizedConv2D", "Tinput", 12))) == "i8");
  CHECK(PrecisionUsed(BytesField(3, Node("Relu", "T", 1))) == "");
  // The graph before it was optimised (field 2 of a function's graphs) did not run.
  CHECK(PrecisionUsed(BytesField(4, BytesField(2, Node("Conv2D", "T", 1)))) == "");
}

TEST_CASE("options say how many threads, who runs, and whether bf16 may round") {
  const std::string plain = SerialisedConfig({.intra_op_threads = 3, .inter_op_threads = 1});
  CHECK(LastField(plain, 2).value == 3);
  CHECK(LastField(plain, 5).value == 1);
  CHECK(LastField(plain, 10).bytes.empty());
  const std::string rounding = SerialisedConfig({.rounds_to_bf16 = true});
  CHECK(LastField(LastField(LastField(rounding, 10).bytes, 10).bytes, 31).value == 1);
  CHECK(static_cast<std::int64_t>(LastField(SerialisedRunOptions(false), 3).value) == -1);
  CHECK(LastField(SerialisedRunOptions(true), 5).value == 1);
}

}  // namespace
}  // namespace assay::tensorflow
