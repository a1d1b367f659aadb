// A lesson as a package for a learning platform, in a page that stands for the platform.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, serve, until, WEB } from "./browser.mjs";
import { press, printed } from "./program.mjs";

let browser, folder, server;

/** A platform: it keeps what it is told, and has the package in a frame. */
const PLATFORM = `<!doctype html>
<script>
const values = {};
const calls = [];
const done = (name) => (...all) => { calls.push(name); return all.length ? "true" : ""; };
window.API = {
  LMSInitialize: done("LMSInitialize"), LMSFinish: done("LMSFinish"),
  LMSCommit: done("LMSCommit"), LMSGetValue: (name) => values[name] ?? "",
  LMSSetValue: (name, value) => { values[name] = value; return "true"; },
  LMSGetLastError: () => "0", LMSGetErrorString: () => "",
};
</script>
<iframe src="index.html" width="800" height="600"></iframe>`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "emstep-"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** Returns the platform with the package of a lesson, and the frame that it is in. */
async function platform(lesson) {
  const zip = join(folder, "lesson.zip");
  const page = join(WEB, "emstep.html");
  printed(["lesson", "export", lesson, "--format", "scorm", "--page", page, "-o", zip], {
    folder,
  });
  execFileSync("python3", ["-m", "zipfile", "-e", zip, folder]);
  await rm(zip);
  await writeFile(join(folder, "platform.html"), PLATFORM);
  server = await serve(folder);
  const tab = await browser.newPage();
  await tab.goto(`${server.address}platform.html`);
  const frame = await (await tab.$("iframe")).contentFrame();
  await frame.waitForFunction(() => document.querySelector("main")?.dataset.busy === "false");
  await (await frame.$(".screen")).click();
  return tab;
}

test("the score of a built-in lesson reaches the platform", async () => {
  const tab = await platform("homework");
  await until(tab, () => values["cmi.core.lesson_status"] === "incomplete");
  await press(tab, "Enter");
  await tab.keyboard.type("-24.512532");
  await press(tab, "Enter");
  await until(tab, () => Number(values["cmi.core.score.raw"]) > 0);
  assert.deepEqual(await tab.evaluate(() => [
    values["cmi.core.score.min"], values["cmi.core.score.max"], calls[0],
    calls.includes("LMSCommit"),
  ]), ["0", "100", "LMSInitialize", true]);
  await tab.close();
  server.close();
});

test("a lesson of one's own travels in the package, and is completed", async () => {
  await writeFile(join(folder, "mine.toml"), printed(["lesson", "--template"]));
  const tab = await platform("mine.toml");
  const frame = await (await tab.$("iframe")).contentFrame();
  await frame.waitForFunction(
    () => document.querySelector("[role=log]").textContent.trim().length > 0);
  assert.equal(await frame.evaluate(() => document.querySelector("[role=alert]").textContent), "");
  await tab.close();
  server.close();
});
