// A lesson in a learning platform that speaks SCORM 1.2: its score and whether it is finished. The
// platform puts an object named API into a window around this one, or into the one that opened it.

/** How many windows are looked at: the standard's own limit is 7, and platforms nest deeper. */
const DEEPEST = 16;

/** Returns the platform's object for a window; null if there is none. */
export function findApi(window) {
  return apiAbove(window) ?? (window.opener ? apiAbove(window.opener) : null);
}

function apiAbove(window) {
  let at = window;
  try {
    for (let depth = 0; depth < DEEPEST; depth += 1) {
      if (at.API) return at.API;
      if (!at.parent || at.parent === at) return null;
      at = at.parent;
    }
  } catch (error) {
    // A window of another origin cannot be looked into, and no platform is beyond it.
    if (error.name !== "SecurityError") throw error;
  }
  return null;
}

/** A session with the platform. */
export class Scorm {
  constructor(api, say) {
    this.api = api;
    this.say = say;
    this.started = Date.now();
    this.isOpen = this.call("LMSInitialize", "");
    if (!this.isOpen) return;
    const status = this.get("lesson_status");
    /** The best score so far, of an earlier time too: to look again takes nothing away. */
    this.best = Number(this.get("score.raw")) || 0;
    this.isComplete = status === "completed" || status === "passed";
    if (!this.isComplete) this.set("lesson_status", "incomplete");
    this.call("LMSCommit", "");
  }

  /** Tells the platform how many of the questions were answered right, and whether that is all. */
  report({ right, of, done }) {
    if (!this.isOpen) return;
    // A lesson without questions has no score.
    if (of > 0) {
      this.best = Math.max(this.best, Math.round(100 * right / of));
      this.set("score.min", "0");
      this.set("score.max", "100");
      this.set("score.raw", String(this.best));
    }
    // What was once complete stays so when it is looked at again.
    if (done && !this.isComplete) {
      this.isComplete = true;
      this.set("lesson_status", "completed");
    }
    this.call("LMSCommit", "");
  }

  /** Ends the session: nothing can be told after it. */
  finish() {
    if (!this.isOpen) return;
    this.set("session_time", durationOf(Date.now() - this.started));
    if (!this.isComplete) this.set("exit", "suspend");
    this.call("LMSFinish", "");
    this.isOpen = false;
  }

  set(name, value) {
    this.call("LMSSetValue", `cmi.core.${name}`, value);
  }

  get(name) {
    try {
      return this.api.LMSGetValue(`cmi.core.${name}`);
    } catch (error) {
      this.complain(error.message);
      return "";
    }
  }

  /** Returns whether the platform did what it was asked for; says so once if not. */
  call(name, ...values) {
    try {
      if (String(this.api[name](...values)) === "true") return true;
      const code = this.api.LMSGetLastError();
      this.complain(this.api.LMSGetErrorString(code) || `error ${code}`);
    } catch (error) {
      this.complain(error.message);
    }
    return false;
  }

  complain(why) {
    if (!this.hasComplained) {
      this.hasComplained = true;
      this.say(`The learning platform did not take the score: ${why}`);
    }
    return false;
  }
}

/** Returns a duration as SCORM writes it: HHHH:MM:SS.SS. */
function durationOf(milliseconds) {
  const seconds = milliseconds / 1000;
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const hours = String(Math.floor(seconds / 3600)).padStart(4, "0");
  return `${hours}:${two(seconds / 60 % 60)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
}

/** Returns whether a platform is to be told: the address says so, or the lesson of a package. */
function isAsked({ search }) {
  if (new URLSearchParams(search).has("scorm")) return true;
  const lesson = document.querySelector("#lesson");
  return lesson !== null && JSON.parse(lesson.textContent).scorm === "1.2";
}

/** Reports the score of the lesson to the platform around `window`, if that is asked for. */
export function reportScore(page, window) {
  if (!isAsked(window.location)) return;
  const say = (text) => page.say(text);
  const api = findApi(window);
  if (api === null) {
    say("This page was not opened by a learning platform that speaks SCORM, so no score is kept.");
    return;
  }
  const scorm = new Scorm(api, say);
  page.addEventListener("answer", ({ detail }) => {
    for (const event of detail.events ?? []) {
      if (event.type === "score") scorm.report(event);
    }
  });
  window.addEventListener("pagehide", () => scorm.finish());
}
