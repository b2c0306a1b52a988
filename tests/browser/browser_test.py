#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Opens the example pages in a headless chromium: desktop, phone, dark, print; no error, no request.

usage: browser_test.py PROGRAM [FOLDER]   PROGRAM is write_example_page; pages, screenshots and PDF
stay in FOLDER when it is given. Exits 77 (skipped) where there is no chromium.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import png_image

SKIPPED = 77
LIGHT, DARK = (0xF3, 0xF5, 0xF8), (0x0C, 0x11, 0x18)  # --page of src/report/palette.cc
NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((path for path in map(shutil.which, NAMES) if path), None)
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-default-apps", "--force-device-scale-factor=1", "--enable-logging=stderr"]

# A page that shows another one at a given width and writes down how wide it wants to be.
HARNESS = """<!doctype html><body style="margin:0"><iframe id="f" src="{page}"
style="border:0;width:{width}px;height:1400px"></iframe><pre id="o"></pre><script>
document.getElementById("f").onload = event => {{
  const root = event.target.contentDocument.documentElement;
  const small = [...root.querySelectorAll("svg.chart text")].filter(text => {{
    const box = text.getBoundingClientRect();
    return box.width > 0 && box.height < 11;
  }});
  const shown = [...root.querySelectorAll("svg.chart")].filter(chart => chart.clientWidth > 0);
  document.getElementById("o").textContent = JSON.stringify({{
    wanted: root.scrollWidth, width: root.clientWidth, small: small.length, charts: shown.length,
    figures: root.querySelectorAll("figure").length}});
}};
</script>"""


class Browser:
    """Starts the browser once per question, each time with a fresh profile."""

    def __init__(self, root):
        self.root = root
        self.log = root / "network.json"

    def run(self, page, *options):
        with tempfile.TemporaryDirectory(prefix="assay-browser-") as profile:
            command = [BROWSER, *QUIET, f"--user-data-dir={profile}",
                       f"--log-net-log={self.log}", *options, page.as_uri()]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
        return done

    def screenshot(self, page, name, size, *options):
        file = self.root / name
        done = self.run(page, f"--screenshot={file}", f"--window-size={size[0]},{size[1]}", *options)
        return png_image.Image(file), done.stderr

    def requests(self):
        """Every address that the page of the last run asked for over a network. What the browser asks for
        on its own account (time, updates) has no origin."""
        text = self.log.read_text(encoding="utf-8")
        try:
            events = json.loads(text)["events"]
        except json.JSONDecodeError:  # the browser ended before it closed the list
            events = json.loads(text.rstrip().rstrip(",") + "]}")["events"]
        starts = (event["params"] for event in events if "initiator" in event.get("params", {}))
        urls = {str(start["url"]) for start in starts if start["initiator"] != "not an origin"}
        return sorted(url for url in urls if re.match("https?:|wss?:", url))


def console_lines(stderr):
    return [line for line in stderr.splitlines() if "CONSOLE" in line]


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = None if len(ARGUMENTS) > 1 else tempfile.TemporaryDirectory(prefix="assay-browser-")
        cls.root = pathlib.Path(ARGUMENTS[1] if len(ARGUMENTS) > 1 else cls.folder.name).resolve()
        cls.root.mkdir(parents=True, exist_ok=True)
        subprocess.run([ARGUMENTS[0], str(cls.root)], check=True)
        cls.browser = Browser(cls.root)

    @classmethod
    def tearDownClass(cls):
        if cls.folder:
            cls.folder.cleanup()

    def measure(self, page, width):
        harness = self.root / f"harness-{width}.html"
        harness.write_text(HARNESS.format(page=page, width=width), encoding="utf-8")
        done = self.browser.run(harness, "--dump-dom", "--allow-file-access-from-files",
                                "--virtual-time-budget=5000", "--window-size=2000,1500")
        return json.loads(re.search(r'<pre id="o">(.+?)</pre>', done.stdout).group(1))

    def test_desktop_light(self):
        image, log = self.browser.screenshot(self.root / "all.html", "desktop.png", (1280, 1600))
        self.assertEqual((image.width, image.height), (1280, 1600))
        self.assertEqual(image.pixel(2, 2), LIGHT)
        self.assertGreater(len(image.colours()), 50)
        self.assertEqual(console_lines(log), [])
        self.assertEqual(self.browser.requests(), [])

    def test_a_request_would_be_seen(self):
        page = self.root / "asks.html"
        page.write_text('<img src="http://127.0.0.1:9/x.png">', encoding="utf-8")
        self.browser.run(page, "--dump-dom")
        self.assertEqual(self.browser.requests(), ["http://127.0.0.1:9/x.png"])

    def test_desktop_dark(self):
        image, log = self.browser.screenshot(self.root / "run2.html", "dark.png", (1280, 1600),
                                             "--blink-settings=preferredColorScheme=0")
        self.assertEqual(image.pixel(2, 2), DARK)
        self.assertGreater(len(image.colours()), 50)
        self.assertEqual(console_lines(log), [])

    def test_hostile_names_execute_nothing(self):
        done = self.browser.run(self.root / "hostile.html", "--dump-dom")
        self.assertEqual(done.stdout.count("<script"), 1)  # the page's own
        self.assertNotIn("<img", done.stdout)
        self.assertIn("&lt;script&gt;", done.stdout)
        self.assertEqual(console_lines(done.stderr), [])
        self.assertEqual(self.browser.requests(), [])

    def test_no_width_needs_scrolling_sideways_and_chart_text_stays_readable(self):
        for page in ("all.html", "hostile.html"):
            for width in (360, 390, 768, 1024, 1280, 1920):
                with self.subTest(page=page, width=width):
                    found = self.measure(page, width)
                    self.assertEqual(found["width"], width)
                    self.assertLessEqual(found["wanted"], width)
                    self.assertEqual(found["small"], 0)
                    self.assertEqual(found["charts"], found["figures"])  # one form of each

    def test_phone_picture(self):
        harness = self.root / "phone.html"
        harness.write_text(HARNESS.format(page="run2.html", width=390), encoding="utf-8")
        image, _ = self.browser.screenshot(harness, "phone.png", (500, 1400))
        self.assertEqual(image.pixel(2, 2), LIGHT)
        self.assertGreater(len(image.colours()), 50)

    def pages_printed(self, page):
        file = self.root / "print.pdf"
        self.browser.run(page, f"--print-to-pdf={file}", "--no-pdf-header-footer")
        content = file.read_bytes()
        self.assertTrue(content.startswith(b"%PDF"))
        return len(re.findall(rb"/Type\s*/Page\b", content))

    def test_print(self):
        self.assertIn(self.pages_printed(self.root / "run1.html"), (1, 2))

    def test_print_before_the_script_ran(self):
        """A busy machine prints so early; the bar of controls then took the room of a third page."""
        text = (self.root / "run1.html").read_text(encoding="utf-8")
        page = self.root / "early.html"
        page.write_text(re.sub("<script>.*?</script>", "", text, flags=re.S), encoding="utf-8")
        self.assertNotIn("<script", page.read_text(encoding="utf-8"))
        self.assertIn(self.pages_printed(page), (1, 2))


if __name__ == "__main__":
    ARGUMENTS = [os.path.abspath(argument) for argument in sys.argv[1:]]
    del sys.argv[1:]
    if not BROWSER:
        print("skipped: no chromium here (Debian: apt-get install chromium)")
        sys.exit(SKIPPED)
    unittest.main()
