// The page in pieces, from a server.

import { start } from "./page.js";

start(await WebAssembly.compileStreaming(fetch("emstep.wasm")));
