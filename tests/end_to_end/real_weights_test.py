# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Trained weights on 500 real photographs: the score that they have, and the one that a card with
swapped colours must miss."""
import json
import unittest

from product import PHOTOS, SOURCE, TrainedWeightsTest

CARD = SOURCE / "models" / "efficientnet-lite0.toml"
TARGET = "87.1"  # 99 % of the score below


class EfficientNetLite0(TrainedWeightsTest):
    def accuracy(self, card):
        result = self.assay("run", "resnet50", "--model", card, "--data", PHOTOS, "--mode", "accuracy",
                            "--quality-target", TARGET, "--json")
        self.assertIn(result.code, (0, 1), str(result))
        return result.code, json.loads(result.out)

    def test_trained_weights_reach_their_score_and_swapped_colours_do_not(self):
        code, record = self.accuracy(CARD)
        # The package's own network and Pillow's preprocessing give 440 of these 500.
        self.assertAlmostEqual(record["accuracy"]["value"], 88.0, delta=1.0)
        self.assertIs(record["accuracy"]["passed"], True)
        self.assertEqual(record["provenance"]["precision_used"], "f32")
        self.assertEqual(code, 0)
        swapped = self.folder / "swapped.toml"
        text = CARD.read_text(encoding="utf-8")
        self.assertIn('channels = "RGB"', text)
        swapped.write_text(text.replace('channels = "RGB"', 'channels = "BGR"'), encoding="utf-8")
        code, record = self.accuracy(swapped)
        self.assertEqual(code, 1)
        self.assertIs(record["accuracy"]["passed"], False)
        self.assertEqual([finding["rule"] for finding in record["result"]["findings"]
                          if finding["severity"] == "error"], ["quality"])
