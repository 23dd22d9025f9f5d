// What people do with the pages, done in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Graph, launch, open } from "./pages.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const HOSTILE = `</style></script><script>window.hit = 1</script><img src=x "onerror='window.hit = 2'>‮evil⁦`;

let browser, graph, timeline, brief, hostile, hostileGraph;

before(async () => {
  browser = await launch();
  graph = new Graph();
  timeline = graph.file("timeline.html", "timeline");
  brief = graph.file("brief.html", "report", "Kazakhstan");
  hostileGraph = new Graph([
    {
      id: `x"><script>window.hit = 3</script>`,
      title: HOSTILE,
      source: HOSTILE,
      url: `https://example.org/"onerror=alert(1)><script>window.hit = 4</script>`,
      date: "2022-09-15",
      text: `Xi Jinping visited Kazakhstan on 14 September 2022 ${HOSTILE}. Emomali Rahmon visited Astana on 15 September 2022.`,
    },
    {
      id: "b",
      title: "Guests",
      source: "Irtysh Wire",
      url: "javascript:window.hit = 5",
      date: "2022-09-16",
      text: "Xi Jinping visited Kazakhstan on 14 September 2022. Olaf Scholz visited Tashkent on 16 September 2022.",
    },
  ]);
  hostile = hostileGraph.file("hostile.html", "timeline");
});

after(async () => {
  await browser?.close();
  graph?.end();
  hostileGraph?.end();
});

const visible = page => page.$$eval("main li", items => items.filter(li => li.checkVisibility()).length);
const well = page => {
  assert.deepEqual(page.faults, []);
  assert.ok(page.asked.every(url => url.startsWith("file:")), page.asked.join(" "));
};

test("the page says what it covers and asks the network for nothing", async () => {
  const page = await open(browser, timeline.url);
  const told = await page.$eval("header", header => header.innerText);
  const count = await page.$$eval("main li", items => items.length);
  assert.match(told, new RegExp(`${count} events`));
  assert.match(told, /\d+ articles/);
  assert.equal(await page.title(), "Timeline");
  well(page);
  await page.close();
});

test("what was left out is said, and why", async () => {
  const file = graph.file("year.html", "timeline", "--country", "Kazakhstan", "--from", "2022-01-01", "--to", "2022-12-31");
  const page = await open(browser, file.url);
  const told = await page.$eval("header", header => header.innerText);
  assert.match(told, /All events that involve Kazakhstan, 1 January 2022 to 31 December 2022/);
  assert.match(told, /Left out: \d+ events not of the countries.* \d+ events outside the period/);
  await page.close();
});

test("ticks and words choose events, in the list and in the lanes", async () => {
  const page = await open(browser, timeline.url);
  const all = await visible(page);
  await page.click('input[name=s][value=planned]');
  await page.waitForFunction(() => document.querySelector("form output").textContent !== "");
  const statuses = await page.$$eval("main li", items =>
    items.filter(li => li.checkVisibility()).map(li => li.dataset.s));
  assert.ok(statuses.length > 0 && statuses.length < all);
  assert.ok(statuses.every(status => status === "planned"));
  assert.ok((await page.$$eval(".m", marks => marks.map(m => m.dataset.s))).every(s => s === "planned"));
  assert.equal(await page.$eval("form output", o => o.textContent), `${statuses.length} of ${all} events`);

  await page.click("button[type=reset]");
  await page.waitForFunction(() => document.querySelector("form output").textContent === "");
  assert.equal(await visible(page), all);

  // Spelt as nobody in the articles spells it.
  await page.type("input[type=search]", "tokaev");
  await page.waitForFunction(() => document.querySelector("form output").textContent !== "");
  const texts = await page.$$eval("main li", items =>
    items.filter(li => li.checkVisibility()).map(li => li.textContent));
  assert.ok(texts.length > 0 && texts.length < all);
  assert.ok(texts.every(text => text.includes("Tokayev")));

  await page.type("input[type=search]", " zzz");
  await page.waitForFunction(() => document.querySelector(".none").checkVisibility());
  well(page);
  await page.close();
});

test("lanes are of states, actors or types, and zoom", async () => {
  const page = await open(browser, timeline.url);
  const names = () => page.$$eval(".lane .name", lanes => lanes.map(l => l.firstChild.textContent));
  assert.ok((await names()).includes("Kazakhstan"));
  await page.select(".lanes select", "a");
  assert.ok((await names()).includes("Xi Jinping"));
  await page.select(".lanes select", "t");
  assert.ok((await names()).includes("Visit"));
  await page.select(".lanes select", "c");
  const period = () => page.$eval(".lanes output", o => o.textContent);
  const before = await period();
  await page.click("[data-go=in]");
  assert.notEqual(await period(), before);
  await page.click("[data-go=all]");
  assert.equal(await period(), before);
  const year = await page.$$(".axis-of button");
  await year.at(-2).click();
  assert.match(await period(), /^Jan (\d{4}) to Jan \d{4}|^Jan (\d{4}) to Dec \1/);
  await page.click("[data-go=all]");
  const spans = await page.$$eval(".m.span", marks => marks.map(m => m.offsetWidth));
  assert.ok(spans.some(width => width > 60), "imprecise dates are spans");
  well(page);
  await page.close();
});

test("the name of a lane chooses its events", async () => {
  const page = await open(browser, timeline.url);
  const all = await visible(page);
  await page.click(".lane .name button");
  await page.waitForFunction(() => document.querySelector("form output").textContent !== "");
  const some = await visible(page);
  assert.ok(some > 0 && some < all);
  await page.close();
});

test("a click leads to the sentence, its article and its address", async () => {
  const page = await open(browser, timeline.url);
  const mark = await page.$(".m:not(.span)");
  const target = await mark.evaluate(m => decodeURIComponent(m.hash.slice(1)));
  await mark.click();
  await page.waitForFunction(id => {
    const { top } = document.getElementById(id).getBoundingClientRect();
    return document.getElementById(id).firstElementChild.open && top >= 0 && top < innerHeight;
  }, {}, target);
  const shown = await page.evaluate(id => {
    const event = document.getElementById(id);
    return {
      words: event.querySelector("q mark")?.textContent,
      cite: event.querySelector("q cite")?.textContent,
      focused: document.activeElement === event.querySelector("summary"),
    };
  }, target);
  assert.ok(shown.words && shown.cite && shown.focused, JSON.stringify(shown));
  const links = await page.$$eval("q cite a", all => all.map(a => a.getAttribute("href")));
  assert.ok(links.length > 0 && links.every(href => /^https?:/.test(href)));
  well(page);
  await page.close();
});

test("all of it works from the keyboard", async () => {
  const page = await open(browser, timeline.url);
  const focus = () => page.evaluate(() => {
    const e = document.activeElement;
    return { tag: e.tagName, text: e.textContent.trim(), mark: e.matches(".m"), href: e.hash };
  });
  await page.keyboard.press("Tab");
  assert.equal((await focus()).text, "Skip to the timeline");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal((await focus()).tag, "SUMMARY");
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement.parentElement.open));

  // The lanes take one stop of Tab; arrows go from event to event.
  await page.focus('.m[tabindex="0"]');
  const start = await focus();
  await page.keyboard.press("ArrowDown");
  const below = await focus();
  await page.keyboard.press("End");
  const last = await focus();
  assert.ok(start.mark && below.mark && last.mark);
  assert.notEqual(start.href + below.href, below.href + last.href);
  assert.equal((await page.$$('.m[tabindex="0"]')).length, 1);
  await page.keyboard.press("Enter");
  await page.waitForFunction(href => document.getElementById(decodeURIComponent(href.slice(1))).firstElementChild.open, {}, last.href);
  assert.equal((await focus()).tag, "SUMMARY");
  well(page);
  await page.close();
});

for (const [name, url] of [["timeline", () => timeline.url], ["report", () => brief.url]]) {
  for (const theme of ["light", "dark"]) {
    for (const [device, size] of [["desktop", { width: 1280, height: 900 }], ["phone", { width: 390, height: 844 }]]) {
      test(`axe-core finds nothing serious: ${name}, ${theme}, ${device}`, async () => {
        const page = await open(browser, url(), { theme, ...size });
        await page.evaluate(() => document.querySelectorAll("details").forEach((d, i) => { if (i < 40) d.open = true; }));
        // Runs outside of the page's own policy.
        await page.evaluate(AXE);
        const { violations, passes } = await page.evaluate(() => axe.run());
        const told = violations.map(v => `${v.impact} ${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)}`);
        for (const line of told) console.log(`  ${line}`);
        assert.ok(passes.length > 10);
        assert.deepEqual(violations.filter(v => ["serious", "critical"].includes(v.impact)).map(v => v.id), [], told.join("\n"));
        await page.close();
      });
    }
  }
}

test("light and dark differ, and follow the system", async () => {
  const colours = [];
  for (const theme of ["light", "dark"]) {
    const page = await open(browser, timeline.url, { theme });
    colours.push(await page.$eval("body", body => getComputedStyle(body).backgroundColor));
    await page.close();
  }
  const light = colours.map(c => c.match(/\d+/g).reduce((sum, n) => sum + +n, 0));
  assert.ok(light[0] > 600 && light[1] < 150, colours.join(" "));
});

test("a phone has no need to scroll sideways", async () => {
  for (const [url, width] of [[timeline.url, 390], [timeline.url, 320], [brief.url, 390], [hostile.url, 360]]) {
    const page = await open(browser, url, { width, height: 844 });
    await page.evaluate(() => document.querySelectorAll("main details").forEach(d => { d.open = true; }));
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(wide <= width, `${url} is ${wide} wide on ${width}`);
    await page.close();
  }
});

test("it prints: the list without the filter, with addresses", async () => {
  for (const url of [timeline.url, brief.url]) {
    const page = await open(browser, url);
    const pdf = Buffer.from(await page.pdf({ format: "A4" }));
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
    await page.emulateMediaType("print");
    assert.ok(!(await page.evaluate(() => document.querySelector("aside")?.checkVisibility())));
    await page.close();
  }
});

test("the page can be read without a script", async () => {
  const page = await open(browser, timeline.url, { script: false });
  assert.ok(await page.$eval("main", main => main.innerText.includes("Xi Jinping visits Astana")));
  assert.ok(!(await page.$eval(".lanes", lanes => lanes.checkVisibility())), "no empty lanes");
  await page.close();
});

test("hostile articles stay text", async () => {
  const files = [
    hostile,
    hostileGraph.file("hostile.svg", "timeline"),
    hostileGraph.file("hostile-brief.html", "report", "Kazakhstan"),
  ];
  for (const { url } of files) {
    const page = await open(browser, url);
    const seen = await page.evaluate(() => ({
      hit: window.hit,
      images: document.querySelectorAll("img").length,
      handlers: [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on"))).length,
      links: [...document.querySelectorAll("a[href]")].map(a => a.getAttribute("href")),
      text: document.documentElement.textContent,
      scripts: document.querySelectorAll("script").length,
    }));
    assert.equal(seen.hit, undefined, url);
    assert.equal(seen.images + seen.handlers, 0, url);
    assert.ok(seen.scripts <= 1, url);
    assert.ok(seen.links.every(href => /^(#|https?:)/.test(href)), seen.links.join(" "));
    assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(seen.text), url);
    well(page);
    await page.close();
  }
  const page = await open(browser, hostile.url);
  const text = await page.$eval("main", main => main.textContent);
  assert.ok(text.includes("<script>window.hit = 1</script>"), "shown as it stands there");
  await page.close();
});
