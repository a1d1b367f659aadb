// The screen: a canvas of cells, on which only what changed is drawn. What the cells hold is also
// text (text.js), which can be selected.

import { drawShape } from "./glyphs.js";
import { drawScript, putLetter } from "./marks.js";
import { TextLayer } from "./text.js";

const FONT = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", ' +
  '"Noto Sans Mono", "Droid Sans Mono", monospace';

/** The sizes of type, in CSS pixels: before anyone makes it larger or smaller. */
const SMALLEST = 9, LARGEST = 16;
/** The columns that are shown if letters are then large enough to read. */
const COLUMNS = 80;
/** How much larger or smaller the type can be made. */
const LEAST_ZOOM = 0.5, MOST_ZOOM = 4;
/** How wide a letter is, as a part of the size of its type, in a font of the usual width. */
const ADVANCE = 0.6;

const BOLD = 1, DIM = 2, ITALIC = 4, UNDERLINED = 8, REVERSED = 16, CROSSED_OUT = 32;
/** How much of the ink is left in dim text. */
const DIMNESS = 0.6;

/** What takes two cells. */
const WIDE = new RegExp("^(?:\\p{Emoji_Presentation}|[" +
  "\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff" +
  "\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{20000}-\\u{3fffd}])", "u");

/** Returns how many cells a symbol takes. */
export function cellsOf(symbol) {
  return WIDE.test(symbol) ? 2 : 1;
}

/** The cells of the program in the page. */
export class Screen {
  constructor(canvas, text) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.layer = new TextLayer(text);
    this.zoom = 1;
    this.columns = 0;
    this.rows = 0;
  }

  /**
   * Makes as many cells as fit into this many CSS pixels: 80 columns if letters are then large
   * enough to read. Cells are whole pixels of the device, whatever the ratio of CSS pixels to
   * these, so that lines are sharp and meet. Returns the columns and rows.
   */
  resize(width, height, ratio, colors) {
    this.ratio = ratio;
    const size = Math.min(LARGEST, Math.max(SMALLEST, width / COLUMNS / ADVANCE)) * this.zoom;
    this.fitType(size * ratio);
    const { cell } = this;
    this.columns = Math.max(1, Math.floor(width * ratio / cell.width));
    this.rows = Math.max(1, Math.floor(height * ratio / cell.height));
    this.canvas.width = this.columns * cell.width;
    this.canvas.height = this.rows * cell.height;
    this.canvas.style.width = `${this.canvas.width / ratio}px`;
    this.canvas.style.height = `${this.canvas.height / ratio}px`;
    this.setColors(colors);
    const shown = { width: cell.width / ratio, height: cell.height / ratio };
    this.layer.resize(this.columns, this.rows, shown, `${this.size / ratio}px ${FONT}`);
    return { columns: this.columns, rows: this.rows };
  }

  /** Takes the colours of cells that have none of their own, and is empty: all are drawn next. */
  setColors(colors) {
    this.colors = colors;
    this.context.fillStyle = colors.paper;
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Makes letters about this large, in device pixels: as wide as a whole number of them. */
  fitType(size) {
    const { context } = this;
    context.font = `100px ${FONT}`;
    const measured = context.measureText("M");
    const advance = measured.width / 100;
    const width = Math.max(1, Math.round(size * advance));
    this.size = width / advance;
    const height = Math.max(1, Math.round(this.size * 1.25));
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = measured;
    const letters = (above + below) * this.size / 100;
    const base = Math.round((height - letters) / 2 + above * this.size / 100);
    this.cell = { width, height, base };
  }

  /** Makes the type larger or smaller by a factor; the next resize() shows it. */
  enlarge(factor) {
    this.zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, this.zoom * factor));
  }

  /** Draws runs of cells, and puts the cursor at a cell: none if it is null. */
  draw(runs, cursor) {
    for (const run of runs) {
      this.drawRun(run);
      this.layer.put(run.row, run.column, run.text.split("\u0000"), cellsOf);
    }
    this.layer.show();
    this.layer.putCursor(cursor);
  }

  drawRun({ row, column, ink, paper, style, text }) {
    const { context, cell: { width, height } } = this;
    let front = ink ?? this.colors.ink;
    let back = paper ?? this.colors.paper;
    if (style & REVERSED) [front, back] = [back, front];
    if (style & DIM) front = mixed(front, back, DIMNESS);
    const symbols = text.split("\u0000");
    const x = column * width, y = row * height;
    const total = symbols.reduce((sum, symbol) => sum + cellsOf(symbol), 0) * width;
    // A letter may reach beyond its cell, but not beyond what is drawn.
    context.save();
    context.beginPath();
    context.rect(x, y, total, height);
    context.clip();
    context.fillStyle = back;
    context.fillRect(x, y, total, height);
    context.fillStyle = front;
    context.strokeStyle = front;
    this.drawSymbols(symbols, x, y, style);
    const line = Math.max(1, Math.round(height / 18));
    if (style & UNDERLINED) context.fillRect(x, y + height - 2 * line, total, line);
    if (style & CROSSED_OUT) context.fillRect(x, y + Math.round(height / 2), total, line);
    context.restore();
  }

  drawSymbols(symbols, x, y, style) {
    const { context, cell: { width, height, base } } = this;
    const weight = `${style & ITALIC ? "italic " : ""}${style & BOLD ? "bold " : ""}`;
    const type = { size: this.size, font: (size) => `${weight}${size}px ${FONT}` };
    context.font = type.font(this.size);
    let left = x;
    for (const symbol of symbols) {
      const room = cellsOf(symbol) * width;
      if (symbol.length === 1 && symbol > " " && symbol <= "~") {
        context.fillText(symbol, left, y + base);
      } else if (symbol !== " " && !drawShape(context, symbol, left, y, width, height) &&
        !drawScript(context, symbol, left, y + base, width, type)) {
        putLetter(context, symbol, left, y + base, room);
      }
      left += room;
    }
  }

  /** Returns the cell at a point of the page, in CSS pixels; null if there is none. */
  cellAt(x, y) {
    const cell = this.cellFrom(x, y), near = this.nearestCell(x, y);
    return cell.column === near.column && cell.row === near.row ? cell : null;
  }

  /** Returns the cell that is nearest to a point of the page. */
  nearestCell(x, y) {
    const { column, row } = this.cellFrom(x, y);
    return {
      column: Math.min(this.columns - 1, Math.max(0, column)),
      row: Math.min(this.rows - 1, Math.max(0, row)),
    };
  }

  cellFrom(x, y) {
    const edge = this.canvas.getBoundingClientRect();
    return {
      column: Math.floor((x - edge.left) * this.ratio / this.cell.width),
      row: Math.floor((y - edge.top) * this.ratio / this.cell.height),
    };
  }
}

/** Returns a colour between two, as #rrggbb: this much of the first. */
function mixed(front, back, part) {
  const channel = (at) => {
    const [a, b] = [front, back].map((color) => parseInt(color.slice(at, at + 2), 16));
    return Math.round(part * a + (1 - part) * b).toString(16).padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

/**
 * Calls `changed` whenever an element gets another size, in CSS pixels or in those of the device:
 * zoom and another display change the latter alone.
 */
export function watchSize(element, changed) {
  const observer = new ResizeObserver(() => changed());
  try {
    observer.observe(element, { box: "device-pixel-content-box" });
  } catch (error) {
    // Safari does not know this box. There the ratio of the pixels says when it changes.
    if (!(error instanceof TypeError)) throw error;
    observer.observe(element);
    watchRatio(changed);
  }
}

function watchRatio(changed) {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener("change", () => {
    changed();
    watchRatio(changed);
  }, { once: true });
}
