// The page with its program: the same screens as on this machine, cell by cell.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { equals, press, says, shows, Site } from "./program.mjs";
import { IS_FIREFOX, until } from "./browser.mjs";

const site = new Site();
before(() => site.open());
after(() => site.close());

for (const [name, address] of [
  ["in pieces", () => site.address],
  ["as one file", () => site.file],
]) {
  test(`the page ${name} shows what the terminal shows`, async () => {
    for (const [width, height] of [[1280, 800], [800, 600], [360, 640]]) {
      const tab = await site.tab(address(), { width, height });
      await equals(tab, []);
      for (const [key, keys] of [["e", "e"], ["m", "e m"], ["c", "e m c"], ["b", "e m c b"]]) {
        await press(tab, key);
        await equals(tab, ["--keys", keys]);
      }
      assert.deepEqual(tab.problems, []);
      await tab.close();
    }
  });
}

test("a link opens what the same options open", async () => {
  for (const [link, ...options] of [
    ["example=galaxies&k=3&start=kmeans%2B%2B&seed=7&keys=em",
      "--example", "galaxies", "-k", "3", "--start", "kmeans++", "--seed", "7", "--keys", "e m"],
    ["theta=0.5,0.5;0,5;1,1&keys=c+b", "--weights", "0.5,0.5", "--means", "0,5", "--variances",
      "1,1", "--keys", "c b"],
    ["weights=1/2,1/2&means=0,5&sds=1,2&decimals=3", "--weights", "1/2,1/2", "--means", "0,5",
      "--sds", "1,2"],
    ["example=old-faithful&k=2&keys=c", "--example", "old-faithful", "-k", "2", "--keys", "c"],
    ["lesson=bound", "--lesson", "bound"],
    ["keys=e+Tab+Right", "--keys", "e Tab Right"],
  ]) {
    const tab = await site.tab(`${site.address}#${link}`, { width: 1280, height: 800 });
    const decimals = link.includes("decimals") ? { EMSTEP_DECIMALS: "3" } : {};
    Object.assign(process.env, decimals);
    await equals(tab, options);
    for (const name of Object.keys(decimals)) delete process.env[name];
    await tab.close();
  }
});

test("another link opens in the page that is there", async () => {
  const tab = await site.tab(site.address);
  await tab.evaluate(() => { location.hash = "example=galaxies"; });
  await equals(tab, ["--example", "galaxies"]);
  await tab.close();
});

test("what a link has wrong is said, and the rest is opened", async () => {
  const tab = await site.tab(`${site.address}#k=0&keys=e&color=%3Cb%3Ered`);
  await says(tab, "color");
  await equals(tab, ["--keys", "e"]);
  assert.equal(await tab.evaluate(() => document.querySelector("[role=alert] b")), null);
  await tab.close();
});

// Firefox changes what the system asks for only in a profile of its own.
test("the theme follows the system, until one is chosen", { skip: IS_FIREFOX }, async () => {
  const tab = await site.tab(site.address);
  const theme = (name) =>
    until(tab, (name) => document.documentElement.dataset.theme === name, name);
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await theme("dark");
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await theme("light");
  await press(tab, "T", "T", "T");
  await shows(tab, "theme: dark");
  await theme("dark");
  const again = await site.tab(site.address, { context: tab.context });
  await again.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await until(again, () => document.documentElement.dataset.theme === "dark");
  await again.close();
  await tab.close();
});
