// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of what is read through many spellings: models, accelerators, counts, scores.
#include <doctest/doctest.h>

#include "base/error.h"
#include "example_tree.h"
#include "record/accuracy_text.h"
#include "record/benchmark_name.h"
#include "record/folder_names.h"
#include "record/system_description.h"

namespace assay {
namespace {

using examples::ExampleTree;
using examples::Put;

TEST_CASE("models are counted to their benchmark and target") {
  struct Row {
    const char *folder, *benchmark, *target, *label;
  };
  for (const Row& row :
       {Row{"resnet50", "resnet50", "99", "resnet50"}, Row{"resnet", "resnet50", "99", "resnet50"},
        Row{"bert-99.9", "bert", "99.9", "bert-99.9"}, Row{"bert-99", "bert", "99", "bert-99"},
        Row{"3d-unet-99.9", "3d-unet", "99.9", "3d-unet-99.9"},
        Row{"ssd-large", "ssd-resnet34", "99", "ssd-resnet34"},
        Row{"ssd-small", "ssd-mobilenet", "99", "ssd-mobilenet"},
        Row{"mobilenet-v2-1.4", "resnet50", "99", "mobilenet-v2-1.4"},
        Row{"yolo-v3", "ssd-mobilenet", "99", "yolo-v3"}, Row{"rnnt", "rnnt", "99", "rnnt"},
        Row{"gptj-99.9", "gptj", "99.9", "gptj-99.9"},
        Row{"something", "something", "", "something"}, Row{"-99", "-99", "", "-99"}}) {
    CAPTURE(row.folder);
    const BenchmarkName name = NormaliseBenchmark(row.folder);
    CHECK(name.benchmark == row.benchmark);
    CHECK(name.accuracy_target == row.target);
    CHECK(name.label == row.label);
  }
}

TEST_CASE("one accelerator has one name, none has none") {
  struct Row {
    const char *written, *name;
  };
  for (const Row& row :
       {Row{"NVIDIA T4", "NVIDIA T4"}, Row{"NVIDIA Tesla T4", "NVIDIA T4"},
        Row{"Tesla T4", "NVIDIA T4"}, Row{"NVIDIA GRID T4-16Q", "NVIDIA T4"},
        Row{"Nvidia  T4 GPU", "NVIDIA T4"}, Row{"8x NVIDIA T4", "NVIDIA T4"},
        Row{"NVIDIA A100-PCIE-40GB", "NVIDIA A100-PCIe-40GB"},
        Row{"A100 PCIe 40GB", "NVIDIA A100-PCIe-40GB"},
        Row{"NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB"},
        Row{"NVIDIA QuadroRTX8000", "NVIDIA Quadro RTX 8000"},
        Row{"Quadro RTX 8000", "NVIDIA Quadro RTX 8000"},
        Row{"Intel(R) Example Card", "Intel Example Card"}, Row{"Example-1000", "Example-1000"},
        Row{"N/A", ""}, Row{"-", ""}, Row{" none ", ""}, Row{"", ""}}) {
    CAPTURE(row.written);
    CHECK(NormaliseAccelerator(row.written) == row.name);
  }
}

TEST_CASE("folders of scenarios in any case") {
  CHECK(ScenarioOfFolder("server") == Scenario::kServer);
  CHECK(ScenarioOfFolder("Single-Stream") == Scenario::kSingleStream);
  CHECK_FALSE(ScenarioOfFolder("TEST01").has_value());
}

TEST_CASE("counts of a system's file are read through their spellings") {
  struct Row {
    const char *cards, *model;
    std::optional<int> accelerators;
    std::size_t notes;
  };
  for (const Row& row : {Row{"\"4\"", "T4", 4, 0}, Row{"4", "T4", 4, 0}, Row{"\"8x\"", "T4", 8, 0},
                         Row{"\"N/A\"", "-", 0, 0}, Row{"\"\"", "", 0, 0}, Row{"null", "-", 0, 0},
                         Row{"\"-\"", "T4", 0, 1}, Row{"\"some\"", "T4", std::nullopt, 1},
                         Row{"-3", "T4", std::nullopt, 1}, Row{"[1]", "T4", std::nullopt, 1}}) {
    CAPTURE(row.cards);
    const ExampleTree tree;
    Put(tree.root() / "s.json", std::string("{\"status\": \"available\", \"number_of_nodes\": 1, "
                                            "\"accelerators_per_node\": ") +
                                    row.cards + ", \"accelerator_model_name\": \"" + row.model +
                                    "\"}");
    const SystemDescription system = ReadSystemDescription(tree.root() / "s.json");
    CHECK(system.Accelerators() == row.accelerators);
    CHECK(system.notes.size() == row.notes);
    CHECK(system.system == "s");
  }
}

TEST_CASE(
    "a measurement's file is the one named after system and scenario, else any, with a note") {
  const ExampleTree tree;
  const std::string good = "{\"weight_data_types\": \"int8\"}", other = "{}";
  std::vector<Finding> notes;
  Put(tree.root() / "a/other.json", good);
  CHECK(ReadMeasurement(tree.root() / "a", "S", "Offline", notes).weight_data_types == "int8");
  CHECK(notes.size() == 1);
  Put(tree.root() / "b/S_impl_Server.json", other);
  Put(tree.root() / "b/S_impl_Offline.json", good);
  Put(tree.root() / "b/a.json", other);
  CHECK(ReadMeasurement(tree.root() / "b", "S", "Offline", notes).weight_data_types == "int8");
  CHECK(notes.size() == 1);
}

/// The scores of an accuracy.txt, "metric=text" each, and its hash.
std::string ScoresOf(const std::string& content) {
  const ExampleTree tree;
  Put(tree.root() / "accuracy.txt", content);
  const AccuracyText text = ReadAccuracyText(tree.root() / "accuracy.txt");
  std::string all;
  for (const PrintedScore& score : text.scores) all += score.metric + "=" + score.text + " ";
  return all + text.hash;
}

TEST_CASE("accuracy.txt of every benchmark and script style") {
  CHECK(ScoresOf("accuracy=76.064%, good=38032, total=50000\nhash=ab_1\n") == "top1=76.064 ab_1");
  CHECK(ScoresOf("x.JPEG, expected: 86, found 82\naccuracy=76.292%, good=1\nfound and ignored 0 "
                 "dupes\nhash=ab\n") == "top1=76.292 ab");
  CHECK(ScoresOf(" Average Precision (AP) = 0.201\nmAP=20.111%\nfound 5000 results\nhash=ab") ==
        "mAP=20.111 ab");
  CHECK(ScoresOf("AUC=80.185%, accuracy=96.608%, good=1\nhash=ab\n") == "AUC=80.185 ab");
  CHECK(ScoresOf("Number of samples: 2513\nWord Error Rate: 7.4454891880312974%, "
                 "accuracy=92.5545108119687%\nhash=ab\n") == "accuracy=92.5545108119687 ab");
  CHECK(ScoresOf("Accuracy: mean = 0.85317, whole tumor = 0.9120\nDone!\nhash=ab\n") ==
        "mean Dice=0.85317 ab");
  CHECK(ScoresOf("{\"exact_match\": 83.66, \"f1\": 90.86345516918031}\nReading examples...\n"
                 "hash=ab\n") == "f1=90.86345516918031 ab");
  CHECK(ScoresOf("{'exact_match': 83.66, 'f1': 90.5}\r\nhash=ab\r\n") == "f1=90.5 ab");
}

TEST_CASE("accuracy.txt: the last of two scores counts, what follows the hash does not") {
  CHECK(ScoresOf("accuracy=1%\naccuracy=2%\nhash=ab\naccuracy=3%\n") == "top1=2 ab");
  CHECK(ScoresOf("hash=ab\naccuracy=1%\naccuracy=2%\n") == "top1=1 ab");
  CHECK(ScoresOf("") == "");
  CHECK(ScoresOf("accuracy is fine\n{no json\n") == "");
}

TEST_CASE("accuracy.txt: a score that is no number is refused with its line") {
  for (const char* line : {"accuracy=nan%", "mAP=", "{\"f1\": \"high\"}", "AUC=1e999"}) {
    CAPTURE(line);
    CHECK_THROWS_WITH_AS(ScoresOf("\n" + std::string(line)), doctest::Contains("accuracy.txt:2: "),
                         Error);
  }
}

}  // namespace
}  // namespace assay
