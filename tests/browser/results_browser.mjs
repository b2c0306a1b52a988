// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The page of published results in a real browser: filter, sort, normalise, deep link, theme, print,
// keyboard alone; no console error, no request, no finding of axe.
//
// usage: node results_browser.mjs PAGE HOSTILE_PAGE [FOLDER]   screenshots stay in FOLDER
// Environment: ASSAY_BROWSER_MODULES, the node_modules with playwright-core and axe-core.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import {addressOf, axeTest, groundOf, open as openPage, pageTest as testPage, urlOf} from "./page_tools.mjs";

const [file, hostileFile, folder] = process.argv.slice(2);
const url = urlOf(file), hostileUrl = urlOf(hostileFile);
const open = (address = url, options = {}) => openPage(address, options);
const pageTest = (name, body, address = url, options) => testPage(name, address, body, options);

// Charts out of sight are not laid out; pictures and measures of the whole page need them all.
async function layOutAll(page) {
  await isDrawn(page);
  await page.addStyleTag({content: "main > section, .card, .scroll { content-visibility: visible !important; }"});
}

const kFigure = "#figure-1-resnet50-card";
// Charts out of sight are drawn when there is time.
const isDrawn = page => page.waitForFunction(() => [...document.querySelectorAll("figure.is-drawn")]
  .every(figure => figure.closest("[hidden]") || figure.querySelector("svg.drawn, .left-out:not([hidden])")));
const count = page => page.locator("#view-count").textContent();
const namesIn = async (page, card) => (await isDrawn(page), page.$$eval(`${card} svg.drawn text.c-name`, texts =>
  texts.map(text => text.lastChild.data)));
const rowsShown = page => page.$$eval("#results-table tbody tr", rows =>
  rows.filter(row => !row.hidden).map(row => row.cells[0].firstChild.data));
const valuesIn = async (page, card) => (await isDrawn(page), page.$$eval(`${card} svg.drawn rect.c-bar`, bars =>
  bars.slice(1).map(bar => +bar.getAttribute("width"))));  // the first is the legend's

pageTest("shows the static charts as they are until something is asked for", async page => {
  assert.equal(await page.locator("svg.drawn").count(), 0);
  assert.equal(await page.locator(`${kFigure} svg.wide`).isVisible(), true);
  assert.match(await count(page), /^(\d+) of \1 systems, (\d+) of \2 results$/);
});

pageTest("filter: an accelerator leaves its systems in charts, table and count", async page => {
  const family = await page.$eval("#view-accelerator option:nth-child(2)", option => option.value);
  await page.selectOption("#view-accelerator", family);
  const wanted = await page.evaluate(name => JSON.parse(document.getElementById("page-data")
    .textContent).systems.filter(system => system.family === name).map(s => s.title), family);
  assert.ok(wanted.length > 0);
  const rows = new Set(await rowsShown(page));
  assert.deepEqual([...rows].sort(), [...wanted].sort());
  assert.match(await count(page), new RegExp(`^${wanted.length} of `));
  for (const name of await namesIn(page, kFigure)) {
    assert.ok(wanted.some(title => title.startsWith(name.replace("…", ""))), name);
  }
});

pageTest("search and benchmark filters meet", async page => {
  const title = (await rowsShown(page))[0];
  await page.fill("#view-search", title.toLowerCase());
  await page.selectOption("#view-benchmark", "resnet50");
  assert.deepEqual([...new Set(await rowsShown(page))], [title]);
  assert.equal(await page.locator("#figure-2-ssd-resnet34-card").isVisible(), false);
  await page.fill("#view-search", "no system has this name");
  assert.equal((await rowsShown(page)).length, 0);
  await page.click("#view-reset");
  assert.equal(await page.locator("svg.drawn").count(), 0);
});

pageTest("sort: charts by name, the table by a column in both directions", async page => {
  await page.selectOption("#view-sort", "name");
  const names = (await namesIn(page, kFigure)).map(name => name.replace("…", ""));
  assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b)));
  const figures = () => page.$$eval("#results-table tbody tr", rows =>
    rows.map(row => +row.cells[3].dataset.value));
  await page.click("#results-table th:nth-child(4) button");
  let found = await figures();
  assert.deepEqual(found, [...found].sort((a, b) => a - b));
  await page.click("#results-table th:nth-child(4) button");
  found = await figures();
  assert.deepEqual(found, [...found].sort((a, b) => b - a));
  assert.equal(await page.getAttribute("#results-table th:nth-child(4)", "aria-sort"), "descending");
});

pageTest("normalise: bars become the figure per accelerator, who has none is named", async page => {
  await page.selectOption("#view-per", "accelerator");
  const {systems, charts} = await page.evaluate(() =>
    JSON.parse(document.getElementById("page-data").textContent));
  const chart = charts.find(c => c.id === "figure-1-resnet50");
  const expected = chart.groups.filter(([s, v]) => systems[s].accelerators && v[0] !== null)
    .map(([s, v]) => v[0] / systems[s].accelerators).sort((a, b) => b - a);
  const widths = await valuesIn(page, kFigure);
  assert.equal(widths.length, expected.length);
  widths.forEach((width, i) => assert.ok(
    Math.abs(width / widths[0] - expected[i] / expected[0]) < 0.02, `bar ${i}`));
  const without = chart.groups.filter(([s]) => !systems[s].accelerators).map(([s]) => systems[s].title);
  const note = await page.locator(`${kFigure} .left-out`).textContent();
  for (const title of without) assert.ok(note.includes(title));
  assert.match(await page.locator(kFigure).textContent(), /per accelerator/);
});

pageTest("latency percentiles follow the filters, with their bound", async page => {
  const card = "[id^=latency-server-]";
  if (!await page.locator(card).count()) return;  // the example's logs hold no percentiles
  const [system] = await page.$eval("#page-data", data =>
    JSON.parse(data.textContent).charts.find(chart => chart.id.startsWith("latency-server-")).groups[0]);
  const title = await page.$eval("#page-data", (data, i) => JSON.parse(data.textContent).systems[i].title, system);
  await page.fill("#view-search", title.toLowerCase());
  assert.ok((await namesIn(page, card)).length > 0);
  const first = page.locator(card + " svg.drawn").first();
  assert.ok(await first.locator("circle.c-dot").count() > 0);
  assert.match(await first.locator(".c-boundtext").textContent(), /^bound /);
  await page.fill("#view-search", "");
  await page.selectOption("#view-scenario", "Offline");
  assert.equal(await page.locator("#latency").isVisible(), false);
});

pageTest("choose systems: what is unticked is gone, and the choice is in the address", async page => {
  await page.click("summary");
  await page.click("#view-none");
  const box = page.locator("#view-systems input").nth(1);
  await box.check();
  assert.match(await count(page), /^1 of /);
  assert.match(await addressOf(page), /only=/);
});

test("deep link: the address shows the same view in another window", async () => {
  const first = await open();
  await first.page.selectOption("#view-per", "accelerator");
  await first.page.selectOption("#view-sort", "accelerators");
  await first.page.selectOption("#view-theme", "dark");
  await first.page.fill("#view-search", "4");
  const address = await addressOf(first.page);
  const second = await open(address);
  for (const key of ["per", "sort", "theme", "search"]) {
    assert.equal(await second.page.inputValue("#view-" + key),
                 await first.page.inputValue("#view-" + key), key);
  }
  await isDrawn(first.page);
  await isDrawn(second.page);
  assert.equal(await second.page.locator(kFigure).innerHTML(),
               await first.page.locator(kFigure).innerHTML());
  assert.deepEqual([...first.trouble, ...second.trouble], []);
  await first.close();
  await second.close();
});

pageTest("a jump to a part of the page keeps the view", async page => {
  await page.selectOption("#view-sort", "name");
  await page.click('nav a[href="#results"]');
  assert.match(await addressOf(page), /#sort=name$/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "results");
  await page.waitForFunction(() => {  // and the place is in sight, though parts above it were not laid out
    const box = document.getElementById("results").getBoundingClientRect();
    return box.top >= 0 && box.top < innerHeight;
  });
});

pageTest("theme: dark and light by choice, whatever the device asks for", async page => {
  const ground = () => groundOf(page);
  const light = await ground();
  await page.selectOption("#view-theme", "dark");
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.emulateMedia({colorScheme: "dark"});
  await page.selectOption("#view-theme", "light");
  assert.equal(await ground(), light);
  await page.selectOption("#view-theme", "");
  assert.equal(await ground(), dark);
});

pageTest("print: a PDF on white, without controls, also in the dark theme", async page => {
  await page.selectOption("#view-theme", "dark");
  await page.emulateMedia({media: "print"});
  assert.equal(await page.locator("#controls").isVisible(), false);
  const ink = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue("--ink"));
  assert.equal(ink.trim(), "#10151c");
  await page.setViewportSize({width: 703, height: 1000});  // A4 within its margins
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 703, `printed ${width} pixels wide`);
  const pdf = await page.pdf({format: "A4"});
  assert.equal(pdf.subarray(0, 4).toString(), "%PDF");
  if (folder) fs.writeFileSync(path.join(folder, "results.pdf"), pdf);
});

pageTest("keyboard alone: skip link, search, a choice, a column", async page => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const reach = async id => {
    for (let i = 0; i < 60; ++i) {
      if (await page.evaluate(() => document.activeElement.id) === id) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${id}`);
  };
  await reach("view-search");
  await page.keyboard.type("t4");
  await reach("view-sort");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.inputValue("#view-sort"), "name");
  assert.match(await addressOf(page), /search=t4/);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none");
  await page.focus("#results-table th button");
  await page.keyboard.press("Enter");
  assert.match(await addressOf(page), /order=1/);
});

for (const [scheme, state] of [["light", ""], ["dark", "#per=accelerator&sort=name"]]) {
  axeTest(`axe finds nothing (${scheme}${state})`, url + state, {colorScheme: scheme});
}

pageTest("without script every chart and table is there, and no control", async page => {
  assert.equal(await page.locator("#controls").isVisible(), false);
  assert.equal(await page.locator(`${kFigure} svg.wide`).isVisible(), true);
  assert.ok(await page.locator("#results-table tbody tr").count() > 0);
}, url, {javaScriptEnabled: false});

for (const width of [360, 390, 768, 1024, 1280, 1920]) {
  pageTest(`at ${width} px nothing scrolls sideways and chart text is readable`, async page => {
    for (const state of [null, "accelerator"]) {
      if (state) await page.selectOption("#view-per", state);
      await layOutAll(page);
      const found = await page.evaluate(() => ({
        wanted: document.documentElement.scrollWidth, width: document.documentElement.clientWidth,
        small: [...document.querySelectorAll("svg.chart text")].filter(text => {
          const box = text.getBoundingClientRect();
          return box.width > 0 && box.height < 11;
        }).length}));
      assert.ok(found.wanted <= found.width, JSON.stringify(found));
      assert.equal(found.small, 0);
    }
  }, url, {viewport: {width, height: 900}});
}

pageTest("hostile names stay text, also when charts are drawn anew", async page => {
  await page.selectOption("#view-sort", "name");
  const made = await page.evaluate(() => document.querySelectorAll(
    "main img, main script, main iframe, svg image, svg script").length);
  assert.equal(made, 0);
  assert.equal(await page.evaluate(() => window.broken), undefined);
  assert.match(await page.locator("#results-table").textContent(), /<script>/);
}, hostileUrl);

if (folder) {
  test("screenshots", async () => {
    fs.mkdirSync(folder, {recursive: true});
    const shots = [["1280", 1280, {}], ["1280-dark", 1280, {colorScheme: "dark"}], ["390", 390, {}],
                   ["1920", 1920, {}]];
    for (const [name, width, options] of shots) {
      const {page, close} = await open(url, {viewport: {width, height: 1000}, ...options});
      await layOutAll(page);
      await page.screenshot({path: path.join(folder, `results-${name}.png`), fullPage: true});
      await close();
    }
    const {page, close} = await open(url + "#per=accelerator&sort=family");
    await layOutAll(page);
    await page.screenshot({path: path.join(folder, "results-per.png"), fullPage: true});
    await close();
  });
}
