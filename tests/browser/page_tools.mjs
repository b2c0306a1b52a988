// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the tests of pages in a real browser share: a page that has to stay quiet, axe, addresses.
//
// Environment: ASSAY_BROWSER_MODULES, the node_modules with playwright-core and axe-core.
import assert from "node:assert/strict";
import fs from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import test from "node:test";
import {pathToFileURL} from "node:url";

const modules = createRequire(path.join(process.env.ASSAY_BROWSER_MODULES, "index.js"));
const {chromium} = modules("playwright-core");
const axeSource = fs.readFileSync(modules.resolve("axe-core"), "utf8");
export const browser = await chromium.launch({
  executablePath: process.env.ASSAY_CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]});
test.after(() => browser.close());

export const urlOf = file => pathToFileURL(path.resolve(file)).href;

// Opens a page; what it says on the console and asks for over a network ends in `trouble`.
export async function open(address, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.on("console", message => trouble.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", error => trouble.push(`error: ${error.message}`));
  page.on("dialog", dialog => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", request => {
    if (!/^(file|data):/.test(request.url())) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("html[data-script=ready]");
  return {page, trouble, close: () => context.close()};
}
// A test with a page of its own, which has to stay quiet.
export function pageTest(name, address, body, options) {
  test(name, async () => {
    const opened = await open(address, options);
    try {
      await body(opened.page);
      assert.deepEqual(opened.trouble, []);
    } finally {
      await opened.close();
    }
  });
}
export function axeTest(name, address, options) {
  pageTest(name, address, async page => {
    await page.evaluate(axeSource);
    const found = await page.evaluate(() => axe.run(document));
    assert.deepEqual(found.violations.map(violation => `${violation.id}: ` +
      violation.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")), []);
  }, {bypassCSP: true, ...options});
}
export const addressOf = page => page.evaluate(() => location.href);
export const groundOf = page => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
