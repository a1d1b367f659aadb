// What is kept in the browser, saved to files, and copied.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choose, equals, press, printed, says, screen, shows, Site } from "./program.mjs";
import { IS_FIREFOX, until } from "./browser.mjs";

const site = new Site();
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "emstep-"));
  await site.open();
});
after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** Only Chromium can be told where files are saved, and lets a test read the clipboard. */
const SAVING = { skip: IS_FIREFOX };

/** Lets a tab save files into the folder. */
async function saving(tab) {
  const session = await tab.browser().target().createCDPSession();
  await session.send("Browser.setDownloadBehavior", {
    behavior: "allow", downloadPath: folder, browserContextId: tab.context.id,
  });
}

/** Waits until a file is there and whole, and returns its bytes. */
async function saved(name) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const bytes = (await readdir(folder)).includes(name) ? await readFile(join(folder, name)) : "";
    // A browser makes the file before it writes it.
    if (bytes.length > 0) return bytes;
    await new Promise((done) => { setImmediate(done); });
  }
  throw new Error(`${name} was not saved; there are ${await readdir(folder)}`);
}

test("what was done is offered when the page is opened again", async () => {
  const tab = await site.tab(site.address);
  await press(tab, "e", "m");
  await shows(tab, "θ₁");
  await until(tab, () => localStorage.getItem("emstep.session") !== null);
  const before = await screen(tab);
  await tab.close();
  const again = await site.tab(site.address, { context: tab.context });
  await shows(again, "homework, 1 run");
  await press(again, "Enter");
  await until(again, (rows) => [...document.querySelectorAll(".text > div")]
    .slice(0, 12).every((row, i) => row.textContent.trimEnd() === rows[i]), before);
  await again.close();
});

test("what is offered can be forgotten", async () => {
  const tab = await site.tab(site.address);
  await press(tab, "e", "m");
  await until(tab, () => localStorage.getItem("emstep.session") !== null);
  await tab.close();
  const again = await site.tab(site.address, { context: tab.context });
  await shows(again, "homework, 1 run");
  await press(again, "-", "Enter");
  await until(again, () => localStorage.getItem("emstep.session") === null);
  await shows(again, "next: E-step");
  await again.close();
});

test("what is not opened now is offered another time, and what is done meanwhile too", async () => {
  const tab = await site.tab(site.address);
  await press(tab, "e", "m");
  await until(tab, () => localStorage.getItem("emstep.session") !== null);
  await tab.close();
  const again = await site.tab(site.address, { context: tab.context });
  await shows(again, "homework, 1 run");
  await press(again, "Escape");
  await press(again, "e", "m", "e");
  await until(again, () => localStorage.getItem("emstep.earlier-session") !== null);
  await again.close();
  const third = await site.tab(site.address, { context: tab.context });
  await shows(third, "homework, 1 run");
  await press(third, "-", "Enter");
  await until(third, () => localStorage.getItem("emstep.session") === null);
  await third.reload();
  await shows(third, "homework, 1 run");
  await press(third, "Enter");
  await shows(third, "θ₁");
  await third.close();
});

test("a link takes nothing away from what was kept", async () => {
  const tab = await site.tab(site.address);
  await press(tab, "e", "m");
  await until(tab, () => localStorage.getItem("emstep.session") !== null);
  const kept = await tab.evaluate(() => localStorage.getItem("emstep.session"));
  await tab.close();
  const linked = await site.tab(`${site.address}#example=galaxies`, { context: tab.context });
  await press(linked, "e", "m");
  await until(linked, (kept) => localStorage.getItem("emstep.earlier-session") === kept, kept);
  await linked.close();
});

test("a page that is embedded keeps nothing, unless it is asked to", async () => {
  const tab = await site.tab(`${site.address}?embed`);
  await press(tab, "T");
  await shows(tab, "theme:");
  assert.equal(await tab.evaluate(() => localStorage.length), 0);
  await tab.close();
  const other = await site.tab(`${site.address}?embed=remember`);
  await press(other, "T");
  await until(other, () => localStorage.getItem("emstep.settings") !== null);
  await other.close();
});

test("storage that is forbidden or full is said, and everything else works", async () => {
  const forbidden = await site.tab(site.address, {
    prepare: (tab) => tab.evaluateOnNewDocument(() => {
      Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("it is forbidden here", "SecurityError"); },
      });
    }),
  });
  await says(forbidden, "it is forbidden here");
  await press(forbidden, "e");
  await equals(forbidden, ["--keys", "e"]);
  await forbidden.close();
  const full = await site.tab(site.address, {
    prepare: (tab) => tab.evaluateOnNewDocument(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    }),
  });
  await press(full, "T");
  await says(full, "The browser's storage is full.");
  await full.close();
});

test("what is exported is what the program writes on this machine", SAVING, async () => {
  const tab = await site.tab(site.address);
  await saving(tab);
  await press(tab, "e", "m", "X");
  await press(tab, "Enter");
  const csv = await saved("homework-trace.csv");
  printed(["fit", "--steps", "1", "--export", "here.csv"], { folder });
  assert.equal(csv.toString("utf8"), (await saved("here.csv")).toString("utf8"));
  await tab.close();
});

test("a figure is saved as SVG and as PNG", SAVING, async () => {
  const tab = await site.tab(site.address);
  await saving(tab);
  for (const [name, begin] of [["a.svg", "<svg"], ["a.png", "\u0089PNG"]]) {
    await press(tab, "X");
    await tab.keyboard.down("Control");
    await press(tab, "u");
    await tab.keyboard.up("Control");
    await tab.keyboard.type(name.replace("a.", "density."));
    await press(tab, "Enter");
    const bytes = await saved(name.replace("a.", "density."));
    assert.ok(bytes.toString("latin1").startsWith(begin), name);
  }
  await tab.close();
});

test("a figure is printed as PDF, and nothing else with it", SAVING, async () => {
  const tab = await site.tab(site.address, {
    prepare: (tab) => tab.evaluateOnNewDocument(() => {
      window.print = () => {
        window.sheet = document.querySelector(".print img").naturalWidth;
      };
    }),
  });
  await press(tab, "X");
  await tab.keyboard.down("Control");
  await press(tab, "u");
  await tab.keyboard.up("Control");
  await tab.keyboard.type("density.pdf");
  await press(tab, "Enter");
  await until(tab, () => window.sheet > 0);
  await tab.emulateMediaType("print");
  const shown = await tab.evaluate(() => {
    document.body.append(Object.assign(document.createElement("div"), { className: "print" }));
    return [...document.body.children].filter((it) => getComputedStyle(it).display !== "none")
      .map((it) => it.className);
  });
  assert.deepEqual(shown, ["print"]);
  await tab.close();
});

test("a session is saved to a file, and opened from it", SAVING, async () => {
  const tab = await site.tab(site.address);
  await saving(tab);
  await press(tab, "e", "m", "W", "Enter");
  await saved("homework.emstep");
  await tab.close();
  const other = await site.tab(site.address);
  await choose(other, join(folder, "homework.emstep"));
  await shows(other, "θ₁");
  await other.close();
});

test("a copied link opens the page where it was", SAVING, async () => {
  const tab = await site.tab(site.address, { width: 1280, height: 800 });
  await tab.context.overridePermissions(new URL(site.address).origin,
    ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  await press(tab, "e", "m", "y", "Enter");
  await until(tab, async () => (await navigator.clipboard.readText()).includes("#"));
  const link = await tab.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, `${site.address}#keys=em`);
  await tab.close();
  const other = await site.tab(link, { width: 1280, height: 800 });
  await equals(other, ["--keys", "e m"]);
  await other.close();
});
