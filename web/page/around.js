// Everything around the program's screen: what comes in from the mouse, fingers, files and the
// keyboard of a phone, and what goes out to screen readers and to the page around this one.

import { DataInput } from "./data.js";
import { embedding, tellParent } from "./embed.js";
import { KeyBar } from "./keybar.js";
import { speak } from "./live.js";
import { PointerInput } from "./pointer.js";
import { reportScore } from "./scorm.js";

/** Puts a page together with what is around its screen. */
export function surround(page) {
  const data = new DataInput(page, document.querySelector(".drop"));
  new PointerInput(page);
  new KeyBar(page, document.querySelector("nav"), () => data.choose());
  speak(page, document.querySelector("[role=log]"));
  document.querySelector(".alert button").addEventListener("click", () => {
    page.say("");
    page.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "F6") return;
    event.preventDefault();
    switchFocus(page);
  });
  const asked = embedding(location.search);
  if (asked.error) page.say(asked.error);
  tellParent(page, asked, parent);
  reportScore(page, window);
}

/** Takes the focus from the screen to the buttons, and back: Tab is the program's there. */
function switchFocus(page) {
  if (document.activeElement.classList.contains("screen")) {
    document.querySelector("nav button").focus();
  } else {
    page.focus();
  }
}

/** Gives the screen the focus. It has no outline until the focus comes back from elsewhere. */
export function focusScreen() {
  const screen = document.querySelector(".screen");
  screen.dataset.quiet = "";
  screen.addEventListener("blur", () => delete screen.dataset.quiet, { once: true });
  screen.focus();
}
