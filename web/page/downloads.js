// Files that the program gives the user. Nothing leaves the browser: it saves what is in the page.

/** Dots per inch of a figure as PNG. */
const DPI = 300;
/** How many CSS pixels an inch has. */
const CSS_PIXELS = 96;
/** How long the browser may take to read a file that it saves, in milliseconds. */
const READ_WITHIN = 60_000;

/** Saves a text. */
export function saveText(name, text) {
  save(name, new Blob([text], { type: "text/plain;charset=utf-8" }));
}

/** Saves a figure, which is given as SVG, as PNG. */
export async function saveFigure(name, svg) {
  const image = await imageOf(svg);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * DPI / CSS_PIXELS);
  canvas.height = Math.round(image.naturalHeight * DPI / CSS_PIXELS);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
  if (png === null) throw new Error("the picture is too large for this browser");
  save(name, png);
}

/** Prints a figure, which is given as SVG: browsers save what they print as PDF. */
export async function savePrinted(name, svg) {
  const image = await imageOf(svg);
  const title = document.title;
  const sheet = document.createElement("div");
  sheet.className = "print";
  sheet.append(image);
  document.body.append(sheet);
  // The browser proposes it as the name of the file.
  document.title = name.replace(/\.pdf$/i, "");
  print();
  document.title = title;
  sheet.remove();
}

async function imageOf(svg) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_WITHIN);
}
