// Keeps what somebody is writing while they write. Without this script each button of the form does.

/** How long nobody has to type before it is kept, in milliseconds. */
const PAUSE = 600;

const NOT_KEPT =
  "入力した内容を一時保存できませんでした。連携クライアントが起動しているか、ご確認ください。";

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (form instanceof HTMLFormElement) enhance(form);
}

/**
 * Why nothing was kept.
 * @param {Response} answer
 */
function why(answer) {
  if (answer.redirected) {
    return "ログアウトしたため、入力した内容を一時保存できませんでした。別のタブでログインしてから、入力を続けてください。";
  }
  if (answer.status === 410) {
    return "この一時保存は、すでに送信または破棄されています。入力した内容は一時保存されていません。";
  }
  return NOT_KEPT;
}

/** @param {HTMLFormElement} form */
function enhance(form) {
  const status = form.querySelector("[data-draft-status]");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<void> | undefined} */
  let writing;
  let is_changed = false;
  let has_failed = false;

  /** @param {string} text */
  const tell = (text) => {
    if (status) status.textContent = text;
  };
  /** @param {string} text */
  const fail = (text) => {
    is_changed = has_failed = true;
    tell(text);
  };
  const write = async () => {
    is_changed = false;
    const typed = new FormData(form);
    const body = new URLSearchParams({ draft: form.dataset.draft ?? "" });
    for (const name of ["text", "to"]) body.set(name, String(typed.get(name) ?? ""));
    try {
      const answer = await fetch("/compose/write", { method: "POST", body, keepalive: true });
      if (!answer.ok || answer.redirected) {
        fail(why(answer));
        return;
      }
      const id = await answer.text();
      form.dataset.draft = id;
      // Not `form.action`: its buttons are called so.
      form.setAttribute("action", `/compose/${id}`);
      history.replaceState(null, "", `/compose/${id}`);
      has_failed = false;
      tell("入力した内容を一時保存しました。");
    } catch {
      fail(NOT_KEPT);
    }
  };
  // One after the other: the first one tells the id that the next ones need.
  const keep = () => {
    clearTimeout(timer);
    if (is_changed) {
      const mine = (writing ?? Promise.resolve()).then(write).finally(() => {
        // Once nothing is under way, buttons are the browser's again: it ignores a form that is sent anew while
        // it still tells of the first press.
        if (writing === mine) writing = undefined;
      });
      writing = mine;
    }
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
  // What is being kept comes first, so that the form goes to the draft that it belongs to. Where it cannot be
  // kept, the form stays: sending it would lose what was typed.
  form.addEventListener("submit", async (event) => {
    if (!is_changed && !writing) return;
    event.preventDefault();
    const { submitter } = event;
    await keep();
    writing = undefined;
    const is_discarded = submitter instanceof HTMLButtonElement && submitter.value === "discard";
    if (is_discarded) is_changed = has_failed = false;
    if (!has_failed) form.requestSubmit(submitter);
  });
}
