// The pictures of the documents, in docs/img, made anew.

import { mkdirSync } from "node:fs";
import { Graph, launch, open } from "./pages.mjs";

const folder = new URL("../../docs/img/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const graph = new Graph();
const browser = await launch();
const timeline = graph.file("timeline.html", "timeline", "--from", "2022-01-01", "--to", "2023-12-31");
const brief = graph.file("brief.html", "report", "Kazakhstan");
const picture = graph.file("uzbekistan.svg", "timeline", "--country", "Uzbekistan", "--from", "2022-09-01");

async function shoot(name, url, options, prepare) {
  const page = await open(browser, url, options);
  if (prepare) await prepare(page);
  await new Promise(resolve => setTimeout(resolve, 200));
  await page.screenshot({ path: `${folder}${name}.png`, optimizeForSpeed: false });
  await page.close();
  console.log(`docs/img/${name}.png`);
}

const evidence = async page => {
  await page.evaluate(() => {
    const event = [...document.querySelectorAll("main li")].find(li => li.textContent.includes("Xi Jinping visits Astana"));
    event.firstElementChild.open = true;
    event.scrollIntoView({ block: "start", behavior: "instant" });
  });
};
await shoot("timeline", timeline.url, { width: 1200, height: 860 });
await shoot("evidence", timeline.url, { width: 1200, height: 620, theme: "dark" }, evidence);
await shoot("phone", timeline.url, { width: 390, height: 800 }, evidence);
await shoot("report", brief.url, { width: 1000, height: 800 });
await shoot("picture", picture.url, { width: 1200, height: 700 });
await browser.close();
graph.end();
