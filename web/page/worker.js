// The program in a worker of its own, so that the page always answers. In one worker it does what
// the user asks for; in another one, a copy of it does a long job (runner.js says how they go
// together).

import { Program } from "./program.js";

/** How long the program computes before it looks for requests, in milliseconds. */
const SLICE = 6;

class ProgramWorker {
  constructor() {
    this.program = null;
    this.files = new Map();
    /** What the program was asked since it was copied; null if there is no copy. */
    this.log = null;
    /** The number of the copy. */
    this.copied = 0;
    /** Whether the copy is about to take over: then nothing moves here by itself. */
    this.isPaused = false;
    this.isWorking = false;
    /** Whether there may be something to draw, and whether the page has drawn what it was sent. */
    this.isDirty = false;
    this.canDraw = true;
    this.clock = 0;
    this.isTurnAsked = false;
    this.turns = new MessageChannel();
    this.turns.port1.onmessage = () => this.turn();
  }

  /** Starts the program, or a copy of it. */
  start({ module, memory, files }) {
    this.addFiles({ files });
    this.program = new Program(module, memory,
      (name, offset, length) => this.readFile(name, offset, length),
      (far) => postMessage({ type: "progress", far }));
  }

  addFiles({ files }) {
    for (const { name, file } of files) this.files.set(name, file);
  }

  readFile(name, offset, length) {
    const part = this.files.get(name).slice(offset, offset + length);
    return new Uint8Array(new FileReaderSync().readAsArrayBuffer(part));
  }

  /** Tells the program what happened. */
  tell({ request }) {
    this.log?.push(request);
    this.take(this.program.ask(request));
  }

  take(answer) {
    const { effects, events, spoken, elsewhere, error, taken } = answer;
    this.interval = answer.tick;
    this.setClock();
    this.isWorking = answer.is_working;
    this.isDirty = true;
    postMessage({ type: "answer", answer: { effects, events, spoken, elsewhere, error, taken } });
    this.askForTurn();
  }

  setClock() {
    clearTimeout(this.clock);
    if (this.interval === null || this.isPaused) return;
    this.clock = setTimeout(() => this.tell({ request: "tick" }), this.interval);
  }

  /** Asks for a turn, which comes after the messages that are there. */
  askForTurn() {
    if (this.isTurnAsked) return;
    this.isTurnAsked = true;
    this.turns.port2.postMessage(null);
  }

  /** Computes and draws. While there is a copy, which would have to do the same, it only draws. */
  turn() {
    this.isTurnAsked = false;
    if (this.isPaused) return;
    const until = performance.now() + SLICE;
    const computes = this.isWorking && this.log === null;
    while (computes && this.isWorking && performance.now() < until) {
      this.tell({ request: "work" });
    }
    if (this.isDirty && this.canDraw) {
      const { frame } = this.program.ask("draw");
      this.isDirty = false;
      this.canDraw = false;
      postMessage({ type: "frame", frame: { ...frame, isWorking: this.isWorking } });
    }
    if (computes && this.isWorking) this.askForTurn();
  }

  /** The page has drawn what it was sent. */
  drawn() {
    this.canDraw = true;
    if (this.isDirty) this.askForTurn();
  }

  /** Gives the page a copy, and writes down what is asked from here on. */
  copy({ number }) {
    try {
      const memory = this.program.copy();
      [this.log, this.copied] = [[], number];
      postMessage({ type: "copy", number, memory }, [memory]);
    } catch (error) {
      postMessage({ type: "noCopy", number, why: error.message });
    }
  }

  /** The copy is not wanted any more: everything goes on here. */
  forget({ number }) {
    if (number !== this.copied) return;
    this.log = null;
    this.isPaused = false;
    this.setClock();
    this.askForTurn();
  }

  /** Gives the page what was asked since the program was copied; another worker goes on with it. */
  handOver({ number }) {
    if (number !== this.copied || this.log === null) return;
    this.isPaused = true;
    this.setClock();
    postMessage({ type: "log", number, log: this.log });
  }

  /** In a copy: does the long job. */
  finish() {
    this.program.ask("finish");
    postMessage({ type: "finished" });
  }

  /**
   * In a copy that has done it: asks the program what it was asked elsewhere meanwhile, without the
   * effects, which the page knows, and then lets it take in what the job came to.
   */
  takeOver({ log }) {
    for (const request of log) this.program.ask(request);
    this.take(this.program.ask("deliver"));
  }
}

const worker = new ProgramWorker();

onmessage = ({ data }) => worker[data.type](data);
