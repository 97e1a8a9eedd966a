(() => {
  "use strict";
  const POLL_MS = __POLL_SECONDS__ * 1000, QUIET_HOUR = [3, 30], REFUSED = "__REFUSED__";
  const params = new URLSearchParams(location.search);
  const token = params.get("token") || "";
  // For trials only: everything that takes time, the polling too, this many times faster.
  const speed = Math.min(20, Math.max(1, Number(params.get("speed")) || 1));
  const stage = document.getElementById("stage");
  const at = { scene: 0, page: 0, pages: 1, since: 0, paused: false };
  let shown = null, good = null, fault = "", build = "";
  const loaded = new Date();

  // --- building -------------------------------------------------------------------------------------------------------
  const el = (kind, text, tag = "div") => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  };
  const into = (parent, ...children) => { parent.append(...children); return parent; };
  const toned = (node, tone, number) => {
    node.style.setProperty("--tone", tone);
    if (number) node.style.setProperty("--number", number);
    return node;
  };
  const unit = () => Math.min(innerHeight / 100, innerWidth * 0.0075);
  // The red light takes its height from every scene while it is on.
  const size = () => ({ wide: innerWidth / unit(), high: innerHeight / unit() - (shown && shown.alarm ? 7.4 : 0) });
  const many = (count) => count.toLocaleString("en-US");

  // Text gets smaller until it fits, but never under what can be read from afar; then it ends in ….
  const LEAST = 2.3;
  // A font is taller than its line: the lowest line reaches a fifth of a character below its box without being cut.
  const over = (node) => node.scrollHeight > node.clientHeight + 0.25 * parseFloat(getComputedStyle(node).fontSize) || node.scrollWidth > node.clientWidth;
  const fit = (node) => {
    if (!over(node)) return;
    let now = parseFloat(getComputedStyle(node).fontSize) / unit();
    while (now > LEAST && over(node)) {
      now = Math.max(LEAST, now - 0.3);
      node.style.fontSize = `calc(${now.toFixed(2)} * var(--u))`;
    }
    if (!over(node) || node.children.length) return;
    const whole = [...node.textContent];
    let low = 0, high = whole.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      node.textContent = whole.slice(0, middle).join("") + "…";
      if (over(node)) high = middle - 1; else low = middle;
    }
    node.textContent = whole.slice(0, low).join("") + "…";
  };

  // Rows in columns: how many columns and rows a page holds depends on the wall alone.
  const sheet = (rows, { least, row, head, note }) => {
    const { wide, high } = size();
    const columns = Math.max(1, Math.floor((wide - 8 + 4) / (least + 4)));
    const free = high - 12 - 6.5 - 4 - 0.5 - note - head;
    const lines = Math.max(1, Math.floor(free / row));
    const pages = [];
    let page = [], column = [];
    const turn = () => { page.push(column); column = []; if (page.length === columns) { pages.push(page); page = []; } };
    let group = null;
    rows.forEach((one, place) => {
      if (one.group !== undefined) {
        group = one;
        if (column.length && column.length >= lines - 1) turn();
        column.push(one);
        return;
      }
      if (column.length >= lines) turn();
      if (!column.length && group && rows[place - 1] !== group) column.push({ group: group.group + "　续" });
      column.push(one);
    });
    if (column.length) turn();
    if (page.length) pages.push(page);
    return { pages, columns, tall: free / lines };
  };
  const columned = (page, columns, { tall, head, heading, draw }) => {
    const shownColumns = Math.min(columns, Math.max(page.length, 1));
    const box = el("columns");
    const lines = Math.max(...page.map((column) => column.length));
    box.style.gridTemplateColumns = `repeat(${shownColumns}, minmax(0, 1fr))`;
    box.style.gridTemplateRows = `calc(${head} * var(--u)) repeat(${lines}, calc(${tall.toFixed(2)} * var(--u)))`;
    page.forEach((column, across) => {
      [heading(), ...column.map(draw)].forEach((node, down) => {
        node.style.gridColumn = across + 1;
        node.style.gridRow = down + 1;
        box.append(node);
      });
    });
    return box;
  };

  // --- scenes: each gives its pages, each page a function that draws it ------------------------------------------------
  const SCENES = {
    overview(scene) {
      const wide = size().wide;
      return [() => {
        const cards = el(wide > 280 ? "cards large" : "cards");
        const across = wide > 280 ? scene.cards.length : 3;
        cards.style.gridTemplateColumns = `repeat(${across}, minmax(0, 1fr))`;
        for (const one of scene.cards) {
          const card = toned(el("card"), one.colour, one.value_colour);
          const name = el("name fit");
          into(name, el("", `${one.mark} `, "span"), one.name);
          const value = into(el("value fit", one.value), el("", `\u2009${one.unit}`, "small"));
          into(card, name, value, el(`change fit ${one.change_tone}`, one.change));
          cards.append(one.aside ? into(card, el("change fit", one.aside)) : card);
        }
        const lines = el("campaign");
        lines.style.gridTemplateColumns = `repeat(${Math.max(scene.lines.length, 1)}, minmax(0, 1fr))`;
        for (const one of scene.lines) {
          const line = toned(el("line"), one.colour);
          lines.append(into(line, into(el("name fit"), el("", `${one.mark} `, "span"), one.name), el("value fit", one.value)));
        }
        return scene.lines.length ? [el("headline fit", scene.headline), cards, lines] : [el("headline fit", scene.headline), cards];
      }];
    },
    campaign(scene) {
      const form = { least: 80, row: 10.6, head: 0, note: [...scene.note].length < 45 ? 5 : 8.4 };
      const { pages, columns, tall } = sheet(scene.rows, form);
      const heading = () => el("");
      const draw = (one) => toned(into(el("row front"),
        into(el("name fit"), el("", `${one.mark} `, "span"), one.name), el("value fit", one.value), el("sentence fit", one.sentence)), one.colour);
      return pages.map((page) => () => [columned(page, columns, { ...form, tall, heading, draw }), el("note fit", scene.note)]);
    },
    ranking(scene) {
      const form = { least: 80, row: 7.2, head: 4, note: 8.4 };
      const { pages, columns, tall } = sheet(scene.rows, form);
      const heading = () => into(el("row unit heading"), el("", "名次"), el("", scene.unit), el("", ""), el("number", "按期整改率"), el("", "超期情况"));
      const draw = (one) => {
        if (one.group !== undefined) return el("group", one.group);
        const place = el("place", one.place);
        if (one.tied) place.append(el("", "并列", "small"));
        const bar = into(el("bar"), el("", "", "i"));
        bar.firstChild.style.width = `${one.share}%`;
        const rate = into(el("number rate", one.rate), el("", one.base, "small"));
        const state = toned(into(el("state", `${one.sign} ${one.state}`), el("", one.count, "small")), one.tone);
        return into(el("row unit"), place, el("name fit", one.name), bar, rate, state);
      };
      if (!pages.length) return [() => [el("message", scene.note)]];
      return pages.map((page) => () => [columned(page, columns, { ...form, tall, heading, draw }), el("note fit", scene.note)]);
    },
    overdue(scene) {
      const form = { least: 120, row: 10.2, head: 4, note: 8.4 };
      if (!scene.rows.length) return [() => [el("message", `✔ ${scene.note}`)]];
      const { pages, columns, tall } = sheet(scene.rows, form);
      const heading = () => into(el("row late heading"), el("number", "超期"), el("", "问题"), el("", "责任单位（牵头县领导）"));
      const draw = (one) => into(el("row late"),
        el("days fit", `▲ ${many(one.days)} 天`),
        into(el(""), el("problem fit", one.problem), el("where fit", one.place)),
        into(el(""), el("who fit", one.unit), one.leader ? el("leader fit", one.leader) : ""));
      return pages.map((page) => () => [columned(page, columns, { ...form, tall, heading, draw }), el("note fit", scene.note)]);
    },
    trend(scene) {
      return [() => {
        const chart = el("chart");
        chart.drawn = () => chart.append(weeks(scene, chart.clientWidth, chart.clientHeight, unit()));
        return [chart];
      }];
    },
    recurring(scene) {
      return [() => {
        const offenders = el("offenders");
        for (const one of scene.offenders) offenders.append(into(el("offender"), el("name fit", one.name),
          el("counts fit", `共 ${many(one.total)} 件　未整改 ${many(one.open)}　超期 ${many(one.overdue)}　反复 ${many(one.recurring)}`)));
        const lines = Math.floor((size().high - 12 - 6.5 - 4 - 12 - 9 - 12 - (scene.offenders.length ? 4 : 0)) / 7);
        const half = (title, rows) => {
          const box = into(el("half"), el("", title, "h2"));
          box.append(into(el("row again heading"), el("name", ""), el("number", "反复（件）"), el("number", "全部（件）")));
          for (const one of rows.slice(0, Math.max(1, lines))) box.append(into(el("row again"), el("name fit", one.name),
            el("number count", many(one.recurring)), el("number", many(one.total))));
          if (!rows.length) box.append(el("note", "没有反复的问题。"));
          return box;
        };
        const headline = el("headline fit", `反复问题 ${scene.value} 件，反复率 ${scene.rate}%。`);
        return [headline, scene.offenders.length ? offenders : el("note fit", scene.lacking),
          into(el("halves"), half("反复最多的问题类别", scene.categories), half("反复最多的点位", scene.places)), el("note fit", scene.note)];
      }];
    },
    exposure(scene) {
      const across = Math.max(1, Math.floor((size().wide - 4) / 120));
      const pages = [];
      for (let n = 0; n < scene.rows.length; n += across) pages.push(scene.rows.slice(n, n + across));
      return pages.map((page) => () => {
        const box = el("pairs");
        for (const one of page) {
          const sides = el("sides");
          for (const [kind, name] of [["before", "整改前"], ["after", "整改后"]]) {
            const photo = el("photo", one[kind] ? undefined : one.lacking[kind]);
            if (one[kind]) {
              const picture = el("", undefined, "img");
              picture.alt = name;
              picture.src = one[kind];
              photo.append(picture);
            }
            sides.append(into(el("side"), el("", name), photo));
          }
          const standing = into(el("standing"), el("", one.standing, "b"), el("fit", `${one.place}　责任单位：${one.unit}`));
          box.append(toned(into(el("pair"), el("problem fit", one.problem), standing, sides), one.tone));
        }
        return [box, el("note fit", scene.note)];
      });
    },
  };
  SCENES.districts = SCENES.departments = SCENES.ranking;

  // Two charts of the same weeks: what is left (lines) above what came and went (bars), numbers at the last week.
  const weeks = (scene, wide, high, u) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const draw = (tag, attributes, text) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      if (text !== undefined) made.textContent = text;
      svg.append(made);
    };
    const by = Object.fromEntries(scene.series.map((one) => [one.key, one]));
    const count = scene.weeks.length, left = 14 * u, right = wide - 30 * u, step = (right - left) / count;
    const middle = (n) => left + step * (n + 0.5);
    const nice = (value) => { const p = 10 ** Math.floor(Math.log10(Math.max(1, value))); return [1, 2, 5, 10].map((k) => k * p).find((k) => k >= value); };
    const part = (title, top, bottom, keys, styles) => {
      const most = nice(Math.max(1, ...keys.flatMap((key) => by[key].values)));
      const y = (value) => bottom - (bottom - top - 6 * u) * value / most;
      draw("text", { x: 0, y: top + 2.6 * u, "font-size": 2.9 * u, "font-weight": 600 }, title);
      for (const share of most < 2 ? [0, 1] : [0, 0.5, 1]) {
        draw("line", { x1: left, x2: right, y1: y(most * share), y2: y(most * share), stroke: colour("line"), "stroke-width": 0.15 * u });
        draw("text", { x: left - u, y: y(most * share) + 0.9 * u, "font-size": 2.4 * u, "text-anchor": "end" }, many(most * share));
      }
      const ends = keys.map((key) => ({ key, at: y(by[key].values[count - 1]) })).sort((a, b) => a.at - b.at);
      for (let n = 1; n < ends.length; n++) ends[n].at = Math.max(ends[n].at, ends[n - 1].at + 3.6 * u);
      const under = ends[ends.length - 1].at - bottom;
      if (under > 0) ends.forEach((one) => { one.at -= under; });
      for (const { key, at: end } of ends) draw("text", { x: right + 1.5 * u, y: end + 1.1 * u, "font-size": 3 * u, "font-weight": 700, style: `fill:${styles[key].colour}` },
        `${styles[key].mark} ${by[key].name} ${many(by[key].values[count - 1])}`);
      return y;
    };
    const half = high * 0.5;
    const stocks = { open: { colour: colour("blue"), mark: "●" }, overdue: { colour: colour("red"), mark: "▲" } };
    const yTop = part("每周末未整改、超期（件）", 0, half - 2 * u, ["open", "overdue"], stocks);
    for (const key of ["open", "overdue"]) {
      const points = by[key].values.map((value, n) => [middle(n), yTop(value)]);
      draw("polyline", { points: points.map((p) => p.join(",")).join(" "), fill: "none", stroke: stocks[key].colour, "stroke-width": 0.6 * u, "stroke-dasharray": key === "overdue" ? `${1.4 * u} ${0.7 * u}` : "none" });
      for (const [x, y] of points) {
        if (key === "open") draw("circle", { cx: x, cy: y, r: 0.9 * u, fill: stocks[key].colour });
        else draw("path", { d: `M${x} ${y - u}L${x + u} ${y + 0.8 * u}L${x - u} ${y + 0.8 * u}Z`, fill: stocks[key].colour });
      }
    }
    const flows = { found: { colour: colour("ink"), mark: "□" }, done: { colour: colour("green"), mark: "■" } };
    const yLow = part("每周新增、完成（件）", half + u, high - 4.6 * u, ["found", "done"], flows);
    by.found.values.forEach((value, n) => {
      const thick = Math.min(step * 0.36, 6 * u);
      draw("rect", { x: middle(n) - thick, y: yLow(value), width: thick * 0.94, height: yLow(0) - yLow(value), fill: "none", stroke: colour("ink"), "stroke-width": 0.3 * u });
      const done = by.done.values[n];
      draw("rect", { x: middle(n) + thick * 0.06, y: yLow(done), width: thick * 0.94, height: yLow(0) - yLow(done), fill: colour("green") });
    });
    const every = Math.ceil(12 * u / step);
    scene.weeks.forEach((name, n) => {
      if ((count - 1 - n) % every === 0) draw("text", { x: middle(n), y: high - 0.8 * u, "font-size": 2.4 * u, "text-anchor": "middle" }, name);
    });
    return svg;
  };

  // --- showing --------------------------------------------------------------------------------------------------------
  const draw = () => {
    const scenes = shown ? shown.scenes : [];
    const alarm = document.getElementById("alarm");
    alarm.hidden = !(shown && shown.alarm);
    alarm.firstChild.className = "fit";
    alarm.firstChild.style.fontSize = "";
    alarm.firstChild.textContent = shown && shown.alarm ? `● ${shown.alarm}` : "";
    if (!scenes.length) {
      stage.replaceChildren(el("message", fault === "refused" ? REFUSED : shown ? "还没有数据。导入第一张表格后，这里会自动显示。" : fault ? "正在连接服务器……" : "正在读取数据……"));
      at.pages = 1;
    } else {
      at.scene = ((at.scene % scenes.length) + scenes.length) % scenes.length;
      const scene = scenes[at.scene];
      const pages = SCENES[scene.key](scene);
      at.pages = pages.length;
      at.page = at.page < 0 ? pages.length - 1 : Math.min(at.page, pages.length - 1);
      const nodes = pages[at.page]();
      stage.replaceChildren(...nodes);
      for (const node of nodes) if (node.drawn) node.drawn();
      document.body.dataset.scene = scene.key;
    }
    const title = document.getElementById("title");
    title.className = "fit";
    title.style.fontSize = "";
    title.textContent = scenes.length ? `${shown.county || "创城督查"} · ${scenes[at.scene].title}` : "创城督查大屏";
    for (const node of document.querySelectorAll(".fit")) fit(node);
    status();
  };
  const status = () => {
    const scenes = shown ? shown.scenes : [];
    const put = (id, text) => { const node = document.getElementById(id); if (node.textContent !== text) node.textContent = text; };
    const minutes = (day) => `${day.getHours()}:${String(day.getMinutes()).padStart(2, "0")}`;
    const since = good && new Date() - good > 86_400_000 / 2 ? `${good.getMonth() + 1}月${good.getDate()}日 ${minutes(good)}` : good && minutes(good);
    put("clock", minutes(new Date()));
    put("day", shown && shown.as_of ? `数据截至 ${shown.as_of}` : "");
    put("dots", scenes.length > 1 ? scenes.map((_, n) => (n === at.scene ? "●" : "○")).join("") : "");
    put("turn", scenes.length ? `${at.pages > 1 ? `第 ${at.page + 1} 页，共 ${at.pages} 页` : ""}` : "");
    const stale = fault === "refused" ? (shown ? "地址已作废，画面不再更新" : "") : fault && good && shown ? `▲ 数据连接中断，显示的是 ${since} 的数据` : "";
    put("said", [at.paused ? "‖ 已暂停" : "", stale, !stale && shown && shown.sample ? "示例数据" : ""].filter(Boolean).join("　"));
    document.body.dataset.stale = stale ? "yes" : "no";
  };
  const step = (by) => {
    const page = at.page + by;
    if (page < 0) { at.scene -= 1; at.page = -1; }
    else if (page >= at.pages) { at.scene += 1; at.page = 0; }
    else at.page = page;
    at.since = 0;
    draw();
  };

  // --- the one clock and the polling ----------------------------------------------------------------------------------
  let asking = false, waited = Infinity, before = performance.now();
  const ask = async () => {
    asking = true;
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), shown ? 20_000 : 120_000);
    const was = fault;
    try {
      const said = new URLSearchParams({ token });
      if (shown) said.set("version", shown.version);
      const answer = await fetch(`big_screen/data?${said}`, { signal: stop.signal, credentials: "omit" });
      if (answer.status === 403) {
        fault = "refused";
        shown = null;
      } else if (answer.status === 204) {
        fault = "";
        good = new Date();
      } else if (answer.ok) {
        const data = await answer.json();
        fault = "";
        good = new Date();
        if (build && data.build !== build) { location.reload(); return; }
        build = data.build;
        take(data);
      } else fault = "down";
    } catch {
      fault = "down";
    } finally {
      clearTimeout(limit);
      asking = false;
    }
    if (was !== fault && !(shown && shown.scenes.length)) draw(); else status();
  };
  const take = (data) => {
    const key = shown && shown.scenes.length ? shown.scenes[at.scene].key : null;
    shown = data;
    const place = data.scenes.findIndex((one) => one.key === key);
    at.scene = place < 0 ? 0 : place;
    if (place < 0) at.page = 0;
    draw();
  };
  const reload = async () => {
    // Only while the server answers: a browser that reloads into nothing shows its own error page for days.
    try { if ((await fetch(location.href, { credentials: "omit" })).ok) location.reload(); } catch { /* tomorrow */ }
  };
  let reloading = false;
  setInterval(() => {
    const now = performance.now(), passed = (now - before) * speed;
    before = now;
    waited += passed;
    if (waited >= POLL_MS && !asking) { waited = 0; ask(); }
    const scene = shown && shown.scenes[at.scene];
    if (scene && !at.paused) {
      at.since += passed;
      if (at.since >= scene.seconds * 1000) step(1);
    }
    const day = new Date();
    const quiet = day.getHours() === QUIET_HOUR[0] && day.getMinutes() === QUIET_HOUR[1];
    if (quiet && !reloading && day - loaded > 3_600_000) { reloading = true; reload(); }
    if (!quiet) reloading = false;
    status();
  }, 250);

  const KEYS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, Enter: 1, MediaTrackNext: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, MediaTrackPrevious: -1 };
  addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "MediaPlayPause") { at.paused = !at.paused; at.since = 0; status(); }
    else if (KEYS[event.key]) step(KEYS[event.key]);
    else return;
    event.preventDefault();
  });
  let resized = 0;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(draw, 100); });
  addEventListener("contextmenu", (event) => event.preventDefault());
  draw();
})();
