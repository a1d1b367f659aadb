// The page around the program: what happens in it, and what it is asked to do.

import { focusScreen, surround } from "./around.js";
import { saveFigure, savePrinted, saveText } from "./downloads.js";
import { embedding } from "./embed.js";
import { showFailure } from "./failure.js";
import { nameOf } from "./keys.js";
import { Runner } from "./runner.js";
import { Screen, watchSize } from "./screen.js";
import { Store } from "./storage.js";

/** How long after the last thing that happened the session is kept, in milliseconds. */
const KEEP_AFTER = 1000;

/** How many sentences of the page are shown at once. */
const MOST_SAID = 3;

/** The colours of cells that have none of their own. */
const COLORS = {
  dark: { ink: "#d4d4d4", paper: "#16181d" },
  light: { ink: "#1f2328", paper: "#ffffff" },
};
/** Which of them the themes are on. */
const THEMES = { dark: "dark", light: "light", contrast: "light", mono: "dark" };

/** The page. It tells of each answer of the program in an event of that name. */
class Page extends EventTarget {
  constructor(module, makeWorker) {
    super();
    this.main = document.querySelector("main");
    this.screen = new Screen(this.main.querySelector("canvas"), this.main.querySelector(".text"));
    this.alert = document.querySelector("[role=alert]");
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    const { remembers } = embedding(location.search);
    this.store = new Store(() => (remembers ? localStorage : null), (text) => this.say(text));
    this.theme = this.dark.matches ? "dark" : "light";
    this.frames = [];
    /** Whether the program that runs has drawn something. */
    this.hasDrawn = false;
    this.keeping = 0;
    this.runner = new Runner(module, makeWorker, {
      answer: (answer) => this.take(answer),
      frame: (frame) => this.frame(frame),
      changed: () => this.resize(),
      died: (why) => this.revive(why),
    });
    surround(this);
    this.listen();
    this.open(location.hash);
    // In a frame the focus is that of the page around it.
    if (parent === window) this.focus();
  }

  /** Opens what a link says. */
  open(link) {
    const lesson = JSON.parse(document.querySelector("#lesson")?.textContent ?? "null");
    const address = location.href.replace(/#.*$/s, "");
    const [settings, session, earlier] =
      ["settings", "session", "earlier-session"].map((key) => this.store.read(key));
    const reduced = this.reduced.matches;
    this.runner.open({ link, address, lesson, reduced, settings, session, earlier });
    this.resize();
  }

  /** Gives the screen the focus. */
  focus() {
    focusScreen();
  }

  /** Tells the program what happened. */
  tell(request) {
    this.runner.tell(request);
    this.keepLater();
  }

  keepLater() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.runner.tell("keep"), KEEP_AFTER);
  }

  /** Gives the program files, and opens the first: a session, if there is one among them. */
  async addFiles(files) {
    const names = this.runner.addFiles(files);
    const session = files.findIndex(({ name }) => /\.emstep$/i.test(name));
    if (session < 0) {
      const [name] = names;
      // Some names mean something else where the program asks for data: an example, a number.
      this.tell({ "open-file": /^[a-z_][\w-]*\.\w+$/i.test(name) ? name : `./${name}` });
      return;
    }
    try {
      const text = await files[session].text();
      this.tell({ "open-session": { name: names[session], text } });
    } catch (error) {
      this.say(`${names[session]} cannot be read: ${error.message}`);
    }
  }

  take(answer) {
    if (answer.error) this.say(answer.error);
    for (const effect of answer.effects ?? []) this.perform(effect);
    // What goes on by itself, such as playing, is to be kept too.
    if (answer.events?.length) this.keepLater();
    this.main.dataset.away = answer.isAway;
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }

  perform(effect) {
    if (effect === "quit") {
      this.say("To leave emstep, close the tab or the window.");
      return;
    }
    const { copy, download, store, say } = effect;
    if (copy !== undefined) this.copy(copy);
    if (download !== undefined) this.download(download);
    if (store !== undefined) this.store.write(store.key, store.text);
    if (say !== undefined) this.say(say);
  }

  async copy(text) {
    try {
      if (!navigator.clipboard) throw new Error("it has to come from a server with https");
      await navigator.clipboard.writeText(text);
    } catch (error) {
      this.say(`The browser does not let the page copy: ${error.message}`);
    }
  }

  async download({ name, text, form }) {
    const save = { text: saveText, png: saveFigure, print: savePrinted }[form];
    try {
      await save(name, text);
    } catch (error) {
      this.say(`${name} was not saved: ${error.message}`);
    }
  }

  /** Says something above the keys, below what is there; an empty text takes all of it away. */
  say(text) {
    const lines = this.alert.textContent.split("\n").filter((line) => line !== "" && line !== text);
    this.alert.textContent = text === "" ? "" : [...lines, text].slice(-MOST_SAID).join("\n");
  }

  /** The program has died: another one begins, and offers what was kept. */
  revive(why) {
    if (!this.hasDrawn) {
      this.say(`emstep cannot go on: ${why}`);
      return;
    }
    this.say(`The program has stopped and was started again: ${why}`);
    this.hasDrawn = false;
    this.frames = [];
    this.runner.restart();
    this.open(this.store.read("session") === null ? location.hash : "");
  }

  /** Draws a frame when the browser next draws. */
  frame(frame) {
    if (this.frames.push(frame) === 1) requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { columns, rows } = this.screen;
    for (const frame of this.frames) {
      document.title = frame.title;
      // Another size was asked for meanwhile: all cells come again.
      if (frame.columns !== columns || frame.rows !== rows) continue;
      this.setTheme(frame.theme);
      this.screen.draw(frame.runs, frame.cursor);
      this.main.dataset.busy = frame.isWorking;
      this.main.dataset.mouse = frame.mouse;
      const detail = { keys: frame.keys, isDrawn: true };
      this.dispatchEvent(new CustomEvent("answer", { detail }));
      // Browsers show these in their tools, and tests wait for them.
      performance.mark(this.hasDrawn ? "frame" : "first-frame");
      performance.clearMarks("frame");
      this.hasDrawn = true;
    }
    this.frames = [];
    this.runner.drawn();
  }

  /** Gives what is around the cells the colours of the theme. The program draws all cells then. */
  setTheme(theme) {
    if (this.theme !== theme) {
      this.theme = theme;
      this.screen.setColors(COLORS[THEMES[theme]]);
    }
    document.documentElement.dataset.theme = THEMES[theme];
  }

  /** Fits the screen into the window. */
  resize() {
    const { width, height } = this.main.getBoundingClientRect();
    const colors = COLORS[THEMES[this.theme]];
    const grid = this.screen.resize(width, height, devicePixelRatio, colors);
    Object.assign(this.main.dataset, grid);
    this.runner.tell({ screen: { ...grid, dark: this.dark.matches } });
  }

  listen() {
    watchSize(this.main, () => this.resize());
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
    addEventListener("hashchange", () => {
      this.runner.restart();
      this.open(location.hash);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.runner.tell("keep");
    });
  }
}

/**
 * Opens the page around a compiled program, which `compile` returns; `makeWorker` returns a worker
 * that can run it. Whatever keeps it from that is said in the page.
 */
export async function start(compile, makeWorker) {
  try {
    return new Page(await compile(), makeWorker);
  } catch (error) {
    showFailure(error);
    throw error;
  }
}
