// The page as a site: installed, without a network, in a frame, and where it cannot start.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { WEB, launch, serve, until } from "./browser.mjs";

let browser, site;
before(async () => {
  site = await serve(WEB);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

const isShown = () => document.querySelector(".text").textContent.includes("emstep");

/** Opens an address in a window of its own, which shares nothing with others. */
async function open(address, { prepare, waits = true } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => page.problems.push(message.text()));
  await prepare?.(page);
  await page.goto(address);
  if (waits) await until(page, isShown);
  return page;
}

/** Waits until the service worker has kept all files. */
function isKept(page) {
  return page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state === "activated") return;
    await new Promise((done) => active.addEventListener("statechange", () => {
      if (active.state === "activated") done();
    }));
  });
}

test("the page opens again without a network", async () => {
  const own = await serve(WEB);
  const page = await open(own.address);
  await isKept(page);
  own.close();
  for (const address of [own.address, `${own.address}index.html?x#example=galaxies`]) {
    await page.goto("about:blank");
    await page.goto(address);
    await until(page, isShown);
  }
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("nothing but the page's own files is kept", async () => {
  const page = await open(site.address);
  await isKept(page);
  const { names, kept, missing } = await page.evaluate(async () => {
    const names = await caches.keys();
    const cache = await caches.open(names[0]);
    const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname.slice(1)).sort();
    const missing = (await fetch("nothing.js")).status;
    return { names, kept, missing };
  });
  assert.equal(names.length, 1);
  assert.match(names[0], /^emstep-http.*-[0-9a-f]{16}$/);
  assert.equal(missing, 404);
  for (const name of ["index.html", "emstep.wasm", "page.js", "page.css", "icon.svg"]) {
    assert.ok(kept.includes(name), `${name} in ${kept}`);
  }
  assert.ok(!kept.some((name) => /emstep\.html|example|serviceworker/.test(name)), `${kept}`);
  await page.close();
});

test("every file that the page loads is kept", async () => {
  const page = await open(site.address);
  await isKept(page);
  const left = await page.evaluate(async () => {
    const kept = new Set();
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) kept.add(url);
    }
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    return loaded.filter((url) => !kept.has(url));
  });
  assert.deepEqual(left, []);
  await page.close();
});

test("the site can be installed", async () => {
  const page = await open(site.address);
  const session = await page.createCDPSession();
  const { url, errors, data } = await session.send("Page.getAppManifest");
  assert.equal(url, `${site.address}manifest.webmanifest`);
  assert.deepEqual(errors, []);
  for (const { src } of JSON.parse(data).icons) {
    const isDrawn = await page.evaluate((src) => new Promise((done) => {
      const image = new Image();
      image.onload = () => done(image.naturalWidth > 0);
      image.onerror = () => done(false);
      image.src = src;
    }), src);
    assert.ok(isDrawn, src);
  }
  await page.close();
});

test("a frame that is to remember nothing keeps no files", async () => {
  const page = await open(`${site.address}?embed`);
  assert.equal(await page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).length), 0);
  await page.close();
});

test("the example page hears from its frame", async () => {
  const page = await open(`${site.address}example.html`, { waits: false });
  await until(page, () => document.querySelector("ol").textContent.includes('"type":"ready"'));
  const frame = page.frames().find((frame) => frame !== page.mainFrame());
  assert.equal(new URL(frame.url()).searchParams.get("origin"), site.address.slice(0, -1));
  assert.deepEqual(page.problems, []);
  await page.close();
});

const MISSING =
  "emstep needs WebAssembly, which this browser does not have or does not allow here.";

for (const [name, address] of [
  ["in pieces", () => site.address],
  ["as one file", () => pathToFileURL(join(WEB, "emstep.html")).href],
]) {
  test(`without WebAssembly the page ${name} says so`, async () => {
    const page = await open(address(), {
      waits: false,
      prepare: (page) => page.evaluateOnNewDocument(() => delete globalThis.WebAssembly),
    });
    await until(page, () => document.querySelector("[role=alert]").textContent !== "");
    assert.equal(await page.$eval("[role=alert]", (alert) => alert.textContent), MISSING);
    await page.close();
  });

  test(`without JavaScript the page ${name} says so`, async () => {
    const page = await open(address(), {
      waits: false, prepare: (page) => page.setJavaScriptEnabled(false),
    });
    const snapshot = JSON.stringify(await page.accessibility.snapshot());
    assert.match(snapshot, /emstep needs JavaScript, which is turned off in this browser\./);
    await page.close();
  });
}

for (const name of ["emstep.wasm", "site.js", "text.js", "worker.js", "program.js"]) {
  test(`the page says so if ${name} does not come`, async () => {
    const page = await open(site.address, {
      waits: false,
      prepare: async (page) => {
        await page.setRequestInterception(true);
        page.on("request", (request) => {
          if (request.url().endsWith(`/${name}`)) request.respond({ status: 404, body: "" });
          else request.continue();
        });
      },
    });
    await until(page, () => document.querySelector("[role=alert]").textContent !== "");
    const said = await page.$eval("[role=alert]", (alert) => alert.textContent);
    assert.match(said, /^emstep (could not start|cannot go on): /);
    await page.close();
  });
}

for (const [name, prepare, sentence] of [
  ["without workers", () => delete globalThis.Worker,
    "emstep needs web workers, which this browser does not have or does not allow here."],
  ["with workers that are refused", () => {
    globalThis.Worker = class {
      constructor() {
        throw new DOMException("the operation is insecure", "SecurityError");
      }
    };
  }, "emstep could not start: the operation is insecure"],
]) {
  test(`${name} the page says so`, async () => {
    const page = await open(site.address, {
      waits: false, prepare: (page) => page.evaluateOnNewDocument(prepare),
    });
    await until(page, () => document.querySelector("[role=alert]").textContent !== "");
    assert.equal(await page.$eval("[role=alert]", (alert) => alert.textContent), sentence);
    await page.close();
  });
}
