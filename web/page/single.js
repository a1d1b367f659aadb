// The page in one file: the program is in an element of the page, compressed.

import { start } from "./page.js";

const text = atob(document.querySelector("#program").textContent);
const bytes = Uint8Array.from(text, (byte) => byte.charCodeAt(0));
const program = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
const headers = { "content-type": "application/wasm" };
start(await WebAssembly.compileStreaming(new Response(program, { headers })));
