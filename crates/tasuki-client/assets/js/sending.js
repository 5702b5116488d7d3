// Shows how far a sending is, until the page has something else to show. Without this script the
// page loads itself anew.

/** @typedef {{ is_over: boolean, words: string, percent: number, all: number, ended: number,
 *              lines: [number, string, string][] }} Progress */

/** How often it is looked at, and how often where nobody answers, in milliseconds. */
const EVERY = 700;
const AFTER_FAILURE = 3000;

const place = document.querySelector("[data-sending]");
if (place instanceof HTMLElement) follow(place, place.dataset.sending ?? "");

/**
 * @param {HTMLElement} place
 * @param {string} path
 */
async function follow(place, path) {
  for (;;) {
    let pause = EVERY;
    try {
      const answer = await fetch(path);
      if (!answer.ok || answer.redirected) return location.reload();
      /** @type {Progress} */
      const progress = await answer.json();
      if (progress.is_over) return location.reload();
      show(place, progress);
    } catch {
      pause = AFTER_FAILURE;
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

/**
 * @param {HTMLElement} place
 * @param {Progress} progress
 */
function show(place, progress) {
  write(place.querySelector("[data-words]"), progress.words);
  write(place.querySelector("[data-count]"), `${progress.ended}／${progress.all}`);
  const percent = place.querySelector("[data-percent]");
  if (percent instanceof HTMLProgressElement) percent.value = progress.percent;
  const ended = place.querySelector("[data-ended]");
  if (ended instanceof HTMLProgressElement) ended.value = progress.ended;
  for (const [line, tone, label] of progress.lines) {
    const mark = document.querySelector(`[data-line="${line}"] [data-state]`);
    if (mark && mark.textContent !== label) {
      mark.className = `tag ${tone}`;
      mark.textContent = label;
    }
  }
}

/**
 * @param {Element | null} place
 * @param {string} text
 */
function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}
