// Shows and hides what is typed into a password field. Without this script the button stays hidden.

for (const button of document.querySelectorAll("button[data-shows]")) {
  if (button instanceof HTMLButtonElement) offer(button);
}

/** @param {HTMLButtonElement} button */
function offer(button) {
  const input = document.getElementById(button.dataset.shows ?? "");
  const word = button.querySelector("[data-word]");
  if (!(input instanceof HTMLInputElement) || !word) return;

  /** @param {boolean} shown */
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    word.textContent = shown ? "隠す" : "表示";
    button.setAttribute("aria-pressed", String(shown));
  };

  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // So that no password manager or history keeps it as a plain text.
  input.form?.addEventListener("submit", () => show(false));
}
