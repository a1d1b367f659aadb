// Characters that are drawn as shapes: braille, blocks and lines, so that they meet at the edges of
// cells at any size, and marks, so that they look alike on every system. A font leaves gaps
// between them, or lacks them.

import { drawLine } from "./lines.js";
import { drawMark } from "./marks.js";

/** The dots of braille, by their bits: the column and the row. */
const DOTS = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]];

/** Quadrants from U+2596 on: upper left 1, upper right 2, lower left 4, lower right 8. */
const QUADRANTS = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];

/**
 * Draws a character as a shape into the cell at x, y, in device pixels, and returns whether it is
 * one that is.
 */
export function drawShape(context, text, x, y, width, height) {
  const code = text.codePointAt(0);
  if (text.length !== 1) return false;
  if (code >= 0x2800 && code <= 0x28ff) {
    drawBraille(context, code - 0x2800, x, y, width, height);
  } else if (code >= 0x2580 && code <= 0x259f) {
    drawBlock(context, code, x, y, width, height);
  } else if (code >= 0x2500 && code <= 0x257f) {
    drawLine(context, text, x, y, width, height);
  } else {
    return drawMark(context, text, x, y, width, height);
  }
  return true;
}

function drawBraille(context, bits, x, y, width, height) {
  const size = Math.max(1, Math.round(Math.min(width / 4, height / 8)));
  for (const [bit, [column, row]] of DOTS.entries()) {
    if (bits & (1 << bit)) {
      const left = x + Math.round((column + 0.5) * width / 2 - size / 2);
      const top = y + Math.round((row + 0.5) * height / 4 - size / 2);
      context.fillRect(left, top, size, size);
    }
  }
}

function drawBlock(context, code, x, y, width, height) {
  const part = (of, eighths) => Math.round(of * eighths / 8);
  if (code === 0x2580) {
    context.fillRect(x, y, width, part(height, 4));
  } else if (code <= 0x2588) {
    const filled = part(height, code - 0x2580);
    context.fillRect(x, y + height - filled, width, filled);
  } else if (code <= 0x258f) {
    context.fillRect(x, y, part(width, 0x2590 - code), height);
  } else if (code === 0x2590) {
    const left = part(width, 4);
    context.fillRect(x + left, y, width - left, height);
  } else if (code <= 0x2593) {
    const alpha = context.globalAlpha;
    context.globalAlpha = alpha * (code - 0x2590) / 4;
    context.fillRect(x, y, width, height);
    context.globalAlpha = alpha;
  } else if (code === 0x2594) {
    context.fillRect(x, y, width, part(height, 1));
  } else if (code === 0x2595) {
    const filled = part(width, 1);
    context.fillRect(x + width - filled, y, filled, height);
  } else {
    const filled = QUADRANTS[code - 0x2596];
    const middle = part(width, 4), half = part(height, 4);
    if (filled & 1) context.fillRect(x, y, middle, half);
    if (filled & 2) context.fillRect(x + middle, y, width - middle, half);
    if (filled & 4) context.fillRect(x, y + half, middle, height - half);
    if (filled & 8) context.fillRect(x + middle, y + half, width - middle, height - half);
  }
}
