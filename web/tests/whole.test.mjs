// The page with its program as people use it: clicks, what is pasted, windows of any size.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { IS_FIREFOX, until } from "./browser.mjs";
import { equals, press, shows, Site } from "./program.mjs";

const site = new Site();
before(() => site.open());
after(() => site.close());

/** Returns the middle of the first cells on the screen that have this text, in CSS pixels. */
function placeOf(tab, text) {
  return tab.evaluate((text) => {
    const { columns } = document.querySelector("main").dataset;
    const canvas = document.querySelector("canvas").getBoundingClientRect();
    const lines = [...document.querySelectorAll(".text > div")];
    const row = lines.findIndex((line) => line.textContent.includes(text));
    const column = [...lines[row].textContent.split(text)[0]].length + [...text].length / 2;
    return {
      x: canvas.left + column * canvas.width / columns,
      y: canvas.top + (row + 0.5) * canvas.height / lines.length,
    };
  }, text);
}

test("a click chooses a number, as in a terminal", async () => {
  const tab = await site.tab(`${site.address}#keys=em`, { width: 1280, height: 800 });
  const { x, y } = await placeOf(tab, "0.3630");
  await tab.mouse.click(x, y);
  await press(tab, "w");
  await shows(tab, "π₁");
  await tab.close();
});

// Firefox lets no test fill what is pasted.
test("numbers are pasted into the form", { skip: IS_FIREFOX }, async () => {
  const tab = await site.tab(site.address);
  await press(tab, "d");
  await shows(tab, "data");
  await tab.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "1 2 7 9");
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await press(tab, "Enter");
  await shows(tab, "n = 4");
  await tab.close();
});

test("the screen follows the window and the ratio of pixels", async () => {
  const tab = await site.tab(`${site.address}#keys=em`);
  for (const size of [
    { width: 1280, height: 800 }, { width: 500, height: 300 }, { width: 360, height: 640 },
    { width: 800, height: 600, deviceScaleFactor: 2 },
    { width: 800, height: 600, deviceScaleFactor: 1.25 }, { width: 120, height: 80 },
  ]) {
    await tab.setViewport(size);
    await until(tab, ({ width }) => {
      const canvas = document.querySelector("canvas").getBoundingClientRect();
      return canvas.width <= width && canvas.width > width - 30;
    }, size);
    await equals(tab, ["--keys", "e m"]);
  }
  assert.deepEqual(tab.problems, []);
  await tab.close();
});
