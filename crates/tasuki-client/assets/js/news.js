// Tells news on the page, in its title and, where that was allowed, on the desktop. Without this
// script pages show what was there when they were made.

/** @typedef {{ text: string, href: string, is_mail: boolean }} News */

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
  const title = document.title;
  const others = new BroadcastChannel("tasuki-news");
  let mails = 0;

  /** @param {News} news */
  const show = (news) => {
    if (news.is_mail) {
      mails += 1;
      document.title = `（新着${mails}）${title}`;
    }
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
  others.addEventListener("message", (event) => show(event.data));

  // Browsers open few connections to one host: of several tabs one listens, and tells the others.
  navigator.locks.request("tasuki-news", () => {
    const stream = new EventSource(path);
    stream.addEventListener("message", (event) => {
      /** @type {News} */
      const news = JSON.parse(event.data);
      show(news);
      others.postMessage(news);
      if (news.is_mail) notify(news);
    });
    return new Promise(() => {});
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
