// The page in pieces, from a server.

import { embedding } from "./embed.js";
import { start } from "./page.js";

start(
  () => WebAssembly.compileStreaming(fetch("emstep.wasm")),
  () => new Worker("worker.js", { type: "module" }),
);

// The browser keeps the files, where it may: for the next time without a network. A frame that is
// to remember nothing keeps none.
if (embedding(location.search).remembers) {
  navigator.serviceWorker?.register("serviceworker.js").catch((error) => {
    console.warn(`The page does not open without a network: ${error.message}`);
  });
}
