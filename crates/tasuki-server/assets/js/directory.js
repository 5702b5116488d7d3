// The map of the directory: it is moved by dragging, by the wheel and by keys, and read anew where it was
// moved to. Without this its links do the same.

const SELECTOR = "[data-map]";
const CLOSEST = 14;
/** The sides of the whole plane. */
const PLANE = { x: 1000, y: 1150 };

/** Where the map is.
 * @typedef {{ x: number, y: number, z: number }} Place */

/** @param {Element} map @returns {Place} */
function placeOf(map) {
  const number = (/** @type {string} */ name) => Number(map.getAttribute(`data-${name}`));
  return { x: number("x"), y: number("y"), z: number("z") };
}

/** @param {Place} place */
function address(place) {
  const to = new URL(location.href);
  to.searchParams.delete("page");
  to.searchParams.delete("of");
  to.searchParams.set("x", place.x.toFixed(4));
  to.searchParams.set("y", place.y.toFixed(4));
  to.searchParams.set("z", String(Math.max(0, Math.min(CLOSEST, place.z))));
  return to.href;
}

/** Counts what was asked, so that an answer that comes late is left out. */
let asked = 0;

/** Reads a page of the map; nothing where another was asked for meanwhile.
 * @param {string} to */
async function read(to) {
  asked += 1;
  const turn = asked;
  const answer = await fetch(to, { headers: { accept: "text/html" } });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return turn === asked ? page : null;
}

/** The form keeps in step: it says where the map is and which prefecture is chosen.
 * @param {Document} page */
function keepForm(page) {
  for (const name of ["x", "y", "z", "of", "prefecture"]) {
    const [here, there] = [document, page].map((one) => one.querySelector(`.map-filter [name="${name}"]`));
    for (const Kind of [HTMLInputElement, HTMLSelectElement]) {
      if (here instanceof Kind && there instanceof Kind) {
        here.value = there.value;
      }
    }
  }
}

/** Shows another part of the map: the page is read, and its map and list take the place of these.
 * @param {string} to @param {"push" | "none"} history */
async function show(to, history) {
  try {
    const page = await read(to);
    const next = page?.querySelector(SELECTOR);
    const here = document.querySelector(SELECTOR);
    if (!page || !next || !here) {
      return;
    }
    const isTicked = reloads(here);
    const focused = document.activeElement?.textContent;
    const hadFrame = document.activeElement?.matches("[data-map-frame], [data-map-search]");
    here.replaceWith(next);
    keepForm(page);
    if (history === "push") {
      window.history.pushState(null, "", to);
    }
    begin(next, isTicked);
    if (hadFrame) {
      focus(next.querySelector("[data-map-frame]"));
    } else if (focused) {
      const links = [...next.querySelectorAll(".map-controls a")];
      focus(links.find((link) => link.textContent === focused) ?? null);
    }
  } catch {
    // What cannot be read here is shown as any page is.
    location.href = to;
  }
}

/** Draws the land and the names of another part of the map. Marks and list stay those of the part that
 * was searched; `by` tells how far the marks were moved from there.
 * @param {Element} map @param {string} to @param {{ x: number, y: number }} by */
async function draw(map, to, by) {
  const page = await read(to);
  const next = page?.querySelector(".map-picture");
  const here = map.querySelector(".map-picture");
  if (!page || !next || !here || !here.isConnected) {
    return false;
  }
  for (const layer of next.querySelectorAll(".map-layer")) {
    const name = layer.classList.contains("is-wide") ? "is-wide" : "is-narrow";
    const [old, none] = [here, next].map((one) => one.querySelector(`.${name} [data-map-marks]`));
    if (old instanceof SVGElement && none) {
      none.replaceWith(old);
      old.style.transform = `translate(${by.x}px, ${by.y}px)`;
    }
  }
  here.replaceWith(next);
  const [controls, moved] = [map, page].map((one) => one.querySelector(".map-controls"));
  if (controls && moved) {
    controls.innerHTML = moved.innerHTML;
  }
  keepForm(page);
  return true;
}

/** @param {Element | null} element */
function focus(element) {
  if (element instanceof HTMLElement) {
    element.focus({ preventScroll: true });
  }
}

/** Whether the map is read anew wherever it is moved.
 * @param {Element} map */
function reloads(map) {
  const tick = map.querySelector("[data-map-reload] input");
  return tick instanceof HTMLInputElement ? tick.checked : true;
}

/** @param {Element} map @param {boolean} isTicked */
function begin(map, isTicked) {
  const reload = map.querySelector("[data-map-reload]");
  const frame = map.querySelector("[data-map-frame]");
  const search = map.querySelector("[data-map-search]");
  if (!(frame instanceof HTMLElement) || !(search instanceof HTMLButtonElement) || !reload) {
    return;
  }
  reload.removeAttribute("hidden");
  const tick = reload.querySelector("input");
  if (tick) {
    tick.checked = isTicked;
  }
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "地図（矢印キーで移動、プラスとマイナスで拡大と縮小）");

  /** Where the map is that is drawn, and how far the marks were moved from where they were found. */
  let place = placeOf(map);
  const marks = { x: 0, y: 0 };
  /** What was dragged but not drawn anew yet. */
  const moved = { x: 0, y: 0 };
  /** @param {number} right @param {number} down in parts of the frame @returns {Place} */
  const at = (right, down) => {
    const part = 2 ** place.z;
    const within = (/** @type {number} */ value, /** @type {number} */ side) =>
      Math.max(side / part / 2, Math.min(side - side / part / 2, value));
    return {
      x: within(place.x + (right * PLANE.x) / part, PLANE.x),
      y: within(place.y + (down * PLANE.y) / part, PLANE.y),
      z: place.z,
    };
  };
  /** The button knows where offices are. */
  const closer = async () => {
    const link = map.querySelector("[data-map-closer]");
    if (link instanceof HTMLAnchorElement) {
      await show(link.href, "push");
    }
  };
  /** The list tells that it belongs to where the map was before. */
  const tellEarlier = () => {
    search.hidden = false;
    const told = map.querySelector("[data-map-earlier]");
    const title = map.querySelector("#list-title");
    if (told && title) {
      title.textContent = "移動する前の範囲の事業所";
      told.textContent = "地図を移動しました。印と一覧は、移動する前の範囲のものです。";
    }
  };
  /** Goes there: marks and list follow, or the land alone. @param {Place} to */
  const go = async (to) => {
    if (reloads(map)) {
      await show(address(to), "push");
      return;
    }
    const box = frame.getBoundingClientRect();
    const part = 2 ** place.z;
    const by = {
      x: marks.x - ((to.x - place.x) * part * box.width) / PLANE.x,
      y: marks.y - ((to.y - place.y) * part * box.height) / PLANE.y,
    };
    tellEarlier();
    try {
      if (await draw(map, address(to), by)) {
        place = to;
        Object.assign(marks, by);
        Object.assign(moved, { x: 0, y: 0 });
      }
    } catch {
      // The land stays as it was dragged; the button asks again.
    }
  };
  /** Where the map was dragged to. @returns {Place} */
  const dragged = () => {
    const box = frame.getBoundingClientRect();
    return at(-moved.x / box.width, -moved.y / box.height);
  };
  const searchHere = () => void show(address(dragged()), "push");
  search.addEventListener("click", searchHere);
  tick?.addEventListener("change", () => {
    if (tick.checked && !search.hidden) {
      searchHere();
    }
  });

  map.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='/map']") : null;
    if (!link || !(event instanceof MouseEvent) || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const href = link.getAttribute("href") ?? "/map";
    void show(new URL(href, location.href).href, "push");
  });

  frame.addEventListener("keydown", (event) => {
    const keys = new Map([
      ["ArrowLeft", () => go(at(-0.25, 0))],
      ["ArrowRight", () => go(at(0.25, 0))],
      ["ArrowUp", () => go(at(0, -0.25))],
      ["ArrowDown", () => go(at(0, 0.25))],
      ["-", () => show(address({ ...place, z: place.z - 1 }), "push")],
      ["+", closer],
    ]);
    const act = keys.get(event.key);
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      void act();
    }
  });

  frame.addEventListener(
    "wheel",
    (event) => {
      // The page is scrolled as ever unless the map is meant.
      if (!event.ctrlKey && document.activeElement !== frame) {
        return;
      }
      event.preventDefault();
      if (event.deltaY < 0) {
        void closer();
      } else {
        void show(address({ ...place, z: place.z - 1 }), "push");
      }
    },
    { passive: false },
  );

  /** @type {{ x: number, y: number } | null} */
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" && event.button === 0) {
      from = { x: event.clientX - moved.x, y: event.clientY - moved.y };
    }
  });
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener("pointermove", (event) => {
    if (!from) {
      return;
    }
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (!frame.classList.contains("is-dragged")) {
      if (Math.abs(x - moved.x) + Math.abs(y - moved.y) < 5) {
        return;
      }
      frame.classList.add("is-dragged");
      frame.setPointerCapture(event.pointerId);
    }
    [moved.x, moved.y] = [x, y];
    const picture = frame.querySelector(".map-picture");
    if (picture instanceof SVGElement) {
      picture.style.transform = `translate(${x}px, ${y}px)`;
    }
  });
  const end = () => {
    from = null;
    if (frame.classList.contains("is-dragged")) {
      // The click that follows the drag leads nowhere.
      frame.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
      frame.classList.remove("is-dragged");
      void go(dragged());
    }
  };
  frame.addEventListener("pointerup", end);
  frame.addEventListener("pointercancel", end);
}

const map = document.querySelector(SELECTOR);
if (map) {
  begin(map, true);
  const prefecture = document.querySelector("[data-map-prefecture]");
  prefecture?.addEventListener("change", () => {
    if (prefecture instanceof HTMLSelectElement && prefecture.form) {
      const to = new URL(prefecture.form.action);
      for (const [name, value] of new FormData(prefecture.form)) {
        if (typeof value === "string" && value) {
          to.searchParams.append(name, value);
        }
      }
      // The place is that of the prefecture that was chosen before.
      for (const name of ["x", "y", "z", "of"]) {
        to.searchParams.delete(name);
      }
      void show(to.href, "push");
    }
  });
  window.addEventListener("popstate", () => void show(location.href, "none"));
}
