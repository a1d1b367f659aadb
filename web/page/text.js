// What is on the screen as text that nobody sees: it is selected and copied in place of the canvas.
//
// To lay text out takes longer than to draw it. So that is left until the mouse moves, until all is
// selected, or, where the mouse is over the screen, until no more is drawn: only then does it
// matter where a character is.

/** What every monospaced font has at the width of a cell. */
const USUAL = /^[ -~]$/;

/** How long after a frame no more is drawn for now, in milliseconds. */
const SETTLED = 100;

/** The text over the canvas. */
export class TextLayer {
  constructor(element) {
    this.element = element;
    this.cursor = document.createElement("div");
    this.cursor.className = "cursor";
    this.cursor.hidden = true;
    element.after(this.cursor);
    this.rows = [];
    /** Rows whose text is to be shown, and those whose characters are not at their cells yet. */
    this.changed = new Set();
    this.loose = new Set();
    document.addEventListener("copy", (event) => this.copy(event));
    const screen = element.parentElement;
    screen.addEventListener("pointermove", () => {
      this.isHovered = true;
      this.lay();
    });
    screen.addEventListener("pointerleave", () => {
      this.isHovered = false;
    });
    screen.addEventListener("pointerdown", (event) => {
      // Otherwise a drag from what is selected would carry it away.
      if (event.button === 0 && !event.shiftKey) getSelection().removeAllRanges();
    });
    screen.addEventListener("keydown", (event) => {
      const isAll = (event.ctrlKey || event.metaKey) && !event.altKey && event.key === "a";
      if (!isAll) return;
      event.preventDefault();
      this.selectAll();
    });
  }

  /** Makes room for cells of this size, in CSS pixels. */
  resize(columns, rows, cell, font) {
    this.cell = cell;
    this.rows = Array.from({ length: rows }, () => Array(columns).fill(" "));
    this.changed.clear();
    this.loose.clear();
    this.isLaid = false;
    this.lines = this.rows.map(() => document.createElement("div"));
    this.element.replaceChildren(...this.lines);
    const { style } = this.element;
    style.font = font;
    style.lineHeight = `${cell.height}px`;
    style.setProperty("--row", `${cell.height}px`);
    this.element.classList.remove("resting");
    style.letterSpacing = "0";
    style.letterSpacing = `${cell.width - this.measured()}px`;
    this.cursor.style.width = `${cell.width}px`;
    this.cursor.style.height = `${cell.height}px`;
  }

  /** Returns how wide a letter is here, which may not be what a canvas says. */
  measured() {
    const probe = document.createElement("span");
    probe.textContent = "M".repeat(100);
    this.element.append(probe);
    const { width } = probe.getBoundingClientRect();
    probe.remove();
    return width / 100;
  }

  /** Puts symbols into a row, from a column on. There may be fewer rows and columns by now. */
  put(row, column, symbols, cellsOf) {
    const cells = this.rows[row];
    if (cells === undefined) return;
    const { length } = cells;
    let at = column;
    for (const symbol of symbols) {
      cells[at] = symbol;
      // The second cell of a wide symbol has no text.
      if (cellsOf(symbol) === 2) cells[at + 1] = "";
      at += cellsOf(symbol);
    }
    cells.length = length;
    this.changed.add(row);
  }

  /** Shows what was put. */
  show() {
    for (const row of this.changed) {
      this.lines[row].textContent = this.rows[row].join("").trimEnd();
      this.loose.add(row);
    }
    if (this.changed.size > 0) this.isLaid = !getSelection().isCollapsed;
    this.changed.clear();
    clearTimeout(this.clock);
    if (this.isLaid) this.lay();
    else if (this.isHovered) this.clock = setTimeout(() => this.lay(), SETTLED);
    this.element.classList.toggle("resting", !this.isLaid);
  }

  /** Puts every character at its cell. */
  lay() {
    for (const row of this.loose) {
      this.lines[row].replaceChildren(...this.partsOf(this.rows[row]));
    }
    this.loose.clear();
    this.isLaid = true;
    this.element.classList.remove("resting");
  }

  /**
   * Returns a row as text, in which what a font may have at another width is as wide as its cells:
   * otherwise all that is after it would be selected at a wrong place.
   */
  partsOf(cells) {
    const length = cells.findLastIndex((symbol) => symbol !== " ") + 1;
    const parts = [];
    for (let from = 0, to = 0; from < length; from = to) {
      const isUsual = USUAL.test(cells[from]);
      while (to < length && USUAL.test(cells[to]) === isUsual) to += 1;
      const text = cells.slice(from, to).join("");
      if (isUsual) {
        parts.push(text);
      } else {
        const part = document.createElement("span");
        part.textContent = text;
        part.style.width = `${(to - from) * this.cell.width}px`;
        parts.push(part);
      }
    }
    return parts;
  }

  /** Shows the cursor at a cell; none if it is null. */
  putCursor(cursor) {
    this.cursor.hidden = cursor === null;
    if (cursor === null) return;
    const [column, row] = cursor;
    this.cursor.style.left = `${column * this.cell.width}px`;
    this.cursor.style.top = `${row * this.cell.height}px`;
  }

  /** Selects the whole screen. */
  selectAll() {
    this.lay();
    getSelection().selectAllChildren(this.element);
  }

  /** Returns what is selected of the screen, as lines; empty if nothing is. */
  selected() {
    const selection = getSelection();
    if (selection.isCollapsed || selection.rangeCount === 0) return "";
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.element)) return "";
    const lines = this.lines.filter((line) => range.intersectsNode(line));
    return lines.map((line) => textWithin(line, range)).join("\n");
  }

  copy(event) {
    const text = this.selected();
    if (text === "") return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
  }
}

/** Returns the text of a line that is in a range. */
function textWithin(line, range) {
  const own = document.createRange();
  own.selectNodeContents(line);
  if (range.comparePoint(line, 0) < 0) own.setStart(range.startContainer, range.startOffset);
  if (range.comparePoint(line, line.childNodes.length) > 0) {
    own.setEnd(range.endContainer, range.endOffset);
  }
  return own.toString().trimEnd();
}
