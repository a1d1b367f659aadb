// The whole page under a user's hands: mouse, fingers, keyboard, zoom, colours and a screen reader.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { until } from "./browser.mjs";
import { Site, equals, press, screen, shows } from "./program.mjs";

const site = new Site();
before(() => site.open());
after(() => site.close());

const TOUCH = { width: 360, height: 640, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Returns the point of the page at which the screen has this text, and how wide a cell is. */
async function find(tab, text) {
  const rows = await screen(tab);
  const row = rows.findIndex((line) => line.includes(text));
  assert.ok(row >= 0, `${text} in\n${rows.join("\n")}`);
  const column = [...rows[row].slice(0, rows[row].indexOf(text))].length;
  return tab.evaluate((row, column) => {
    const { width, height } = document.querySelector("canvas").getBoundingClientRect();
    const { columns, rows } = document.querySelector("main").dataset;
    const cell = width / columns;
    return { x: (column + 0.5) * cell, y: (row + 0.5) * height / rows, cell };
  }, row, column);
}

const selected = (tab) => tab.evaluate(() => getSelection().toString());

test("a mean is dragged along the density chart, and no text is selected", async () => {
  const tab = await site.tab(site.address);
  await press(tab, "e", "m");
  await equals(tab, ["--keys", "e m"]);
  const { x, y, cell } = await find(tab, "μ₁");
  await tab.mouse.move(x, y);
  await tab.mouse.down();
  await tab.mouse.move(x - 8 * cell, y, { steps: 8 });
  await until(tab, () => document.querySelector("main").dataset.held !== undefined);
  await tab.mouse.up();
  await shows(tab, "New θ₀ (from θ₁)");
  await until(tab, () => document.querySelector("main").dataset.held === undefined);
  // There component 1 is now, between the ticks of the axis.
  await tab.mouse.move(5, 5);
  const below = await tab.evaluate((x, y) => {
    const { offsetNode, offset } = document.caretPositionFromPoint(x, y);
    return offsetNode.data[offset];
  }, x - 8.3 * cell, y);
  assert.equal(below, "1");
  assert.equal(await selected(tab), "");
  assert.deepEqual(tab.problems, []);
  await tab.close();
});

test("a drag over the formulas selects them", async () => {
  const tab = await site.tab(site.address);
  const { x, y, cell } = await find(tab, "γ_ik = π_k");
  await tab.mouse.move(x, y);
  await tab.mouse.move(x - cell / 4, y);
  await tab.mouse.down();
  await tab.mouse.move(x + 9.75 * cell, y, { steps: 4 });
  await tab.mouse.up();
  assert.equal(await selected(tab), "γ_ik = π_k");
  await tab.close();
});

test("with a screen that is touched, steps are done by the bar", async () => {
  const tab = await site.tab(site.address, TOUCH);
  const tap = async (name) => (await tab.$(`aria/${name}[role="button"]`)).tap();
  await tap("e: E-step");
  await equals(tab, ["--keys", "e"]);
  await tap("m: M-step");
  await equals(tab, ["--keys", "e m"]);
  // A form is opened, typed into with the keyboard of the system, and left.
  await tap("t: θ₀");
  await shows(tab, "New θ₀");
  await tap("abc: keyboard");
  await tab.keyboard.type("0.25");
  await shows(tab, "0.25");
  await tap("Esc");
  await equals(tab, ["--keys", "e m"]);
  assert.deepEqual(tab.problems, []);
  await tab.close();
});

test("two fingers make the type larger, and the screen has fewer columns", async () => {
  const tab = await site.tab(site.address, TOUCH);
  const before = await tab.evaluate(() => Number(document.querySelector("main").dataset.columns));
  const one = await tab.touchscreen.touchStart(160, 300);
  const other = await tab.touchscreen.touchStart(200, 300);
  await one.move(150, 300);
  await other.move(210, 300);
  await one.end();
  await other.end();
  await until(tab, (before) => {
    const { columns, busy } = document.querySelector("main").dataset;
    return Number(columns) < before * 0.75 && busy === "false";
  }, before);
  await equals(tab, []);
  await tab.close();
});

test("zoom of the browser makes letters larger, and lines stay sharp", async () => {
  const tab = await site.tab(site.address, { width: 1280, height: 800 });
  // Zoom to 125% and to 250% on a display of these pixels.
  for (const ratio of [1.25, 2.5]) {
    await tab.setViewport({
      width: 1280 / ratio, height: 800 / ratio, deviceScaleFactor: ratio,
    });
    await until(tab, (width) => document.querySelector("canvas").width > 0 &&
      Math.abs(document.querySelector("canvas").getBoundingClientRect().width - width) < 24,
    1280 / ratio);
    await equals(tab, []);
    const [canvas, css] = await tab.evaluate(() => {
      const canvas = document.querySelector("canvas");
      return [canvas.width, canvas.getBoundingClientRect().width * devicePixelRatio];
    });
    assert.ok(Math.abs(canvas - css) < 0.1, `${canvas} pixels in ${css}`);
  }
  await tab.close();
});

test("the keyboard goes from the screen to the buttons and back", async () => {
  const tab = await site.tab(site.address);
  const focus = () => tab.evaluate(() => document.activeElement.closest("nav, .screen")?.className);
  assert.equal(await focus(), "screen");
  await press(tab, "Tab");
  assert.equal(await focus(), "screen");
  await press(tab, "F6");
  assert.equal(await focus(), "keys");
  // A button that has the focus is pressed with the keyboard.
  const name = await tab.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(name, "e: E-step");
  await press(tab, "Enter");
  await shows(tab, "next: M-step");
  await press(tab, "F6");
  assert.equal(await focus(), "screen");
  await tab.close();
});

test("a message can be closed", async () => {
  const tab = await site.tab(`${site.address}#colour=red`);
  await until(tab, () => document.querySelector("[role=alert]").textContent !== "");
  const height = () => tab.evaluate(() => document.querySelector(".alert").offsetHeight);
  assert.ok(await height() > 0);
  const before = await tab.evaluate(() => Number(document.querySelector("main").dataset.rows));
  await tab.click(".alert button");
  assert.equal(await height(), 0);
  // The screen has the room again.
  await until(tab, (before) => document.querySelector("main").dataset.rows > before, before);
  await equals(tab, []);
  await tab.close();
});

test("nothing is drawn while nothing happens", async () => {
  const tab = await site.tab(site.address, {
    prepare: (tab) => tab.evaluateOnNewDocument(() => {
      window.drawn = 0;
      for (const name of ["fillRect", "fillText", "fill", "stroke"]) {
        const draw = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...values) {
          window.drawn += 1;
          return draw.apply(this, values);
        };
      }
    }),
  });
  await equals(tab, []);
  const idle = await tab.evaluate(async () => {
    const before = drawn;
    for (let frame = 0; frame < 30; frame += 1) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    return [before > 100, drawn - before];
  });
  assert.deepEqual(idle, [true, 0]);
  await tab.close();
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing in the whole ${scheme} page`, async () => {
    const tab = await site.tab(`${site.address}#colour=red`, {
      ...TOUCH,
      prepare: (tab) =>
        tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]),
    });
    await until(tab, () => document.querySelector("[role=alert]").textContent !== "");
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    await tab.evaluate(await readFile(axe, "utf8"));
    const found = await tab.evaluate(async () => (await axe.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`));
    assert.deepEqual(found, []);
    assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), scheme);
    await tab.close();
  });
}
