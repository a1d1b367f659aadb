// What the page remembers: settings, progress in lessons and the session. Storage that is full or
// forbidden is said once, and the page goes on with what it remembers until it is closed.

const PREFIX = "emstep.";

/** Texts by their keys, in the browser's storage or in the page alone. */
export class Store {
  /**
   * `storage` returns the browser's storage, or throws where it is forbidden; it returns null for a
   * page that is to remember nothing.
   */
  constructor(storage, say) {
    this.say = say;
    this.kept = new Map();
    this.storage = null;
    try {
      this.storage = storage();
    } catch (error) {
      this.complain(`The browser does not let the page store anything (${reasonOf(error)}).`);
    }
  }

  /** Returns the text of a key; null if there is none. */
  read(key) {
    if (this.kept.has(key)) return this.kept.get(key);
    try {
      return this.storage?.getItem(PREFIX + key) ?? null;
    } catch (error) {
      this.complain(`The browser does not let the page read what it stored (${reasonOf(error)}).`);
      return null;
    }
  }

  /** Remembers a text by a key; null forgets it. */
  write(key, text) {
    this.kept.set(key, text);
    try {
      if (text === null) {
        this.storage?.removeItem(PREFIX + key);
      } else {
        this.storage?.setItem(PREFIX + key, text);
      }
    } catch (error) {
      const isFull = error.name === "QuotaExceededError" ||
        error.name === "NS_ERROR_DOM_QUOTA_REACHED";
      this.complain(isFull ? "The browser's storage is full." :
        `The browser does not let the page store anything (${reasonOf(error)}).`);
    }
  }

  complain(why) {
    if (this.hasComplained) return;
    this.hasComplained = true;
    this.say(`${why} Settings and progress are lost when you close the page.`);
  }
}

function reasonOf(error) {
  return error.message.replace(/\.$/, "");
}
