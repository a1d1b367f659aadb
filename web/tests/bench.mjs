// Measures the page in a browser, and prints a table: `node web/tests/bench.mjs` after web/build.

import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { until, WEB } from "./browser.mjs";
import { choose, press, Site } from "./program.mjs";
import { Program } from "../page/program.js";

/** How often each time is taken; the table has the medians. */
const TIMES = 15;
/** How many rows the long file has. */
const ROWS = 10_000_000;

const rows = [];
const row = (what, value) => rows.push(`| ${what} | ${value} |`);

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const milliseconds = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Sizes of what is sent. */
async function sizes() {
  const zipped = async (name) => gzipSync(await readFile(join(WEB, name)), { level: 9 }).length;
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
  const names = (await readdir(WEB)).filter((name) => /\.(js|css)$|^index\.html$/.test(name));
  const scripts = await Promise.all(names.map(zipped));
  row("emstep.wasm, gzipped", kilobytes(await zipped("emstep.wasm")));
  row("scripts, styles and HTML, gzipped",
    kilobytes(scripts.reduce((sum, size) => sum + size)));
  row("emstep.html, gzipped", kilobytes(await zipped("emstep.html")));
}

/** The module's memory after the homework has converged. */
async function memory() {
  const module = await WebAssembly.compile(await readFile(join(WEB, "emstep.wasm")));
  const program = new Program(module, null, () => new Uint8Array(), () => {});
  program.ask({ open: {} });
  program.ask({ screen: { columns: 120, rows: 40, dark: true } });
  for (const key of ["e", "m", "c"]) {
    program.ask({ key });
    program.ask("draw");
  }
  row("memory of the module, homework", `${program.memory.buffer.byteLength / 2 ** 20} MiB`);
}

/** The time to the first frame, from the start of the navigation. */
async function firstFrame(site, address) {
  const tab = await site.tab(address);
  const time = await tab.evaluate(
    () => performance.getEntriesByName("first-frame")[0].startTime);
  await tab.close();
  return time;
}

async function firstFrames(name, address) {
  const cold = [], warm = [];
  for (let i = 0; i < 5; i += 1) {
    const site = new Site();
    await site.open();
    cold.push(await firstFrame(site, address(site)));
    await site.close();
  }
  const site = new Site();
  await site.open();
  for (let i = 0; i < TIMES; i += 1) warm.push(await firstFrame(site, address(site)));
  await site.close();
  row(`first frame of ${name}, browser just started`, milliseconds(median(cold)));
  row(`first frame of ${name}, browser at work`, milliseconds(median(warm)));
}

/** From a key to its frame on the canvas. */
async function steps(site) {
  const tab = await site.tab(site.address, { width: 1280, height: 800 });
  await tab.evaluate(() => {
    window.times = [];
    let pressed = 0;
    addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntriesByName("frame")) times.push(startTime - pressed);
    }).observe({ type: "mark" });
  });
  for (let i = 0; i < 100; i += 1) {
    const before = await tab.evaluate(() => times.length);
    await press(tab, i % 2 ? "m" : "e");
    await until(tab, (before) => times.length > before, before);
  }
  const times = await tab.evaluate(() => times);
  row("a step, from the key to its frame", milliseconds(median(times)));
  await tab.close();
}

/** What the page does while nothing happens. */
async function idle(site) {
  const tab = await site.tab(site.address);
  const before = await tab.metrics();
  await new Promise((done) => { setTimeout(done, 5000); });
  const after = await tab.metrics();
  const work = (after.TaskDuration - before.TaskDuration) / (after.Timestamp - before.Timestamp);
  row("processor time of the page when idle", `${(100 * work).toFixed(2)} %`);
  await tab.close();
}

/** Reads a long file. */
async function longFile(site) {
  const folder = await mkdtemp(join(tmpdir(), "emstep-"));
  const path = join(folder, "long.csv");
  const file = createWriteStream(path);
  file.write("i,x\n");
  for (let i = 0; i < ROWS; i += 1000) {
    const lines = Array.from({ length: 1000 }, (_, k) =>
      `${i + k},${(Math.sin(i + k) * 2 + ((i + k) % 3) * 5).toFixed(6)}\n`);
    if (!file.write(lines.join(""))) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
  const tab = await site.tab(site.address);
  const began = performance.now();
  await choose(tab, path);
  await tab.waitForFunction(
    () => document.querySelector(".text").textContent.includes("n = 10,000,000"),
    { timeout: 120_000 });
  row("a CSV file of 10⁷ rows, from the choice to its θ₀",
    `${((performance.now() - began) / 1000).toFixed(1)} s`);
  await tab.close();
  await rm(folder, { recursive: true });
}

await sizes();
await memory();
await firstFrames("emstep.html", (site) => site.file);
await firstFrames("the site", (site) => site.address);
const site = new Site();
await site.open();
await steps(site);
await idle(site);
await longFile(site);
await site.close();
console.log(`| what | |\n|---|---|\n${rows.join("\n")}`);
