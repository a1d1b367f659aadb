// A browser for tests, and a server for what it opens. The modules of the page are tried without
// the program, on the page's own elements and with a page that only writes down what it is told.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const BROWSER = process.env.EMSTEP_BROWSER ?? "/usr/bin/chromium-headless-shell";
/** Whether the tests run in Firefox, where some of what they ask the browser for does not exist. */
export const IS_FIREFOX = /firefox/.test(BROWSER);
/** Where the modules are. */
export const SOURCE = resolve(dirname(fileURLToPath(import.meta.url)), "../page");
/** Where web/build puts the page. */
export const WEB = resolve(process.env.EMSTEP_WEB ?? "target/web");

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm", ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** Serves a folder, and returns its address and a way to stop. `pages` has more, by their paths. */
export async function serve(folder, pages = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "/index.html" : pathname;
    try {
      const bytes = pages[name] ?? await readFile(join(folder, name));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, close };
}

/** Starts a browser. */
export function launch(...args) {
  if (IS_FIREFOX) {
    return puppeteer.launch({ browser: "firefox", executablePath: BROWSER, args });
  }
  return puppeteer.launch({ executablePath: BROWSER, args: ["--no-sandbox", ...args] });
}

/** Waits until `condition` holds in a page, which `values` are given to. */
export function until(page, condition, ...values) {
  return page.waitForFunction(condition, { timeout: 5000 }, ...values);
}

/** The page without what starts it. */
async function bareHtml() {
  const html = await readFile(join(SOURCE, "index.html"), "utf8");
  return html.replace(/<meta http-equiv.*\n/, "").replace(/<script.*\n/, "");
}

/** A browser and a server for the tests of one file. */
export class Bench {
  async open(...args) {
    this.site = await serve(SOURCE, { "/bench.html": await bareHtml() });
    this.browser = await launch(...args);
  }

  async close() {
    await this.browser?.close();
    this.site?.close();
  }

  /**
   * Returns a tab with the elements of the page, and `page` and `told` in its scope: a page that
   * writes down there what it is told. `emulate` is called before anything is loaded.
   */
  async tab({ width = 800, height = 600, ratio = 1, hasTouch = false, emulate, query = "" } = {}) {
    const tab = await this.browser.newPage();
    tab.problems = [];
    tab.on("pageerror", (error) => tab.problems.push(error.message));
    await tab.setViewport({ width, height, deviceScaleFactor: ratio, hasTouch });
    await emulate?.(tab);
    await tab.goto(`${this.site.address}bench.html${query}`);
    await tab.evaluate(() => {
      window.told = [];
      window.said = [];
      window.page = Object.assign(new EventTarget(), {
        main: document.querySelector("main"),
        focus: () => document.querySelector(".screen").focus(),
        tell: (request) => told.push(request),
        addFiles: (files) => told.push({ files: files.map(({ name }) => name) }),
        say: (text) => said.push(text),
      });
      window.answer = (detail) => page.dispatchEvent(new CustomEvent("answer", { detail }));
    });
    return tab;
  }

  /** The same with a screen on it; the tab has it as `page.screen`. */
  async screen(options = {}) {
    const tab = await this.tab(options);
    await tab.evaluate(async (colors) => {
      const { Screen } = await import("/screen.js");
      const { main } = page;
      const screen = new Screen(main.querySelector("canvas"), main.querySelector(".text"));
      page.screen = screen;
      page.resize = () => {
        const { width, height } = main.getBoundingClientRect();
        return screen.resize(width, height, devicePixelRatio, colors);
      };
      page.resize();
      /** Draws text at a column and row, as one run. */
      window.write = (row, column, text, style = 0, ink = null, paper = null) => {
        const symbols = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
        const run = { row, column, text: symbols.join("\u0000"), style, ink, paper };
        screen.draw([run], null);
      };
    }, options.colors ?? { ink: "#1f2328", paper: "#ffffff" });
    return tab;
  }
}
