# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""8 bits on real photographs: what assay calibrate makes keeps 99 % of the f32 score."""
import json
import pathlib
import unittest

from product import PHOTOS, TrainedWeightsTest

TARGET = "87.12"  # 99 % of the 88.0 that the network has on these 500 photographs


class EightBits(TrainedWeightsTest):
    def test_a_calibrated_network_passes_the_gate_of_99_percent(self):
        made = self.assay("calibrate", "resnet50", "--model", "efficientnet-lite0", "--data", PHOTOS,
                          "--count", "100")
        if made.code == 3 and "no Python package" in made.err:
            self.skipTest(made.err.splitlines()[-1])
        self.assertEqual(made.code, 0, str(made))
        card = pathlib.Path(made.out.strip())
        origin = json.loads(next(card.parent.glob("*.int8.onnx.origin.json")).read_text())
        self.assertEqual((origin["calibration_samples"], origin["trained"]), (100, False))
        result = self.succeed("run", "resnet50", "--model", card, "--precision", "i8", "--data", PHOTOS,
                              "--mode", "accuracy", "--quality-target", TARGET, "--json")
        record = json.loads(result.out)
        self.assertIs(record["accuracy"]["passed"], True)
        self.assertEqual(record["provenance"]["precision_used"], "i8")
        self.assertIn("8 bits by onnxruntime", record["provenance"]["model_origin"])


if __name__ == "__main__":
    unittest.main()
