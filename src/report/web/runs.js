// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The script of pages of runs: filters leave runs out, everywhere on the page. Without it the page
// shows every run.
(() => {
  const {byId, makeView, begin} = assayPage;
  const kFilters = {benchmark: "", scenario: "", verdict: "", engine: ""};
  const {view, readAddress, writeAddress, showControls, listen} =
    makeView({search: "", ...kFilters, theme: ""});

  function findRuns() {
    return [...document.querySelectorAll("article.run")].map(article => ({
      id: article.id, facts: article.dataset,
      parts: [article, ...document.querySelectorAll(`[data-run="${article.id}"]`)]}));
  }
  function isShown(facts) {
    const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
    return Object.keys(kFilters).every(key => !view[key] || facts[key] === view[key]) &&
      words.every(word => facts.words.includes(word));
  }

  function start() {
    const runs = findRuns(), comparisons = [...document.querySelectorAll("[data-runs]")];
    function show() {
      const shown = new Set(runs.filter(run => isShown(run.facts)).map(run => run.id));
      for (const {id, parts} of runs) {
        for (const part of parts) part.hidden = !shown.has(id);
      }
      for (const card of comparisons) {
        card.hidden = !card.dataset.runs.split(" ").every(id => shown.has(id));
      }
      const note = byId("comparisons-note");
      if (note) note.hidden = comparisons.every(card => !card.hidden);
      showControls();
      const count = byId("view-count");
      if (count) count.textContent = `${shown.size} of ${runs.length} runs`;
    }
    readAddress();
    show();
    listen(() => {
      show();
      writeAddress();
    });
  }
  begin(start);
})();
