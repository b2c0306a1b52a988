# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Watts beside a run: a meter's file, a fake NVML, and what is said where there is no meter."""
import csv
import io
import pathlib
import time

from product import BUILD, EXAMPLE_RUN, ProductTest

RUN = (*EXAMPLE_RUN, "--scenario", "offline", "--budget", "1s", "--out", "run")


class Power(ProductTest):
    def write_meter(self, shift=0.0, watts="60"):
        """A meter that has been writing for a minute and goes on for ten, twenty times a second."""
        now = time.time() + shift
        lines = [f"{now + i / 20:.3f},{watts}" for i in range(-60 * 20, 600 * 20)]
        (self.folder / "wall.csv").write_text("\n".join(["time,watts", *lines]) + "\n", encoding="utf-8")

    def check_sixty_watts(self, record):
        power, result = record["power"], record["result"]
        self.assertEqual(power["source"], "meter (wall.csv)")
        self.assertAlmostEqual(power["average_watts"], 60, places=3)
        seconds = (result["timed"]["end_ns"] - result["timed"]["begin_ns"]) / 1e9
        self.assertAlmostEqual(power["energy_joules"], 60 * seconds, places=1)
        self.assertAlmostEqual(power["samples_per_joule"],
                               result["samples_completed"] / power["energy_joules"], places=6)
        self.assertLessEqual(abs(power["meter_samples"] - 20 * seconds), 2)

    def test_a_meters_file_in_result_record_page_and_data(self):
        self.write_meter()
        result = self.succeed(*RUN, "--power", "wall.csv")
        self.check_sixty_watts(self.record(self.folder / "run"))
        self.assertRegex(result.out, r"power +60\.00 W on average, .* samples of meter \(wall\.csv\)")
        self.assertTrue((self.folder / "run" / "assay_power.csv").exists())
        self.succeed("report", "run", "-o", "page.html", "--csv", "data.csv")
        page = self.text_of(self.folder / "page.html")
        for words in ("Average power 60.00 W", "samples/J", "meter (wall.csv)", "samples of the meter"):
            self.assertIn(words, page)
        row = next(csv.DictReader(io.StringIO((self.folder / "data.csv").read_text(encoding="utf-8"))))
        self.assertAlmostEqual(float(row["average_watts"]), 60, places=3)
        self.assertIn("samples of meter (wall.csv)", row["power_source"])

    def test_a_file_that_comes_later_and_a_clock_that_is_an_hour_ahead(self):
        self.succeed(*RUN)
        self.assertIsNone(self.record(self.folder / "run")["power"])
        self.write_meter(shift=3600)
        self.succeed("report", "run", "-o", "wrong.html", "--power", "wall.csv")
        self.assertIn("compare the clocks", self.text_of(self.folder / "wrong.html"))
        self.assertNotIn("Average power", self.text_of(self.folder / "wrong.html"))
        self.succeed("report", "run", "-o", "right.html", "--power", "wall.csv", "--power-offset=-1h")
        self.assertIn("Average power 60.00 W", self.text_of(self.folder / "right.html"))

    def test_a_broken_file_costs_the_figure_and_not_the_run(self):
        self.write_meter(watts="many")
        result = self.succeed(*RUN, "--power", "wall.csv")
        self.assertIn("'many' is no number of watts", result.out)
        self.assertIsNone(self.record(self.folder / "run")["power"]["average_watts"])

    def test_nvml_through_a_library_of_that_name(self):
        fake = BUILD / "tests" / "fake_nvml.so"
        if not fake.exists():
            self.skipTest("the unit tests, with the fake library, are not built here")
        (self.folder / "libnvidia-ml.so.1").symlink_to(fake)
        self.environment["LD_LIBRARY_PATH"] = str(self.folder)
        result = self.succeed(*RUN, "--power", "nvml")
        power = self.record(self.folder / "run")["power"]
        self.assertEqual(power["source"], "NVML (2 × NVIDIA Fake): accelerators, not the whole machine")
        if power["problem"]:  # a busy machine may read the meter late
            self.assertIn("samples", power["problem"])
        else:
            self.assertGreater(power["energy_joules"], 0)
        self.assertIn("NVML", result.out)

    def test_no_meter_is_said_in_a_sentence_before_anything_runs(self):
        self.refuse(3, *RUN, "--power", "absent.csv", says=["absent.csv", "--power"])
        if not pathlib.Path("/sys/class/powercap/intel-rapl:0").exists():
            self.refuse(3, *RUN, "--power", "rapl", says=["RAPL", "leave --power out"])
        self.refuse(2, *RUN, "--power", "rapl", "--mode", "accuracy", says=["--power", "--mode"])
        self.refuse(2, *RUN, "--power-offset", "1s", says=["--power FILE.csv"])
        self.refuse(2, *RUN, "--power", "x.csv", "--power-offset", "3d", says=["--power-offset"])
        self.assertFalse((self.folder / "run").exists())
