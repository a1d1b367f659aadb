// The screen: a canvas of cells, on which only what changed is drawn, and above it the same as text
// that nobody sees but that can be selected.

import { drawShape } from "./glyphs.js";

const FONT = 'ui-monospace, "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace';

/** The sizes of type, in CSS pixels. */
const SMALLEST = 9, LARGEST = 16;
/** How wide a character is, as a part of the size of its type. */
const ADVANCE = 0.62;

const BOLD = 1, DIM = 2, ITALIC = 4, UNDERLINED = 8, REVERSED = 16, CROSSED_OUT = 32;

export class Screen {
  constructor(canvas, text) {
    this.canvas = canvas;
    this.text = text;
    this.context = canvas.getContext("2d", { alpha: false });
    this.rows = [];
    this.cursor = null;
  }

  /**
   * Makes as many cells as fit into this many CSS pixels: 80 columns if letters are then large
   * enough to read. Returns the columns and rows.
   */
  resize(width, height, ratio, colors) {
    this.colors = colors;
    this.ratio = ratio;
    this.size = Math.min(LARGEST, Math.max(SMALLEST, width / 80 / ADVANCE)) * ratio;
    this.context.font = `${this.size}px ${FONT}`;
    this.cell = {
      width: Math.max(1, Math.round(this.context.measureText("M").width)),
      height: Math.max(1, Math.round(this.size * 1.25)),
    };
    this.columns = Math.max(1, Math.floor(width * ratio / this.cell.width));
    const rows = Math.max(1, Math.floor(height * ratio / this.cell.height));
    this.canvas.width = this.columns * this.cell.width;
    this.canvas.height = rows * this.cell.height;
    this.canvas.style.width = `${this.canvas.width / ratio}px`;
    this.canvas.style.height = `${this.canvas.height / ratio}px`;
    this.context.fillStyle = colors.paper;
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.layText(rows);
    return { columns: this.columns, rows };
  }

  layText(rows) {
    const style = this.text.style;
    style.font = `${this.size / this.ratio}px ${FONT}`;
    style.lineHeight = `${this.cell.height / this.ratio}px`;
    this.rows = Array.from({ length: rows }, () => Array(this.columns).fill(" "));
    this.text.replaceChildren(...this.rows.map(() => document.createElement("div")));
    this.context.font = `${this.size}px ${FONT}`;
    const own = this.context.measureText("M").width;
    style.letterSpacing = `${(this.cell.width - own) / this.ratio}px`;
  }

  /** Draws runs of cells, and the cursor. */
  draw(runs, cursor) {
    const changed = new Set();
    for (const run of runs) {
      this.drawRun(run);
      changed.add(run.row);
    }
    for (const row of changed) {
      this.text.children[row].textContent = this.rows[row].join("").trimEnd();
    }
    this.cursor = cursor;
    this.canvas.parentElement.style.setProperty("--cursor", cursor ? "visible" : "hidden");
  }

  drawRun(run) {
    const { context, cell } = this;
    const { width, height } = cell;
    let ink = run.ink ?? this.colors.ink;
    let paper = run.paper ?? this.colors.paper;
    if (run.style & REVERSED) [ink, paper] = [paper, ink];
    const symbols = run.text.split("\u0000");
    const y = run.row * height;
    context.globalAlpha = 1;
    context.fillStyle = paper;
    context.fillRect(run.column * width, y, symbols.length * width, height);
    context.fillStyle = ink;
    context.strokeStyle = ink;
    context.globalAlpha = run.style & DIM ? 0.6 : 1;
    const bold = run.style & BOLD ? "bold " : "";
    const italic = run.style & ITALIC ? "italic " : "";
    context.font = `${italic}${bold}${this.size}px ${FONT}`;
    context.textBaseline = "alphabetic";
    for (const [index, symbol] of symbols.entries()) {
      const column = run.column + index;
      this.rows[run.row][column] = symbol;
      if (symbol !== " " && !drawShape(context, symbol, column * width, y, width, height)) {
        context.fillText(symbol, column * width, y + Math.round(height * 0.77));
      }
    }
    const line = Math.max(1, Math.round(height / 18));
    if (run.style & UNDERLINED) {
      context.fillRect(run.column * width, y + height - 2 * line, symbols.length * width, line);
    }
    if (run.style & CROSSED_OUT) {
      context.fillRect(run.column * width, y + height / 2, symbols.length * width, line);
    }
  }

  /** Returns the cell at a point of the page, in CSS pixels; null if there is none. */
  cellAt(x, y) {
    const edge = this.canvas.getBoundingClientRect();
    const column = Math.floor((x - edge.left) * this.ratio / this.cell.width);
    const row = Math.floor((y - edge.top) * this.ratio / this.cell.height);
    const isOne = column >= 0 && column < this.columns && row >= 0 && row < this.rows.length;
    return isOne ? { column, row } : null;
  }
}
