// Warns before the session ends, and tells when it has ended. Without this script the next request
// tells it.

const found = document.querySelector("dialog[data-session]");
if (found instanceof HTMLDialogElement) watch(found);

/** @param {HTMLDialogElement} dialog */
function watch(dialog) {
  const warning = dialog.querySelector("[data-session-warning]");
  const over = dialog.querySelector("[data-session-over]");
  const left = dialog.querySelector("[data-session-left]");
  const failed = dialog.querySelector("[data-session-failed]");
  const stay = dialog.querySelector("[data-session-stay]");
  if (
    !(warning instanceof HTMLElement) ||
    !(over instanceof HTMLElement) ||
    !(failed instanceof HTMLElement) ||
    !(stay instanceof HTMLButtonElement) ||
    !left
  ) {
    return;
  }

  const lasts = Number(dialog.dataset.seconds) * 1000;
  const warnsFor = Number(dialog.dataset.warning) * 1000;
  let end = Date.now() + lasts;
  let isOver = false;

  const look = () => {
    const remaining = end - Date.now();
    if (isOver || remaining > warnsFor) return;
    if (remaining > 0) {
      left.textContent = told(remaining);
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
      end = asked + lasts;
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
