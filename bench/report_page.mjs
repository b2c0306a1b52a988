// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// usage: node report_page.mjs PAGE LARGE_PAGE   prints first paint of PAGE and, on LARGE_PAGE, how long
// a filter takes until the next frame is painted; milliseconds as JSON. What bench/report_page.py calls.
import {createRequire} from "node:module";
import path from "node:path";
import {pathToFileURL} from "node:url";

const modules = createRequire(path.join(process.env.ASSAY_BROWSER_MODULES, "index.js"));
const {chromium} = modules("playwright-core");
const [page, large] = process.argv.slice(2).map(file => pathToFileURL(path.resolve(file)).href);
const kTimes = 5;
const browser = await chromium.launch({
  executablePath: process.env.ASSAY_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"]});

async function firstPaint(url) {
  const tab = await browser.newPage({viewport: {width: 1280, height: 900}});
  await tab.goto(url);
  const paint = await tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() =>
    setTimeout(() => resolve(performance.getEntriesByName("first-contentful-paint")[0]?.startTime), 50))));
  await tab.close();
  return paint;
}

// From the change of a control until a frame with its outcome has been handed to the screen.
function repaint(tab, id, value) {
  return tab.evaluate(([control, text]) => new Promise(resolve => {
    const begin = performance.now();
    const element = document.getElementById(control);
    element.value = text;
    element.dispatchEvent(new Event(control === "view-search" ? "input" : "change"));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin), 0));
  }), [id, value]);
}

const paints = [];
await firstPaint(page);  // warms the browser
for (let i = 0; i < kTimes; ++i) paints.push(await firstPaint(page));
const tab = await browser.newPage({viewport: {width: 1280, height: 900}});
await tab.goto(large);
await tab.waitForSelector("html[data-script=ready]");
const results = await tab.locator("#results-table tbody tr").count();
const repaints = [];
for (let i = 0; i < kTimes; ++i) {
  for (const [id, value] of [["view-search", "t4"], ["view-per", "accelerator"],
                             ["view-scenario", "Server"], ["view-sort", "name"]]) {
    repaints.push(await repaint(tab, id, value));
  }
  await tab.evaluate(() => document.getElementById("view-reset").click());
}
console.log(JSON.stringify({paints, results, repaints}));
await browser.close();
