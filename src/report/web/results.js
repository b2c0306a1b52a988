// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The results page's own script: filters, sorts, normalises and draws anew. The view lives in the
// address. Without it the page shows every chart and table as written. Names are others': they
// reach the page as text only.
assayPage.begin(() => {
  const {byId, makeView} = assayPage;
  const page = JSON.parse(byId("page-data").textContent);
  const kDefaults = {
    search: "", benchmark: "", scenario: "", accelerator: "", submitter: "", status: "",
    sort: "figure", per: "total", order: "", theme: "", only: "", not: "",
  };
  // What stays when charts are told to show everything again.
  const kNoFilter = ["theme", "order"];
  const kPer = {
    total: {name: "", of: () => 1},
    accelerator: {name: "per accelerator: ", of: system => system.accelerators},
    core: {name: "per host core: ", of: system => system.cores},
    watt: {name: "per watt: ", of: system => system.watts},
    price: {name: `per ${page.currency || "unit of money"}: `, of: system => system.price},
  };
  const {view, readAddress, writeAddress, showControls: showChoices, listen: listenTo} =
    makeView(kDefaults);

  // ---- which systems ----
  const kSplit = "\n";
  function chosen(titles) { return new Set(titles ? titles.split(kSplit) : []); }
  function shownSystems() {
    const only = chosen(view.only), not = chosen(view.not);
    const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
    return page.systems.map(system =>
      (!view.accelerator || system.family === view.accelerator) &&
      (!view.submitter || system.submitter === view.submitter) &&
      (!view.status || system.status === view.status) &&
      (!only.size || only.has(system.title)) && !not.has(system.title) &&
      words.every(word => system.words.includes(word)));
  }

  // ---- numbers as the static charts print them ----
  function figureText(value) {
    const size = Math.abs(value);
    if (size >= 1e15) return value.toPrecision(3);
    if (size >= 999.95) return Math.round(value).toLocaleString("en-US");
    return value.toFixed(size >= 99.995 ? 1 : size >= 0.9995 || size === 0 ? 2 : size >= 0.01 ? 3 : 5);
  }
  function ticksTo(most, wanted) {
    const power = 10 ** Math.floor(Math.log10(most / wanted));
    const step = [1, 2, 2.5, 5, 10].map(f => f * power).find(s => s >= most / wanted * (1 - 1e-9));
    const ticks = [];
    for (let i = 0; i * step <= most * 1.0001; ++i) ticks.push(i * step);
    return ticks;
  }
  function tickText(value) {
    return value.toLocaleString("en-US", {maximumSignificantDigits: 6, maximumFractionDigits: 9});
  }
  function textWidth(text, size, isBold = false) {
    let width = 0;
    for (const c of text) width += " .,:;il|'!()".includes(c) ? 0.34 : /[A-Z%m]/.test(c) ? 0.75 : 0.62;
    return width * size * (isBold ? 1.1 : 1);
  }
  function fit(text, room, size) {
    const all = textWidth(text, size);
    if (all <= room) return text;
    return [...text].slice(0, Math.max(Math.floor(text.length * room / all), 4) - 1).join("") + "…";
  }

  // ---- one chart ----
  const kSvg = "http://www.w3.org/2000/svg";
  function add(parent, name, attributes, text) {
    const element = document.createElementNS(kSvg, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.append(text);
    parent.append(element);
    return element;
  }
  function layOut(series, isNarrow, longest) {
    const has2 = series > 1;
    const l = isNarrow
      ? {width: 350, label: 0, text: 13, small: 12, value: 13, name: 36, bar: has2 ? 16 : 18}
      : {width: 620, label: 250, text: 12.5, small: 11.5, value: 13.5, name: 0, bar: has2 ? 15.5 : 22};
    l.pitch = isNarrow ? l.name + l.bar * series + 9 : has2 ? 38 : 36;
    l.left = 1 + l.label;
    l.right = l.width - 1 - longest;
    return {...l, isNarrow, top: 26, foot: 44};
  }
  function drawLegend(svg, l, names, brushes) {
    let x = l.isNarrow ? 1 : l.left;
    names.forEach((name, i) => {
      add(svg, "rect", {class: brushes[i], x, y: 5.2, width: 10.8, height: 10.8});
      add(svg, "text", {class: "c-strong", x: x + 17, y: 15, "font-size": l.text}, name);
      x += 11 + textWidth(name, l.text, true) + 24;
    });
  }
  function drawAxis(svg, l, most, end, axis) {
    for (const tick of ticksTo(most, l.isNarrow ? 3 : 4)) {
      const x = l.left + (l.right - l.left) * tick / most;
      add(svg, "path", {class: tick ? "c-grid" : "c-axis", d: `M${x.toFixed(1)} ${l.top - 2}V${end}`});
      add(svg, "text", {class: "c-text", x, y: end + 17, "font-size": l.small,
                        "text-anchor": tick ? "middle" : "start"}, tickText(tick));
    }
    add(svg, "text", {class: "c-text", x: l.left, y: end + 36, "font-size": l.small},
        fit(axis, l.width - l.left, l.small));
  }
  function drawName(svg, l, system, y) {
    const middle = l.isNarrow ? y + l.name / 2 : y + l.block / 2;
    const room = l.isNarrow ? l.width - 2 : l.label - 14;
    const group = add(svg, "g", {});
    add(group, "title", {}, system.hover);
    add(group, "text", {class: "c-name", x: 1, y: middle - 2.5, "font-size": l.text},
        fit(system.title, room, l.text));
    add(group, "text", {class: "c-text", x: 1, y: middle + l.small - 0.5, "font-size": l.small},
        fit(system.detail, room, l.small));
  }
  // A band with a dot on each mark, the one that counts larger.
  function drawMarks(svg, l, places, value, middle, isValid) {
    const half = l.bar / 4, kind = isValid ? "" : "bound";
    add(svg, "rect", {class: "c-band", x: places[0], y: middle - half,
                      width: places.at(-1) - places[0], height: 2 * half});
    add(svg, "path", {class: "c-scatter" + kind, d: places.map(x => `M${x.toFixed(1)} ${middle}h0`).join("")});
    add(svg, "circle", {class: "c-dot" + kind, cx: value, cy: middle, r: half + 1.5});
  }
  function drawReference(svg, l, most, end, chart) {
    if (chart.reference === null) return;
    const x = l.left + (l.right - l.left) * chart.reference / most;
    const hasRoom = x + 4 - textWidth(chart.referenceName, l.small) > 1;
    add(svg, "path", {class: "c-bound", d: `M${x.toFixed(1)} ${l.top - 6}V${end}`});
    add(svg, "text", {class: "c-boundtext", x: hasRoom ? x + 4 : 1, y: l.top - 11, "font-size": l.small,
                      "text-anchor": hasRoom ? "end" : "start"}, chart.referenceName);
  }
  function drawBars(svg, l, group, most, brushes, y) {
    group.values.forEach((value, i) => {
      const top = y + l.name + i * l.bar, base = top + l.bar / 2 + l.value * 0.35;
      if (value === null) {
        add(svg, "text", {class: "c-text", x: l.left + 6, y: base, "font-size": l.small}, "no result");
        return;
      }
      const at = number => l.left + (l.right - l.left) * Math.max(number, 0) / most;
      const marks = group.marks[i];
      if (marks) {
        drawMarks(svg, l, marks.map(at), at(value), top + l.bar / 2, group.valid[i]);
      } else {
        add(svg, "rect", {class: group.valid[i] ? brushes[i] : brushes[i] + "unproved", x: l.left,
                          y: top + 0.5, width: at(value) - l.left, height: l.bar - 1});
      }
      const end = marks ? at(marks.at(-1)) + l.bar / 4 : at(value);
      const text = figureText(value) + (group.valid[i] ? "" : " not valid");
      if (marks) {  // a ground behind the text, so that the bound does not strike it through
        add(svg, "rect", {class: "c-plate", x: end + 3, y: base - l.value, height: l.value * 1.25,
                          width: textWidth(text, l.value, true) + 4});
      }
      add(svg, "text", {class: "c-strong", x: end + 5, y: base, "font-size": l.value}, text);
    });
  }
  function drawChart(card, chart, groups, kept, axis) {
    const svg = document.createElementNS(kSvg, "svg");
    const most = Math.max(chart.reference ?? 0, ...groups.flatMap(group =>
      [...group.values, ...group.marks.flat()])) || 1;
    const texts = groups.flatMap(group => group.values.map((v, i) =>
      v === null ? "" : figureText(v) + (group.valid[i] ? "" : " not valid")));
    const hasMarks = groups.some(group => group.marks.length);
    const longest = Math.max(...texts.map(text => textWidth(text, 13.5, true))) + (hasMarks ? 16 : 8);
    const l = layOut(kept.length, card.isNarrow, longest);
    const brushes = kept.map(i => i === 0 ? "c-bar" : "c-bar2");
    l.block = l.bar * kept.length;
    const end = l.top + l.pitch * groups.length;
    svg.setAttribute("viewBox", `0 0 ${l.width} ${end + l.foot}`);
    svg.setAttribute("class", "chart drawn" + (l.isNarrow ? " is-narrow" : ""));
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", chart.title + ". " + axis + ". " + groups.map(group =>
      page.systems[group.system].title + ": " + group.values.map((v, i) =>
        chart.series[kept[i]].name + " " + (v === null ? "no result" : figureText(v))).join(", ")).join(". "));
    if (hasMarks) drawReference(svg, l, most, end, chart);
    else drawLegend(svg, l, kept.map(i => chart.series[i].name), brushes);
    drawAxis(svg, l, most, end, axis);
    groups.forEach((group, i) => {
      drawName(svg, l, page.systems[group.system], l.top + i * l.pitch);
      drawBars(svg, l, group, most, brushes, l.top + i * l.pitch);
    });
    return svg;
  }

  // ---- what a chart shows in this view ----
  function keptSeries(chart) {
    return chart.series.flatMap((series, i) =>
      (!view.benchmark || series.label === view.benchmark) &&
      (!view.scenario || series.scenario === view.scenario) ? [i] : []);
  }
  function groupsOf(chart, kept, shown, missing) {
    const per = chart.normalise ? kPer[view.per].of : kPer.total.of;
    const groups = [];
    for (const [system, values, valid, marks = []] of chart.groups) {
      if (!shown[system]) continue;
      const divisor = per(page.systems[system]);
      const mine = kept.map(i => values[i] === null || !divisor ? null : values[i] / divisor);
      if (!divisor) missing.push(page.systems[system].title);
      if (mine.some(value => value !== null)) {
        groups.push({system, values: mine, valid: kept.map(i => valid[i]),
                     marks: marks.length ? kept.map(i => marks[i]) : []});
      }
    }
    const first = group => group.values.find(value => value !== null) * (chart.lower ? -1 : 1);
    const kOrders = {
      figure: (a, b) => first(b) - first(a),
      name: (a, b) => page.systems[a.system].title.localeCompare(page.systems[b.system].title),
      accelerators: (a, b) => (page.systems[a.system].accelerators || 0) -
        (page.systems[b.system].accelerators || 0) || first(b) - first(a),
      family: (a, b) => page.systems[a.system].family.localeCompare(page.systems[b.system].family) ||
        first(b) - first(a),
    };
    return groups.sort(kOrders[view.sort] || kOrders.figure);
  }
  const cards = page.charts.map(chart => {
    const element = byId(chart.id + "-card"), figure = element.querySelector("figure");
    return {chart, element, figure, note: figure.appendChild(document.createElement("p"))};
  });
  for (const card of cards) {
    card.note.className = "left-out";
    card.note.hidden = true;
  }
  // Decides what a card shows; the drawing itself may wait.
  function planCard(card, shown, isPlain) {
    card.drawn?.remove();
    card.drawn = card.plan = null;
    card.figure.classList.toggle("is-drawn", !isPlain);
    card.note.hidden = true;
    card.note.textContent = "";
    card.element.hidden = false;
    if (isPlain) return;
    const missing = [], kept = keptSeries(card.chart);
    const groups = kept.length ? groupsOf(card.chart, kept, shown, missing) : [];
    card.element.hidden = groups.length === 0 && missing.length === 0;
    if (groups.length) {
      const axis = (card.chart.normalise ? kPer[view.per].name : "") + card.chart.axis;
      card.plan = () => drawChart(card, card.chart, groups, kept, axis);
    }
    const source = card.chart.normalise && page.sources[view.per];
    card.note.textContent = (source ? `From the user's file: ${source}. ` : "") +
      (missing.length ? `Left out, with nothing to divide by: ${missing.join(", ")}.` : "");
    card.note.hidden = !card.note.textContent;
  }
  function drawCard(card) {
    if (!card.plan) return;
    card.drawn = card.plan();
    card.plan = null;
    card.figure.prepend(card.drawn);
  }
  // What the reader can see is drawn at once, the rest when there is time, all of it for print.
  const kSight = 150;  // pixels above and below the window that count as seen
  function drawInSight() {
    const boxes = cards.map(card => card.plan ? card.element.getBoundingClientRect() : null);
    cards.forEach((card, i) => {
      if (boxes[i] && boxes[i].bottom > -kSight && boxes[i].top < innerHeight + kSight) drawCard(card);
    });
  }
  let isDrawing = false;
  function drawRest() {
    const card = cards.find(one => one.plan);
    isDrawing = Boolean(card);
    if (!card) return;
    drawCard(card);
    setTimeout(drawRest);
  }
  function drawAll() { cards.forEach(drawCard); }
  function drawSoon() {
    drawInSight();
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => setTimeout(drawRest, 50));
  }
  addEventListener("beforeprint", drawAll);
  addEventListener("scroll", drawInSight, {passive: true});

  // ---- the table of results ----
  const table = byId("results-table"), tableBody = table.tBodies[0];
  const rows = [...tableBody.rows].map(row => ({
    row, system: +row.dataset.system, benchmark: row.dataset.benchmark,
    scenario: row.dataset.scenario}));
  function showRows(shown) {
    let count = 0;
    for (const {row, system, benchmark, scenario} of rows) {
      const isShown = shown[system] && (!view.benchmark || benchmark === view.benchmark) &&
        (!view.scenario || scenario === view.scenario);
      if (row.hidden === isShown) row.hidden = !isShown;
      count += isShown;
    }
    return count;
  }
  const valueOf = (entry, column) => {
    const cell = entry.row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent : +cell.dataset.value;
  };
  let sortedBy = "";
  function sortRows() {
    if (view.order === sortedBy) return;
    sortedBy = view.order;
    const column = Math.abs(parseInt(view.order, 10)) - 1, sign = view.order.startsWith("-") ? -1 : 1;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, i) => head.removeAttribute("aria-sort"));
    if (!(column >= 0 && column < heads.length)) {
      tableBody.append(...rows.map(entry => entry.row));
      return;
    }
    heads[column].setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const sorted = rows.map(entry => [valueOf(entry, column), entry.row]);
    sorted.sort(([a], [b]) => sign * (typeof a === "number" && typeof b === "number"
      ? a - b : String(a).localeCompare(String(b))));
    tableBody.append(...sorted.map(([, row]) => row));
  }
  function makeHeadsButtons() {
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        view.order = view.order === String(i + 1) ? String(-(i + 1)) : String(i + 1);
        show();
      });
    });
  }

  // ---- the controls ----
  const boxes = [...document.querySelectorAll("#view-systems input")];
  function showControls(shown) {
    showChoices();
    const only = chosen(view.only), not = chosen(view.not);
    boxes.forEach((box, i) => {
      const title = page.systems[i].title;
      box.checked = (!only.size || only.has(title)) && !not.has(title);
    });
    byId("view-count").textContent =
      `${shown.filter(Boolean).length} of ${page.systems.length} systems, ` +
      `${showRows(shown)} of ${rows.length} results`;
  }
  function readBoxes() {
    const on = boxes.flatMap((box, i) => box.checked ? [page.systems[i].title] : []);
    const off = boxes.flatMap((box, i) => box.checked ? [] : [page.systems[i].title]);
    view.only = on.length && on.length < off.length ? on.join(kSplit) : "";
    view.not = view.only ? "" : off.join(kSplit);
  }
  function hideEmptySections() {
    for (const section of document.querySelectorAll("main > section")) {
      const inside = [...section.querySelectorAll(".card")];
      if (!section.dataset.filtered) continue;
      section.hidden = inside.length > 0 && inside.every(card => card.hidden);
    }
  }
  function show() {
    if (!Object.hasOwn(kPer, view.per)) view.per = kDefaults.per;
    const isPlain = Object.keys(kDefaults).every(key =>
      kNoFilter.includes(key) || view[key] === kDefaults[key]);
    const shown = shownSystems();
    for (const card of cards) card.isNarrow = narrowCards.get(card.figure) ?? false;
    for (const card of cards) planCard(card, shown, isPlain);
    showControls(shown);
    sortRows();
    hideEmptySections();
    drawSoon();
    writeAddress();
  }
  // Charts change their form where the style sheet changes the static ones'.
  const narrowCards = new Map();
  const kNarrow = 25.5;
  const watcher = new ResizeObserver(entries => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    let isChanged = false;
    for (const entry of entries) {
      const isNarrow = entry.contentRect.width > 0 && entry.contentRect.width <= kNarrow * rem;
      isChanged ||= entry.contentRect.width > 0 && narrowCards.get(entry.target) !== isNarrow;
      if (entry.contentRect.width > 0) narrowCards.set(entry.target, isNarrow);
    }
    if (isChanged && document.querySelector("figure.is-drawn")) show();
  });

  function listen() {
    listenTo(show);
    byId("view-systems")?.addEventListener("change", () => {
      readBoxes();
      show();
    });
    for (const [id, isOn] of [["view-all", true], ["view-none", false]]) {
      byId(id)?.addEventListener("click", () => {
        boxes.forEach(box => box.checked = isOn);
        readBoxes();
        show();
      });
    }
  }
  makeHeadsButtons();
  listen();
  const isView = readAddress();
  if (isView && location.hash) show();
  else showControls(shownSystems());
  for (const card of cards) watcher.observe(card.figure);
});
