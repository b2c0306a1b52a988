# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""assay compare on run folders: verdicts, exit codes for CI, refusals."""
import json
import shutil

from product import EXAMPLE_RUN, ProductTest


class Compare(ProductTest):
    def setUp(self):
        super().setUp()
        self.succeed_unless_disturbed(*EXAMPLE_RUN, "--budget", "1s")
        self.model = next((self.folder / "runs").iterdir())

    def side(self, name, rates, precision=None):
        """Copies of one real run with other headlines."""
        for number, rate in enumerate(rates):
            folder = self.folder / name / str(number)
            shutil.copytree(self.model, folder)
            record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            record["result"]["headline"] = rate
            if precision:
                record["provenance"]["precision_used"] = precision
            (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
        return name

    def test_better_same_and_worse_have_their_words_and_exit_codes(self):
        a = self.side("a", (100, 101, 99))
        b = self.side("b", (120, 121, 119))
        better = self.assay("compare", a, b)
        self.assertEqual(better.code, 0, str(better))
        self.assertIn("better", better.out)
        self.assertEqual(self.assay("compare", b, a).code, 1)
        same = self.assay("compare", a, a, "--threshold", "5%")
        self.assertEqual(same.code, 0)
        self.assertIn("same: a change, if any, is below 5.00 %", same.out)

    def test_one_run_a_side_cannot_tell_and_strict_makes_that_a_failure(self):
        a, b = self.side("a", (100,)), self.side("b", (200,))
        result = self.assay("compare", a, b)
        self.assertEqual(result.code, 0)
        self.assertIn("cannot tell: needs at least two runs a side", result.out)
        self.assertEqual(self.assay("compare", a, b, "--strict").code, 1)

    def test_what_is_not_comparable_says_why_and_may_be_allowed(self):
        a, b = self.side("a", (100, 101)), self.side("b", (120, 121), precision="bf16")
        result = self.assay("compare", a, b)
        self.assertEqual(result.code, 3)
        self.assertIn("NOT COMPARABLE: precision is", result.out)
        self.assertIn("bf16", result.out)
        allowed = self.assay("compare", a, b, "--allow", "precision")
        self.assertNotIn("NOT COMPARABLE", allowed.out)
        self.assertNotEqual(allowed.code, 3)

    def test_a_baseline_takes_every_path_as_the_other_side_and_a_page_is_written(self):
        a = self.side("a", (100, 101, 99))
        self.side("b", (120, 121))
        self.side("c", (119,))
        result = self.assay("compare", "--baseline", a, "b", "c", "--json", "-o", "page.html")
        answer = json.loads(result.out)
        self.assertEqual((answer["groups"][0]["runs_a"], answer["groups"][0]["runs_b"]), (3, 3))
        page = self.text_of(self.folder / "page.html")
        self.assertIn("Change with its 98", page)

    def test_what_does_not_fit_is_refused_in_a_sentence(self):
        a = self.side("a", (100,))
        self.refuse(2, "compare", a, says=("two sides", "--baseline"))
        self.refuse(2, "compare", a, a, "--threshold", "much", says=("--threshold", "much"))
        self.refuse(2, "compare", a, a, "--allow", "colour", says=("--allow", "colour"))
        self.refuse(2, "compare", a, a, "--level", "100", says=("--level",))
        self.refuse(3, "compare", a, "nowhere", says=("nowhere", "run.json"))
