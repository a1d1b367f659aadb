// The text over the screen: it is where the cells are, and what is copied is what is on the screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bench, until } from "./browser.mjs";

const bench = new Bench();
before(() => bench.open());
after(() => bench.close());

const ROWS = ["abc θ̂ │⣿⣿│ ▸ def", "", "  温度 γ_ik → 0.5   "];

/** Copies what is selected, with the keyboard, and returns what comes to the clipboard. */
async function copied(tab) {
  await tab.evaluate(() => {
    window.clip = undefined;
    addEventListener("copy", (event) => {
      window.clip = event.clipboardData.getData("text/plain");
    }, { once: true });
  });
  await tab.evaluate(() => document.execCommand("copy"));
  return tab.evaluate(() => clip);
}

/** A screen with the rows on it, and what turns a cell into a point of the page. */
async function written(options) {
  const tab = await bench.screen(options);
  await tab.evaluate((rows) => rows.forEach((row, at) => write(at, 0, row)), ROWS);
  const { width, height } = await tab.evaluate(() => page.screen.layer.cell);
  tab.at = (column, row) => [(column + 0.1) * width, (row + 0.5) * height];
  return tab;
}

test("every character of the text is at its cell", async () => {
  for (const ratio of [1, 1.25, 2]) {
    const tab = await written({ ratio });
    await tab.mouse.move(5, 5);
    const off = await tab.evaluate(() => {
      const { cell } = page.screen.layer;
      const off = [];
      for (const [row, letter, column] of [[0, "d", 13], [0, "▸", 11], [2, "γ", 7], [2, "0", 14]]) {
        const walker = document.createTreeWalker(
          document.querySelectorAll(".text > div")[row], NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const at = walker.currentNode.data.indexOf(letter);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + 1);
          const { left, top } = range.getBoundingClientRect();
          if (Math.abs(left - column * cell.width) > 1) off.push(`${letter} at ${left}`);
          const line = Math.floor((top + cell.height / 2) / cell.height);
          if (line !== row) off.push(`${letter} in row ${line}`);
        }
      }
      return off;
    });
    assert.deepEqual(off, []);
    await tab.close();
  }
});

test("a drag selects, and what is copied are the lines of the screen", async () => {
  const tab = await written();
  for (const [from, to, text] of [
    [[1, 0], [3, 0], "bc"],
    [[4, 0], [13, 0], "θ̂ │⣿⣿│ ▸ "],
    [[13, 0], [6, 2], "def\n\n  温度"],
  ]) {
    await tab.mouse.move(...tab.at(...from));
    await tab.mouse.down();
    await tab.mouse.move(...tab.at(...to), { steps: 3 });
    await tab.mouse.up();
    assert.equal(await copied(tab), text.trimEnd());
  }
  assert.deepEqual(tab.problems, []);
  await tab.close();
});

test("Ctrl+A selects the screen and nothing else", async () => {
  const tab = await written();
  await tab.focus(".screen");
  await tab.keyboard.down("Control");
  await tab.keyboard.press("a");
  await tab.keyboard.up("Control");
  const rows = (await copied(tab)).split("\n");
  assert.equal(rows.length, await tab.evaluate(() => page.screen.rows));
  assert.deepEqual(rows.slice(0, 3), ROWS.map((row) => row.trimEnd()));
  await tab.close();
});

test("text is laid out only when the mouse moves over it", async () => {
  const tab = await written();
  const isLaid = () => tab.evaluate(() => document.querySelector(".text > div").checkVisibility());
  const draw = () => tab.evaluate(() => write(4, 0, String(Math.random())));
  assert.equal(await isLaid(), false);
  await tab.mouse.move(5, 5);
  assert.equal(await isLaid(), true);
  await draw();
  assert.equal(await isLaid(), false);
  // What is selected stays so, and a frame in which nothing changes leaves all as it is.
  await tab.mouse.move(6, 6);
  await tab.evaluate(() => page.screen.draw([], null));
  assert.equal(await isLaid(), true);
  await tab.evaluate(() => getSelection().selectAllChildren(document.querySelector(".text > div")));
  await draw();
  assert.equal(await isLaid(), true);
  await tab.close();
});

test("a drag that begins where the mouse has been selects too", async () => {
  const tab = await written();
  await tab.mouse.move(...tab.at(0, 0));
  await tab.evaluate(() => write(4, 0, "another line"));
  await until(tab, () => document.querySelector(".text > div").checkVisibility());
  await tab.mouse.down();
  await tab.mouse.move(...tab.at(3, 0), { steps: 3 });
  await tab.mouse.up();
  assert.equal(await copied(tab), "abc");
  await tab.close();
});

test("what is selected beside the screen is copied as usual", async () => {
  const tab = await written();
  await tab.evaluate(() => {
    const alert = document.querySelector("[role=alert]");
    alert.textContent = "a sentence";
    getSelection().selectAllChildren(alert);
    addEventListener("copy", (event) => {
      window.isOurs = event.defaultPrevented;
    }, { once: true });
    document.execCommand("copy");
  });
  assert.equal(await tab.evaluate(() => isOurs), false);
  await tab.close();
});

test("rows that do not change keep what is selected in them", async () => {
  const tab = await written();
  await tab.mouse.move(5, 5);
  await tab.evaluate(() => {
    getSelection().selectAllChildren(document.querySelectorAll(".text > div")[2]);
    write(0, 0, "other");
  });
  assert.equal(await copied(tab), ROWS[2].trimEnd());
  await tab.close();
});
