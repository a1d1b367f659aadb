// Keys of the browser by the names that the program has for them.

const NAMES = new Map([
  ["ArrowUp", "Up"], ["ArrowDown", "Down"], ["ArrowLeft", "Left"], ["ArrowRight", "Right"],
  ["PageUp", "PgUp"], ["PageDown", "PgDn"], ["Escape", "Esc"], ["Enter", "Enter"],
  ["Tab", "Tab"], ["Backspace", "Backspace"], ["Delete", "Del"], ["Insert", "Ins"],
  ["Home", "Home"], ["End", "End"], ["F1", "F1"], [" ", "Space"],
]);

/** Returns the program's name of a key; null if it is the browser's own, or no key by itself. */
export function nameOf(event) {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
  if (metaKey || altKey || event.isComposing) return null;
  if (ctrlKey) {
    return /^[rudpn]$/.test(key) ? `^${key}` : null;
  }
  if (shiftKey && key === "Tab") return "Shift-Tab";
  if (shiftKey && (key === "ArrowUp" || key === "ArrowDown")) return `Shift-${NAMES.get(key)}`;
  if (NAMES.has(key)) return NAMES.get(key);
  return [...key].length === 1 ? key : null;
}
