// The bar of keys on a touch screen, and what is typed on a keyboard of the system.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bench, until } from "./browser.mjs";

const bench = new Bench();
before(() => bench.open());
after(() => bench.close());

async function bar(options = { width: 360, height: 640, hasTouch: true }) {
  const tab = await bench.screen(options);
  await tab.evaluate(async () => {
    const { KeyBar } = await import("/keybar.js");
    new KeyBar(page, document.querySelector("nav"), () => told.push("choose"));
    answer({ keys: [{ key: "e", label: "E-step" }, { key: "m", label: "M-step" }] });
    page.focus();
  });
  tab.press = async (label) => {
    const button = await tab.$(`aria/${label}[role="button"]`);
    await button.tap();
  };
  tab.told = () => tab.evaluate(() => told.splice(0));
  return tab;
}

test("the keys that mean something now are there, and are pressed", async () => {
  const tab = await bar();
  await tab.press("e: E-step");
  await tab.press("Esc");
  await tab.press("left");
  assert.deepEqual(await tab.told(), [{ key: "e" }, { key: "Esc" }, { key: "Left" }]);
  await tab.evaluate(() => answer({ keys: [{ key: "c", label: "converge" }] }));
  assert.equal(await tab.$('aria/e: E-step[role="button"]'), null);
  await tab.press("c: converge");
  assert.deepEqual(await tab.told(), [{ key: "c" }]);
  // An answer that does not name them leaves them.
  await tab.evaluate(() => answer({}));
  await tab.press("c: converge");
  await tab.press("Choose a file");
  assert.deepEqual(await tab.told(), [{ key: "c" }, "choose"]);
  await tab.close();
});

test("a button leaves the focus where it is", async () => {
  const tab = await bar();
  await tab.press("e: E-step");
  assert.equal(await tab.evaluate(() => document.activeElement.className), "screen");
  await tab.close();
});

test("a button that has the focus keeps it when other keys are shown", async () => {
  const tab = await bar();
  const focused = () => tab.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await (await tab.$('aria/m: M-step[role="button"]')).focus();
  await tab.evaluate(() => answer({ keys: [
    { key: "c", label: "converge" }, { key: "m", label: "M-step" },
  ] }));
  assert.equal(await focused(), "m: M-step");
  await tab.evaluate(() => answer({ keys: [{ key: "c", label: "converge" }] }));
  assert.equal(await focused(), "c: converge");
  await tab.evaluate(() => {
    page.focus();
    answer({ keys: [{ key: "e", label: "E-step" }] });
  });
  assert.equal(await tab.evaluate(() => document.activeElement.className), "screen");
  await tab.close();
});

test("buttons can be hit by a finger, and leave most of a small screen", async () => {
  const tab = await bar();
  const { sizes, left, width } = await tab.evaluate(() => ({
    sizes: [...document.querySelectorAll("nav button")].map((button) => {
      const { width, height, right } = button.getBoundingClientRect();
      return { width, height, right };
    }),
    left: page.main.getBoundingClientRect().height,
    width: innerWidth,
  }));
  assert.ok(sizes.length >= 10 && left > 480, `${left} pixels of 640 for the screen`);
  for (const { width: own, height, right } of sizes) {
    assert.ok(own >= 40 && height >= 40 && right <= width, JSON.stringify({ own, height, right }));
  }
  await tab.close();
});

test("what is typed reaches the program as keys", async () => {
  const tab = await bar();
  await tab.press("abc: keyboard");
  assert.equal(await tab.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await tab.keyboard.type("a é1");
  assert.deepEqual(await tab.told(), ["a", "Space", "é", "1"].map((key) => ({ key })));
  for (const key of ["Backspace", "Enter", "ArrowDown", "Escape"]) await tab.keyboard.press(key);
  assert.deepEqual(await tab.told(),
    ["Backspace", "Enter", "Down", "Esc"].map((key) => ({ key })));
  await tab.press("abc: keyboard");
  assert.equal(await tab.evaluate(() => document.activeElement.className), "screen");
  await tab.close();
});

test("a keyboard that replaces words sends what differs", async () => {
  const tab = await bar();
  await tab.press("abc: keyboard");
  const become = (text) => tab.evaluate((text) => {
    const field = document.querySelector("textarea");
    field.value = text;
    field.dispatchEvent(new InputEvent("input"));
  }, text);
  await become("  helo");
  await tab.told();
  await become("  hello ");
  assert.deepEqual(await tab.told(),
    ["Backspace", "l", "o", "Space"].map((key) => ({ key })));
  // There is something to delete even when nothing is typed yet.
  await become("  ");
  await tab.told();
  await become(" ");
  await become(" ");
  assert.deepEqual(await tab.told(), [{ key: "Backspace" }, { key: "Backspace" }]);
  assert.equal(await tab.evaluate(() => document.querySelector("textarea").value), "  ");
  await tab.close();
});

test("with a mouse the bar is seen only by those who reach it with Tab", async () => {
  const tab = await bar({ width: 800, height: 600 });
  const height = () => tab.evaluate(
    () => document.querySelector("nav").getBoundingClientRect().height);
  assert.ok(await height() <= 1);
  await tab.keyboard.press("Tab");
  await until(tab, () => document.activeElement.closest("nav") !== null);
  assert.ok(await height() > 40);
  await tab.close();
});
