// A list by keys: up and down go from message to message, "/" to the search. Without this script
// the Tab key does.

const list = document.querySelector("[data-list]");
const search = document.querySelector("[data-list-search]");
if (list instanceof HTMLElement) byKeys(list);

/** @param {HTMLElement} list */
function byKeys(list) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (event.key === "/" && search instanceof HTMLElement) {
      event.preventDefault();
      search.focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const links = [...list.querySelectorAll("tbody th a")];
    const at = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
    const next = links[at + step];
    if (next instanceof HTMLElement) {
      event.preventDefault();
      next.focus();
    }
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches("input, textarea, select");
}
