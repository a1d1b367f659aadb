// Which keys are the program's, and which are the browser's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bench } from "./browser.mjs";

const bench = new Bench();
before(() => bench.open());
after(() => bench.close());

/** Returns the names of keys, each with what is held down: `["x", "ctrl"]`. */
async function names(...keys) {
  const tab = await bench.tab();
  const found = await tab.evaluate(async (keys) => {
    const { nameOf } = await import("/keys.js");
    return keys.map(([key, ...held]) => nameOf(new KeyboardEvent("keydown", {
      key, ctrlKey: held.includes("ctrl"), altKey: held.includes("alt"),
      metaKey: held.includes("meta"), shiftKey: held.includes("shift"),
      modifierAltGraph: held.includes("altgr"), isComposing: held.includes("composing"),
    })));
  }, keys);
  await tab.close();
  return found;
}

test("letters and named keys are the program's", async () => {
  assert.deepEqual(
    await names(["e"], ["L", "shift"], ["γ"], [" "], ["ArrowUp"], ["Escape"], ["F1"]),
    ["e", "L", "γ", "Space", "Up", "Esc", "F1"]);
  assert.deepEqual(
    await names(["Tab", "shift"], ["ArrowDown", "shift"], ["ArrowLeft", "shift"]),
    ["Shift-Tab", "Shift-Down", "Left"]);
});

test("keys that change others, and those of the browser, are not the program's", async () => {
  const keys = [
    ["Shift", "shift"], ["Dead"], ["F5"], ["F6"], ["x", "meta"], ["a", "composing"],
    ["c", "ctrl"], ["v", "ctrl"], ["a", "ctrl"], ["f", "ctrl"], ["+", "ctrl"], ["0", "ctrl"],
    ["N", "ctrl", "shift"], ["ArrowLeft", "alt"], ["o", "alt"],
  ];
  assert.deepEqual(await names(...keys), keys.map(() => null));
});

test("what the browser keeps with Ctrl is the program's with Alt", async () => {
  assert.deepEqual(
    await names(["x", "ctrl"], ["n", "ctrl"], ["n", "alt"], ["t", "alt"], ["w", "alt"]),
    ["^X", "^N", "^N", "^T", "^W"]);
});

test("characters that a keyboard has with AltGr or Alt are typed", async () => {
  assert.deepEqual(
    await names(["{", "ctrl", "alt"], ["@", "ctrl", "alt", "altgr"], ["€", "altgr"], ["[", "alt"],
      ["µ", "altgr"], ["Control", "altgr"]),
    ["{", "@", "€", "[", "µ", null]);
});
