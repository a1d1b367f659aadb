// The program as a worker has it: requests and answers as JSON, in the module's own memory.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** How many bytes a page of WebAssembly's memory has. */
const PAGE = 65536;

/** A running module. */
export class Program {
  /**
   * Starts a compiled module. With the memory of another instance it goes on where that one was.
   * `readFile` takes a name, an offset and a length and returns bytes, `report` is told how far a
   * job is.
   */
  constructor(module, memory, readFile, report) {
    const text = (at, length) => decoder.decode(new Uint8Array(this.memory.buffer, at, length));
    const page = {
      read_file: (name, nameLength, offset, at, length) => {
        try {
          const bytes = readFile(text(name, nameLength), offset, length);
          new Uint8Array(this.memory.buffer, at, length).set(bytes);
          return bytes.length;
        } catch (error) {
          console.warn(error);
          return -1;
        }
      },
      report: (at, length) => report(JSON.parse(text(at, length))),
      fail: (at, length) => { throw new Error(text(at, length)); },
    };
    this.exports = new WebAssembly.Instance(module, { page }).exports;
    this.memory = this.exports.memory;
    if (memory) {
      const missing = memory.byteLength - this.memory.buffer.byteLength;
      if (missing > 0) this.memory.grow(missing / PAGE);
      new Uint8Array(this.memory.buffer).set(new Uint8Array(memory));
    }
  }

  /** Answers a request. */
  ask(request) {
    const { exports, memory } = this;
    // Half a character, as some texts have it, is none for the program.
    const whole = (_, value) => (typeof value === "string" ? value.toWellFormed() : value);
    const bytes = encoder.encode(JSON.stringify(request, whole));
    const at = exports.input(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    const length = exports.answer();
    return JSON.parse(decoder.decode(new Uint8Array(memory.buffer, exports.output(), length)));
  }

  /** Returns a copy of the memory, which is the whole state. */
  copy() {
    return this.memory.buffer.slice(0);
  }
}
