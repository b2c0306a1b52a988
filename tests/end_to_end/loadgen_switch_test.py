# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""The same harness on our LoadGen and on the official ones: the same sequences, verdicts and rates.

Simulated machines on the real clock. Skipped where no official LoadGen is built in.
"""
import json
import os
import subprocess
import unittest

from product import BUILD, ProductTest

PROFILES = ("v0.7", "v6")
MOST_LOAD = 2.5  # for each core, in the last minute
TRIES = 4  # other work on the machine may disturb a rate by more than a percent

MACHINE = """
name = "one card"
[[device]]
name = "card"
count = 1
curve = [ {{ batch = 1, ms = {ms} }}, {{ batch = 4, ms = {ms} }} ]
"""


def program(profile):
    return BUILD / "bin" / f"assay-official-{profile}"


class SwitchTest(ProductTest):
    def machine(self, milliseconds):
        """One card that takes that long for a batch of up to 4."""
        path = self.folder / f"machine-{milliseconds}.toml"
        path.write_text(MACHINE.format(ms=milliseconds), encoding="utf-8")
        return path

    def each_profile(self, profiles=PROFILES):
        built = [p for p in profiles if program(p).exists()]
        if not built:
            self.skipTest(f"no {program('v0.7')}: no official LoadGen was at hand when this was built")
        for profile in built:
            with self.subTest(profile):
                yield profile


class Sequences(SwitchTest):
    def sequence(self, name, scenario, mode, profile, milliseconds):
        out = self.folder / f"{name}-{profile}-{scenario}-{mode}"
        out.mkdir()
        command = [BUILD / "tests" / name, scenario, mode, profile, self.machine(milliseconds), out]
        done = subprocess.run([str(word) for word in command], cwd=self.folder, capture_output=True,
                              text=True, check=False, timeout=240)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def compare(self, scenario, mode, profile, milliseconds=5):
        ours = self.sequence("switch_probe", scenario, mode, profile, milliseconds)
        theirs = self.sequence(f"switch_probe_official_{profile}", scenario, mode, profile, milliseconds)
        self.assertTrue(ours["loadgen"].startswith("assay "), ours["loadgen"])
        self.assertTrue(theirs["loadgen"].startswith(f"official {profile} ("), theirs["loadgen"])
        self.assertEqual(ours["loaded_sets"], theirs["loaded_sets"])
        for run in (ours, theirs):
            self.assertEqual(run["queries_issued"], len(run["queries"]))
            self.assertEqual(run["samples_issued"], sum(map(len, run["queries"])))
        return ours["queries"], theirs["queries"]

    def test_what_the_schedule_decides_is_the_same_query_by_query(self):
        for profile in self.each_profile():
            for scenario, mode in (("server", "performance"), ("offline", "performance"),
                                   ("offline", "accuracy"), ("singlestream", "accuracy"),
                                   ("server", "accuracy"), ("multistream", "accuracy")):
                with self.subTest(f"{scenario} {mode}"):
                    ours, theirs = self.compare(scenario, mode, profile, milliseconds=0.1)
                    self.assertEqual(ours, theirs)
                    self.assertGreater(sum(map(len, ours)), 100)

    def test_where_the_machines_speed_decides_when_to_stop_the_queries_so_far_are_the_same(self):
        for profile in self.each_profile():
            for scenario in ("singlestream", "multistream"):
                with self.subTest(scenario):
                    ours, theirs = self.compare(scenario, "performance", profile)
                    common = min(len(ours), len(theirs))
                    self.assertGreater(common, 8)
                    self.assertEqual(ours[:common], theirs[:common])


class Runs(SwitchTest):
    """Each load: its options, the milliseconds of a batch, and the verdict that it must get."""
    LOADS = {
        "singlestream": (("--scenario", "singlestream"), 100, "VALID"),
        "offline": (("--scenario", "offline", "--batch", "4"), 100, "VALID"),
        "server within its bound": (("--scenario", "server", "--target-qps", "20", "--latency-bound", "2s"), 5, "VALID"),
        "server beyond its bound": (("--scenario", "server", "--target-qps", "20", "--latency-bound", "50ms"), 100,
                                    "INVALID"),
        "multistream within its interval": (("--scenario", "multistream", "--target-qps", "4", "--latency-bound", "2s"),
                                            1, "VALID"),
        "multistream beyond its interval": (("--scenario", "multistream"), 100, "INVALID"),
    }

    def run_load(self, name, options, milliseconds):
        out = self.folder / name
        result = self.assay("run", "resnet50", "--backend", "simulated", "--backend-config",
                            self.machine(milliseconds), "--budget", "3s", "--quiet", "--out", out, *options)
        self.assertIn(result.code, (0, 1), str(result))
        return self.record(out)

    def compare(self, load, profile, number):
        options, milliseconds, verdict = self.LOADS[load]
        ours = self.run_load(f"ours-{number}", (*options, "--profile", profile), milliseconds)
        theirs = self.run_load(f"official-{number}", (*options, "--profile", profile, "--loadgen", "official"),
                               milliseconds)
        self.assertTrue(theirs["provenance"]["loadgen"].startswith(f"official {profile} ("))
        self.assertEqual(ours["result"]["headline_name"], theirs["result"]["headline_name"])
        verdicts = [run["result"]["verdict"] for run in (ours, theirs)]
        rates = [run["result"]["headline"] for run in (ours, theirs)]
        return verdicts == [verdict, verdict] and abs(rates[0] - rates[1]) <= 0.01 * rates[0], (verdicts, rates)

    def skip_when_busy(self):
        busy = os.getloadavg()[0]
        if busy > MOST_LOAD * os.cpu_count():
            self.skipTest(f"the machine is too busy to compare rates: load {busy:.1f} on {os.cpu_count()} cores")

    def test_v6_judges_short_runs_as_the_official_one_does(self):
        """By early stopping a few seconds are too short in every scenario but Offline."""
        self.skip_when_busy()
        for profile in self.each_profile(("v6",)):
            for load, verdict in (("singlestream", "INVALID"), ("server within its bound", "INVALID"),
                                  ("server beyond its bound", "INVALID"), ("offline", "VALID")):
                with self.subTest(load):
                    seen = []
                    for number in range(TRIES):
                        _, (verdicts, rates) = self.compare(load, profile, f"{profile}-{load}-{number}")
                        self.assertEqual(verdicts, [verdict, verdict])
                        seen.append(rates)
                        if abs(rates[0] - rates[1]) <= 0.02 * rates[0]:
                            break
                    else:
                        self.fail(seen)

    def test_verdicts_are_the_same_and_rates_within_one_percent(self):
        self.skip_when_busy()
        for profile in self.each_profile(("v0.7",)):
            for load in self.LOADS:
                with self.subTest(load):
                    seen = []
                    for number in range(TRIES):
                        same, what = self.compare(load, profile, f"{profile}-{load}-{number}")
                        seen.append(what)
                        if same:
                            break
                    self.assertTrue(same, seen)

    def test_the_run_says_before_it_starts_what_the_official_loadgen_does_not_keep(self):
        for profile in self.each_profile():
            out = self.folder / f"said-{profile}"
            result = self.assay("run", "resnet50", "--backend", "simulated", "--loadgen", "official",
                                "--profile", profile, "--budget", "1s", "--out", out)
            for word in ("--budget", "Ctrl-C", "cannot be recovered"):
                self.assertIn(word, result.err)
            self.assertFalse((out / "assay_journal.bin").exists())


class Choice(ProductTest):
    def test_an_unknown_loadgen_is_refused(self):
        self.refuse(2, "run", "resnet50", "--loadgen", "theirs", says=("--loadgen",))

    def test_without_an_official_loadgen_the_sentence_says_how_to_build_with_one(self):
        if any(program(p).exists() for p in PROFILES):
            self.skipTest("an official LoadGen is built in")
        self.refuse(3, "run", "resnet50", "--loadgen", "official", says=("LOADGEN_DIR",))


if __name__ == "__main__":
    unittest.main()
