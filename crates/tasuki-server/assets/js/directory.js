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
  to.searchParams.delete("go");
  to.searchParams.set("x", place.x.toFixed(4));
  to.searchParams.set("y", place.y.toFixed(4));
  to.searchParams.set("z", String(Math.max(0, Math.min(CLOSEST, place.z))));
  return to.href;
}

/** Counts what was asked, so that an answer that comes late is left out. */
let asked = 0;

/** Shows another part of the map: the page is read, and its map and list take the place of these.
 * @param {string} to @param {"push" | "none"} history */
async function show(to, history) {
  asked += 1;
  const turn = asked;
  try {
    const answer = await fetch(to, { headers: { accept: "text/html" } });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector(SELECTOR);
    const here = document.querySelector(SELECTOR);
    if (turn !== asked || !next || !here) {
      return;
    }
    const isTicked = reloads(here);
    const focused = document.activeElement?.textContent;
    const hadFrame = document.activeElement?.matches("[data-map-frame]");
    here.replaceWith(next);
    for (const name of ["x", "y", "z"]) {
      const field = document.querySelector(`.map-filter input[name="${name}"]`);
      if (field instanceof HTMLInputElement) {
        field.value = next.getAttribute(`data-${name}`) ?? "";
      }
    }
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
  const picture = frame?.querySelector(".map-picture");
  if (!(frame instanceof HTMLElement) || !(picture instanceof SVGElement) || !reload) {
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

  const place = placeOf(map);
  /** What was moved but not read anew yet. */
  const moved = { x: 0, y: 0 };
  /** @param {number} right @param {number} down in parts of the frame @returns {Place} */
  const at = (right, down) => {
    const part = 2 ** place.z;
    return { x: place.x + (right * PLANE.x) / part, y: place.y + (down * PLANE.y) / part, z: place.z };
  };
  /** The button knows where offices are. */
  const closer = () => {
    const link = map.querySelector("[data-map-closer]");
    if (link instanceof HTMLAnchorElement) {
      void show(link.href, "push");
    }
  };
  const settle = () => {
    if (!reloads(map)) {
      return;
    }
    const box = frame.getBoundingClientRect();
    void show(address(at(-moved.x / box.width, -moved.y / box.height)), "push");
  };
  tick?.addEventListener("change", () => {
    if (moved.x || moved.y) {
      settle();
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
      ["ArrowLeft", at(-0.25, 0)],
      ["ArrowRight", at(0.25, 0)],
      ["ArrowUp", at(0, -0.25)],
      ["ArrowDown", at(0, 0.25)],
      ["-", { ...place, z: place.z - 1 }],
    ]);
    if (event.key === "+" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      closer();
      return;
    }
    const to = keys.get(event.key);
    if (to && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      void show(address(to), "push");
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
        closer();
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
    picture.style.transform = `translate(${x}px, ${y}px)`;
  });
  const end = () => {
    from = null;
    if (frame.classList.contains("is-dragged")) {
      // The click that follows the drag leads nowhere.
      frame.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
      frame.classList.remove("is-dragged");
      settle();
    }
  };
  frame.addEventListener("pointerup", end);
  frame.addEventListener("pointercancel", end);
}

const map = document.querySelector(SELECTOR);
if (map) {
  begin(map, true);
  window.addEventListener("popstate", () => void show(location.href, "none"));
}
