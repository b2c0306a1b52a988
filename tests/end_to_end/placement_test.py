# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""--placement and --loadgen-core: what is used, what is printed and recorded, and which threads are on
which cores."""
import os
import pathlib
import unittest

from product import EXAMPLE_RUN, HAS_OPENVINO, ProductTest, ending, wait_until

CORES = sorted(os.sched_getaffinity(0))
needs_two_cores = unittest.skipUnless(len(CORES) > 1, "one core: none can be kept free")


class Placements(ProductTest):
    def settings(self, run):
        return self.record(self.folder / run)["provenance"]["backend_settings"]

    def test_the_default_is_every_device_and_is_printed_and_recorded(self):
        result = self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        self.assertIn("placement simulated 0 (simulated card): 2 requests in flight", result.err)
        settings = self.settings("run")
        self.assertEqual(settings["placements"], "4")
        self.assertIn("simulated 3", settings["placement 4"])

    def test_some_devices_with_sessions_of_their_own(self):
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run", "--placement", "simulated0",
                     "--placement", "simulated2-3,sessions=5")
        settings = self.settings("run")
        self.assertEqual(settings["placements"], "3")
        self.assertIn("simulated 2 (simulated card): 5 requests", settings["placement 2"])

    def test_what_is_not_there_is_refused(self):
        self.refuse(2, *EXAMPLE_RUN, "--budget", "1s", "--placement", "cuda0",
                    says=("--placement cuda0", "simulated0"))
        self.refuse(2, *EXAMPLE_RUN, "--budget", "1s", "--loadgen-core", "4096",
                    says=("--loadgen-core 4096",))


class Cores(ProductTest):
    def cores_of_threads(self, process):
        """[(name, cores)] of a process's threads."""
        threads = []
        for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
            try:
                text = (task / "status").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue  # a thread that has just ended
            lines = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
            cores = set()
            for part in lines["Cpus_allowed_list"].split(","):
                first, _, last = part.partition("-")
                cores |= set(range(int(first), int(last or first) + 1))
            threads.append((lines["Name"], cores))
        return threads

    def watch(self, holds, *arguments):
        """Starts a run and waits until its threads are as they should be."""
        with ending(self.start(*arguments, "--budget", "60s", "--out", "run")) as process:
            self.assertTrue(wait_until(lambda: process.poll() is None
                                       and holds(self.cores_of_threads(process)), seconds=40),
                            "" if process.poll() is not None else self.cores_of_threads(process))

    @needs_two_cores
    def test_the_issuing_thread_has_its_core_alone(self):
        last = CORES[-1]

        def holds(threads):
            alone = [name for name, cores in threads if cores == {last}]
            served = [cores for name, cores in threads if name.startswith(("card-", "dispatch-"))]
            return len(alone) == 1 and len(served) == 8 and not any(last in c for c in served)

        self.watch(holds, *EXAMPLE_RUN, "--scenario", "server", "--target-qps", "200",
                   "--loadgen-core", str(last))

    @needs_two_cores
    @unittest.skipUnless(HAS_OPENVINO, "this build has no OpenVINO backend")
    def test_an_engines_threads_stay_on_the_cores_of_their_placement(self):
        first, last = CORES[0], CORES[-1]

        def holds(threads):
            sets = [frozenset(cores) for _, cores in threads]
            return sets.count(frozenset({first})) > 0 and sets.count(frozenset({last})) > 0

        self.watch(holds, "run", "resnet50", "--synthetic", "--scale", "tiny", "--placement",
                   f"cpu,cores={first},sessions=1", "--placement", f"cpu,cores={last},sessions=1")


if __name__ == "__main__":
    unittest.main()
