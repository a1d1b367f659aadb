// A page that has emstep in a frame: it names itself, so that it is told everything, and listens.

const frame = document.querySelector("iframe");
const list = document.querySelector("ol");

// A page that is opened as a file has no origin to name.
if (location.origin !== "null") {
  frame.src = `index.html?embed&origin=${encodeURIComponent(location.origin)}`;
}

addEventListener("message", ({ source, data }) => {
  // Any page can send messages: only those of the frame count.
  if (source !== frame.contentWindow || data?.source !== "emstep") return;
  const line = document.createElement("li");
  line.textContent = JSON.stringify(data);
  list.prepend(line);
});
