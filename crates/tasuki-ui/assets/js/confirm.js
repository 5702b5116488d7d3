// Asks はい/いいえ before a form is sent. Without this script the item `confirmed` stays empty, and the
// site asks on a page of its own.

for (const form of document.querySelectorAll("form[data-confirm]")) {
  if (form instanceof HTMLFormElement) ask(form);
}

/** @param {HTMLFormElement} form */
function ask(form) {
  const dialog = document.getElementById(form.dataset.confirm ?? "");
  const confirmed = form.elements.namedItem("confirmed");
  if (!(dialog instanceof HTMLDialogElement) || !(confirmed instanceof HTMLInputElement)) return;

  /** @type {HTMLElement | null} */
  let sender = null;

  form.addEventListener("submit", (event) => {
    if (confirmed.value === "yes") return;
    // What is missing is told by the site, in its own words; there is nothing to confirm yet.
    if (!isFilled(form)) return;
    event.preventDefault();
    sender = event.submitter;
    dialog.showModal();
  });

  dialog.addEventListener("click", (event) => {
    const answer = event.target instanceof HTMLElement ? event.target.dataset.answer : undefined;
    if (answer) dialog.close(answer);
  });

  // Escape closes, too, and is no yes.
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") {
      dialog.returnValue = "";
      confirmed.value = "yes";
      form.requestSubmit(sender);
    } else {
      sender?.focus();
    }
  });

  // Whoever comes back to the page is asked again.
  window.addEventListener("pageshow", () => {
    confirmed.value = "";
  });
}

/**
 * Whether all that must be there is there, in its form.
 *
 * @param {HTMLFormElement} form
 */
function isFilled(form) {
  for (const control of form.querySelectorAll("[aria-required='true']")) {
    if (control instanceof HTMLInputElement) {
      const isTick = control.type === "checkbox" || control.type === "radio";
      if (!isTick && (control.value.trim() === "" || !control.validity.valid)) return false;
      if (control.type === "checkbox" && !control.checked) return false;
    } else if (control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) {
      if (control.value.trim() === "") return false;
    }
  }
  return true;
}
