// The program as the page sees it: requests and answers as JSON, in the module's own memory.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Returns a function that answers requests, of a compiled WebAssembly module. */
export async function open(module) {
  const { exports } = await WebAssembly.instantiate(module, {});
  return (request) => {
    const bytes = encoder.encode(JSON.stringify(request));
    const at = exports.input(bytes.length);
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
    const length = exports.answer();
    const answer = new Uint8Array(exports.memory.buffer, exports.output(), length);
    return JSON.parse(decoder.decode(answer));
  };
}
