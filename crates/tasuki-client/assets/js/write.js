// Keeps what somebody is writing while they write. Without this script each button of the form does.

/** How long nobody has to type before it is kept, in milliseconds. */
const PAUSE = 600;

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (form instanceof HTMLFormElement) enhance(form);
}

/** @param {HTMLFormElement} form */
function enhance(form) {
  const status = form.querySelector("[data-draft-status]");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<void> | undefined} */
  let writing;
  let is_changed = false;

  const write = async () => {
    is_changed = false;
    const typed = new FormData(form);
    const body = new URLSearchParams({ draft: form.dataset.draft ?? "" });
    for (const name of ["text", "to"]) body.set(name, String(typed.get(name) ?? ""));
    try {
      const answer = await fetch("/compose/write", { method: "POST", body, keepalive: true });
      if (!answer.ok || answer.redirected) return;
      const id = await answer.text();
      form.dataset.draft = id;
      // Not `form.action`: its buttons are called so.
      form.setAttribute("action", `/compose/${id}`);
      history.replaceState(null, "", `/compose/${id}`);
      if (status) status.textContent = "入力した内容を一時保存しました。";
    } catch {
      is_changed = true;
    }
  };
  // One after the other: the first one tells the id that the next ones need.
  const keep = () => {
    clearTimeout(timer);
    if (is_changed) writing = (writing ?? Promise.resolve()).then(write);
    return writing;
  };

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof Element) || !field.matches("[name='text'], [name='to']")) return;
    is_changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  // What is being kept comes first, so that the form goes to the draft that it belongs to.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!writing) return;
    event.preventDefault();
    const { submitter } = event;
    await writing;
    writing = undefined;
    form.requestSubmit(submitter);
  });
}
