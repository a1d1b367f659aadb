// The two workers of the program, in every order in which what they say can come: with workers that
// only write down what they are told.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Runner } from "../page/runner.js";

let made, runner, drawnAgain;

/** A worker that is told things, and says what a test lets it say. */
class Worker {
  constructor() {
    this.told = [];
    this.isEnded = false;
    made.push(this);
  }

  postMessage(message) {
    this.told.push(message);
  }

  terminate() {
    this.isEnded = true;
  }

  say(data) {
    this.onmessage({ data });
  }

  answer(elsewhere) {
    this.say({ type: "answer", answer: { elsewhere } });
  }

  /** Returns the requests that it was told. */
  requests() {
    return this.told.filter(({ type }) => type === "tell").map(({ request }) => request);
  }

  /** Returns the last message of a type. */
  last(type) {
    return this.told.findLast((message) => message.type === type);
  }
}

beforeEach(() => {
  made = [];
  drawnAgain = 0;
  runner = new Runner("module", () => new Worker(), {
    answer: () => {}, frame: () => {}, died: () => {}, changed: () => { drawnAgain += 1; },
  });
});

/** Lets the first worker ask for a job elsewhere, and returns the copy that does it. */
function copyOf(first, job) {
  first.answer(job);
  const { number } = first.last("copy");
  first.say({ type: "copy", number, memory: new ArrayBuffer(8) });
  return { copy: made.at(-1), number };
}

test("a copy takes the place of the first one, and hears what came meanwhile", () => {
  const [first] = made;
  const { copy, number } = copyOf(first, 5);
  assert.deepEqual(copy.told.map(({ type }) => type), ["start", "finish"]);
  copy.say({ type: "finished" });
  runner.tell("held");
  assert.deepEqual(first.requests(), []);
  first.say({ type: "log", number, log: ["meanwhile"] });
  assert.ok(first.isEnded && !copy.isEnded);
  assert.deepEqual(copy.last("takeOver").log, ["meanwhile"]);
  assert.deepEqual(copy.requests(), ["held"]);
  assert.equal(drawnAgain, 1);
});

test("a job that takes the place of one that has just ended is done", () => {
  const [first] = made;
  const { copy, number } = copyOf(first, 5);
  copy.say({ type: "finished" });
  runner.tell("held");
  // The first worker has started another job before it heard of that.
  first.answer(6);
  first.say({ type: "log", number, log: [] });
  assert.ok(copy.isEnded && !first.isEnded);
  assert.deepEqual(first.requests(), ["held"]);
  const other = first.last("copy").number;
  assert.notEqual(other, number);
  first.say({ type: "copy", number: other, memory: new ArrayBuffer(8) });
  const second = made.at(-1);
  second.say({ type: "finished" });
  first.say({ type: "log", number: other, log: ["since"] });
  assert.deepEqual(second.last("takeOver").log, ["since"]);
});

test("the memory of an earlier copy is not taken for that of a later one", () => {
  const [first] = made;
  first.answer(5);
  const early = first.last("copy").number;
  first.answer(6);
  first.say({ type: "copy", number: early, memory: new ArrayBuffer(8) });
  assert.equal(made.length, 1);
  first.say({ type: "copy", number: first.last("copy").number, memory: new ArrayBuffer(8) });
  assert.equal(made.length, 2);
});

test("a copy that dies or is cancelled leaves the first one as it was", () => {
  const [first] = made;
  let { copy } = copyOf(first, 5);
  copy.onerror({ message: "boom", preventDefault: () => {} });
  assert.ok(copy.isEnded && !first.isEnded);
  assert.deepEqual(first.requests(), [{ lost: { job: 5, why: "boom" } }]);
  ({ copy } = copyOf(first, 7));
  first.answer(null);
  assert.ok(copy.isEnded);
  assert.equal(first.last("forget").number, first.last("copy").number);
});
