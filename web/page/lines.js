// The characters of boxes, U+2500 to U+257F, as shapes: lines meet at the edges of cells at any
// size, which those of a font do not.

/**
 * The arms of each character, to the left, up, right and down: 1 light, 2 heavy, 3 double. Those
 * without arms are dashed or not straight.
 */
const ARMS = (
  "1010 2020 0101 0202 0000 0000 0000 0000 0000 0000 0000 0000 0011 0021 0012 0022 " +
  "1001 2001 1002 2002 0110 0120 0210 0220 1100 2100 1200 2200 0111 0121 0211 0112 " +
  "0212 0221 0122 0222 1101 2101 1201 1102 1202 2201 2102 2202 1011 2011 1021 2021 " +
  "1012 2012 1022 2022 1110 2110 1120 2120 1210 2210 1220 2220 1111 2111 1121 2121 " +
  "1211 1112 1212 2211 1221 2112 1122 2221 2122 2212 1222 2222 0000 0000 0000 0000 " +
  "3030 0303 0031 0013 0033 3001 1003 3003 0130 0310 0330 3100 1300 3300 0131 0313 " +
  "0333 3101 1303 3303 3031 1013 3033 3130 1310 3330 3131 1313 3333 0000 0000 0000 " +
  "0000 0000 0000 0000 1000 0100 0010 0001 2000 0200 0020 0002 1020 0102 2010 0201"
).split(" ").map((arms) => [...arms].map(Number));

const DOUBLE = 3;

/** Dashed lines: how many dashes, whether they are heavy and whether they are upright. */
const DASHES = new Map([
  ["┄", [3, 1, false]], ["┅", [3, 2, false]], ["┆", [3, 1, true]], ["┇", [3, 2, true]],
  ["┈", [4, 1, false]], ["┉", [4, 2, false]], ["┊", [4, 1, true]], ["┋", [4, 2, true]],
  ["╌", [2, 1, false]], ["╍", [2, 2, false]], ["╎", [2, 1, true]], ["╏", [2, 2, true]],
]);

/** Where the ends of an arc are, to the right and down, as parts of the way from the middle. */
const ARCS = new Map([["╭", [1, 1]], ["╮", [-1, 1]], ["╰", [1, -1]], ["╯", [-1, -1]]]);

/** Returns how thick a light line is in cells of this height, in device pixels. */
export function thickness(height) {
  return Math.max(1, Math.round(height / 18));
}

/** Draws the character with this code into the cell at x, y. */
export function drawLine(context, text, x, y, width, height) {
  const arms = ARMS[text.codePointAt(0) - 0x2500];
  if (DASHES.has(text)) {
    drawDashes(context, DASHES.get(text), x, y, width, height);
  } else if (ARCS.has(text)) {
    drawArc(context, ARCS.get(text), x, y, width, height);
  } else if (arms.some((weight) => weight > 0)) {
    const line = thickness(height);
    drawArms(arms, width, height, line, (left, top, right, bottom) => {
      context.fillRect(x + left, y + top, right - left, bottom - top);
    });
  } else {
    drawDiagonals(context, text, x, y, width, height);
  }
}

/** Fills the four arms of a character: each as the left arm of the same character when turned. */
function drawArms([left, up, right, down], width, height, line, fill) {
  const upright = (top, left, bottom, right) => fill(left, top, right, bottom);
  const fromRight = (left, top, right, bottom) => fill(width - right, top, width - left, bottom);
  const fromBottom = (top, left, bottom, right) => {
    fill(left, height - bottom, right, height - top);
  };
  // The middle is the same pixel from both sides.
  const { floor, ceil } = Math;
  drawArm(left, right, [up, down], [width, height, floor], line, fill);
  drawArm(right, left, [up, down], [width, height, ceil], line, fromRight);
  drawArm(up, down, [left, right], [height, width, floor], line, upright);
  drawArm(down, up, [left, right], [height, width, ceil], line, fromBottom);
}

/**
 * Fills an arm from the edge at 0 to the middle, and as far beyond as what it meets there is wide.
 * Sizes are along the arm and across it.
 */
function drawArm(weight, opposite, sides, [long, wide, round], line, fill) {
  if (weight === 0) return;
  const along = (lines) => round((long - lines * line) / 2);
  const across = (lines) => Math.floor((wide - lines * line) / 2);
  if (weight === DOUBLE) {
    const ends = [endOfStrand(sides[0], sides[1]), endOfStrand(sides[1], sides[0])];
    for (const [strand, end] of ends.entries()) {
      const top = across(3) + 2 * strand * line;
      fill(0, top, along(3) + end * line, top + line);
    }
    return;
  }
  // Where both sides are double and nothing goes on, the arm ends at the nearer one of them.
  const isStopped = opposite === 0 && sides.every((side) => side === DOUBLE);
  const reach = Math.max(weight, ...sides);
  const end = isStopped ? along(3) + line : along(reach) + reach * line;
  fill(0, across(weight), end, across(weight) + weight * line);
}

/** Returns where a strand of a double arm ends, in lines from the nearer strand across it. */
function endOfStrand(beside, beyond) {
  if (beside === DOUBLE) return 1;
  if (beside > 0) return 2;
  return beyond === DOUBLE ? 3 : 2;
}

function drawDashes(context, [count, weight, isUpright], x, y, width, height) {
  const line = thickness(height) * weight;
  const [long, wide] = isUpright ? [height, width] : [width, height];
  const start = Math.floor((wide - line) / 2);
  for (let dash = 0; dash < count; dash += 1) {
    const from = Math.round((dash + 0.2) * long / count);
    const to = Math.max(from + 1, Math.round((dash + 0.8) * long / count));
    if (isUpright) {
      context.fillRect(x + start, y + from, line, to - from);
    } else {
      context.fillRect(x + from, y + start, to - from, line);
    }
  }
}

function drawArc(context, [right, down], x, y, width, height) {
  const line = thickness(height);
  const middle = x + Math.floor((width - line) / 2) + line / 2;
  const half = y + Math.floor((height - line) / 2) + line / 2;
  const side = right > 0 ? x + width : x;
  const end = down > 0 ? y + height : y;
  context.lineWidth = line;
  context.lineCap = "butt";
  context.beginPath();
  context.moveTo(side, half);
  context.arcTo(middle, half, middle, end, Math.min(width, height) / 2);
  context.lineTo(middle, end);
  context.stroke();
}

function drawDiagonals(context, text, x, y, width, height) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.lineWidth = thickness(height);
  context.lineCap = "square";
  context.beginPath();
  if (text !== "╲") {
    context.moveTo(x + width, y);
    context.lineTo(x, y + height);
  }
  if (text !== "╱") {
    context.moveTo(x, y);
    context.lineTo(x + width, y + height);
  }
  context.stroke();
  context.restore();
}
