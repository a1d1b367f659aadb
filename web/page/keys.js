// Keys of the browser by the names that the program has for them.

const NAMES = new Map([
  ["ArrowUp", "Up"], ["ArrowDown", "Down"], ["ArrowLeft", "Left"], ["ArrowRight", "Right"],
  ["PageUp", "PgUp"], ["PageDown", "PgDn"], ["Escape", "Esc"], ["Enter", "Enter"],
  ["Tab", "Tab"], ["Backspace", "Backspace"], ["Delete", "Del"], ["Insert", "Ins"],
  ["Home", "Home"], ["End", "End"], ["F1", "F1"], [" ", "Space"],
]);

/** Letters that the program takes with Ctrl. The others are the browser's: A, C, F, L, V, Z. */
const CONTROLS = /^[dgknoprstuwx]$/i;
/** Those of them that some browsers never give to a page. Alt does the same with them. */
const RESERVED = /^[ntw]$/i;

/** Returns the program's name of a key; null if it is the browser's own, or no key by itself. */
export function nameOf(event) {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
  const isLetter = [...key].length === 1;
  if (metaKey || event.isComposing) return null;
  // Some keyboards have @, { and others with AltGr, which is Ctrl and Alt, or with Alt alone.
  const isTyped = altKey && isLetter && /[^a-z0-9 ]/i.test(key);
  if (isTyped || event.getModifierState("AltGraph")) return isLetter ? key : null;
  if (altKey) return !ctrlKey && RESERVED.test(key) ? `^${key.toUpperCase()}` : null;
  if (ctrlKey) return !shiftKey && CONTROLS.test(key) ? `^${key.toUpperCase()}` : null;
  if (shiftKey && key === "Tab") return "Shift-Tab";
  if (shiftKey && (key === "ArrowUp" || key === "ArrowDown")) return `Shift-${NAMES.get(key)}`;
  if (NAMES.has(key)) return NAMES.get(key);
  return isLetter ? key : null;
}
