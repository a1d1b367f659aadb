// The mouse and fingers. A press, a drag and a release go to the program, which says whether it
// took them. A drag that it does not take, or one with Shift, selects text, as in a terminal. A tap
// is a click, and two fingers make the type larger or smaller.

/** How far a finger moves before that is a drag, in CSS pixels. */
const SLACK = 8;
/** By how much two fingers have to move before the screen is laid out again. */
const STEP = 1.06;

/** What the mouse and fingers do on the screen. */
export class PointerInput {
  constructor(page) {
    this.page = page;
    this.main = page.main;
    /** The mouse button or the finger that the program was told of, by its id. */
    this.pressed = null;
    /** Where a finger went down that may be a tap. */
    this.tap = null;
    this.fingers = new Map();
    this.reach = null;
    this.main.addEventListener("pointerdown", (event) => this.onDown(event));
    addEventListener("pointermove", (event) => this.onMove(event));
    addEventListener("pointerup", (event) => this.onUp(event));
    addEventListener("pointercancel", (event) => this.onUp(event, true));
    page.addEventListener("answer", ({ detail }) => {
      if (detail.taken && this.isDragging) this.hold();
    });
  }

  onDown(event) {
    if (event.pointerType === "touch") return this.onFinger(event);
    // The user may have given the mouse back to the browser, to select with it.
    if (event.button !== 0 || event.shiftKey || this.main.dataset.mouse === "false") return;
    this.pressed = event.pointerId;
    this.tell("press", event);
  }

  onFinger(event) {
    this.fingers.set(event.pointerId, event);
    if (this.fingers.size === 1) {
      this.tap = event;
    } else if (this.fingers.size === 2) {
      this.tap = null;
      this.release(event);
      this.reach = this.distance();
    }
  }

  onMove(event) {
    if (this.fingers.has(event.pointerId)) {
      this.fingers.set(event.pointerId, event);
      if (this.fingers.size === 2) return this.pinch();
    }
    const { tap } = this;
    if (tap?.pointerId === event.pointerId && apart(tap, event) > SLACK) {
      this.tap = null;
      this.pressed = event.pointerId;
      this.tell("press", tap);
    }
    if (this.pressed !== event.pointerId) return;
    this.isDragging = true;
    this.tell("drag", event);
  }

  onUp(event, isCancelled = false) {
    this.fingers.delete(event.pointerId);
    if (this.tap?.pointerId === event.pointerId) {
      this.tap = null;
      if (!isCancelled) {
        this.tell("press", event);
        this.tell("release", event);
      }
    }
    if (this.pressed === event.pointerId) this.release(event);
  }

  release(event) {
    if (this.pressed === null) return;
    this.pressed = null;
    this.isDragging = false;
    this.last = null;
    delete this.main.dataset.held;
    this.tell("release", event);
  }

  /** Selects nothing while the program moves something. */
  hold() {
    if (this.main.dataset.held !== undefined) return;
    this.main.dataset.held = "";
    getSelection().removeAllRanges();
  }

  /** Tells the program what happens at the cell here; a drag only once for each cell. */
  tell(action, { clientX, clientY }) {
    const { screen } = this.page;
    // A drag that leaves the screen goes along its edge.
    const cell = action === "press" ? screen.cellAt(clientX, clientY) :
      screen.nearestCell(clientX, clientY);
    if (cell === null) return;
    const key = `${cell.column} ${cell.row}`;
    if (action === "drag" && key === this.last) return;
    this.last = key;
    this.page.tell({ pointer: { action, ...cell } });
  }

  distance() {
    return apart(...this.fingers.values());
  }

  pinch() {
    const now = this.distance();
    const factor = now / this.reach;
    if (factor < STEP && factor > 1 / STEP) return;
    this.reach = now;
    this.page.screen.enlarge(factor);
    this.page.resize();
  }
}

function apart(a, b) {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
