// Tells on the page when the program behind it is gone, and takes that back when it answers again.
// Without this script the next button does.

/** How often it is asked, how soon once more before it is told, and how long it may take, in milliseconds. */
const EVERY = 5000;
const AGAIN = 1000;
const PATIENCE = 8000;

const AGAIN_TO_START =
  "この画面での操作はできません。パソコンで連携クライアントをもう一度起動し、新しく開いた画面をお使いください。保存した内容は残っています。";

/** @typedef {"runs" | "gone" | "silent" | "other"} State */

/** @type {Record<State, [string, string]>} */
const TEXTS = {
  runs: ["", ""],
  gone: ["連携クライアントが終了しています。", AGAIN_TO_START],
  silent: [
    "連携クライアントが応答していません。",
    "しばらく待っても変わらないときは、連携クライアントをもう一度起動してください。",
  ],
  other: [
    "連携クライアントが起動し直されています。",
    "このタブを閉じ、新しく開いた画面をお使いください。",
  ],
};

if (document.documentElement.classList.contains("is-program")) watch();

async function watch() {
  /** @type {State} */
  let told = "runs";
  let wake = () => {};
  // A tab in the background sleeps: who looks at it again shall see what is so.
  document.addEventListener("visibilitychange", () => wake());
  for (;;) {
    const state = await ask();
    const is_new = state !== told;
    // A page that is being left, and a computer that wakes up, fail once.
    if (is_new && (state === "runs" || (await isStill(state)))) tell((told = state));
    await new Promise((done) => {
      wake = () => done(undefined);
      setTimeout(done, EVERY);
    });
  }
}

/** @returns {Promise<State>} */
async function ask() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch("/alive", { cache: "no-store", redirect: "manual", signal });
    return answer.status === 204 ? "runs" : "other";
  } catch (error) {
    return error instanceof DOMException && error.name === "TimeoutError" ? "silent" : "gone";
  }
}

/** @param {State} state */
async function isStill(state) {
  await new Promise((done) => setTimeout(done, AGAIN));
  return (await ask()) === state;
}

/** @param {State} state */
function tell(state) {
  document.querySelector("[data-alive]")?.remove();
  if (state === "runs") return;
  const [what, hint] = TEXTS[state];
  const notice = document.createElement("div");
  notice.className = "tab-notice is-below";
  notice.dataset.alive = state;
  notice.setAttribute("role", "alert");
  const lines = document.createElement("div");
  lines.className = "wrap";
  for (const text of [what, hint]) {
    const line = document.createElement("p");
    line.textContent = text;
    lines.append(line);
  }
  notice.append(lines);
  document.body.append(notice);
}
