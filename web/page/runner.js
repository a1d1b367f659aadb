// Where the program runs: in a worker. A job that takes long and cannot be cut is done by a copy of
// the program in a second worker, while the first one answers. Once the job is done, the copy hears
// what the first one heard meanwhile, and takes its place; a copy that is not wanted any more, or
// dies, is dropped, and the first one goes on.

/** What is said if a worker has died without a reason, or never was. */
const NO_REASON = "it ran out of memory, or the browser has stopped it";
const NOT_LOADED = "a file of the page could not be loaded";

/** The program, and what does its jobs. */
export class Runner {
  /**
   * `makeWorker` returns a new worker. `on` has what is called: `answer` and `frame` with what the
   * program says, and `died` with why it cannot go on.
   */
  constructor(module, makeWorker, on) {
    this.module = module;
    this.makeWorker = makeWorker;
    this.on = on;
    this.files = [];
    /** The copy: its number, the job that it does, and its worker once there is one. */
    this.away = null;
    this.copies = 0;
    /** What is told while the copy takes the place of the first one; null otherwise. */
    this.held = null;
    this.worker = this.begin(null);
  }

  /** Tells the program what happened. */
  tell(request) {
    if (this.held) {
      this.held.push(request);
    } else {
      this.worker.postMessage({ type: "tell", request });
    }
  }

  /**
   * Gives the program files, which are read where it runs. Returns the names that it has for them:
   * blanks and quotes would separate several, and N(0,1) is a component.
   */
  addFiles(files) {
    const given = files.map((file) => ({ name: file.name.replace(/[\s"'()]+/g, "_"), file }));
    const names = new Set(given.map(({ name }) => name));
    this.files = [...this.files.filter(({ name }) => !names.has(name)), ...given];
    for (const worker of [this.worker, this.away?.worker]) {
      worker?.postMessage({ type: "addFiles", files: given });
    }
    this.tellFiles();
    return given.map(({ name }) => name);
  }

  /** Opens the program. The files that it was given stay. */
  open(opening) {
    this.tell({ open: opening });
    this.tellFiles();
  }

  tellFiles() {
    this.tell({ files: this.files.map(({ name, file: { size, lastModified } }) =>
      ({ name, length: size, changed: Math.max(0, Math.trunc(lastModified)) })) });
  }

  /** The page has drawn the last frame. */
  drawn() {
    this.worker.postMessage({ type: "drawn" });
  }

  /** Ends whatever runs, and begins anew. */
  restart() {
    this.worker.terminate();
    this.away?.worker?.terminate();
    this.away = null;
    this.held = null;
    this.worker = this.begin(null);
  }

  begin(memory) {
    const worker = this.makeWorker();
    worker.onmessage = ({ data }) => this.hear(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      // What cannot be loaded has no message at all.
      this.lose(worker, event.message === undefined ? NOT_LOADED : event.message || NO_REASON);
    };
    worker.onmessageerror = () => this.lose(worker, "a message to it cannot be read");
    const { module, files } = this;
    worker.postMessage({ type: "start", module, memory, files }, memory ? [memory] : []);
    return worker;
  }

  hear(worker, { type, ...data }) {
    if (worker === this.worker) {
      switch (type) {
        case "answer": return this.take(data.answer);
        case "frame": return this.on.frame(data.frame);
      }
      // What is said of an earlier copy comes too late.
      if (data.number !== this.away?.number) return;
      switch (type) {
        case "copy": return this.send(data.memory);
        case "noCopy": return this.lost(data.why);
        case "log": return this.change(data.log);
      }
    } else if (worker === this.away?.worker) {
      switch (type) {
        case "progress": return this.progress(data.far);
        case "finished": return this.finished();
      }
    }
  }

  take(answer) {
    if (answer.elsewhere !== (this.away?.job ?? null)) {
      this.drop();
      if (answer.elsewhere !== null) {
        this.copies += 1;
        this.away = {
          number: this.copies, job: answer.elsewhere, worker: null, started: performance.now(),
        };
        this.worker.postMessage({ type: "copy", number: this.copies });
      }
    }
    this.on.answer({ ...answer, isAway: this.away !== null });
  }

  /** Lets a copy of the program do the job, if it is still wanted. */
  send(memory) {
    try {
      this.away.worker = this.begin(memory);
      this.away.worker.postMessage({ type: "finish" });
    } catch (error) {
      this.lost(error.message);
    }
  }

  progress(far) {
    const elapsed = Math.round(performance.now() - this.away.started);
    this.tell({ progress: { ...far, elapsed, job: this.away.job } });
  }

  /** The job is done: nothing new is told to the first one, which says what it was told. */
  finished() {
    this.held = [];
    this.worker.postMessage({ type: "handOver", number: this.away.number });
  }

  /** The copy takes the place of the first one. */
  change(log) {
    this.worker.terminate();
    // Before it says so itself, the job is still thought to be away.
    this.worker = this.away.worker;
    this.away = null;
    const held = this.held;
    this.held = null;
    this.worker.postMessage({ type: "takeOver", log });
    for (const request of held) this.tell(request);
    this.on.changed();
  }

  /** Ends the copy, whose job is not wanted any more. */
  drop() {
    if (!this.away) return;
    this.away.worker?.terminate();
    this.worker.postMessage({ type: "forget", number: this.away.number });
    this.away = null;
    const held = this.held ?? [];
    this.held = null;
    for (const request of held) this.tell(request);
  }

  lose(worker, why) {
    if (worker === this.worker) {
      this.on.died(why);
    } else if (worker === this.away?.worker) {
      this.lost(why);
    }
  }

  /** The copy has died: the first one goes on without it. */
  lost(why) {
    const { job } = this.away;
    this.drop();
    this.tell({ lost: { job, why } });
  }
}
