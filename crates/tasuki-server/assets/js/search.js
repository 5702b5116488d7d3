// Searches while one types, and leads through what was found with the arrow keys; Escape leads back
// to the field. A page that has another subject (`data-most`) keeps its address, and shows the first
// of what is found with a link to the rest. Without this script the button searches.

/** How long nobody may type before it is searched, in milliseconds. */
const PAUSE = 150;

const form = document.querySelector("form[data-search]");
const told = document.querySelector("[data-told]");
const found = document.querySelector("[data-found]");
if (form instanceof HTMLFormElement && told && found) listen(form, told, found);

/**
 * @param {HTMLFormElement} form
 * @param {Element} told
 * @param {Element} found
 */
function listen(form, told, found) {
  const field = form.elements.namedItem("q");
  if (!(field instanceof HTMLInputElement)) return;
  let shown = field.value.trim();
  let timer = 0;
  let asking = new AbortController();
  const most = found instanceof HTMLElement ? Number(found.dataset.most ?? 0) : 0;

  /**
   * Shows what a page of the search has found.
   *
   * @param {Document} page
   * @param {string} address
   */
  const show = (page, address) => {
    told.textContent = page.querySelector("[data-told]")?.textContent ?? "";
    found.replaceChildren(...(page.querySelector("[data-found]")?.childNodes ?? []));
    if (!most) {
      history.replaceState(null, "", address);
      return;
    }
    const list = found.querySelector("ol");
    if (!list || list.children.length <= most) return;
    for (const more of [...list.children].slice(most)) more.remove();
    told.textContent += `（このうち${most}件を表示しています）`;
    const all = document.createElement("a");
    all.href = address;
    all.textContent = "検索結果をすべて表示する";
    const line = document.createElement("p");
    line.append(all);
    found.append(line);
  };

  const search = async () => {
    const words = field.value.trim();
    // Whatever was asked before answers nobody any more, also where its words are deleted again.
    asking.abort();
    asking = new AbortController();
    if (words === shown) return;
    if (most && !words) {
      shown = "";
      told.textContent = "";
      found.replaceChildren();
      return;
    }
    const address = words ? `${form.action}?${new URLSearchParams({ q: words })}` : form.action;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown = words;
      show(page, address);
    } catch {
      // Another search began, or the line is cut: what is shown stays, and the button still searches.
    }
  };

  field.addEventListener("input", (event) => {
    // Words that are still being converted are none yet.
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && found.contains(document.activeElement)) {
      event.preventDefault();
      field.focus();
      return;
    }
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const links = [...found.querySelectorAll("a")];
    const at = links.findIndex((link) => link === document.activeElement);
    if (at < 0 && document.activeElement !== field) return;
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (next >= links.length || next < -1) return;
    event.preventDefault();
    (links[next] ?? field).focus();
  });
}
