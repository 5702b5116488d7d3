// Puts questions and answers below each other. Without this script each question has a page.

const thread = document.querySelector("[data-thread]");
const main = document.querySelector("form.chat-form");
if (thread && main instanceof HTMLFormElement) {
  for (const form of document.querySelectorAll("form[data-chat]")) {
    if (form instanceof HTMLFormElement) listen(form, main, thread);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLFormElement} main
 * @param {Element} thread
 */
function listen(form, main, thread) {
  const failed = main.querySelector("[data-failed]");
  let isAsking = false;

  const ask = async () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const exchange = page.querySelector("[data-exchange]");
    if (!exchange) {
      // Something is wrong with the question: the page tells it.
      form.submit();
      return;
    }
    thread.append(exchange);
    document.querySelector("[data-examples]")?.remove();
    document.querySelector(".error-summary")?.remove();
    const field = main.elements.namedItem("question");
    if (field instanceof HTMLInputElement) {
      field.value = "";
      field.focus({ preventScroll: true });
    }
    exchange.scrollIntoView({ block: "start" });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    failed?.setAttribute("hidden", "");
    try {
      await ask();
    } catch {
      failed?.removeAttribute("hidden");
    } finally {
      isAsking = false;
    }
  });
}
