// The mouse and fingers on the screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bench, until } from "./browser.mjs";

const bench = new Bench();
before(() => bench.open());
after(() => bench.close());

async function screen(options) {
  const tab = await bench.screen(options);
  await tab.evaluate(async () => {
    const { PointerInput } = await import("/pointer.js");
    new PointerInput(page);
    write(0, 0, "some text to select");
  });
  const { width, height } = await tab.evaluate(() => page.screen.layer.cell);
  tab.at = (column, row) => [(column + 0.4) * width, (row + 0.5) * height];
  tab.told = () => tab.evaluate(() => told.splice(0).map(
    ({ pointer: { action, column, row } }) => `${action} ${column} ${row}`));
  tab.selected = () => tab.evaluate(() => getSelection().toString());
  return tab;
}

test("a click is a press and a release at a cell", async () => {
  const tab = await screen();
  await tab.mouse.click(...tab.at(7, 3));
  assert.deepEqual(await tab.told(), ["press 7 3", "release 7 3"]);
  await tab.mouse.click(...tab.at(7, 3), { button: "right" });
  assert.deepEqual(await tab.told(), []);
  await tab.close();
});

test("a drag is told once for each cell, and ends beyond the screen", async () => {
  const tab = await screen();
  await tab.mouse.move(...tab.at(2, 5));
  await tab.mouse.down();
  await tab.mouse.move(...tab.at(4, 5), { steps: 20 });
  // There is some room below the last row.
  await tab.mouse.move(tab.at(4, 5)[0], 599);
  await tab.mouse.up();
  const [last, isBelow] = await tab.evaluate(() =>
    [page.screen.rows - 1, page.screen.cellAt(40, 599) === null]);
  assert.ok(isBelow);
  assert.deepEqual(await tab.told(),
    ["press 2 5", "drag 3 5", "drag 4 5", `drag 4 ${last}`, `release 4 ${last}`]);
  await tab.close();
});

test("a drag that the program takes selects no text, and another does", async () => {
  const tab = await screen();
  const drag = async (isTaken) => {
    await tab.mouse.move(...tab.at(0, 0));
    await tab.mouse.down();
    await tab.mouse.move(...tab.at(5, 0), { steps: 3 });
    await tab.evaluate((taken) => answer({ taken }), isTaken);
    await tab.mouse.move(...tab.at(9, 0), { steps: 3 });
    await tab.mouse.up();
    return tab.selected();
  };
  assert.equal(await drag(true), "");
  assert.equal(await drag(false), "some text");
  // The program has not kept what it once took.
  assert.equal(await tab.evaluate(() => page.main.dataset.held), undefined);
  await tab.close();
});

test("a click that the program takes still lets text be selected", async () => {
  const tab = await screen();
  await tab.mouse.move(...tab.at(0, 0));
  await tab.mouse.down();
  await tab.evaluate(() => answer({ taken: true }));
  await tab.mouse.move(...tab.at(4, 0), { steps: 3 });
  await tab.mouse.up();
  assert.equal(await tab.selected(), "some");
  await tab.close();
});

test("with Shift the mouse selects and tells the program nothing", async () => {
  const tab = await screen();
  await tab.mouse.click(...tab.at(0, 0));
  await tab.told();
  await tab.keyboard.down("Shift");
  await tab.mouse.move(...tab.at(0, 0));
  await tab.mouse.down();
  await tab.mouse.move(...tab.at(4, 0), { steps: 3 });
  await tab.mouse.up();
  await tab.keyboard.up("Shift");
  assert.deepEqual(await tab.told(), []);
  assert.equal(await tab.selected(), "some");
  await tab.close();
});

test("where the program does not listen to the mouse, the mouse selects", async () => {
  const tab = await screen();
  await tab.evaluate(() => page.main.dataset.mouse = false);
  await tab.mouse.move(...tab.at(0, 0));
  await tab.mouse.down();
  await tab.mouse.move(...tab.at(4, 0), { steps: 3 });
  await tab.mouse.up();
  assert.deepEqual(await tab.told(), []);
  assert.equal(await tab.selected(), "some");
  await tab.close();
});

test("a tap is a click, and a finger that moves drags", async () => {
  const tab = await screen({ width: 360, height: 640, hasTouch: true });
  await tab.touchscreen.tap(...tab.at(7, 3));
  assert.deepEqual(await tab.told(), ["press 7 3", "release 7 3"]);
  await tab.touchscreen.touchStart(...tab.at(2, 5));
  assert.deepEqual(await tab.told(), []);
  await tab.touchscreen.touchMove(...tab.at(8, 5));
  await tab.touchscreen.touchEnd();
  assert.deepEqual(await tab.told(), ["press 2 5", "drag 8 5", "release 8 5"]);
  await tab.close();
});

test("two fingers make the type larger and smaller, and are no click", async () => {
  const tab = await screen({ width: 360, height: 640, hasTouch: true });
  const columns = () => tab.evaluate(() => page.screen.columns);
  const before = await columns();
  const pinch = async (from, to) => {
    const one = await tab.touchscreen.touchStart(180 - from, 300);
    const other = await tab.touchscreen.touchStart(180 + from, 300);
    await one.move(180 - to, 300);
    await other.move(180 + to, 300);
    await one.end();
    await other.end();
  };
  await pinch(40, 80);
  await until(tab, (before) => page.screen.columns <= before * 0.6, before);
  await pinch(80, 40);
  await until(tab, (before) => Math.abs(page.screen.columns - before) <= 4, before);
  assert.deepEqual(await tab.told(), []);
  await tab.close();
});
