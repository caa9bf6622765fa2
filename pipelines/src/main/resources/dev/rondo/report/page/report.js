// What a browser does with the page: draws the charts, lets the samples be browsed. It reads the two
// data elements of the page and nothing else; text reaches the page as text only, never as markup.
(function () {
  "use strict";

  function byId(id) { return document.getElementById(id); }

  function element(tag, attributes, children) {
    const made = document.createElement(tag);
    for (const name of Object.keys(attributes || {})) {
      if (attributes[name] !== null) { made.setAttribute(name, attributes[name]); }
    }
    for (const child of children || []) { made.append(child); }
    return made;
  }

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  // ---- numbers

  // With a minus sign, as the tables of the page have it.
  function shown(value, isShare) {
    if (value === null || value === undefined) { return "–"; }
    return plain(value, isShare).replaceAll("-", "−");
  }

  function plain(value, isShare) {
    if (isShare) { return (100 * value).toFixed(1) + " %"; }
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) { return value.toExponential(2); }
    if (Number.isInteger(value)) { return String(value); }
    return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4);
  }

  // Mean of the last so many values; a gap stays a gap and counts to no mean.
  function smoothed(values, window) {
    const result = [];
    for (let i = 0; i < values.length; i++) {
      if (values[i] === null) { result.push(null); continue; }
      let sum = 0;
      let count = 0;
      for (let j = i; j >= 0 && j > i - window; j--) {
        if (values[j] !== null) { sum += values[j]; count++; }
      }
      result.push(sum / count);
    }
    return result;
  }

  // ---- charts

  const DASHES = { second: [7, 3], third: [2, 3], reference: [4, 4], control: [9, 3, 2, 3], before: [5, 3] };
  const charts = JSON.parse(byId("charts-data").textContent);
  const drawn = [];
  const windows = {}; // what each axis shows now: [least, most]
  const extents = {}; // and all that there is
  let smoothing = 1;
  let showsMarks = true;

  for (const chart of charts) {
    const all = extents[chart.axis] || [Infinity, -Infinity];
    extents[chart.axis] = [Math.min(all[0], chart.x[0]), Math.max(all[1], chart.x[chart.x.length - 1])];
  }
  for (const axis of Object.keys(extents)) {
    const all = extents[axis];
    if (all[0] === all[1]) {
      extents[axis] = axis === "tries" ? [all[0] / 2, all[0] * 2] : [all[0] - 1, all[0] + 1];
    }
    windows[axis] = extents[axis];
  }
  const roundCharts = charts.filter(function (chart) { return chart.axis === "round"; });
  if (roundCharts.some(function (chart) { return chart.x.length > 25; })) { smoothing = 5; }

  function zoom(axis, least, most) {
    if (!(most > least)) { return; }
    windows[axis] = [Math.max(least, extents[axis][0]), Math.min(most, extents[axis][1])];
    for (const one of drawn) {
      if (one.chart.axis === axis) {
        one.plot.setScale("x", { min: windows[axis][0], max: windows[axis][1] });
      }
    }
  }

  // Columns of uPlot's data: x, then of each line: smooth or raw, raw behind the smooth, low, high.
  function columns(chart) {
    const data = [chart.x];
    for (const line of chart.lines) {
      const isSmooth = line.smooth && smoothing > 1;
      data.push(isSmooth ? smoothed(line.y, smoothing) : line.y);
      data.push(isSmooth ? line.y : line.y.map(function () { return null; }));
      data.push(line.low || line.y.map(function () { return null; }));
      data.push(line.high || line.y.map(function () { return null; }));
    }
    return data;
  }

  // A point between two gaps has no line to be seen by; in a sparse chart every point is shown.
  function visiblePoints(u, series, show) {
    const values = u.data[series];
    const points = [];
    for (let i = 0; i < values.length; i++) {
      const isAlone = (i === 0 || values[i - 1] === null) && (i === values.length - 1 || values[i + 1] === null);
      if (values[i] !== null && (values.length <= 30 || isAlone)) { points.push(i); }
    }
    return points.length ? points : null;
  }

  function seriesOf(line) {
    function stroke() { return color(line.role); }
    const faint = { stroke: function () { return color(line.role) + "55"; }, width: 1, points: { show: false } };
    const bound = { stroke: "transparent", width: 0, points: { show: false } };
    return [
      { label: line.name, stroke: stroke, width: 2, dash: DASHES[line.role], spanGaps: false,
        points: { show: false, size: 6, stroke: stroke, fill: stroke, filter: visiblePoints } },
      faint, bound, Object.assign({}, bound)
    ];
  }

  function yRange(chart) {
    return function (u, least, most) {
      if (least === null || most === null) { return [0, 1]; }
      if (chart.share) { return [0, most <= 0 ? 0.05 : most > 0.8 ? 1 : most * 1.15]; }
      if (chart.zero && least >= 0) { return [0, most <= 0 ? 1 : most * 1.1]; }
      const margin = (most - least) * 0.1 || Math.abs(most) * 0.1 || 1;
      return [least - margin, most + margin];
    };
  }

  function options(chart, width) {
    const font = "12px " + getComputedStyle(document.body).fontFamily;
    const isTries = chart.axis === "tries";
    const axis = {
      font: font,
      stroke: function () { return color("soft"); },
      grid: { stroke: function () { return color("rule"); }, width: 1 },
      ticks: { show: false }
    };
    const series = [{ label: chart.axis }];
    const bands = [];
    for (const line of chart.lines) {
      if (line.low) {
        bands.push({ series: [series.length + 3, series.length + 2], fill: function () { return color(line.role) + "2b"; } });
      }
      series.push.apply(series, seriesOf(line));
    }
    return {
      width: width,
      height: height(),
      padding: [8, 14, 0, 0],
      legend: { show: false },
      series: series,
      bands: bands,
      scales: {
        x: { time: false, distr: isTries ? 3 : 1, log: 2, range: function () { return windows[chart.axis]; } },
        y: { range: yRange(chart) }
      },
      axes: [
        Object.assign({}, axis, {
          size: 28,
          space: 44,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
          splits: isTries ? function () { return chart.x; } : undefined,
          filter: function (u, splits) { return splits; },
          values: function (u, splits) { return splits.map(function (v) { return v === null ? "" : String(v); }); }
        }),
        Object.assign({}, axis, {
          size: chart.share ? 50 : 62,
          values: function (u, splits) {
            return splits.map(function (v) { return chart.share ? Math.round(1000 * v) / 10 + " %" : tick(v); });
          }
        })
      ],
      cursor: {
        y: false,
        sync: { key: chart.axis, scales: ["x", null], setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { show: false },
        bind: { dblclick: function () { return function () { zoom(chart.axis, extents[chart.axis][0], extents[chart.axis][1]); }; } }
      },
      hooks: {
        setSelect: [function (u) {
          if (u.select.width > 4) {
            const least = u.posToVal(u.select.left, "x");
            const most = u.posToVal(u.select.left + u.select.width, "x");
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            zoom(chart.axis, least, most);
          }
        }],
        setCursor: [function (u) { readOut(u); }],
        draw: [function (u) { marks(u, chart); }]
      }
    };
  }

  function tick(value) {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e5)) { return value.toExponential(0); }
    return String(Math.round(value * 1e4) / 1e4);
  }

  function height() { return window.innerWidth < 640 ? 190 : 220; }

  function marks(u, chart) {
    if (!showsMarks) { return; }
    const context = u.ctx;
    context.save();
    context.strokeStyle = color("alarm");
    context.fillStyle = color("alarm");
    context.lineWidth = devicePixelRatio;
    context.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const round of chart.marks) {
      if (round < windows.round[0] || round > windows.round[1]) { continue; }
      const x = Math.round(u.valToPos(round, "x", true));
      context.beginPath();
      context.moveTo(x, u.bbox.top);
      context.lineTo(x, u.bbox.top + u.bbox.height);
      context.stroke();
      const side = 5 * devicePixelRatio;
      context.beginPath();
      context.moveTo(x - side, u.bbox.top);
      context.lineTo(x + side, u.bbox.top);
      context.lineTo(x, u.bbox.top + side * 1.6);
      context.fill();
    }
    context.restore();
  }

  function one(u) { return drawn.find(function (candidate) { return candidate.plot === u; }); }

  // The values under the crosshair, or the last ones; beside the names and for screen readers.
  function readOut(u) {
    const mine = one(u);
    if (!mine) { return; }
    const chart = mine.chart;
    const index = u.cursor.idx === null || u.cursor.idx === undefined || u.cursor.left < 0 ? null : u.cursor.idx;
    const spoken = [];
    const word = chart.axis === "tries" ? "k" : chart.axis;
    const at = index !== null ? word + " " + chart.x[index]
      : chart.axis === "tries" ? "k " + chart.x[chart.x.length - 1] : "latest";
    mine.at.textContent = at;
    chart.lines.forEach(function (line, i) {
      let place = index;
      if (place === null) {
        place = line.y.length - 1;
        while (place > 0 && line.y[place] === null) { place--; }
      }
      let text = shown(line.y[place], chart.share);
      if (line.low && line.low[place] !== null) {
        text += " (" + shown(line.low[place], chart.share).replace(" %", "") + " to " + shown(line.high[place], chart.share) + ")";
      }
      mine.values[i].textContent = text;
      spoken.push(line.name + " " + text);
    });
    if (index !== null) {
      mine.box.setAttribute("aria-valuenow", String(chart.x[index]));
    }
    mine.box.setAttribute("aria-valuetext", at + ": " + spoken.join(", "));
  }

  function swatch(role) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("width", "24");
    svg.setAttribute("height", "10");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "line");
    for (const [name, value] of [["x1", 0], ["x2", 24], ["y1", 5], ["y2", 5], ["stroke-width", 2.5]]) {
      line.setAttribute(name, String(value));
    }
    line.setAttribute("stroke", "var(--" + role + ")");
    if (DASHES[role]) { line.setAttribute("stroke-dasharray", DASHES[role].join(" ")); }
    svg.append(line);
    return svg;
  }

  function draw(box) {
    const chart = charts[Number(box.dataset.chart)];
    const figure = box.closest("figure");
    const title = figure.querySelector("h3").textContent;
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "slider");
    box.setAttribute("aria-label", title + ", by " + (chart.axis === "tries" ? "k" : chart.axis));
    box.setAttribute("aria-valuemin", String(chart.x[0]));
    box.setAttribute("aria-valuemax", String(chart.x[chart.x.length - 1]));
    box.setAttribute("aria-valuenow", String(chart.x[chart.x.length - 1]));
    const mine = { chart: chart, box: box, values: [], at: element("span", { "class": "at" }), plot: null };
    const legend = figure.querySelector(".legend");
    legend.append(mine.at);
    chart.lines.forEach(function (line, i) {
      const value = element("b");
      mine.values.push(value);
      const key = element("button", { type: "button", "aria-pressed": "true" }, [swatch(line.role), line.name + " ", value]);
      key.addEventListener("click", function () {
        const show = key.getAttribute("aria-pressed") === "false";
        key.setAttribute("aria-pressed", String(show));
        for (let k = 0; k < 4; k++) { mine.plot.setSeries(1 + 4 * i + k, { show: show }); }
      });
      legend.append(key);
    });
    drawn.push(mine);
    mine.plot = new uPlot(options(chart, Math.max(120, box.clientWidth)), columns(chart), box);
    readOut(mine.plot);
    box.addEventListener("keydown", function (event) { keys(event, mine); });
    new ResizeObserver(function () {
      const width = Math.max(120, box.clientWidth);
      if (width !== mine.plot.width) { mine.plot.setSize({ width: width, height: height() }); }
    }).observe(box);
    figure.append(valueTable(chart, title));
  }

  function keys(event, mine) {
    const chart = mine.chart;
    const last = chart.x.length - 1;
    const from = mine.plot.cursor.idx === null || mine.plot.cursor.idx === undefined ? last : mine.plot.cursor.idx;
    const range = windows[chart.axis];
    const center = chart.x[from];
    const half = (range[1] - range[0]) / 2;
    const step = event.shiftKey ? 10 : 1;
    const moves = { ArrowLeft: from - step, ArrowDown: from - step, ArrowRight: from + step, ArrowUp: from + step, Home: 0, End: last };
    if (event.key in moves) {
      const x = chart.x[Math.max(0, Math.min(last, moves[event.key]))];
      mine.plot.setCursor({ left: mine.plot.valToPos(x, "x"), top: 1 }, true, true);
    } else if (event.key === "+" && chart.axis !== "tries") {
      zoom(chart.axis, center - half / 2, center + half / 2);
    } else if (event.key === "-" && chart.axis !== "tries") {
      zoom(chart.axis, center - half * 2, center + half * 2);
    } else if (event.key === "Escape" || event.key === "0") {
      zoom(chart.axis, extents[chart.axis][0], extents[chart.axis][1]);
    } else {
      return;
    }
    event.preventDefault();
  }

  function valueTable(chart, title) {
    const details = element("details", {}, [element("summary", {}, ["Values"])]);
    details.addEventListener("toggle", function () {
      if (!details.open || details.querySelector("table")) { return; }
      const head = element("tr", {}, [element("th", { scope: "col" }, [chart.axis === "tries" ? "k" : chart.axis])]);
      for (const line of chart.lines) {
        head.append(element("th", { scope: "col" }, [line.name]));
        if (line.low) { head.append(element("th", { scope: "col" }, [line.name + ", from"]), element("th", { scope: "col" }, ["to"])); }
      }
      const body = element("tbody");
      chart.x.forEach(function (x, i) {
        const row = element("tr", {}, [element("th", { scope: "row" }, [String(x)])]);
        for (const line of chart.lines) {
          row.append(element("td", {}, [shown(line.y[i], chart.share)]));
          if (line.low) { row.append(element("td", {}, [shown(line.low[i], chart.share)]), element("td", {}, [shown(line.high[i], chart.share)])); }
        }
        body.append(row);
      });
      details.append(element("div", { "class": "scroll", tabindex: "0", role: "region", "aria-label": title + ", values" },
        [element("table", {}, [element("thead", {}, [head]), body])]));
    });
    return details;
  }

  function tools() {
    const place = byId("tools");
    if (!place) { return; }
    place.className = "tools";
    const select = element("select", { id: "smoothing" });
    for (const window of [1, 3, 5, 10, 25, 50]) {
      const choice = element("option", { value: String(window) }, [window === 1 ? "off" : "mean of " + window]);
      choice.selected = window === smoothing;
      select.append(choice);
    }
    select.addEventListener("change", function () {
      smoothing = Number(select.value);
      for (const mine of drawn) {
        if (mine.chart.axis === "round") { mine.plot.setData(columns(mine.chart)); readOut(mine.plot); }
      }
    });
    const reset = element("button", { type: "button", id: "reset-zoom" }, ["Whole run"]);
    reset.addEventListener("click", function () { zoom("round", extents.round[0], extents.round[1]); });
    place.append(element("label", {}, ["Smoothing ", select]), reset);
    if (roundCharts.some(function (chart) { return chart.marks.length > 0; })) {
      const check = element("input", { type: "checkbox", id: "marks" });
      check.checked = true;
      check.addEventListener("change", function () {
        showsMarks = check.checked;
        redraw();
      });
      place.append(element("label", {}, [check, "Alarms (▼)"]));
    }
    place.append(element("span", { "class": "hint" },
      ["Drag to zoom; arrow keys move the crosshair, + and − zoom, 0 shows the whole run."]));
  }

  function redraw() {
    for (const mine of drawn) { mine.plot.redraw(false, true); }
  }

  // ---- sampled rollouts

  const samples = JSON.parse(byId("samples-data").textContent);
  const AT_ONCE = 20;
  const VERDICTS = {
    CORRECT: ["correct", "✓ correct"],
    INCORRECT: ["incorrect", "✗ incorrect"],
    UNKNOWN: ["unknown", "? unknown"]
  };
  let limit = AT_ONCE;

  function level(logprob) {
    return logprob > -0.1 ? 0 : logprob > -0.7 ? 1 : logprob > -2 ? 2 : logprob > -4 ? 3 : 4;
  }

  function choice(id, name, values, label) {
    const select = element("select", { id: id }, [element("option", { value: "" }, ["all"])]);
    for (const value of values) { select.append(element("option", { value: String(value) }, [label(value)])); }
    select.addEventListener("change", function () { limit = AT_ONCE; list(); });
    return element("label", {}, [name + " ", select]);
  }

  function browser() {
    const place = byId("browser");
    if (!place) { return; }
    const rounds = Array.from(new Set(samples.map(function (s) { return s.round; })));
    const problems = new Map();
    for (const sample of samples) { problems.set(sample.problem, sample.prompt || sample.problem); }
    const verdicts = Object.keys(VERDICTS).filter(function (v) {
      return samples.some(function (s) { return s.verdict === v; });
    });
    const search = element("input", { id: "filter-text", type: "search", size: "18" });
    search.addEventListener("input", function () { limit = AT_ONCE; list(); });
    const colors = element("input", { id: "token-colors", type: "checkbox" });
    colors.checked = true;
    colors.addEventListener("change", list);
    const scale = element("span", { "class": "scale" }, ["log-probability of a token: "]);
    ["above −0.1", "−0.1 to −0.7", "−0.7 to −2", "−2 to −4", "below −4"].forEach(function (name, i) {
      scale.append(element("span", { "class": "p" + i }, [name]));
    });
    place.append(
      element("div", { "class": "tools", role: "group", "aria-label": "Filter the rollouts" }, [
        choice("filter-round", "Round", rounds, function (r) { return String(r); }),
        choice("filter-verdict", "Verdict", verdicts, function (v) { return VERDICTS[v][0]; }),
        choice("filter-problem", "Problem", Array.from(problems.keys()), function (p) {
          const text = problems.get(p).replace(/\s+/g, " ");
          return text.length > 40 ? text.slice(0, 40) + "…" : text;
        }),
        element("label", {}, ["Text ", search]),
        element("label", {}, [colors, "Colour tokens by log-probability"]),
        scale
      ]),
      element("p", { id: "sample-count", role: "status" }),
      element("div", { id: "samples", "class": "samples" }),
      element("button", { id: "more-samples", type: "button", "class": "more" }, ["Show more"])
    );
    byId("more-samples").addEventListener("click", function () { limit += AT_ONCE; list(); });
    list();
  }

  function list() {
    const round = byId("filter-round").value;
    const verdict = byId("filter-verdict").value;
    const problem = byId("filter-problem").value;
    const text = byId("filter-text").value.toLowerCase();
    const found = samples.filter(function (s) {
      return (!round || String(s.round) === round) && (!verdict || s.verdict === verdict) &&
        (!problem || s.problem === problem) &&
        (!text || (s.text + " " + s.prompt + " " + s.reason).toLowerCase().includes(text));
    });
    const place = byId("samples");
    place.replaceChildren.apply(place, found.slice(0, limit).map(article));
    byId("sample-count").textContent = found.length + " of " + samples.length + " sampled rollouts" +
      (found.length > limit ? ", the first " + limit + " shown" : "");
    byId("more-samples").hidden = found.length <= limit;
  }

  function article(sample) {
    const verdict = VERDICTS[sample.verdict] || ["unknown", "? " + sample.verdict];
    const colored = byId("token-colors").checked && sample.pieces.length > 0;
    const response = element("pre", { "class": "response", dir: "auto", tabindex: "0", role: "region", "aria-label": "Response" });
    let at = 0;
    if (colored) {
      sample.pieces.forEach(function (length, i) {
        response.append(element("span", { "class": "p" + level(sample.logprobs[i]), title: String(sample.logprobs[i]) },
          [sample.text.slice(at, at + length)]));
        at += length;
      });
    }
    response.append(sample.text.slice(at));
    const facts = ["round " + sample.round, "sample " + sample.sample, sample.tokens + (sample.tokens === 1 ? " token" : " tokens")];
    if (sample.truncated) { facts.push("truncated"); }
    const children = [
      element("h3", {}, [element("span", { "class": "verdict" }, [verdict[1]]), " · ", element("bdi", {}, [sample.reason])]),
      element("p", { "class": "facts" }, [facts.join(" · ")]),
      element("h4", {}, ["Prompt"]),
      element("pre", { "class": "prompt", dir: "auto", tabindex: "0", role: "region", "aria-label": "Prompt" },
        [sample.prompt === null ? "problem " + sample.problem : sample.prompt]),
      element("h4", {}, ["Response"]),
      response
    ];
    if (sample.left > 0) { children.push(element("p", { "class": "facts" }, ["… " + sample.left + " more characters"])); }
    const answers = element("p", { "class": "facts" }, ["taken as the answer: "]);
    answers.append(sample.extracted === null ? "none" : element("bdi", {}, [sample.extracted]));
    if (sample.answer !== null) { answers.append(" · reference: ", element("bdi", {}, [sample.answer])); }
    children.push(answers);
    return element("article", { "class": verdict[0], "data-round": String(sample.round), "data-problem": sample.problem }, children);
  }

  // ---- all of it

  tools();
  document.querySelectorAll(".plot").forEach(draw);
  for (const axis of Object.keys(windows)) { zoom(axis, windows[axis][0], windows[axis][1]); }
  browser();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", function () {
    for (const mine of drawn) { mine.plot.setSize({ width: 320, height: 180 }); }
  });
  addEventListener("afterprint", function () {
    for (const mine of drawn) { mine.plot.setSize({ width: Math.max(120, mine.box.clientWidth), height: height() }); }
  });
  document.documentElement.dataset.ready = "true";
})();
