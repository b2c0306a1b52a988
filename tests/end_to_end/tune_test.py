# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""assay tune as a user meets it: answer, kill -9 and go on, Ctrl-C, a profile that a run takes,
refusals.

Which setting is right is tested in virtual time (src/run): here the machine may be busy."""
import json
import signal
import unittest

from product import HAS_OPENVINO, ProductTest, ending, wait_until

SEARCH = ("tune", "resnet50", "--scenario", "offline", "--backend", "simulated", "--budget", "6s",
          "--out", "tune")
RUN = ("run", "resnet50", "--scenario", "offline", "--backend", "simulated", "--budget", "1s")

PROFILE = """schema_version = 1
made = "2026-11-26T08:00:00+0000"
assay = "0.1.0"

[made_for]
benchmark = "resnet50"
scenario = "Offline"
model = "resnet50"
backend = "simulated"
backend_version = "1"
machine = "another machine"

[settings]
requests = 4
batch = 16
"""


class Tune(ProductTest):
    def trials(self):
        file = self.folder / "tune" / "trials.jsonl"
        return file.read_text().splitlines() if file.exists() else []

    def test_a_search_answers_and_keeps_every_trial(self):
        result = self.assay(*SEARCH, "--json")
        self.assertIn(result.code, (0, 1), result)
        self.assertIn("varied: requests 1, 2 (default)", result.err)
        answer = json.loads(result.out)
        self.assertEqual(answer["unit"], "samples/s")
        self.assertEqual(answer["is_answered"], result.code == 0)
        self.assertEqual(len(answer["trials"]), len(self.trials()))
        self.assertEqual(answer["trials"][0]["setting"], "the default")
        kept = json.loads((self.folder / "tune" / "tune.json").read_text())
        self.assertEqual(kept, answer)
        if answer["is_better"]:
            self.assertGreater(answer["low"], 1)
            again = self.succeed(*RUN, "--tuned", answer["tuned"], "--out", "run")
            self.assertIn("settings of the tuned profile tune/tuned.toml", again.err)

    def test_a_killed_search_goes_on_where_it_was(self):
        with ending(self.start(*SEARCH)) as process:
            self.assertTrue(wait_until(lambda: len(self.trials()) >= 3), "no trials")
            process.kill()
            process.wait(timeout=30)
        before = self.trials()
        result = self.assay(*SEARCH)
        self.assertIn(result.code, (0, 1), result)
        self.assertIn("going on with the search in tune", result.err)
        self.assertEqual(self.trials()[:len(before)], before)
        self.refuse(2, *SEARCH, "--batch", "4", says=("holds a search with batch 0, not 4",))

    def test_ctrl_c_keeps_the_trials_and_tells_what_is_known(self):
        with ending(self.start(*SEARCH)) as process:
            self.assertTrue(wait_until(lambda: len(self.trials()) >= 2), "no trials")
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 130)
        self.assertIn("not confirmed", out)
        self.assertIn("stopped before the end", out)
        self.assertFalse((self.folder / "tune" / "tuned.toml").exists())

    def test_a_run_takes_a_profile_says_so_and_keeps_it(self):
        (self.folder / "tuned.toml").write_text(PROFILE)
        result = self.succeed(*RUN, "--tuned", "tuned.toml", "--batch", "8", "--out", "run")
        self.assertIn("--batch 8 of the command line wins over the tuned profile", result.err)
        self.assertIn("was made for machine another machine", result.err)
        settings = self.record(self.folder / "run")["provenance"]["backend_settings"]
        self.assertEqual(settings["tuned settings"], "requests 4")
        self.assertEqual(settings["requests in flight"], "4")
        self.assertEqual(settings["largest batch"], "8")

    def test_profiles_that_do_not_fit_are_refused_in_one_sentence(self):
        profile = self.folder / "tuned.toml"
        profile.write_text(PROFILE)
        self.refuse(2, "run", "resnet50", "--backend", "null", "--tuned", profile,
                    says=("is made for backend simulated, not null",))
        profile.write_text(PROFILE + "speed = 3\n")
        self.refuse(3, *RUN, "--tuned", profile, says=("line 16", "unknown key 'settings.speed'"))
        self.refuse(3, *RUN, "--tuned", "absent.toml", says=("tuned profile absent.toml",))

    def test_refusals_are_one_sentence(self):
        self.refuse(2, *SEARCH, "--confidence", "1.5", says=("--confidence 1.5 makes no sense",))
        self.refuse(2, "tune", "resnet50", "--backend", "simulated", "--budget", "1s",
                    says=("too short to try any setting",))
        self.refuse(2, "tune", "resnet50", "--backend", "simulated", "--scenario", "singlestream",
                    says=("nothing to vary for simulated",))
        self.refuse(2, *SEARCH, "--loadgen", "official", says=("needs Assay's own LoadGen",))


@unittest.skipUnless(HAS_OPENVINO,
                     "this build has no OpenVINO backend (lib/assay/backend_openvino.so)")
class TuneOpenVino(ProductTest):
    def test_a_real_engine_is_tuned_and_its_precision_stays(self):
        result = self.assay("tune", "resnet50", "--synthetic", "--scale", "tiny", "--scenario",
                            "singlestream", "--budget", "15s", "--json", "--out", "tune")
        self.assertIn(result.code, (0, 1), result)
        self.assertIn("the precision stays f32", result.err)
        answer = json.loads(result.out)
        self.assertEqual(answer["unit"], "ns")
        self.assertNotIn("precision", json.dumps(answer["trials"]))
        self.assertGreater(answer["trials"][0]["figure"], 0)
