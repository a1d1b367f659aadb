// Why the page cannot start, in a sentence.

/** Returns what a user is told about an error that kept the program from starting. */
export function sentenceOf(error) {
  if (typeof WebAssembly === "undefined") {
    return "emstep needs WebAssembly, which this browser does not have or does not allow here.";
  }
  if (typeof Worker === "undefined") {
    return "emstep needs web workers, which this browser does not have or does not allow here.";
  }
  return `emstep could not start: ${error.message}`;
}

/** Shows why the page cannot start. */
export function showFailure(error) {
  document.querySelector("[role=alert]").textContent = sentenceOf(error);
}
