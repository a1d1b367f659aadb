// The page in one file: the program, compressed, and what its workers run are in elements of it.

import { start } from "./page.js";

const text = (id) => document.querySelector(`#${id}`).textContent;

/** Returns the program, compiled. */
function compile() {
  const bytes = Uint8Array.from(atob(text("program")), (byte) => byte.charCodeAt(0));
  const program = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const headers = { "content-type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(program, { headers }));
}

const code = URL.createObjectURL(new Blob([text("worker")], { type: "text/javascript" }));
start(compile, () => new Worker(code));
