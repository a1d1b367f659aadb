// Starts the page in pieces. A file of it that is missing, or that an old browser cannot read, is
// said in the page.

import("./site.js").catch((error) => {
  document.querySelector("[role=alert]").textContent = `emstep could not start: ${error.message}`;
});
