// The pages that the scripts open, made by the program itself.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const PROJECT = new URL("../..", import.meta.url).pathname;

/** A folder with a store of its own, and the program to ask it. */
export class Graph {
  constructor(articles = join(PROJECT, "examples/articles")) {
    this.folder = mkdtempSync(join(tmpdir(), "silkgraph-browser-"));
    if (Array.isArray(articles)) {
      const lines = articles.map(article => JSON.stringify(article)).join("\n");
      articles = this.path("articles.jsonl");
      writeFileSync(articles, lines);
    }
    this.run("ingest", articles);
  }

  path(name) {
    return join(this.folder, name);
  }

  run(command, ...rest) {
    return execFileSync(process.env.SILKGRAPH, [command, ...rest, "--db", this.path("db")], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Writes what the command tells to a file; its address and size. */
  file(name, command, ...rest) {
    this.run(command, ...rest, "--output", this.path(name));
    return { url: pathToFileURL(this.path(name)).href, size: statSync(this.path(name)).size };
  }

  end() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function launch() {
  return puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
}

/** Opens a page; `asked` and `faults` collect its requests and its errors. */
export async function open(browser, url, { width = 1280, height = 900, theme = "light", script = true } = {}) {
  const page = await browser.newPage();
  page.asked = [];
  page.faults = [];
  page.on("request", request => page.asked.push(request.url()));
  page.on("pageerror", error => page.faults.push(String(error)));
  page.on("console", message => {
    if (message.type() === "error") page.faults.push(message.text());
  });
  page.on("dialog", dialog => {
    page.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.setJavaScriptEnabled(script);
  await page.goto(url);
  // The lanes are drawn when the browser is idle.
  if (script) await page.waitForFunction(() => !document.querySelector(".board") || document.querySelector(".lane"));
  return page;
}

const PERSONS = ["Xi Jinping", "Vladimir Putin", "Kassym-Jomart Tokayev", "Shavkat Mirziyoyev",
  "Sadyr Japarov", "Emomali Rahmon", "Emmanuel Macron", "Olaf Scholz", "Antony Blinken",
  "Sergey Lavrov", "Wang Yi", "Narendra Modi"];
const STATES = ["Kazakhstan", "Uzbekistan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "China",
  "Russia", "France", "Germany", "India", "Turkey", "Iran"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];

/** Articles that tell of `n` visits and agreements between 2014 and 2025. */
export function synthetic(n) {
  const articles = [];
  for (let i = 0; i < n; i += 4) {
    const sentences = [];
    // A walk over the days without chance; their number is prime, so that none comes twice.
    const date = new Date(Date.UTC(2014, 0, 1) + (i * 7919 % 4373) * 864e5);
    for (let k = i; k < Math.min(i + 4, n); k++) {
      const day = new Date(date.getTime() + (k - i) * 864e5);
      const when = `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
      const person = PERSONS[k * 5 % PERSONS.length];
      const [one, other] = [STATES[k * 7 % STATES.length], STATES[(k * 11 + 3) % STATES.length]];
      sentences.push(
        k % 4 === 3 && one !== other
          ? `${one} and ${other} signed an agreement on trade on ${when}, and the two sides also spoke of transport and water.`
          : k % 4 === 2
            ? `${person} will visit ${other} on ${when}, officials said, to speak of trade and transit.`
            : `${person} visited ${other} on ${when} and spoke of trade, transport and the water of the two rivers.`,
      );
    }
    articles.push({
      id: `synthetic-${i}`,
      title: `Talks on trade and water, number ${i}`,
      date: new Date(date.getTime() + 4 * 864e5).toISOString().slice(0, 10),
      source: ["Irtysh Wire", "Two Rivers Daily", "Transoxus Review"][i / 4 % 3],
      url: `https://example.org/synthetic/${date.toISOString().slice(0, 10)}/talks-on-trade-and-water-${i}`,
      text: sentences.join(" "),
    });
  }
  return articles;
}
