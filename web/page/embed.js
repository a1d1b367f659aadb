// The page in a frame of another page: what its address asks for, and the events that the other
// page is told of.
//
// `?embed` remembers nothing; `?embed=remember` remembers as usual.
// `&origin=https://school.example` names the page that is told everything. Without it any page that
// has this one in a frame is told, but not what the user answered.

/** Returns what the query of an address asks for; `error` is a sentence if it cannot be met. */
export function embedding(search) {
  const query = new URLSearchParams(search);
  const asked = query.get("embed");
  const isEmbedded = asked !== null;
  const remembers = !isEmbedded || asked === "remember";
  const origin = query.get("origin");
  if (origin === null) return { isEmbedded, remembers, origin: null };
  if (URL.canParse(origin) && new URL(origin).origin === origin) {
    return { isEmbedded, remembers, origin };
  }
  const error = `The address of this page says origin=${origin}, which is not like ` +
    "https://school.example, so the page around it is told nothing.";
  return { isEmbedded, remembers, origin: null, isSilent: true, error };
}

/** Tells the page around this one, `parent`, about the program's events. */
export function tellParent(page, { isEmbedded, origin, isSilent }, parent) {
  if (!isEmbedded || isSilent || parent === window) return;
  const post = (event) => {
    const told = { source: "emstep", ...event };
    if (origin === null) delete told.answer;
    parent.postMessage(told, origin ?? "*");
  };
  let isReady = false;
  page.addEventListener("answer", ({ detail }) => {
    if (!isReady && detail.isDrawn) {
      isReady = true;
      post({ type: "ready" });
    }
    for (const event of detail.events ?? []) post(event);
  });
}
