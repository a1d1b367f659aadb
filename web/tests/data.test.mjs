// Files that are dropped, pasted or chosen.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Bench, until } from "./browser.mjs";

const bench = new Bench();
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "emstep-"));
  await writeFile(join(folder, "a.csv"), "1\n2\n");
  await writeFile(join(folder, "b.csv"), "3\n");
  await bench.open();
});
after(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

async function input() {
  const tab = await bench.screen();
  await tab.evaluate(async () => {
    const { DataInput } = await import("/data.js");
    window.input = new DataInput(page, document.querySelector(".drop"));
    window.isHinted = () => !document.querySelector(".drop").hidden;
    page.focus();
    window.pastes = 0;
    addEventListener("paste", () => pastes += 1);
  });
  return tab;
}

/** Drags files over the page, as the system does, and lets them go. */
async function drop(tab, ...names) {
  const data = {
    items: [], dragOperationsMask: 1, files: names.map((name) => join(folder, name)),
  };
  const session = await tab.createCDPSession();
  const send = (type) =>
    session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
  await send("dragEnter");
  await send("dragOver");
  await until(tab, () => isHinted());
  await send("drop");
}

test("a file that is dropped is given to the program", async () => {
  const tab = await input();
  await drop(tab, "a.csv");
  await until(tab, () => told.length > 0);
  assert.deepEqual(await tab.evaluate(() => [told, said, isHinted()]),
    [[{ files: ["a.csv"] }], [], false]);
  await tab.close();
});

test("of several files the first is opened, and the page says so", async () => {
  const tab = await input();
  await drop(tab, "a.csv", "b.csv");
  await until(tab, () => told.length > 0);
  assert.deepEqual(await tab.evaluate(() => told), [{ files: ["a.csv", "b.csv"] }]);
  assert.deepEqual(await tab.evaluate(() => said),
    ["Opening a.csv. You can open the others by name: b.csv"]);
  await tab.close();
});

test("a folder is refused with a sentence", async () => {
  const tab = await input();
  await drop(tab, "");
  await until(tab, () => said.length > 0);
  const [said] = await tab.evaluate(() => window.said);
  assert.match(said, /^emstep-\w+ is a folder\. Drop the file/);
  assert.deepEqual(await tab.evaluate(() => told), []);
  await tab.close();
});

test("the hint goes when the drag leaves the page, and not between its parts", async () => {
  const tab = await input();
  const hints = await tab.evaluate(() => {
    const drag = (type, relatedTarget) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([""], "a.csv"));
      page.main.dispatchEvent(new DragEvent(type, { dataTransfer, relatedTarget, bubbles: true }));
      return isHinted();
    };
    return [drag("dragover"), drag("dragleave", document.body), drag("dragleave", null)];
  });
  assert.deepEqual(hints, [true, true, false]);
  await tab.close();
});

test("text that is dragged is no file", async () => {
  const tab = await input();
  const isOurs = await tab.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", "1 2");
    const event = new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true });
    page.main.dispatchEvent(event);
    return event.defaultPrevented || isHinted();
  });
  assert.equal(isOurs, false);
  await tab.close();
});

test("a file that is pasted is given to the program, and text is left to others", async () => {
  const tab = await input();
  const result = await tab.evaluate(() => {
    const paste = (fill) => {
      const clipboardData = new DataTransfer();
      fill(clipboardData);
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return [told.splice(0), pastes];
    };
    return [
      paste((data) => data.items.add(new File(["1\n"], "c.csv"))),
      paste((data) => data.setData("text/plain", "1 2 3")),
    ];
  });
  assert.deepEqual(result, [[[{ files: ["c.csv"] }], 0], [[], 1]]);
  await tab.close();
});

test("a file is chosen with Alt+O, twice if it has changed", async () => {
  const tab = await input();
  for (let time = 0; time < 2; time += 1) {
    const chooser = tab.waitForFileChooser({ timeout: 5000 });
    // The browser has to have heard of it before the key.
    await tab.evaluate(() => null);
    await tab.keyboard.down("Alt");
    await tab.keyboard.press("KeyO");
    await tab.keyboard.up("Alt");
    await (await chooser).accept([join(folder, "b.csv")]);
    await until(tab, (time) => told.length === time + 1, time);
  }
  assert.deepEqual(await tab.evaluate(() => told), [{ files: ["b.csv"] }, { files: ["b.csv"] }]);
  assert.equal(await tab.evaluate(() => document.activeElement.className), "screen");
  await tab.close();
});
