// Lanes: the events that the filter leaves, by state, actor or type over time.
(() => {
  const board = document.querySelector(".board");
  if (!board) return;
  const main = document.querySelector("main");
  const form = document.querySelector("form");
  const by = document.querySelector(".lanes select");
  const told = document.querySelector(".lanes output");
  const events = [...main.querySelectorAll("li[data-d]")];
  const LANES = 6, ROWS = 8, DOT = 11, GAP = 2, TAIL = 26, OTHERS = "";
  const DAY = 864e5, YEAR = 365.25;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const boxes = name => [...form.querySelectorAll(`input[name=${name}]`)];
  const names = {
    c: Object.fromEntries(boxes("c").map(box => [box.value, box.nextElementSibling.textContent])),
    a: { ...JSON.parse(main.dataset.actors) },
    t: Object.fromEntries(boxes("t").map(box => [box.value, box.value])),
  };

  // First and last day of each event, and which of its ends are open.
  const spans = events.map(event => {
    const [, until, first, sign, length] = event.dataset.d.match(/^(~?)(-?\d+)(?:([+~])(\d*))?$/);
    const day = +first;
    return {
      first: day,
      last: day + (+length || 0),
      from: until === "~",
      to: sign !== undefined && !length,
      told: sign === "+",
    };
  });

  // The days shown; by default, all but the one event in twenty that would
  // cost the others half of the room.
  let view = null;
  function whole(shown) {
    const days = shown.map(i => spans[i].from ? spans[i].last : spans[i].first).sort((a, b) => a - b);
    if (!days.length) return [0, 1];
    const few = Math.floor(days.length / 20);
    let [first, last] = [days[0], days.at(-1)];
    if ((last - days[few]) * 2 <= last - first) first = days[few];
    const late = days[days.length - 1 - few];
    if ((late - first) * 2 < last - first) last = late;
    const margin = Math.max(3, (last - first) / 60);
    return [first - margin, last + margin];
  }

  function lanes(shown) {
    const key = by.value;
    const found = new Map();
    const rest = [];
    for (const i of shown) {
      const keys = (events[i].dataset[key] ?? "").split(" ").filter(k => k in names[key]);
      for (const k of keys) found.has(k) ? found.get(k).push(i) : found.set(k, [i]);
    }
    // What every event involves tells nothing apart.
    const all = key !== "t" && shown.length > 1 ? shown.length : Infinity;
    const fullest = [...found].filter(([, of]) => of.length < all)
      .sort((a, b) => b[1].length - a[1].length).slice(0, LANES);
    const placed = new Set(fullest.flatMap(([, of]) => of));
    for (const i of shown) if (!placed.has(i)) rest.push(i);
    return rest.length ? [...fullest, [OTHERS, rest]] : fullest;
  }

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // Puts events into rows in which none covers another.
  function pack(of, [from, to], width) {
    const x = day => (day - from) / (to - from) * width;
    const placed = [], ends = [], left = { earlier: 0, later: 0, crowded: 0 };
    for (const i of of) {
      const { first, last, from: openFrom, to: openTo, told: toEnd } = spans[i];
      let start = x(first), end = x(last + 1);
      if (openFrom) start -= TAIL;
      if (openTo) end = toEnd ? Math.max(width, end) : end + TAIL;
      if (end < 0) { left.earlier++; continue; }
      if (start > width) { left.later++; continue; }
      const span = end - start > DOT && (last > first || openFrom || openTo);
      if (!span) {
        const middle = Math.min(Math.max((start + end) / 2, DOT / 2), width - DOT / 2);
        [start, end] = [middle - DOT / 2, middle + DOT / 2];
      }
      placed.push({ i, span, start: Math.max(0, start), end: Math.min(width, end) });
    }
    placed.sort((a, b) => a.start - b.start);
    const marks = placed.filter(mark => {
      let row = ends.findIndex(end => end + GAP <= mark.start);
      if (row < 0) row = ends.length;
      if (row === ROWS) { left.crowded++; return false; }
      ends[row] = mark.end;
      mark.row = row;
      return true;
    });
    return { marks, rows: ends.length, left };
  }

  function title(event) {
    const date = event.querySelector("time").textContent;
    const year = event.closest("section").getAttribute("aria-label");
    const status = event.querySelector("summary > b > i");
    const headline = event.querySelector("summary > b").firstChild.textContent;
    return `${date.includes(year) ? date : `${date} ${year}`}: ${headline}`
      + (status ? ` (${status.textContent})` : "");
  }

  function drawMark({ i, span, start, end, row }, width) {
    const event = events[i];
    const mark = make("a", "m");
    mark.href = `#${event.id}`;
    mark.dataset.t = event.dataset.t;
    if (event.dataset.s) mark.dataset.s = event.dataset.s;
    mark.style.cssText = `left:${(start / width * 100).toFixed(2)}%;--row:${row}`;
    if (span) {
      mark.classList.add("span");
      if (spans[i].from) mark.classList.add("from");
      if (spans[i].to) mark.classList.add("to");
      mark.style.width = `${((end - start) / width * 100).toFixed(2)}%`;
    }
    mark.tabIndex = -1;
    mark.title = title(event);
    mark.setAttribute("aria-label", mark.title);
    return mark;
  }

  // A lane's name narrows the filter to it.
  function choose(key, value, name) {
    const box = boxes(key).find(box => box.value === value);
    if (box) box.checked = !box.checked;
    else form.elements.q.value = form.elements.q.value === name ? "" : name;
    form.dispatchEvent(new Event("input"));
  }

  function drawLane([value, of], period, width) {
    const key = by.value;
    const { marks, rows, left } = pack(of, period, width);
    const lane = make("div", "lane");
    const head = make("div", "name");
    if (value === OTHERS) head.append(make("b", "", "Others"));
    else {
      const name = names[key][value];
      const button = make("button", "", name);
      button.type = "button";
      button.title = `Show only ${name}, or all again`;
      button.addEventListener("click", () => choose(key, value, name));
      head.append(button);
    }
    const notes = [`${of.length}`];
    if (left.earlier) notes.push(`${left.earlier} earlier`);
    if (left.later) notes.push(`${left.later} later`);
    if (left.crowded) notes.push(`${left.crowded} not drawn`);
    head.append(make("small", "", notes.join(" · ")));
    const track = make("div", "track");
    track.style.setProperty("--rows", Math.max(rows, 2));
    track.append(...marks.map(mark => drawMark(mark, width)));
    lane.append(head, track);
    return lane;
  }

  const date = day => new Date(day * DAY);
  const number = (year, month) => Date.UTC(year, month, 1) / DAY;

  // Years, or months where there are few; each zooms in on itself.
  function drawAxis([from, to], width) {
    const axis = make("div", "axis-of");
    const months = to - from < 2.2 * YEAR;
    const steps = [];
    const at = date(from);
    for (let y = at.getUTCFullYear(), m = months ? at.getUTCMonth() : 0; steps.length < 400;) {
      const start = number(y, m);
      if (start > to) break;
      const next = months ? number(y, m + 1) : number(y + 1, 0);
      const label = months && m % 12 ? MONTHS[m % 12] : `${months ? "Jan " : ""}${y + Math.floor(m / 12)}`;
      if (next > from) steps.push([start, next, label]);
      if (months) { m++; if (m === 12) { m = 0; y++; } } else y++;
    }
    const every = Math.max(1, Math.ceil(steps.length * 46 / width));
    steps.forEach(([start, end, label], n) => {
      const left = Math.max(0, (start - from) / (to - from));
      const line = make("i");
      line.style.left = `${(left * 100).toFixed(2)}%`;
      axis.append(line);
      const next = steps[n + every];
      const crowded = n === 0 && next && (next[0] - from) / (to - from) * width < 40;
      if (n % every || crowded || left * width > width - 34) return;
      const button = make("button", "", label);
      button.type = "button";
      button.style.left = line.style.left;
      button.setAttribute("aria-label", `Zoom to ${label}`);
      button.addEventListener("click", () => { view = [start, end]; draw(); });
      axis.append(button);
    });
    return axis;
  }

  function draw() {
    const shown = [];
    events.forEach((event, i) => { if (!event.hidden) shown.push(i); });
    const period = view ?? whole(shown);
    const gutter = parseFloat(getComputedStyle(board).getPropertyValue("--gutter")) * 16;
    const width = Math.max(200, board.clientWidth - gutter);
    const found = lanes(shown);
    board.replaceChildren(drawAxis(period, width), ...found.map(lane => drawLane(lane, period, width)));
    const first = board.querySelector(".m");
    if (first) first.tabIndex = 0;
    const month = day => `${MONTHS[date(day).getUTCMonth()]} ${date(day).getUTCFullYear()}`;
    const undated = main.querySelectorAll("li:not([hidden]):not([data-d])").length;
    told.textContent = `${month(period[0])} to ${month(period[1])}`
      + (undated ? ` · ${undated} without a date` : "");
    drawn = width;
  }

  const moves = {
    in: ([a, b]) => b - a > 20 ? [a + (b - a) / 4, b - (b - a) / 4] : [a, b],
    out: ([a, b]) => b - a < 200 * YEAR ? [a - (b - a) / 2, b + (b - a) / 2] : [a, b],
    earlier: ([a, b]) => [a - (b - a) / 2, b - (b - a) / 2],
    later: ([a, b]) => [a + (b - a) / 2, b + (b - a) / 2],
    all: () => null,
  };
  for (const button of document.querySelectorAll(".lanes [data-go]")) {
    button.addEventListener("click", () => {
      const shown = events.flatMap((event, i) => event.hidden ? [] : [i]);
      view = moves[button.dataset.go](view ?? whole(shown));
      draw();
    });
  }

  // One mark is in the order of Tab; the arrow keys go on from there.
  function go(to) {
    if (!to) return;
    for (const mark of board.querySelectorAll('.m[tabindex="0"]')) mark.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
  board.addEventListener("keydown", event => {
    const mark = event.target.closest(".m");
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    const track = mark.parentElement;
    const inOrder = [...track.children].sort((a, b) => a.offsetLeft - b.offsetLeft);
    const here = inOrder.indexOf(mark);
    const next = step => {
      const tracks = [...board.querySelectorAll(".track")].filter(t => t.children.length);
      const other = tracks[tracks.indexOf(track) + step];
      const away = m => Math.abs(m.offsetLeft - mark.offsetLeft);
      return other && [...other.children].reduce((a, b) => away(b) < away(a) ? b : a);
    };
    const to = {
      ArrowRight: () => inOrder[here + 1],
      ArrowLeft: () => inOrder[here - 1],
      ArrowDown: () => next(1),
      ArrowUp: () => next(-1),
      Home: () => inOrder[0],
      End: () => inOrder.at(-1),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    go(to());
  });

  by.addEventListener("change", draw);
  form.addEventListener("sifted", () => { view = null; draw(); });
  let drawn = 0, due = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => { if (board.clientWidth && Math.abs(board.clientWidth - drawn) > 1) draw(); });
  });
  // The list is read first; the lanes can wait for it.
  (window.requestIdleCallback ?? setTimeout)(draw);
})();
