// The page around the program: what happens in it, and what it is asked to do.

import { nameOf } from "./keys.js";
import { open } from "./program.js";
import { Screen } from "./screen.js";

/** How long the program computes before a frame may be drawn, in milliseconds. */
const SLICE = 6;

const COLORS = {
  dark: { ink: "#d4d4d4", paper: "#16181d" },
  light: { ink: "#1f2328", paper: "#ffffff" },
};

class Page {
  constructor(ask) {
    this.ask = ask;
    this.main = document.querySelector("main");
    this.screen = new Screen(this.main.querySelector("canvas"), this.main.querySelector(".text"));
    this.alert = document.querySelector("[role=alert]");
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.frame = 0;
    this.clock = 0;
    this.isWorking = false;
    this.turns = new MessageChannel();
    this.turns.port1.onmessage = () => this.work();
  }

  /** Tells the program what happened, and does what follows. */
  tell(request) {
    this.take(this.ask(request));
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  take(answer) {
    if (answer.error) this.say(answer.error);
    for (const effect of answer.effects) this.perform(effect);
    clearTimeout(this.clock);
    if (answer.tick !== null) this.clock = setTimeout(() => this.tell("tick"), answer.tick);
    if (answer.is_working && !this.isWorking) this.turns.port2.postMessage(null);
    this.isWorking = answer.is_working;
  }

  perform({ copy, fail }) {
    if (copy !== undefined) {
      navigator.clipboard.writeText(copy).catch((error) => {
        this.say(`The browser does not let the page copy: ${error.message}`);
      });
    } else if (fail !== undefined) {
      this.say(fail);
    }
  }

  say(text) {
    this.alert.textContent = text;
  }

  draw() {
    this.frame = 0;
    const { runs, cursor, is_working } = this.ask("draw");
    this.screen.draw(runs, cursor);
    this.main.dataset.busy = is_working;
  }

  /** Lets the program compute, until it is time to look for keys and to draw. */
  work() {
    const until = performance.now() + SLICE;
    let answer = this.ask("work");
    while (answer.is_working && performance.now() < until) {
      for (const effect of answer.effects) this.perform(effect);
      answer = this.ask("work");
    }
    this.isWorking = false;
    this.take(answer);
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Fits the screen into the window, in the colours that the system asks for. */
  resize() {
    const name = this.dark.matches ? "dark" : "light";
    const { width, height } = this.main.getBoundingClientRect();
    const grid = this.screen.resize(width, height, devicePixelRatio, COLORS[name]);
    Object.assign(this.main.dataset, grid);
    this.tell({ screen: { ...grid, theme: name } });
  }

  listen() {
    new ResizeObserver(() => this.resize()).observe(this.main);
    this.dark.addEventListener("change", () => this.resize());
    this.main.addEventListener("keydown", (event) => {
      const name = nameOf(event);
      if (name === null) return;
      event.preventDefault();
      this.tell({ key: name });
    });
    addEventListener("paste", (event) => {
      event.preventDefault();
      this.tell({ paste: event.clipboardData.getData("text") });
    });
    this.main.addEventListener("pointerdown", (event) => this.point(event, "press"));
    this.main.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) this.point(event, "drag");
    });
    this.main.addEventListener("pointerup", (event) => this.point(event, "release"));
    this.main.querySelector(".screen").focus();
  }

  point(event, action) {
    const cell = this.screen.cellAt(event.clientX, event.clientY);
    if (cell !== null) this.tell({ pointer: { action, ...cell } });
  }
}

/** Opens the page around a compiled program. */
export async function start(module) {
  new Page(await open(module)).listen();
}
