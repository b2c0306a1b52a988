#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Parses the example pages and charts: well-formed, self-contained, accessible, nothing executed.

usage: page_test.py PROGRAM   PROGRAM is write_example_page.
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import page_shape

PROGRAM = sys.argv.pop(1)


class Checker(unittest.TestCase):
    """The checks can fail: each finds the fault that it is there for."""

    def check(self, body, fault):
        page = f"<html><head><style></style></head><body><h1>x</h1>{body}</body></html>"
        self.assertTrue(any(fault in found for found in page_shape.faults_of_page(page)), fault)

    def test_faults_are_found(self):
        self.check("<p><b></p>", "closes")
        self.check("<script></script>", "no place")
        self.check("<p onclick='x'></p>", "onclick")
        self.check("<a href='http://example.org'></a>", "reaches out")
        self.check("<h3>x</h3>", "heading 3 follows heading 1")
        self.check("<p id='a'></p><p id='a'></p>", "twice")
        self.check("<a href='#b'></a>", "nothing has the id b")
        self.check("<th></th>", "without scope")
        self.check("<svg role=\"img\"><g></svg>", "not XML")


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="assay-page-")
        cls.root = pathlib.Path(cls.folder.name)
        subprocess.run([PROGRAM, cls.folder.name], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_page_is_whole(self):
        pages = sorted(self.root.glob("*.html"))
        self.assertEqual(len(pages), 10)
        for page in pages:
            with self.subTest(page=page.name):
                text = page.read_text(encoding="utf-8")
                self.assertEqual(page_shape.faults_of_page(text, True), [])

    def test_every_chart_file_is_whole(self):
        charts = sorted(self.root.glob("*charts/*.svg"))
        # Runs: 11. Results: 4 benchmarks' throughput and 5 per accelerator, 2 of scaling, the ratio.
        self.assertEqual(len(charts), 11 + 12)
        for chart in charts:
            with self.subTest(chart=chart.name):
                text = chart.read_text(encoding="utf-8")
                self.assertEqual(page_shape.faults_of_svg(text), [])
                self.assertNotIn("class=", text)

    def test_hostile_text_arrives_as_text(self):
        shape = page_shape.Shape()
        shape.feed((self.root / "hostile.html").read_text(encoding="utf-8"))
        text = "".join(shape.text)
        self.assertIn("<script>alert('x')</script>", text)
        self.assertIn("<b onclick=\"alert(2)\">bold</b>", text)

    def test_the_hash_of_the_script_is_checked(self):
        page = (self.root / "results.html").read_text(encoding="utf-8")
        changed = page.replace('"use strict";', '"use strict"; ')
        self.assertIn("the script's hash is not its own", page_shape.faults_of_page(changed, True))

    def test_pages_are_small(self):
        self.assertLess((self.root / "all.html").stat().st_size, 400_000)


if __name__ == "__main__":
    unittest.main()
