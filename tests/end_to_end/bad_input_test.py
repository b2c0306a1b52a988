# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Missing, broken and unwritable things: one sentence each, and the right exit code."""
import os
import shutil
import subprocess
import unittest

from product import EXAMPLE_RUN, HAS_OPENVINO, ProductTest

needs_openvino = unittest.skipUnless(
    HAS_OPENVINO, "this build has no OpenVINO backend (lib/assay/backend_openvino.so)")
needs_root = unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")


class MissingThings(ProductTest):
    @needs_openvino
    def test_a_missing_model_is_named_with_the_way_to_get_it(self):
        sentence = self.refuse(3, "run", "resnet50", "--budget", "1s", says=("resnet50",))
        self.assertTrue("--synthetic" in sentence or "assay get" in sentence
                        or "assay make" in sentence, sentence)

    def test_a_missing_model_card_is_named(self):
        self.refuse(3, *EXAMPLE_RUN, "--model", "nowhere.toml", "--budget", "1s",
                    says=("nowhere.toml",))

    def test_a_missing_data_folder_is_named(self):
        self.refuse(3, *EXAMPLE_RUN, "--data", "nowhere", "--budget", "1s", says=("nowhere",))

    def test_a_missing_machine_file_is_named(self):
        self.refuse(3, "run", "resnet50", "--backend", "simulated", "--backend-config", "no.toml",
                    "--budget", "1s", says=("no.toml",))

    def test_a_data_folder_without_labels_is_refused(self):
        (self.folder / "photos").mkdir()
        self.refuse(3, *EXAMPLE_RUN, "--data", "photos", "--budget", "1s", says=("val_map.txt",))


class BrokenThings(ProductTest):
    def make_photos(self):
        """The tiny synthetic data set, as a folder of the test's own. Returns its path."""
        self.succeed("make", "resnet50", "--scale", "tiny")
        made = next((self.folder / "home").rglob("val_map.txt")).parent
        shutil.copytree(made, self.folder / "photos")
        return self.folder / "photos"

    def test_a_bad_line_of_the_labels_is_named_with_its_number(self):
        photos = self.folder / "photos"
        photos.mkdir()
        (photos / "a.jpg").write_bytes(b"")
        for line, word in (("b.jpg", "b.jpg"), ("b.jpg cat", "cat"), ("b.jpg 100000", "100000"),
                           ("b.jpg -1", "-1")):
            with self.subTest(line):
                (photos / "val_map.txt").write_text(f"a.jpg 1\n{line}\n")
                sentence = self.refuse(3, *EXAMPLE_RUN, "--data", "photos", "--budget", "1s",
                                       says=("val_map.txt", "2"))
                self.assertIn(word, sentence)

    def test_a_broken_model_card_is_refused_with_its_place(self):
        (self.folder / "card.toml").write_text('name = "x"\n[input\n')
        self.refuse(3, *EXAMPLE_RUN, "--model", "card.toml", "--budget", "1s",
                    says=("card.toml", "2"))

    def test_a_broken_machine_file_is_refused_with_its_place(self):
        (self.folder / "machine.toml").write_text('name = "x"\n[[device\n')
        self.refuse(3, "run", "resnet50", "--backend", "simulated", "--backend-config",
                    "machine.toml", "--budget", "1s", says=("machine.toml", "2"))

    @needs_openvino
    def test_a_truncated_photograph_is_named(self):
        photos = self.make_photos()
        victim = sorted(photos.rglob("*.[jJ][pP]*[gG]"))[0]
        victim.write_bytes(victim.read_bytes()[:victim.stat().st_size // 2])
        self.refuse(3, "run", "resnet50", "--synthetic", "--scale", "tiny", "--mode", "accuracy",
                    "--data", photos, says=(victim.name,))

    @needs_openvino
    def test_a_photograph_that_is_listed_but_absent_is_named(self):
        photos = self.make_photos()
        victim = sorted(photos.rglob("*.[jJ][pP]*[gG]"))[0]
        victim.unlink()
        self.refuse(3, "run", "resnet50", "--synthetic", "--scale", "tiny", "--mode", "accuracy",
                    "--data", photos, says=(victim.name,))


class UnwritableThings(ProductTest):
    def test_a_run_folder_below_a_file_is_refused(self):
        (self.folder / "file").write_text("not a folder")
        self.refuse(3, *EXAMPLE_RUN, "--budget", "1s", "--out", "file/run", says=("file/run",))

    def test_a_run_folder_that_nobody_may_write_is_refused(self):
        # Even root cannot make folders in /proc.
        self.refuse(3, *EXAMPLE_RUN, "--budget", "1s", "--out", "/proc/run", says=("/proc/run",))

    def test_a_page_that_cannot_be_written_is_refused(self):
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        self.refuse(3, "report", "run", "--out", "/proc/page.html", says=("/proc/page.html",))

    def mount_disk(self, size):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"mounting a small disk is not allowed here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)], check=False)
        return disk

    @needs_root
    def test_a_disk_that_is_full_before_the_run_is_one_sentence(self):
        disk = self.mount_disk("64k")
        with open(disk / "filler", "wb", buffering=0) as filler:
            with self.assertRaises(OSError):
                while True:
                    filler.write(b"\0" * 4096)
        self.refuse(3, *EXAMPLE_RUN, "--budget", "1s", "--out", disk / "run", says=("disk",))

    @needs_root
    def test_a_disk_that_fills_up_during_the_run_never_gives_a_valid_result(self):
        disk = self.mount_disk("256k")
        result = self.assay(*EXAMPLE_RUN, "--scenario", "server", "--target-qps", "5000",
                            "--budget", "8s", "--out", disk / "run", timeout=120)
        self.assertEqual(result.code, 3, str(result))
        sentences = [line for line in result.err.splitlines() if line.startswith("assay: ")]
        self.assertEqual(len(sentences), 1, str(result))
        self.assertIn(str(disk), sentences[0])
        self.assertNotIn("VALID", result.out)
