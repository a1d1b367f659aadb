// The keys of the screen on a device without a keyboard: those that mean something now, those that
// always may, the system's own keyboard for what is typed, and a way to choose a file.

import { nameOf } from "./keys.js";

/** Keys that are always there: their name, what the button says, and what is read out. */
const ALWAYS = [
  ["Esc", "Esc", "Esc"], ["Left", "←", "left"], ["Down", "↓", "down"], ["Up", "↑", "up"],
  ["Right", "→", "right"], ["Enter", "Enter", "Enter"],
];

/** What is in the field for typing at first, so that there is something for Backspace to delete. */
const FILLING = "  ";

/** The bar below the screen. */
export class KeyBar {
  constructor(page, element, choose) {
    this.page = page;
    this.element = element;
    this.now = document.createElement("div");
    const always = document.createElement("div");
    always.className = "always";
    always.append(...ALWAYS.map(([key, label, name]) => this.button(key, label, name)));
    always.append(this.keyboard(), action("File", "Choose a file", choose));
    element.append(this.now, always, this.field);
    // A button does not take the focus, or the keyboard of the system would go away.
    element.addEventListener("mousedown", (event) => {
      if (event.target !== this.field) event.preventDefault();
    });
    page.addEventListener("answer", ({ detail }) => {
      if (detail.keys) this.show(detail.keys);
    });
    fitAboveKeyboard();
  }

  /** Shows the keys that mean something now. */
  show(keys) {
    const hadFocus = this.now.contains(document.activeElement);
    const name = nameOfButton(document.activeElement);
    this.now.replaceChildren(...keys.map(({ key, label }) => {
      const button = this.button(key, "", `${key}: ${label}`);
      const name = document.createElement("kbd");
      name.textContent = key;
      button.append(name, ` ${label}`);
      return button;
    }));
    this.now.scrollLeft = 0;
    // Who goes through the buttons with the keyboard stays among them.
    const same = (button) => nameOfButton(button) === name;
    if (hadFocus) this.focus([...this.now.children].find(same));
  }

  /** Gives a button the focus, or else the first one. */
  focus(button = this.element.querySelector("button")) {
    button.focus();
  }

  button(key, label, name) {
    return action(label, name, () => this.page.tell({ key }));
  }

  /** Returns the button that opens the system's keyboard, and makes the field that it is for. */
  keyboard() {
    const field = document.createElement("textarea");
    field.className = "typing";
    field.setAttribute("aria-label", "Type here");
    for (const name of ["autocomplete", "autocorrect", "autocapitalize"]) {
      field.setAttribute(name, "off");
    }
    field.spellcheck = false;
    field.tabIndex = -1;
    field.value = FILLING;
    field.addEventListener("keydown", (event) => this.onKey(event));
    field.addEventListener("input", () => this.onInput());
    field.addEventListener("blur", () => this.clear());
    this.field = field;
    this.typed = FILLING;
    return action("abc", "abc: keyboard", () => {
      if (document.activeElement === field) {
        this.page.focus();
      } else {
        field.focus();
      }
    });
  }

  /** A key that does not write is the program's, as if the screen had the focus. */
  onKey(event) {
    const name = nameOf(event);
    if (name === null || [...name].length === 1 || name === "Space") return;
    event.preventDefault();
    this.clear();
    this.page.tell({ key: name });
  }

  /**
   * Tells the program how the text differs from what it was. The keyboards of phones replace words
   * rather than send keys.
   */
  onInput() {
    const before = [...this.typed], after = [...this.field.value];
    let same = 0;
    while (same < before.length && before[same] === after[same]) same += 1;
    for (let at = same; at < before.length; at += 1) this.page.tell({ key: "Backspace" });
    for (const letter of after.slice(same)) this.page.tell({ key: keyOf(letter) });
    this.typed = this.field.value;
    if (this.typed.length < FILLING.length) this.clear();
  }

  clear() {
    this.field.value = FILLING;
    this.typed = FILLING;
  }
}

function keyOf(letter) {
  return { " ": "Space", "\n": "Enter" }[letter] ?? letter;
}

function nameOfButton(button) {
  return button.getAttribute("aria-label");
}

/** Returns a button that shows a label and is read out by a name. */
function action(label, name, perform) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", perform);
  return button;
}

/** Keeps the page above the keyboard of a system that lays it over the page. */
function fitAboveKeyboard() {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    if (viewport.scale !== 1) return;
    document.documentElement.style.setProperty("--height", `${viewport.height}px`);
  });
}
