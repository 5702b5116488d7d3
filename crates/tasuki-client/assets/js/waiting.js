// Says that it is waited, and for how long, where the next page does not come at once. Without this
// script the browser's own sign does.

/** From when on it is said, in milliseconds. */
const AFTER = 3000;

/** Where the platform is asked. All else is the program's own work: nobody shall look for a fault of the network. */
const ASKS_PLATFORM = [
  /^\/(receive|lists\/refresh|office-user|partners|start\/check)$/,
  /^\/(bulk|messages)\/[^/]+$/,
  /^\/(compose|sending|receiving|messages)\/[^/]+\/(confirm|go-on|again|retry|withdraw)$/,
];

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {ReturnType<typeof setInterval> | undefined} */
let clock;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  // Not `form.action`: buttons are called so.
  begin(new URL(form.getAttribute("action") ?? "", location.href).pathname);
});
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
  const is_here = link.origin === location.origin && !link.target && !link.hasAttribute("download");
  const leaves = link.pathname !== location.pathname || link.search !== location.search;
  const is_plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (is_here && leaves && is_plain) begin(link.pathname);
});
// Whoever comes back to the page, or goes to the next one, waits no more.
for (const name of ["pageshow", "pagehide"]) window.addEventListener(name, end);
document.addEventListener("keydown", (event) => {
  // It stops the browser, too.
  if (event.key === "Escape") end();
});

/** @param {string} path What is waited for. */
function begin(path) {
  end();
  const since = Date.now();
  const asks_platform = ASKS_PLATFORM.some((one) => one.test(path));
  timer = setTimeout(() => show(since, asks_platform), AFTER);
}

function end() {
  clearTimeout(timer);
  clearInterval(clock);
  document.querySelector("[data-waiting]")?.remove();
}

/**
 * @param {number} since
 * @param {boolean} asks_platform
 */
function show(since, asks_platform) {
  const notice = document.createElement("div");
  notice.className = "tab-notice is-above";
  notice.dataset.waiting = "";
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  const seconds = document.createElement("p");
  const lines = document.createElement("div");
  lines.className = "wrap";
  lines.append(told, seconds);
  notice.append(lines);
  document.body.append(notice);
  const what = asks_platform ? "連携基盤の応答を待っています。" : "処理しています。";
  told.textContent = `${what}このままお待ちください。`;
  const until = asks_platform ? "30秒ほどたっても応答がないときは、画面でお知らせします。" : "";
  // Not read aloud each second.
  const tick = () => {
    const passed = Math.round((Date.now() - since) / 1000);
    seconds.textContent = `${passed}秒たっています。${until}`;
  };
  tick();
  clock = setInterval(tick, 1000);
}
