// The marks of the program that fonts lack, or have at another width or height, as shapes; and
// small figures and letters above and below the line, made of those that every font has.

import { thickness } from "./lines.js";

/** A shape that is filled or drawn as a line: around the middle of a cell, whose width is 1. */
const filled = (path) => ({ path: new Path2D(path), isFilled: true });
const stroked = (path, lines = 1) => ({ path: new Path2D(path), isFilled: false, lines });

/** A circle around the middle. */
const circle = (radius) => `M${radius} 0A${radius} ${radius} 0 1 1 ${-radius} 0` +
  `A${radius} ${radius} 0 1 1 ${radius} 0Z`;

const STAR = "M0-.5L.12-.15.48-.15.19.07.3.41 0 .2-.3.41-.19.07-.48-.15-.12-.15Z";

const MARKS = new Map([
  ["●", filled(circle(0.42))], ["○", stroked(circle(0.38))], ["•", filled(circle(0.25))],
  ["∙", filled(circle(0.12))], ["⋅", filled(circle(0.12))],
  ["⋮", filled(`${circle(0.1)}M-.1-.55h.2v.2h-.2ZM-.1.35h.2v.2h-.2Z`)],
  ["◆", filled("M0-.55L.5 0 0 .55-.5 0Z")], ["◇", stroked("M0-.5L.45 0 0 .5-.45 0Z")],
  ["★", filled(STAR)], ["☆", stroked(STAR)],
  ["▲", filled("M0-.5L.5.45H-.5Z")], ["▼", filled("M0 .5L.5-.45H-.5Z")],
  ["▶", filled("M.5 0L-.45.5V-.5Z")], ["◀", filled("M-.5 0L.45.5V-.5Z")],
  ["▴", filled("M0-.36L.4.34H-.4Z")], ["▾", filled("M0 .36L.4-.34H-.4Z")],
  ["▸", filled("M.36 0L-.34.4V-.4Z")], ["◂", filled("M-.36 0L.34.4V-.4Z")],
  ["→", stroked("M-.45 0H.42M.14-.3L.44 0 .14.3")],
  ["←", stroked("M.45 0H-.42M-.14-.3L-.44 0-.14.3")],
  ["↑", stroked("M0 .6V-.57M-.3-.26L0-.58.3-.26")],
  ["↓", stroked("M0-.6V.57M-.3.26L0 .58.3.26")],
  ["↳", stroked("M-.35-.6V.1H.42M.14-.2L.44.1.14.4")],
  ["✓", stroked("M-.42.05L-.12.42.42-.5", 1.6)],
  ["✗", stroked("M-.36-.5L.36.5M.36-.5L-.36.5", 1.6)],
  ["∝", stroked("M.45-.24C.1-.3 0 .26-.24.26C-.5.26-.5-.26-.24-.26C0-.26.1.3.45.24")],
  ["‖", stroked("M-.16-.62V.62M.16-.62V.62")],
]);

/** Squares, whose edges are on those of pixels: half of the side, and whether they are filled. */
const SQUARES = new Map([["■", [0.42, true]], ["□", [0.4, false]], ["▪", [0.22, true]]]);

const SUBSCRIPTS = of("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₓₕₖₗₘₙₚₛₜᵢⱼ", "0123456789+−aexhklmnpstij");
const SUPERSCRIPTS = of("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0123456789+−ni");

function of(small, full) {
  const letters = [...full];
  return new Map([...small].map((letter, index) => [letter, letters[index]]));
}

/** The accent of an estimate, which fonts put beside a letter as often as above it. */
const HAT = "\u0302";

/** Draws a mark into the cell at x, y and returns true; false if it is none. */
export function drawMark(context, text, x, y, width, height) {
  if (SQUARES.has(text)) {
    drawSquare(context, SQUARES.get(text), x, y, width, height);
  } else if (MARKS.has(text)) {
    drawPath(context, MARKS.get(text), x, y, width, height);
  } else {
    return false;
  }
  return true;
}

function drawPath(context, { path, isFilled, lines }, x, y, width, height) {
  const line = thickness(height);
  const middle = x + Math.floor((width - line) / 2) + line / 2;
  const half = y + Math.floor((height - line) / 2) + line / 2;
  context.setTransform(width, 0, 0, width, middle, half);
  if (isFilled) {
    context.fill(path);
  } else {
    context.lineWidth = lines * line / width;
    context.lineCap = "butt";
    context.lineJoin = "miter";
    context.stroke(path);
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
}

function drawSquare(context, [half, isFilled], x, y, width, height) {
  const line = thickness(height);
  const reach = Math.round(half * width - line / 2);
  const left = x + Math.floor((width - line) / 2) - reach;
  const top = y + Math.floor((height - line) / 2) - reach;
  const side = 2 * reach + line;
  if (isFilled) {
    context.fillRect(left, top, side, side);
  } else {
    context.lineWidth = line;
    context.lineJoin = "miter";
    context.strokeRect(left + line / 2, top + line / 2, side - line, side - line);
  }
}

/**
 * Draws a small figure or letter, or a letter with a hat, and returns true; false if it is none of
 * these. The type has this size, and the line is at `base`.
 */
export function drawScript(context, text, x, base, width, { size, font }) {
  const lowered = SUBSCRIPTS.get(text), raised = SUPERSCRIPTS.get(text);
  if (lowered !== undefined || raised !== undefined) {
    context.font = font(size * 0.68);
    const by = lowered === undefined ? -0.27 : 0.12;
    putLetter(context, lowered ?? raised, x, base + Math.round(by * size), width);
    context.font = font(size);
  } else if (text.length === 2 && text[1] === HAT) {
    putLetter(context, text[0], x, base, width);
    drawHat(context, text[0], x, base, width, size);
  } else {
    return false;
  }
  return true;
}

function drawHat(context, letter, x, base, width, size) {
  const top = base - Math.ceil(context.measureText(letter).actualBoundingBoxAscent);
  const middle = x + width / 2;
  const bottom = top - size * 0.06, side = size * 0.17;
  context.lineWidth = Math.max(1, size / 13);
  context.lineCap = "butt";
  context.lineJoin = "miter";
  context.beginPath();
  context.moveTo(middle - side, bottom);
  context.lineTo(middle, bottom - size * 0.14);
  context.lineTo(middle + side, bottom);
  context.stroke();
}

/**
 * Puts a character in the middle of its room, squeezed if it is wider: that of a font that the
 * system takes instead of its monospaced one has a width of its own.
 */
export function putLetter(context, text, x, base, room) {
  const own = context.measureText(text).width;
  const before = own < room ? Math.round((room - own) / 2) : 0;
  context.fillText(text, x + before, base, room);
}
