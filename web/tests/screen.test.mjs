// The screen: what is drawn as shapes is whole and sharp at any ratio of pixels, and only what
// changed is drawn.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Bench, SOURCE, until } from "./browser.mjs";

const bench = new Bench();
before(() => bench.open());
after(() => bench.close());

/** Returns how many lines there are in a picture that do not touch one another. */
function strandsOf({ data, width }) {
  const pixels = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at] < 0x40) pixels.add(at / 4);
  let strands = 0;
  for (; pixels.size > 0; strands += 1) {
    const queue = [pixels.values().next().value];
    while (queue.length > 0) {
      const pixel = queue.pop();
      if (!pixels.delete(pixel)) continue;
      queue.push(pixel - width, pixel + width);
      if (pixel % width > 0) queue.push(pixel - 1);
      if (pixel % width < width - 1) queue.push(pixel + 1);
    }
  }
  return strands;
}

const RATIOS = [1, 1.25, 1.5, 2, 2.625];

for (const ratio of RATIOS) {
  test(`cells are whole pixels at ${ratio} pixels to one of CSS`, async () => {
    const tab = await bench.screen({ ratio });
    const { cell, size, shown, columns, rows } = await tab.evaluate(() => {
      const { canvas, cell, columns, rows } = page.screen;
      const { width, height } = canvas.getBoundingClientRect();
      return { cell, columns, rows, size: [canvas.width, canvas.height], shown: [width, height] };
    });
    assert.deepEqual([cell.width, cell.height].map(Number.isInteger), [true, true]);
    assert.deepEqual(size, [columns * cell.width, rows * cell.height]);
    // One pixel of the canvas is one of the device.
    for (const [own, css] of size.map((own, at) => [own, shown[at]])) {
      assert.ok(Math.abs(own - css * ratio) < 0.1, `${own} pixels in ${css * ratio}`);
    }
    assert.ok(800 * ratio - size[0] < cell.width && 600 * ratio - size[1] < cell.height);
    await tab.close();
  });

  test(`boxes have no gaps at ${ratio} pixels to one of CSS`, async () => {
    const tab = await bench.screen({ ratio });
    const broken = await tab.evaluate((strandsOf) => {
      const { context, cell: { width, height } } = page.screen;
      const count = new Function(`return ${strandsOf}`)();
      const broken = [];
      // Corners by their arms: to the left, up, right and down.
      const arms = ["  rd", "l  d", " ur ", "lu  ", " urd", "lu d", "l rd", "lur ", "lurd"];
      for (const [kind, [across, down, ...corners]] of Object.entries({
        light: "─│┌┐└┘├┤┬┴┼", heavy: "━┃┏┓┗┛┣┫┳┻╋", double: "═║╔╗╚╝╠╣╦╩╬",
      })) {
        for (const [at, corner] of corners.entries()) {
          const [left, up, right, below] = arms[at];
          // The corner, and straight lines where it has arms.
          write(0, 0, ` ${up === " " ? " " : down} `);
          write(1, 0, `${left === " " ? " " : across}${corner}${right === " " ? " " : across}`);
          write(2, 0, ` ${below === " " ? " " : down} `);
          const strands = count(context.getImageData(0, 0, 3 * width, 3 * height));
          // Double lines are two, and one more for each arm beyond the second.
          const expected = kind === "double" ? arms[at].replaceAll(" ", "").length : 1;
          if (strands !== expected) broken.push(`${corner}: ${strands} and not ${expected}`);
        }
      }
      return broken;
    }, strandsOf.toString());
    assert.deepEqual(broken, []);
    await tab.close();
  });
}

test("a line is one shade, from edge to edge of the screen", async () => {
  for (const ratio of RATIOS) {
    const tab = await bench.screen({ ratio });
    const shades = await tab.evaluate(() => {
      const { context, columns, canvas, cell } = page.screen;
      write(1, 0, "─".repeat(columns));
      const { data } = context.getImageData(0, cell.height, canvas.width, cell.height);
      const rows = Array.from({ length: cell.height }, (_, y) => {
        const row = data.slice(y * canvas.width * 4, (y + 1) * canvas.width * 4);
        return new Set(row.filter((_, i) => i % 4 === 0));
      });
      return rows.filter((row) => row.size > 1 || !row.has(255)).map((row) => [...row]);
    });
    assert.ok(shades.length >= 1 && shades.every((row) => row.join() === "31"), `${shades}`);
    await tab.close();
  }
});

test("no mark of the program needs a font that has it", async () => {
  const source = await readFile(join(SOURCE, "../../src/app/menu/marks.rs"), "utf8");
  const labels = [...source.matchAll(/mark\(\s*"([^"]*)"/g)].map(([, label]) => label).join("");
  // Letters, and what every font for Latin has.
  const marks = new Set([...labels].filter((mark) => /[^\p{L}\p{N}\s!-~×≈…·]/u.test(mark)));
  assert.ok(marks.size > 20);
  const more = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ₖⱼ⣿⠁▁▂▃▄▅▆▇▏▎▍▌▋▊▉▔▕▘▞╱╲╭╮╰╯┄┆‖★";
  const tab = await bench.screen();
  const drawn = await tab.evaluate((marks) => {
    const { context, cell } = page.screen;
    const written = [];
    context.fillText = (text) => written.push(text);
    const empty = [];
    for (const mark of marks) {
      write(0, 0, " ");
      write(0, 0, mark);
      const { data } = context.getImageData(0, 0, cell.width, cell.height);
      const isWritten = written.length > 0;
      const letters = written.splice(0).join("");
      if (isWritten && /[^!-~−]/.test(letters)) empty.push(`${mark} is written`);
      if (!isWritten && data.every((value) => value === 255)) empty.push(`${mark} is blank`);
    }
    return empty;
  }, [...marks, ...more]);
  assert.deepEqual(drawn, []);
  await tab.close();
});

test("only what changed is drawn, and nothing beyond it", async () => {
  const tab = await bench.screen();
  const changed = await tab.evaluate(() => {
    const { context, canvas, cell } = page.screen;
    for (let row = 0; row < page.screen.rows; row += 1) write(row, 0, "Wj".repeat(40), 4);
    const before = context.getImageData(0, 0, canvas.width, canvas.height).data;
    write(3, 10, "─W█j", 4 | 1);
    const after = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const cells = new Set();
    for (let at = 0; at < before.length; at += 4) {
      if (before[at] === after[at]) continue;
      const x = at / 4 % canvas.width, y = Math.floor(at / 4 / canvas.width);
      cells.add(`${Math.floor(x / cell.width)} ${Math.floor(y / cell.height)}`);
    }
    return [...cells].sort();
  });
  assert.deepEqual(changed, ["10 3", "11 3", "12 3", "13 3"]);
  await tab.close();
});

test("a wide character takes two cells, and what replaces it leaves nothing of it", async () => {
  const tab = await bench.screen();
  const result = await tab.evaluate(() => {
    const { context, cell } = page.screen;
    const text = () => document.querySelector(".text").firstChild.textContent;
    const half = () => {
      const { data } = context.getImageData(cell.width, 0, cell.width, cell.height);
      return data.some((value) => value < 0x80);
    };
    write(0, 0, "温");
    write(0, 2, "ab");
    const wide = [text(), half()];
    write(0, 0, "x ");
    return [wide, [text(), half()]];
  });
  assert.deepEqual(result, [["温ab", true], ["x ab", false]]);
  await tab.close();
});

test("the cursor is at its cell, and does not blink if motion is reduced", async () => {
  for (const [motion, blinks] of [["no-preference", "blink"], ["reduce", "none"]]) {
    const tab = await bench.screen({
      emulate: (tab) =>
        tab.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: motion }]),
    });
    const { at, cell, animation, isHidden } = await tab.evaluate(() => {
      page.focus();
      page.screen.draw([], [5, 2]);
      const cursor = document.querySelector(".cursor");
      const { left, top } = cursor.getBoundingClientRect();
      const animation = getComputedStyle(cursor).animationName;
      page.screen.draw([], null);
      return { at: [left, top], cell: page.screen.cell, animation, isHidden: cursor.hidden };
    });
    assert.deepEqual(at, [5 * cell.width, 2 * cell.height]);
    assert.equal(animation, blinks);
    assert.equal(isHidden, true);
    await tab.close();
  }
});

test("a frame for a larger screen than there is now is cut off", async () => {
  const tab = await bench.screen();
  const [rows, texts] = await tab.evaluate(() => {
    const { columns, rows } = page.screen;
    write(rows - 1, columns - 1, "a温b");
    write(rows, 0, "below");
    return [rows, [...document.querySelectorAll(".text > div")].map((row) => row.textContent)];
  });
  assert.deepEqual(texts, [...Array(rows - 1).fill(""), texts.at(-1)]);
  assert.equal(texts.at(-1).trim(), "a");
  assert.deepEqual(tab.problems, []);
  await tab.close();
});

test("zoom of the browser and another size of the window are noticed", async () => {
  const tab = await bench.screen();
  await tab.evaluate(async () => {
    const { watchSize } = await import("/screen.js");
    window.sizes = [];
    watchSize(page.main, () => sizes.push([innerWidth, devicePixelRatio].join()));
  });
  for (const [width, ratio] of [[640, 1.25], [400, 2], [500, 2]]) {
    await tab.setViewport({ width, height: 600, deviceScaleFactor: ratio });
    await until(tab, (size) => sizes.at(-1) === size, `${width},${ratio}`);
  }
  await tab.close();
});
