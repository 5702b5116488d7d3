// Lets the numbers on a plan's page follow the ticks, and keeps the ticks in the address, so that the page
// is the same when it is loaded anew. Without this script two links tick all or none.

for (const form of document.querySelectorAll("form[data-ticks]")) {
  if (form instanceof HTMLFormElement) follow(form);
}

/** @param {HTMLFormElement} form */
function follow(form) {
  const boxes = [...form.querySelectorAll("input[type='checkbox'][data-partner]")].filter(
    (box) => box instanceof HTMLInputElement,
  );
  const show = () => {
    const ticked = boxes.filter((box) => box.checked);
    const partners = new Set(ticked.map((box) => box.dataset.partner));
    write("[data-ticked]", ticked.length);
    write("[data-ticked-partners]", partners.size);
  };
  const keep = () => {
    const without = boxes.filter((box) => !box.checked).map((box) => box.value);
    const places = without.length === boxes.length ? "all" : without.join(",");
    history.replaceState(history.state, "", `${form.action}?without=${places}`);
  };
  form.addEventListener("change", () => {
    show();
    keep();
  });
  for (const link of form.querySelectorAll("[data-tick]")) {
    if (!(link instanceof HTMLElement)) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes) box.checked = link.dataset.tick === "all";
      show();
      keep();
    });
  }
  // Who comes back finds the ticks as they were, and a browser tells of no change then.
  window.addEventListener("pageshow", show);
}

/**
 * @param {string} place
 * @param {number} number
 */
function write(place, number) {
  for (const one of document.querySelectorAll(place)) one.textContent = String(number);
}
