// Tells news on the page, in its title and, where that was allowed, on the desktop, and lets the page follow how
// things stand. Without this script pages show what was there when they were made.

/** @typedef {{ waiting: number, is_cut: boolean, is_looked: boolean }} Stand */
/** @typedef {Stand & { text: string, href: string, is_mail: boolean }} News */

/** Pages that show what was known before while the platform cannot be reached. */
const SHOWS_PLATFORM = ["/", "/sent", "/received", "/partners", "/notices"];

/** How long what was pressed may take to lead elsewhere, in milliseconds; then it was broken off, or gave a file. */
const LEAVING = 30_000;

/** When somebody pressed something that leads elsewhere: a reload would undo that. */
let left_at = -Infinity;
addEventListener("beforeunload", () => {
  left_at = performance.now();
});
// Who comes back finds the page as it was left.
addEventListener("pageshow", () => {
  left_at = -Infinity;
});

const place = document.querySelector("[data-news]");
if (place instanceof HTMLElement) listen(place, place.dataset.news ?? "");
for (const button of document.querySelectorAll("button[data-notify]")) {
  if (button instanceof HTMLButtonElement) offer(button);
}

/**
 * @param {HTMLElement} place
 * @param {string} path
 */
function listen(place, path) {
  const others = new BroadcastChannel("tasuki-news");

  /** @param {News} news */
  const show = (news) => {
    follow(place, news);
    const text = document.createElement("p");
    text.append(news.text);
    if (location.pathname !== news.href || news.is_mail) {
      const link = document.createElement("a");
      link.href = news.href;
      link.textContent = "一覧を表示する";
      text.append(link);
    }
    place.replaceChildren(text);
  };
  /** @param {News | Stand} heard */
  const hear = (heard) => {
    if ("text" in heard) show(heard);
    else follow(place, heard);
  };
  others.addEventListener("message", (event) => hear(event.data));

  // Browsers open few connections to one host: of several tabs one listens, and tells the others.
  navigator.locks.request("tasuki-news", () => {
    const stream = new EventSource(path);
    /** @param {MessageEvent<string>} event */
    const take = (event) => {
      /** @type {News | Stand} */
      const heard = JSON.parse(event.data);
      others.postMessage(heard);
      hear(heard);
      if ("text" in heard && heard.is_mail) notify(heard);
    };
    stream.addEventListener("message", take);
    stream.addEventListener("stand", take);
    return new Promise(() => {});
  });
}

/**
 * Lets the page say what is so now.
 * @param {HTMLElement} place
 * @param {Stand} stand
 */
function follow(place, { waiting, is_cut, is_looked }) {
  const title = document.title.replace(/^（新着\d+）/, "");
  document.title = waiting > 0 ? `（新着${waiting}）${title}` : title;
  for (const one of document.querySelectorAll("[data-waiting-count]")) {
    one.textContent = String(waiting);
  }
  for (const one of document.querySelectorAll("[data-waiting-some], [data-waiting-none]")) {
    const is_of_some = one.hasAttribute("data-waiting-some");
    if (one instanceof HTMLElement) one.hidden = is_of_some !== waiting > 0;
  }
  if (is_looked) fill();
  const was_cut = place.dataset.cut === "true";
  // Whoever is about to type or to send files goes on.
  const is_back = was_cut && !is_cut && SHOWS_PLATFORM.includes(location.pathname);
  const is_leaving = performance.now() - left_at < LEAVING;
  if (is_back && !is_leaving && !isUsed()) location.reload();
}

/** Lets a part of the page that waited for the lists show them; the rest of the page stays as it is. */
async function fill() {
  const part = document.querySelector("[data-looking]");
  if (!part) return;
  part.removeAttribute("data-looking");
  const answer = await fetch(location.pathname);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (fresh) part.replaceWith(document.adoptNode(fresh));
}

/** Whether something stands in a form of the page that a reload would lose. */
function isUsed() {
  const fields = [...document.querySelectorAll("main input, main select")];
  return fields.some((field) => {
    if (field instanceof HTMLSelectElement) {
      const usual = [...field.options].findIndex((one) => one.defaultSelected);
      return field.selectedIndex !== Math.max(usual, 0);
    }
    if (!(field instanceof HTMLInputElement)) return false;
    return field.type === "file" ? field.value !== "" : field.value !== field.defaultValue;
  });
}

/** @param {News} news */
function notify(news) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification("連携クライアント", { body: news.text, tag: news.href });
  shown.addEventListener("click", () => {
    window.focus();
    location.assign(news.href);
  });
}

/** @param {HTMLButtonElement} button */
function offer(button) {
  if (!("Notification" in window) || Notification.permission !== "default") return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await Notification.requestPermission();
    button.hidden = true;
  });
}
