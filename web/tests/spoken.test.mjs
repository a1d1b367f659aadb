// What a screen reader is told: the lines of `emstep --plain`, on opening and after each step.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "./browser.mjs";
import { press, printed, Site } from "./program.mjs";

const site = new Site();
before(() => site.open());
after(() => site.close());

/** Returns the lines that were spoken so far, once there are as many as these. */
async function spoken(tab, lines) {
  await until(tab, (count) =>
    [...document.querySelectorAll("[role=log] p")]
      .flatMap((text) => text.textContent.trimEnd().split("\n")).length >= count, lines.length);
  return tab.evaluate(() => [...document.querySelectorAll("[role=log] p")]
    .flatMap((text) => text.textContent.trimEnd().split("\n")));
}

/** Returns what the program prints in lines after these commands. */
function plain(...commands) {
  const input = commands.map((command) => `${command}\n`).join("");
  return printed(["--plain"], { input }).trimEnd().split("\n");
}

test("what is spoken on opening and after steps is what --plain prints", async () => {
  const tab = await site.tab(site.address);
  const opening = plain();
  assert.deepEqual(await spoken(tab, opening), opening);
  await press(tab, "e", "m");
  const stepped = plain("e", "m");
  assert.deepEqual(await spoken(tab, stepped), stepped);
  await tab.close();
});

test("a lesson and a refusal are spoken", async () => {
  const says = (tab, text) => until(tab, (text) =>
    document.querySelector("[role=log]").textContent.includes(text), text);
  const tab = await site.tab(`${site.address}#lesson=homework`);
  await says(tab, "The homework, step 1 of 13.");
  await press(tab, "Enter");
  await says(tab, "Question: Compute ℓ(θ₀), to two decimals.");
  await tab.close();
  const other = await site.tab(site.address);
  await press(other, "p");
  await says(other, "Already at θ₀");
  await other.close();
});
