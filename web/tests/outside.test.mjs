// What is around the page: screen readers, the browser's storage, a page with this one in a frame,
// and learning platforms.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Bench, SOURCE, serve, until } from "./browser.mjs";

const bench = new Bench();
before(() => bench.open());
after(() => bench.close());

test("what the program says is spoken, and the last of it is kept", async () => {
  const tab = await bench.tab();
  const lines = await tab.evaluate(async () => {
    const { speak } = await import("/live.js");
    const log = document.querySelector("[role=log]");
    speak(page, log);
    answer({ spoken: ["θ₀: ℓ = −12.5", "<b>press e</b>"] });
    answer({});
    const first = [...log.children].map((line) => line.textContent);
    for (let at = 0; at < 60; at += 1) answer({ spoken: [`line ${at}`] });
    return [first, log.children.length, log.lastElementChild.textContent];
  });
  assert.deepEqual(lines, [["θ₀: ℓ = −12.5", "<b>press e</b>"], 40, "line 59"]);
  await tab.close();
});

test("a screen reader finds the screen, the log and the messages", async () => {
  const tab = await bench.tab();
  await tab.evaluate(async () => {
    const { speak } = await import("/live.js");
    speak(page, document.querySelector("[role=log]"));
    answer({ spoken: ["E-step done"] });
    document.querySelector("[role=alert]").textContent = "no such file";
  });
  const tree = JSON.stringify(await tab.accessibility.snapshot({ interestingOnly: false }));
  for (const part of ['"role":"application"', "E-step done", '"role":"alert"', "no such file"]) {
    assert.ok(tree.includes(part), `${part} in ${tree}`);
  }
  await tab.close();
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing in the ${scheme} page`, async () => {
    const tab = await bench.screen({
      width: 360, height: 640, hasTouch: true,
      emulate: (tab) => tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]),
    });
    await tab.evaluate(async () => {
      const { KeyBar } = await import("/keybar.js");
      const { speak } = await import("/live.js");
      new KeyBar(page, document.querySelector("nav"), () => {});
      speak(page, document.querySelector("[role=log]"));
      answer({ keys: [{ key: "e", label: "E-step" }], spoken: ["ready"] });
      document.querySelector("[role=alert]").textContent = "a message";
      document.querySelector(".drop").hidden = false;
    });
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    await tab.evaluate(await readFile(axe, "utf8"));
    const { violations, passes } = await tab.evaluate(() => axe.run(document, {
      resultTypes: ["violations"],
    }));
    assert.ok(passes.some(({ id }) => id === "color-contrast"));
    assert.deepEqual(violations.map(({ id, impact, nodes }) =>
      `${id} (${impact}): ${nodes.map(({ html }) => html)}`), []);
    await tab.close();
  });
}

test("with colours of the system's own the text over the screen stays unseen", async () => {
  const tab = await bench.screen();
  const session = await tab.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", {
    features: [{ name: "forced-colors", value: "active" }],
  });
  const [isForced, color] = await tab.evaluate(() => [
    matchMedia("(forced-colors: active)").matches,
    getComputedStyle(document.querySelector(".text")).color,
  ]);
  assert.ok(isForced);
  assert.equal(color, "rgba(0, 0, 0, 0)");
  await tab.close();
});

test("what is stored is read again, and forgotten", async () => {
  const tab = await bench.tab();
  const results = await tab.evaluate(async () => {
    const { Store } = await import("/storage.js");
    const open = () => new Store(() => localStorage, page.say);
    open().write("settings", "a = 1");
    const first = open().read("settings");
    open().write("settings", null);
    return [first, open().read("settings"), localStorage.length, said];
  });
  assert.deepEqual(results, ["a = 1", null, 0, []]);
  await tab.close();
});

test("the page says once that storage is full or forbidden, and remembers by itself", async () => {
  const tab = await bench.tab();
  const results = await tab.evaluate(async () => {
    const { Store } = await import("/storage.js");
    const full = new Store(() => localStorage, page.say);
    const large = "x".repeat(6_000_000);
    full.write("session", large);
    full.write("lessons", large);
    const kept = [full.read("session") === large, localStorage.length, said.splice(0)];
    const denied = () => {
      throw new DOMException("Access is denied.", "SecurityError");
    };
    const forbidden = new Store(denied, page.say);
    forbidden.write("settings", "b");
    const alone = [forbidden.read("settings"), forbidden.read("lessons"), said.splice(0)];
    const silent = new Store(() => null, page.say);
    silent.write("settings", "c");
    return [kept, alone, [silent.read("settings"), localStorage.length, said]];
  });
  const lost = "Settings and progress are lost when you close the page.";
  assert.deepEqual(results, [
    [true, 0, [`The browser's storage is full. ${lost}`]],
    ["b", null,
      [`The browser does not let the page store anything (Access is denied). ${lost}`]],
    ["c", 0, []],
  ]);
  await tab.close();
});

test("an address says whether the page is embedded, and in what", async () => {
  const tab = await bench.tab();
  const found = await tab.evaluate(async () => {
    const { embedding } = await import("/embed.js");
    return ["", "?embed", "?embed=remember&origin=https://a.example", "?embed&origin=a.example/x"]
      .map((search) => embedding(search));
  });
  assert.deepEqual(found.slice(0, 3), [
    { isEmbedded: false, remembers: true, origin: null },
    { isEmbedded: true, remembers: false, origin: null },
    { isEmbedded: true, remembers: true, origin: "https://a.example" },
  ]);
  assert.match(found[3].error, /^The address of this page says origin=a\.example\/x, which is not/);
  assert.equal(found[3].origin, null);
  await tab.close();
});

/** Opens the bench in a frame, has events there, and returns what the page around it hears. */
async function heard(query, isSameOrigin = true) {
  const outer = "<!doctype html><title>outside</title><script>" +
    "heard = []; addEventListener('message', (event) => heard.push([event.origin, event.data]));" +
    "</script>";
  const school = await serve(SOURCE, { "/outer.html": outer });
  const tab = await bench.browser.newPage();
  await tab.goto(`${school.address}outer.html`);
  const origin = isSameOrigin ? school.address.slice(0, -1) : "https://other.example";
  const address = `${bench.site.address}bench.html${query.replace("ORIGIN", origin)}`;
  await tab.evaluate((address) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    frame.onload = done;
    document.body.append(frame);
  }), address);
  const frame = tab.frames().find((frame) => frame.url() === address);
  await frame.evaluate(async () => {
    const { embedding, tellParent } = await import("/embed.js");
    const page = new EventTarget();
    tellParent(page, embedding(location.search), parent);
    const answer = (events, isDrawn = false) =>
      page.dispatchEvent(new CustomEvent("answer", { detail: { events, isDrawn } }));
    answer(undefined, true);
    answer([{ type: "step", iteration: 1 }]);
    answer([{ type: "verdict", answer: "0.5", verdict: "right" }, { type: "score", right: 1 }]);
    parent.postMessage("last", "*");
  });
  await until(tab, () => heard.some(([, data]) => data === "last"));
  const all = await tab.evaluate(() => heard);
  await tab.close();
  school.close();
  assert.ok(all.every(([origin]) => origin === bench.site.address.slice(0, -1)));
  return all.slice(0, -1).map(([, data]) => data);
}

test("the page around a frame is told what happens in it", async () => {
  const ready = { source: "emstep", type: "ready" };
  const step = { source: "emstep", type: "step", iteration: 1 };
  const verdict = { source: "emstep", type: "verdict", verdict: "right" };
  const score = { source: "emstep", type: "score", right: 1 };
  assert.deepEqual(await heard("?embed&origin=ORIGIN"),
    [ready, step, { ...verdict, answer: "0.5" }, score]);
  // A page that is not named is not told what was answered.
  assert.deepEqual(await heard("?embed"), [ready, step, verdict, score]);
  assert.deepEqual(await heard("?embed&origin=ORIGIN", false), []);
  assert.deepEqual(await heard("?embed&origin=nonsense"), []);
  assert.deepEqual(await heard(""), []);
});

/** Runs `inside` with a platform's API around the bench, and returns what that was asked. */
async function platform(inside, { query = "?scorm", status = "not attempted", refuses } = {}) {
  const tab = await bench.tab({ query });
  const result = await tab.evaluate(async (inside, status, refuses) => {
    window.calls = [];
    const call = (name, result) => (...values) => {
      calls.push([name, ...values].join(" ").trim());
      return values.includes(refuses) ? "false" : result;
    };
    const api = {
      LMSInitialize: call("LMSInitialize", "true"), LMSFinish: call("LMSFinish", "true"),
      LMSGetValue: call("LMSGetValue", status), LMSSetValue: call("LMSSetValue", "true"),
      LMSCommit: call("LMSCommit", "true"), LMSGetLastError: () => "301",
      LMSGetErrorString: () => "Not initialized",
    };
    window.scorm = await import("/scorm.js");
    window.around = {
      location, api, addEventListener: (name, act) => window.hide = act,
      parent: { parent: { API: api } },
    };
    await new Function(`return (${inside})()`)();
    return { calls, said };
  }, inside.toString(), status, refuses);
  assert.deepEqual(tab.problems, []);
  await tab.close();
  return result;
}

test("a platform is told the score and that the lesson is complete", async () => {
  const { calls, said } = await platform(() => {
    scorm.reportScore(page, around);
    answer({ events: [{ type: "step" }, { type: "score", right: 1, of: 3, done: false }] });
    answer({ events: [{ type: "score", right: 3, of: 3, done: true }] });
    hide();
    hide();
  });
  assert.deepEqual(said, []);
  const time = calls.at(-2);
  assert.match(time, /^LMSSetValue cmi\.core\.session_time 0000:00:\d\d\.\d\d$/);
  const scores = (raw) => [
    "LMSSetValue cmi.core.score.min 0", "LMSSetValue cmi.core.score.max 100",
    `LMSSetValue cmi.core.score.raw ${raw}`,
  ];
  assert.deepEqual(calls, [
    "LMSInitialize", "LMSGetValue cmi.core.lesson_status", "LMSGetValue cmi.core.score.raw",
    "LMSSetValue cmi.core.lesson_status incomplete", "LMSCommit",
    ...scores(33), "LMSCommit",
    ...scores(100), "LMSSetValue cmi.core.lesson_status completed", "LMSCommit",
    time, "LMSFinish",
  ]);
});

test("the lesson of a package asks for the platform, whatever the address says", async () => {
  const { calls } = await platform(() => {
    const lesson = document.createElement("script");
    Object.assign(lesson, { type: "application/json", id: "lesson" });
    lesson.textContent = JSON.stringify({ name: "bound", scorm: "1.2" });
    document.head.append(lesson);
    scorm.reportScore(page, around);
  }, { query: "" });
  assert.equal(calls[0], "LMSInitialize");
});

test("a lesson that was complete stays complete", async () => {
  const { calls } = await platform(() => {
    scorm.reportScore(page, around);
    answer({ events: [{ type: "score", right: 0, of: 3, done: false }] });
  }, { status: "completed" });
  assert.ok(!calls.some((call) => call.includes("lesson_status ")), `${calls}`);
});

test("a platform that refuses or is missing is said in a sentence", async () => {
  const refused = await platform(() => {
    scorm.reportScore(page, around);
    answer({ events: [{ type: "score", right: 1, of: 3, done: false }] });
    answer({ events: [{ type: "score", right: 2, of: 3, done: false }] });
  }, { refuses: "cmi.core.score.raw" });
  assert.deepEqual(refused.said, ["The learning platform did not take the score: Not initialized"]);
  const missing = await platform(() => scorm.reportScore(page, { ...around, parent: null }));
  assert.match(missing.said[0], /^This page was not opened by a learning platform/);
  const unasked = await platform(() => scorm.reportScore(page, around), { query: "" });
  assert.deepEqual([unasked.calls, unasked.said], [[], []]);
});

test("the platform's object is found around the page and in its opener", async () => {
  await platform(() => {
    const { findApi } = scorm;
    const top = { API: "top" };
    top.parent = top;
    const foreign = Object.defineProperty({}, "API", {
      get: () => {
        throw new DOMException("", "SecurityError");
      },
    });
    const lonely = {};
    lonely.parent = lonely;
    const loop = { parent: {} };
    loop.parent.parent = loop;
    const found = [
      findApi({ parent: { parent: top } }), findApi({ parent: null, opener: { parent: top } }),
      findApi({ parent: foreign }), findApi(lonely), findApi(loop),
    ];
    if (JSON.stringify(found) !== '["top","top",null,null,null]') throw new Error(`${found}`);
  });
});
