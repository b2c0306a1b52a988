// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the scripts of all pages share: a view that lives in the address, its controls, the theme,
// jumps that keep the view.
"use strict";
const assayPage = (() => {
  const byId = id => document.getElementById(id);

  // A view holds the values of `defaults`, each a text; `theme` is one of them. Controls are the
  // elements view-<key>.
  function makeView(defaults) {
    const view = {...defaults};
    const controls = Object.keys(defaults).map(key => [key, byId("view-" + key)])
      .filter(([, control]) => control && "value" in control);

    function readAddress() {
      const text = location.hash.slice(1);
      if (text && !text.includes("=")) return false;  // a place on the page, not a view
      const given = new URLSearchParams(text);
      for (const key of Object.keys(defaults)) view[key] = given.get(key) ?? defaults[key];
      return true;
    }
    function writeAddress() {
      const parts = new URLSearchParams();
      for (const [key, value] of Object.entries(view)) {
        if (value !== defaults[key]) parts.set(key, value);
      }
      const text = parts.toString();
      history.replaceState(null, "", location.href.split("#")[0] + (text ? "#" + text : ""));
    }
    // Sets the controls and the theme as the view has them.
    function showControls() {
      for (const [key, control] of controls) {
        if (control.value !== view[key]) control.value = view[key];
      }
      const theme = ["light", "dark"].includes(view.theme) ? view.theme : "";
      if (theme) document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
    }
    // Calls `show` whenever the reader changes the view.
    function listen(show) {
      for (const [key, control] of controls) {
        control.addEventListener(key === "search" ? "input" : "change", () => {
          view[key] = control.value;
          show();
        });
      }
      byId("view-reset")?.addEventListener("click", () => {
        Object.assign(view, defaults, {theme: view.theme});
        show();
      });
      byId("view-print").addEventListener("click", () => window.print());
      addEventListener("hashchange", () => {
        if (readAddress()) show();
      });
      keepViewOnJumps();
    }
    return {view, readAddress, writeAddress, showControls, listen};
  }

  function keepViewOnJumps() {
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      link.addEventListener("click", event => {
        const target = byId(decodeURIComponent(link.getAttribute("href").slice(1)));
        if (!target) return;
        event.preventDefault();
        target.scrollIntoView();
        target.tabIndex = -1;
        target.focus({preventScroll: true});
      });
    }
  }

  // A plain page is painted before `start` runs; a view of the reader's is shown at once.
  function begin(start) {
    const run = () => {
      byId("controls").hidden = false;
      start();
      document.documentElement.dataset.script = "ready";
    };
    if (location.hash.includes("=")) run();
    else requestAnimationFrame(() => setTimeout(run));
  }
  return {byId, makeView, begin};
})();
