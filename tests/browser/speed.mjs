// How fast a page of 5,000 events opens and scrolls, and how large it is.
//
// Times are printed, not asserted: they are those of this machine. The size
// is the same everywhere, and more than 3 MB is a failure.

import { readFileSync } from "node:fs";
import { Graph, launch, open, synthetic } from "./pages.mjs";

const BUDGET = 3_000_000;
const RUNS = 5;
const graph = new Graph(synthetic(5500));
const file = graph.file("long.html", "timeline", "--type", "Visit,Agreement");
const browser = await launch();

const middle = numbers => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const opened = [];
for (let run = 0; run < RUNS; run++) {
  const page = await open(browser, file.url);
  opened.push(await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return Math.max(navigation.loadEventEnd, paint.startTime);
  }));
  await page.close();
}

const page = await open(browser, file.url);
const events = await page.$$eval("main li", items => items.length);
await page.waitForFunction(() => document.querySelector(".lane"));
await new Promise(resolve => setTimeout(resolve, 500));
const trace = graph.path("trace.json");
await page.tracing.start({ path: trace, categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline.frame"] });
const frames = await page.evaluate(() => new Promise(resolve => {
  const lengths = [];
  let before = performance.now(), steps = 0;
  const step = now => {
    lengths.push(now - before);
    before = now;
    scrollBy({ top: 160, behavior: "instant" });
    if (++steps < 400) requestAnimationFrame(step);
    else resolve(lengths.slice(1));
  };
  requestAnimationFrame(step);
}));
await page.tracing.stop();
const tasks = JSON.parse(readFileSync(trace)).traceEvents;
const main = tasks.find(e => e.name === "thread_name" && e.args.name === "CrRendererMain");
const work = tasks
  .filter(e => e.name === "RunTask" || e.name === "ThreadControllerImpl::RunTask")
  .filter(e => tasks.some(t => t.name === "thread_name" && t.args.name === "CrRendererMain" && t.pid === e.pid && t.tid === e.tid));
const longestOf = duration => Math.max(0, ...work.map(e => (e[duration] ?? 0) / 1000));

const typing = await page.evaluate(async () => {
  const start = performance.now();
  const search = document.querySelector("input[type=search]");
  search.value = "tokaev";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return performance.now() - start;
});
await browser.close();
graph.end();

const ms = n => `${n.toFixed(0)} ms`;
const verdict = (fits, bound) => `${fits ? "within" : "OVER"} ${bound}`;
const longest = Math.max(...frames);
console.log(`a page of ${events} events, ${(file.size / 1e6).toFixed(2)} MB: ${verdict(file.size <= BUDGET, "3 MB")}`);
console.log(`opens in ${ms(middle(opened))} (median of ${RUNS}): ${verdict(middle(opened) < 1000, "1 s")}`);
console.log(`scrolls ${frames.length} frames, the longest ${ms(longest)}: ${verdict(longest <= 50, "50 ms")}`);
console.log(`longest task of the page's thread while it scrolls: ${ms(longestOf("dur"))}, ${ms(longestOf("tdur"))} of CPU${main ? "" : " (no trace)"}`);
console.log(`first search shows after ${ms(typing)}`);
if (file.size > BUDGET || events < 5000) process.exit(1);
