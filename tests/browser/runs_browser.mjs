// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The pages of runs in a real browser: theme, filters, deep link, jumps, print, keyboard; no console
// error, no request, no finding of axe.
//
// usage: node runs_browser.mjs PAGE ONE_RUN_PAGE HOSTILE_PAGE [FOLDER]   screenshots stay in FOLDER
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";

import {addressOf, axeTest, groundOf, open, pageTest, urlOf} from "./page_tools.mjs";

const [url, oneUrl, hostileUrl] = process.argv.slice(2, 5).map(urlOf);
const folder = process.argv[5];
const runsShown = page => page.$$eval("article.run", articles =>
  articles.filter(article => article.checkVisibility()).map(article => article.id));
const rowsShown = page => page.$$eval(".overview tbody tr", rows =>
  rows.filter(row => row.checkVisibility()).map(row => row.dataset.run));
const jumpsShown = page => page.$$eval("nav li", items =>
  items.filter(item => item.checkVisibility()).map(item => item.dataset.run));

for (const [name, address] of [["several runs", url], ["one run", oneUrl]]) {
  pageTest(`theme of the page of ${name}: by choice, whatever the device asks for`, address, async page => {
    const light = await groundOf(page);
    await page.selectOption("#view-theme", "dark");
    const dark = await groundOf(page);
    assert.notEqual(light, dark);
    assert.match(await addressOf(page), /#theme=dark$/);
    await page.emulateMedia({colorScheme: "dark"});
    await page.selectOption("#view-theme", "light");
    assert.equal(await groundOf(page), light);
    await page.selectOption("#view-theme", "");
    assert.equal(await groundOf(page), dark);
    await page.emulateMedia({media: "print"});
    assert.equal(await page.locator("#controls").isVisible(), false);
  });
}

pageTest("filters leave runs out of page, overview and jumps", url, async page => {
  const all = await runsShown(page);
  for (const key of ["scenario", "verdict"]) {
    const value = await page.$eval(`#view-${key} option:nth-child(2)`, option => option.value);
    await page.selectOption("#view-" + key, value);
    const wanted = await page.$$eval("article.run", (articles, [k, v]) =>
      articles.filter(article => article.dataset[k] === v).map(article => article.id), [key, value]);
    assert.ok(wanted.length > 0 && wanted.length < all.length, key);
    assert.deepEqual(await runsShown(page), wanted);
    assert.deepEqual(await rowsShown(page), wanted);
    assert.deepEqual(await jumpsShown(page), wanted);
    assert.equal(await page.locator("#view-count").textContent(), `${wanted.length} of ${all.length} runs`);
    await page.click("#view-reset");
    assert.deepEqual(await runsShown(page), all);
  }
});

pageTest("search looks at names, engines and labels; a comparison needs all of its runs", url, async page => {
  assert.ok(await page.locator("[data-runs]").first().isVisible());
  await page.fill("#view-search", "synthetic WEIGHTS");
  const shown = await runsShown(page);
  assert.ok(shown.length > 0);
  assert.equal(await page.locator("#comparisons-note").isVisible(), true);
  for (const card of await page.locator("[data-runs]").all()) {
    const runs = (await card.getAttribute("data-runs")).split(" ");
    assert.equal(await card.isVisible(), runs.every(id => shown.includes(id)));
  }
  await page.fill("#view-search", "no run has this word");
  assert.deepEqual(await runsShown(page), []);
  assert.match(await page.locator("#view-count").textContent(), /^0 of /);
});

test("deep link: the address shows the same runs in another window, and a jump keeps it", async () => {
  const first = await open(url);
  await first.page.selectOption("#view-scenario", "Server");
  await first.page.selectOption("#view-theme", "dark");
  const second = await open(await addressOf(first.page));
  assert.deepEqual(await runsShown(second.page), await runsShown(first.page));
  assert.equal(await groundOf(second.page), await groundOf(first.page));
  const [id] = await runsShown(second.page);
  await second.page.click(`nav a[href="#${id}"]`);
  assert.match(await addressOf(second.page), /scenario=Server/);
  assert.equal(await second.page.evaluate(() => document.activeElement.id), id);
  assert.deepEqual([...first.trouble, ...second.trouble], []);
  await first.close();
  await second.close();
});

pageTest("keyboard alone: skip link, search, theme", url, async page => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const reach = async id => {
    for (let i = 0; i < 40; ++i) {
      if (await page.evaluate(() => document.activeElement.id) === id) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${id}`);
  };
  await reach("view-search");
  await page.keyboard.type("server");
  await reach("view-theme");
  await page.keyboard.press("ArrowDown");
  assert.match(await addressOf(page), /search=server&theme=light$/);
});

pageTest("without script every run is there, and no control", url, async page => {
  assert.equal(await page.locator("#controls").isVisible(), false);
  assert.equal((await runsShown(page)).length, await page.locator("article.run").count());
}, {javaScriptEnabled: false});

pageTest("hostile names stay text, also when they are searched for", hostileUrl, async page => {
  assert.equal(await page.locator("#view-theme").isVisible(), true);
  assert.equal(await page.evaluate(() => document.querySelectorAll(
    "main img, main script, main iframe, svg image, svg script").length), 0);
});

for (const scheme of ["light", "dark"]) {
  axeTest(`axe finds nothing (${scheme})`, url + "#scenario=Server", {colorScheme: scheme});
}

for (const width of [360, 1280]) {
  pageTest(`at ${width} px nothing scrolls sideways`, url, async page => {
    const [wanted, given] = await page.evaluate(() =>
      [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wanted <= given, `${wanted} > ${given}`);
    if (folder) await page.screenshot({path: path.join(folder, `runs-${width}.png`), fullPage: true});
  }, {viewport: {width, height: 900}});
}

if (folder) {
  pageTest("a picture in the dark", url + "#scenario=Server&theme=dark", async page => {
    await page.screenshot({path: path.join(folder, "runs-dark.png"), fullPage: true});
  });
}
