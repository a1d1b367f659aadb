// The page with its program in a browser, and the program on this machine to compare it with.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, serve, until, WEB } from "./browser.mjs";

const EMSTEP = resolve(process.env.EMSTEP ?? "target/debug/emstep");

/** The page as a site and as one file, in a browser. */
export class Site {
  async open(...args) {
    this.server = await serve(WEB);
    this.browser = await launch(...args);
    this.address = this.server.address;
    this.file = pathToFileURL(join(WEB, "emstep.html")).href;
  }

  async close() {
    await this.browser?.close();
    this.server?.close();
  }

  /**
   * Returns a tab with the page at an address, once it has drawn. Each has a storage of its own,
   * unless it is opened in the `context` of another one. `prepare` is called before it loads.
   */
  async tab(address, { width = 800, height = 600, context, prepare, ...more } = {}) {
    const own = context ?? await this.browser.createBrowserContext();
    const tab = await own.newPage();
    tab.context = own;
    tab.problems = [];
    tab.on("pageerror", (error) => tab.problems.push(error.message));
    tab.on("console", (message) => tab.problems.push(message.text()));
    tab.on("requestfailed", (request) => tab.problems.push(request.url()));
    await tab.setViewport({ width, height, ...more });
    await prepare?.(tab);
    await tab.goto(address);
    await until(tab, () => document.querySelector("main").dataset.busy === "false");
    return tab;
  }
}

/** Returns the rows of the screen, without blanks at their ends. */
export function screen(tab) {
  return tab.evaluate(() =>
    [...document.querySelectorAll(".text > div")].map((row) => row.textContent.trimEnd()));
}

/** Waits until the screen has this text. */
export function shows(tab, text) {
  return until(tab, (text) => document.querySelector(".text").textContent.includes(text), text);
}

/** Returns how many columns and rows the screen has. */
function gridOf(tab) {
  return tab.evaluate(() => {
    const { columns, rows } = document.querySelector("main").dataset;
    return `${columns}x${rows}`;
  });
}

/**
 * Waits until nothing is computed and the screen is that of the program on this machine, without
 * the line of hints if they are not to be compared.
 */
export async function equals(tab, words, { folder, hints = true } = {}) {
  const grid = await gridOf(tab);
  const whole = await native(grid, words, { folder });
  const expected = hints ? whole : whole.slice(0, -1);
  const found = await tab.waitForFunction((expected, grid) => {
    const { columns, rows, busy, away } = document.querySelector("main").dataset;
    if (grid !== `${columns}x${rows}`) return "resized";
    const shown = [...document.querySelectorAll(".text > div")];
    return busy === "false" && away === "false" &&
      expected.every((row, i) => shown[i].textContent.trimEnd() === row) && "equal";
  }, { timeout: 5000 }, expected, grid).catch(() => null);
  if (found === null) {
    assert.deepEqual((await screen(tab)).slice(0, expected.length), expected);
  } else if (await found.jsonValue() === "resized") {
    await equals(tab, words, { folder, hints });
  }
}

/** Returns the screen of this size that the program draws with these options. */
async function native(grid, words, { folder }) {
  const rows = Number(grid.split("x")[1]);
  const options = ["snapshot", "--to", "-", "--size", grid, ...words];
  const env = { ...process.env, EMSTEP_MOUSE: "on" };
  const text = await new Promise((done, failed) => {
    execFile(EMSTEP, options, { encoding: "utf8", env, cwd: folder }, (error, text) =>
      (error ? failed(error) : done(text)));
  });
  const lines = text.split("\n").slice(0, rows).map((line) => line.trimEnd());
  return [...lines, ...Array(rows - lines.length).fill("")];
}

/** Returns what the program prints on this machine. */
export function printed(words, { folder, input = "" } = {}) {
  return execFileSync(EMSTEP, words, { encoding: "utf8", cwd: folder, input });
}

/** Presses keys one after the other, named as a browser names them. */
export async function press(tab, ...keys) {
  for (const key of keys) await tab.keyboard.press(key);
}

/** Gives the page files as a user who chooses them does. */
export async function choose(tab, ...paths) {
  const [chooser] = await Promise.all([
    tab.waitForFileChooser(),
    tab.evaluate(() => document.querySelector("nav [aria-label='Choose a file']").click()),
  ]);
  await chooser.accept(paths);
}

/** Returns what the page says above its keys. */
export function said(tab) {
  return tab.evaluate(() => document.querySelector("[role=alert]").textContent);
}

/** Waits until the page says something that has this text. */
export function says(tab, text) {
  return until(
    tab, (text) => document.querySelector("[role=alert]").textContent.includes(text), text);
}
