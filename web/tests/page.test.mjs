// The page in a real browser: the same screens as the program's own, cell by cell.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const WEB = resolve(process.env.EMSTEP_WEB ?? "target/web");
const EMSTEP = resolve(process.env.EMSTEP ?? "target/debug/emstep");
const BROWSER = process.env.EMSTEP_BROWSER ?? "/usr/bin/chromium-headless-shell";
const TYPES = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm",
};

let browser, server, site;

before(async () => {
  server = createServer(async (request, response) => {
    const name = new URL(request.url, "http://localhost").pathname;
    try {
      const bytes = await readFile(join(WEB, name === "/" ? "index.html" : name));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/html" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  site = `http://127.0.0.1:${server.address().port}/`;
  browser = await puppeteer.launch({ executablePath: BROWSER, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the page in a window of this size, and returns it once it has drawn its first frame. */
async function open(address, width = 1280, height = 800) {
  const page = await browser.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => page.problems.push(message.text()));
  page.on("requestfailed", (request) => page.problems.push(request.url()));
  await page.setViewport({ width, height });
  await page.goto(address);
  await shows(page, "emstep");
  return page;
}

/** Waits until the screen has this text. */
function shows(page, text) {
  return page.waitForFunction(
    (text) => document.querySelector(".text").textContent.includes(text), { timeout: 5000 }, text);
}

/** Returns the rows of the screen. */
function screen(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll(".text > div")].map((row) => row.textContent));
}

/** Returns the same screen as the program draws it. */
async function native(page, ...words) {
  const { columns, rows } = await page.evaluate(
    () => ({ ...document.querySelector("main").dataset }));
  const size = `${columns}x${rows}`;
  const text = execFileSync(EMSTEP, ["snapshot", "--to", "-", "--size", size, ...words], {
    encoding: "utf8", env: { ...process.env, EMSTEP_MOUSE: "on" },
  });
  const lines = text.split("\n").slice(0, Number(rows)).map((line) => line.trimEnd());
  return [...lines, ...Array(Number(rows) - lines.length).fill("")];
}

for (const [name, address] of [
  ["in pieces", () => site],
  ["as one file", () => pathToFileURL(join(WEB, "emstep.html")).href],
]) {
  test(`the page ${name} shows what the terminal shows`, async () => {
    for (const [width, height] of [[1280, 800], [800, 600], [360, 640]]) {
      const page = await open(address(), width, height);
      assert.deepEqual(await screen(page), await native(page));
      for (const [key, keys] of [["e", "e"], ["m", "e m"], ["c", "e m c"]]) {
        const before = await screen(page);
        await page.keyboard.press(key);
        await page.waitForFunction((before) =>
          [...document.querySelectorAll(".text > div")]
            .some((row, i) => row.textContent !== before[i]), {}, before);
        await page.waitForFunction(() => document.querySelector("main").dataset.busy === "false");
        assert.deepEqual(await screen(page), await native(page, "--keys", keys));
      }
      assert.deepEqual(page.problems, []);
      await page.close();
    }
  });
}
