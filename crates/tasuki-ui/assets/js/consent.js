// A box to tick that can be ticked once the terms above it were scrolled to their end. In a form with
// `data-needs-consent`, the buttons that send it can be pressed once all such boxes are ticked.
// Without this script nothing is locked, and the site shows the terms on a page of their own.

/** How near to the end is the end, in pixels: zoomed pages end between two. */
const NEAR = 4;

for (const part of document.querySelectorAll("[data-consent]")) {
  if (part instanceof HTMLElement) lock(part);
}
for (const form of document.querySelectorAll("form[data-needs-consent]")) {
  if (form instanceof HTMLFormElement) hold(form);
}

/** @param {HTMLElement} part */
function lock(part) {
  const terms = part.querySelector("[data-consent-terms]");
  const tick = part.querySelector("[data-consent-tick]");
  const read = part.querySelector("[data-consent-read]");
  const hint = part.querySelector("[data-consent-hint]");
  const status = part.querySelector("[data-consent-status]");
  if (
    !(terms instanceof HTMLElement) ||
    !(tick instanceof HTMLInputElement) ||
    !(read instanceof HTMLInputElement) ||
    !(hint instanceof HTMLElement) ||
    !status
  ) {
    return;
  }

  const isAtEnd = () => terms.scrollTop + terms.clientHeight >= terms.scrollHeight - NEAR;

  /** @param {boolean} isNews */
  const unlock = (isNews) => {
    tick.disabled = false;
    hint.hidden = true;
    read.value = "yes";
    terms.removeEventListener("scroll", look);
    resized.disconnect();
    if (isNews) status.textContent = "最後まで表示されました。チェックできます。";
  };
  const look = () => {
    if (isAtEnd()) unlock(true);
  };
  const resized = new ResizeObserver(look);

  if (read.value === "yes" || isAtEnd()) {
    unlock(false);
    return;
  }
  tick.disabled = true;
  tick.checked = false;
  hint.hidden = false;
  terms.addEventListener("scroll", look, { passive: true });
  resized.observe(terms);
}

/** @param {HTMLFormElement} form */
function hold(form) {
  const ticks = [...form.querySelectorAll("[data-consent-tick]")];
  const buttons = [...form.querySelectorAll("button[type=submit]:not([formnovalidate])")];

  const look = () => {
    const isAgreed = ticks.every((tick) => tick instanceof HTMLInputElement && tick.checked);
    for (const button of buttons) {
      if (button instanceof HTMLButtonElement) button.disabled = !isAgreed;
    }
  };
  form.addEventListener("change", look);
  // A browser that comes back to the page restores the ticks after this script ran.
  window.addEventListener("pageshow", look);
  look();
}
