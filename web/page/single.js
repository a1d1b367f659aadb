// The page in one file: the program is in an element of the page.

import { start } from "./page.js";

const text = atob(document.querySelector("#program").textContent);
const bytes = Uint8Array.from(text, (byte) => byte.charCodeAt(0));
start(await WebAssembly.compile(bytes));
