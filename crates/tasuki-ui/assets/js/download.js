// A form that is answered by a file leaves its page as it is: what stood there of an attempt before, and the
// password, go once the form is sent. An answer that is a page takes the place of this one anyway.

for (const form of document.querySelectorAll("form[data-download]")) {
  if (form instanceof HTMLFormElement) {
    form.addEventListener("submit", () => {
      // What is sent is collected right behind this event.
      setTimeout(() => begun(form), 0);
    });
  }
}

/** @param {HTMLFormElement} form */
function begun(form) {
  for (const input of form.querySelectorAll("input")) {
    if (input.type === "password") input.value = "";
    input.removeAttribute("aria-invalid");
  }
  for (const error of document.querySelectorAll(".error-summary, .field-error")) error.remove();
  for (const field of form.querySelectorAll(".has-error")) field.classList.remove("has-error");
  const told = document.querySelector("[data-download-begun]");
  if (told instanceof HTMLElement) told.hidden = false;
}
