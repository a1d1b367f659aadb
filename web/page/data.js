// Files that are dropped anywhere on the page, pasted into it, or chosen.

/** Takes files for the program. */
export class DataInput {
  constructor(page, hint) {
    this.page = page;
    this.hint = hint;
    this.chooser = document.createElement("input");
    this.chooser.type = "file";
    this.chooser.multiple = true;
    this.chooser.accept = ".csv,.tsv,.txt,.dat,.f64,.gz,.zst,.emstep,text/*";
    this.chooser.addEventListener("change", () => {
      this.add([...this.chooser.files]);
      // So that the same file can be chosen again once it has changed.
      this.chooser.value = "";
      page.focus();
    });
    addEventListener("dragover", (event) => this.onOver(event));
    addEventListener("dragleave", (event) => {
      // Between two elements of the page nothing leaves it.
      if (event.relatedTarget === null) this.hint.hidden = true;
    });
    addEventListener("drop", (event) => this.onDrop(event));
    addEventListener("paste", (event) => this.onPaste(event), { capture: true });
    addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Lets the user choose files. */
  choose() {
    this.chooser.click();
  }

  /** Alt+O: the program has a meaning for Ctrl+O. On a Mac, Alt makes another letter of it. */
  onKey(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyO") return;
    event.preventDefault();
    this.choose();
  }

  onOver(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    // Without this the browser would open the file in place of the page.
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.hint.hidden = false;
  }

  onDrop(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.hint.hidden = true;
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const folder = items.map((item) => item.webkitGetAsEntry?.()).find((it) => it?.isDirectory);
    if (folder) {
      this.page.say(`${folder.name} is a folder. Drop the file that holds the data.`);
    } else {
      this.add([...event.dataTransfer.files]);
    }
  }

  onPaste(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    // What is pasted as text is somebody else's.
    event.stopImmediatePropagation();
    this.add(files);
  }

  add(files) {
    if (files.length === 0) return;
    this.page.addFiles(files);
    if (files.length > 1) {
      const others = files.slice(1).map(({ name }) => name).join(", ");
      this.page.say(`Opening ${files[0].name}. You can open the others by name: ${others}`);
    }
  }
}
