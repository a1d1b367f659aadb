// Data from files, read in the page; long ones by a copy of the program, while it answers.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choose, equals, press, says, shows, Site } from "./program.mjs";
import { until } from "./browser.mjs";

const site = new Site();
let folder;

/** How many rows a file has whose reading takes several frames. */
const ROWS = 400_000;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "emstep-"));
  await site.open();
  await writeFile(join(folder, "waits.csv"), "day,waiting\nmon,79\ntue,NA\nwed,54\nthu,62\n");
  await writeFile(join(folder, "wrong.csv"), "x\n1\n2\nabc\n");
  await writeFile(join(folder, "empty.csv"), "");
  await writeFile(join(folder, "picture.csv"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]));
  const numbers = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i) + (i % 2) * 4);
  await writeFile(join(folder, "waves.f64"), new Uint8Array(numbers.buffer));
  const rows = Array.from({ length: ROWS }, (_, i) => `${i},${Math.sin(i) * 2 + (i % 3) * 5}`);
  await writeFile(join(folder, "long.csv"), `i,x\n${rows.join("\n")}\n`);
});

after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

const path = (name) => join(folder, name);

/** The keys that open a file on this machine as the page does. */
const opening = (name) => ["--keys", `d ^U "${name}" Enter`];

test("a file that is chosen is opened as in the terminal", async () => {
  for (const address of [site.address, site.file]) {
    for (const name of ["waits.csv", "waves.f64", "wrong.csv", "empty.csv", "picture.csv"]) {
      const tab = await site.tab(address, { width: 1280, height: 800 });
      await choose(tab, path(name));
      // A terminal's program can be suspended, which is among its hints.
      await equals(tab, opening(name), { folder, hints: false });
      assert.deepEqual(tab.problems, []);
      await tab.close();
    }
  }
});

test("a file is opened whatever its name means elsewhere", async () => {
  for (const name of ["2024 waits.csv", "galaxies", "N(0,1)", "a.csv b.csv", "1,2,3"]) {
    await writeFile(path(name), "waiting\n79\n54\n62\n");
    const tab = await site.tab(site.address, { width: 1280, height: 800 });
    await choose(tab, path(name));
    await shows(tab, "waiting · n = 3");
    await tab.close();
  }
});

test("a session whose data were in a file is reopened once the page has the file", async () => {
  const tab = await site.tab(site.address);
  await choose(tab, path("waits.csv"));
  await shows(tab, "n = 3");
  await press(tab, "e", "m");
  await until(tab, () => localStorage.getItem("emstep.session")?.includes("waits.csv"));
  await tab.close();
  const again = await site.tab(site.address, { context: tab.context });
  await shows(again, "homework, 2 runs");
  await press(again, "Enter");
  await says(again, "drop the file here");
  await choose(again, path("waits.csv"));
  await shows(again, "homework, 2 runs");
  await press(again, "Enter");
  await shows(again, "θ₁");
  await again.close();
});

test("the program answers while a long file is read, and then shows it", async () => {
  for (const address of [site.address, site.file]) {
    const tab = await site.tab(address, { width: 1280, height: 800 });
    await tab.evaluate(() => {
      const { dataset } = document.querySelector("main");
      window.seen = [];
      new MutationObserver(() => seen.push(dataset.away))
        .observe(document.querySelector("main"), { attributes: true });
    });
    await choose(tab, path("long.csv"));
    await until(tab, () => document.querySelector("main").dataset.away === "true");
    await press(tab, "Home");
    await shows(tab, "n = 400,000");
    await until(tab, () => document.querySelector("main").dataset.away === "false");
    assert.equal(await tab.evaluate(() => seen.includes("true")), true);
    await press(tab, "e");
    await shows(tab, "long.csv");
    assert.deepEqual(tab.problems, []);
    await tab.close();
  }
});

test("reading a long file can be cancelled", async () => {
  const tab = await site.tab(site.address);
  await choose(tab, path("long.csv"));
  await until(tab, () => document.querySelector("main").dataset.away === "true");
  await press(tab, "Escape");
  await until(tab, () => document.querySelector("main").dataset.away === "false");
  await shows(tab, "homework");
  await press(tab, "Escape", "e", "m");
  await shows(tab, "θ₁");
  await tab.close();
});

test("a copy that cannot be made is said, and the program goes on", async () => {
  const tab = await site.tab(site.address, {
    prepare: (tab) => tab.evaluateOnNewDocument(() => {
      const Real = Worker;
      let made = 0;
      window.Worker = function (...args) {
        made += 1;
        if (made > 1) throw new Error("there are too many workers");
        return new Real(...args);
      };
    }),
  });
  await choose(tab, path("long.csv"));
  await shows(tab, "there are too many workers");
  await press(tab, "Escape", "e");
  await shows(tab, "γ₀");
  await tab.close();
});

test("a program that dies is started again with what was kept", async () => {
  const tab = await site.tab(site.address, {
    prepare: (tab) => tab.evaluateOnNewDocument(() => {
      const Real = Worker;
      window.workers = [];
      window.Worker = function (...args) {
        const worker = new Real(...args);
        workers.push(worker);
        return worker;
      };
    }),
  });
  await press(tab, "e", "m");
  await until(tab, () => localStorage.getItem("emstep.session") !== null);
  await tab.evaluate(() => workers[0].onerror(new ErrorEvent("error", { message: "boom" })));
  await says(tab, "boom");
  await shows(tab, "homework, 1 run");
  await press(tab, "Enter");
  await shows(tab, "θ₁");
  await tab.close();
});
