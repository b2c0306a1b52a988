# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Runs that end early: Ctrl-C, kill -9, and a second Ctrl-C."""
import json
import signal
import time

from product import EXAMPLE_RUN, ProductTest, ending, wait_until

RATE = 400  # queries per second
LONG_RUN = (*EXAMPLE_RUN, "--scenario", "server", "--target-qps", str(RATE), "--budget", "60s",
            "--out", "run")


class EarlyEnds(ProductTest):
    def journal_bytes(self):
        """Size of everything the run has written but its description."""
        run = self.folder / "run"
        if not run.exists():
            return 0
        return sum(f.stat().st_size for f in run.iterdir() if "journal" in f.name)

    def wait_for_samples(self):
        """Until the journal grew three times: the test proper is under way."""
        for _ in range(3):
            size = self.journal_bytes()
            self.assertTrue(wait_until(lambda: self.journal_bytes() > size), "the journal does not grow")

    def report(self):
        return json.loads(self.succeed("report", "run", "--json").out)[0]

    def test_ctrl_c_keeps_what_was_measured(self):
        with ending(self.start(*LONG_RUN)) as process:
            self.wait_for_samples()
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=30), 130)
        record = self.record(self.folder / "run")
        self.assertEqual(record["state"], "interrupted")
        self.assertGreater(record["result"]["samples_completed"], 0)
        self.assertNotEqual(record["result"]["verdict"], "VALID")
        self.succeed("report", "run", "--out", "page.html")
        self.assertIn("nterrupted", self.text_of(self.folder / "page.html"))

    def test_a_signal_that_comes_twice_at_once_is_one_wish(self):
        # timeout(1) signals the process and its group; some terminals' wrappers do the same.
        with ending(self.start(*LONG_RUN)) as process:
            self.wait_for_samples()
            process.send_signal(signal.SIGINT)
            time.sleep(0.001)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=30), 130)
        self.assertEqual(self.record(self.folder / "run")["state"], "interrupted")

    def test_a_terminated_run_ends_in_the_same_orderly_way(self):
        with ending(self.start(*LONG_RUN)) as process:
            self.wait_for_samples()
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=30), 130)
        self.assertEqual(self.record(self.folder / "run")["state"], "interrupted")

    def test_ctrl_c_before_the_first_sample_is_an_interruption_too(self):
        with ending(self.start(*LONG_RUN)) as process:
            self.assertTrue(wait_until((self.folder / "run" / "run.json").exists))
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=30), 130)
        self.assertEqual(self.record(self.folder / "run")["state"], "interrupted")

    def test_kill_9_loses_at_most_the_last_250_ms(self):
        with ending(self.start(*LONG_RUN)) as process:
            self.wait_for_samples()
            before = self.report()["result"]["samples_completed"]
            begin = time.monotonic()
            wait_until(lambda: False, seconds=3)
            process.send_signal(signal.SIGKILL)
            lasted = time.monotonic() - begin
            process.wait(timeout=30)
        after = self.report()["result"]["samples_completed"]
        # Before the last 250 ms about RATE × (lasted - 0.25) samples were answered; the Poisson
        # count may be 5 standard deviations below that, and the flusher may wake 100 ms late.
        expected = RATE * (lasted - 0.35)
        self.assertGreaterEqual(after - before, expected - 5 * expected ** 0.5)

    def test_a_killed_run_is_reported_and_labelled_incomplete(self):
        with ending(self.start(*LONG_RUN)) as process:
            self.wait_for_samples()
            process.send_signal(signal.SIGKILL)
        record = self.report()
        self.assertEqual(record["state"], "running")
        self.assertGreater(record["result"]["latency"]["p99_ns"], 0)
        self.assertEqual(record["result"]["verdict"], "NONE")
        self.succeed("report", "run", "--out", "page.html")
        self.assertIn("ncomplete", self.text_of(self.folder / "page.html"))
