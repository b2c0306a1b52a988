# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""A real engine on synthetic weights and photographs, from nothing to the page."""
import json
import os
import unittest

from product import HAS_OPENVINO, ProductTest


@unittest.skipUnless(HAS_OPENVINO,
                     "this build has no OpenVINO backend (lib/assay/backend_openvino.so)")
class SyntheticResNet50(ProductTest):
    def test_offline_and_accuracy_are_measured_and_everything_is_labelled_synthetic(self):
        common = ("run", "resnet50", "--synthetic", "--scale", "tiny")
        result = self.succeed(*common, "--scenario", "offline", "--budget", "3s", "--out", "fast")
        self.assertIn("synthetic", result.out)
        record = self.record(self.folder / "fast")
        self.assertEqual(record["provenance"]["precision_used"], "f32")
        self.assertGreater(record["result"]["headline"], 0)
        self.assertTrue(record["provenance"]["model_is_synthetic"])
        self.assertTrue(record["provenance"]["dataset_is_synthetic"])
        libraries = record["provenance"]["backend_libraries"]
        folder_of = {name.split(".so")[0]: path.rsplit("/", 1)[0] for name, path in libraries.items()}
        self.assertEqual(folder_of["libtbb"], folder_of["libopenvino"], "another library's TBB serves")
        self.assertEqual(len(record["provenance"]["model_sha256"]), 64)

        result = self.succeed(*common, "--mode", "accuracy", "--out", "right", "--json")
        accuracy = json.loads(result.out)["accuracy"]
        self.assertEqual(accuracy["metric"], "top1")
        self.assertEqual(accuracy["unit"], "%")
        self.assertIsNone(accuracy["target"])
        self.assertIsNone(accuracy["passed"])

        self.succeed("report", "fast", "right", "--out", "page.html")
        self.assertIn("synthetic", self.text_of(self.folder / "page.html"))

    def test_a_quality_target_out_of_reach_is_invalid(self):
        result = self.assay("run", "resnet50", "--synthetic", "--scale", "tiny", "--mode",
                            "accuracy", "--quality-target", "100", "--json", "--out", "run")
        self.assertEqual(result.code, 1, str(result))
        accuracy = json.loads(result.out)["accuracy"]
        self.assertEqual(accuracy["target"], 100)
        self.assertIs(accuracy["passed"], False)

    @unittest.skipUnless(len(os.sched_getaffinity(0)) > 1, "one core: one request computes at once")
    def test_requests_that_the_user_gives_compute_side_by_side(self):
        self.assay("run", "resnet50", "--synthetic", "--scale", "tiny", "--scenario", "server",
                   "--target-qps", "2", "--latency-bound", "10s", "--budget", "1s", "--requests", "2",
                   "--out", "run")
        settings = self.record(self.folder / "run")["provenance"]["backend_settings"]
        self.assertEqual(settings["requests in flight"], "2")
        self.assertEqual(settings["NUM_STREAMS"], "2")

    def test_closed_refuses_synthetic_weights(self):
        self.refuse(2, "run", "resnet50", "--synthetic", "--scale", "tiny", "--division", "closed",
                    says=("Closed", "synthetic"))
