// Lets files and whole folders be dropped on a form, and sends the form as soon as files were chosen.
// Without this script files are chosen with the field, and a button adds them.

for (const form of document.querySelectorAll("form[data-drop]")) {
  if (form instanceof HTMLFormElement) enhance(form);
}

/** @param {HTMLFormElement} form */
function enhance(form) {
  const zone = form.querySelector("[data-drop-zone]");
  const add = form.querySelector("[data-drop-add]");
  const folder = form.querySelector("[data-drop-folder]");
  const status = form.querySelector("[data-drop-status]");
  const inputs = [...form.querySelectorAll("input[data-drop-input]")].filter(
    (input) => input instanceof HTMLInputElement,
  );
  const [input] = inputs;
  if (!(zone instanceof HTMLElement) || !(add instanceof HTMLButtonElement) || !input) return;

  const send = () => {
    if (status) status.textContent = "ファイルを確認しています…";
    form.requestSubmit(add);
  };

  add.classList.add("visually-hidden");
  add.tabIndex = -1;
  if (folder instanceof HTMLElement) folder.hidden = false;
  for (const one of inputs) {
    one.addEventListener("change", () => {
      if (one.files?.length) send();
    });
  }

  // The whole window takes them: who misses the zone by a little must not lose the page.
  for (const name of ["dragenter", "dragover"]) {
    window.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("is-over");
  });
  window.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    const dropped = event.dataTransfer;
    if (!dropped) return;
    const files = await filesOf(dropped);
    if (!files.length) return;
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    input.files = list.files;
    send();
  });
}

/**
 * The files that were dropped, with those of dropped folders.
 * @param {DataTransfer} dropped
 * @returns {Promise<File[]>}
 */
async function filesOf(dropped) {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return [...dropped.files];
  const found = await Promise.all(entries.map((entry) => (entry ? walk(entry) : [])));
  return found.flat();
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<File[]>}
 */
async function walk(entry) {
  if (entry instanceof FileSystemFileEntry) {
    return [await new Promise((done, failed) => entry.file(done, failed))];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const files = [];
  // A reader gives some entries at a time, and none at the end.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return files;
    const walked = await Promise.all(some.map(walk));
    files.push(...walked.flat());
  }
}
