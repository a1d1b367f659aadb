// What a screen reader says: the program's own lines for it, after each step. The canvas and the
// text over it are hidden from screen readers, which would read a chart dot by dot.

/** How many lines are kept, so that they can be read again. */
const KEPT = 40;

/** Speaks the lines of each answer into an element, which is a log. */
export function speak(page, element) {
  page.addEventListener("answer", ({ detail }) => {
    const lines = (detail.spoken ?? []).map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    });
    element.append(...lines);
    while (element.children.length > KEPT) element.firstElementChild.remove();
  });
}
