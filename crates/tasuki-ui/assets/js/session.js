// Warns before the session ends, and tells when it has ended. Without this script the next request
// tells it.

const found = document.querySelector("dialog[data-session]");
if (found instanceof HTMLDialogElement) watch(found);

/** @param {HTMLDialogElement} dialog */
function watch(dialog) {
  const warning = dialog.querySelector("[data-session-warning]");
  const over = dialog.querySelector("[data-session-over]");
  const idle = dialog.querySelector("[data-session-idle]");
  const last = dialog.querySelector("[data-session-last]");
  const failed = dialog.querySelector("[data-session-failed]");
  const stay = dialog.querySelector("[data-session-stay]");
  if (
    !(warning instanceof HTMLElement) ||
    !(over instanceof HTMLElement) ||
    !(failed instanceof HTMLElement) ||
    !(stay instanceof HTMLButtonElement) ||
    !(idle instanceof HTMLElement) ||
    !(last instanceof HTMLElement)
  ) {
    return;
  }

  const lasts = Number(dialog.dataset.seconds) * 1000;
  const warnsFor = Number(dialog.dataset.warning) * 1000;
  // However often it is kept alive, it ends here.
  const latest = Date.now() + Number(dialog.dataset.atMost) * 1000;
  let end = Math.min(Date.now() + lasts, latest);
  let isOver = false;
  let knowsOfLatest = false;

  const look = () => {
    const remaining = end - Date.now();
    const isLast = end === latest;
    if (isOver || remaining > warnsFor) return;
    if (remaining > 0) {
      // Once is enough: nothing can be done but to make haste.
      if (isLast && knowsOfLatest) return;
      idle.hidden = isLast;
      last.hidden = !isLast;
      for (const left of dialog.querySelectorAll("[data-session-left]")) {
        left.textContent = told(remaining);
      }
    } else {
      isOver = true;
      warning.hidden = true;
      over.hidden = false;
      dialog.setAttribute("aria-labelledby", "session-over-title");
    }
    if (!dialog.open) dialog.showModal();
    if (isOver) dialog.querySelector("a")?.focus();
  };

  stay.addEventListener("click", async () => {
    failed.hidden = true;
    const asked = Date.now();
    if (await isKeptAlive(dialog)) {
      knowsOfLatest = end === latest;
      end = Math.min(asked + lasts, latest);
      dialog.close();
    } else {
      failed.hidden = false;
    }
  });
  // Escape would close it without an answer: it counts as 続ける.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!isOver) stay.click();
  });

  // Sleeping machines stop timers, so what counts is the clock.
  window.setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
  look();
}

/**
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>}
 */
async function isKeptAlive(dialog) {
  try {
    const answer = await fetch(dialog.dataset.keepAlive ?? "", {
      method: "POST",
      body: new URLSearchParams({ csrf: dialog.dataset.csrf ?? "" }),
      redirect: "error",
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * @param {number} remaining in milliseconds
 * @returns {string}
 */
function told(remaining) {
  const seconds = Math.ceil(remaining / 1000);
  return seconds >= 120 ? `${Math.ceil(seconds / 60)}分` : `${seconds}秒`;
}
