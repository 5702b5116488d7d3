//! How the client's pages are made still for their pictures.

use tasuki_browser::Still;

/// How they are.
pub(super) const STILL: Still = Still {
    before: WITHOUT_CHANCE,
    after: BACK,
    title: "document.title.split('）').pop()",
};

/// Puts samples in the place of what chance and the clock have made, so that a picture is the same in
/// every run: ids, fingerprints, folders, ports, moments.
const WITHOUT_CHANCE: &str = r"
const SAMPLES = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '0195d2e3-7a00-7000-8000-000000000001'],
  [/([0-9A-Fa-f]{2}[ :]?){15,}[0-9A-Fa-f]{2}/g, (found) => [...found].map(
    (letter, at) => /[0-9A-Fa-f]/.test(letter) ? '0123456789ABCDEF'[(at * 7 + 3) % 16] : letter).join('')],
  [/[^\s：]*\/\.tmp[0-9A-Za-z]+/g, '/home/example'],
  [/127\.0\.0\.1:[0-9]+/g, 'platform.example.jp'],
  [/20[0-9]{2}年[0-9]+月[0-9]+日 [0-9]+:[0-9]+(:[0-9]+)?/g, '2025年4月3日 10:20'],
  [/(20[0-9]{2})年([0-9]+)月([0-9]+)日(?! 10:20)/g, (found, ...date) => {
    // Days of the sample data stay; today's stay before and behind each other.
    const [year, month, day] = date.slice(0, 3).map(Number);
    const today = new Date();
    const passed = new Date(today.getFullYear(), today.getMonth(), today.getDate()) - new Date(year, month - 1, day);
    if (year === 2025) return found;
    return passed > 0 ? '2025年3月31日' : passed < 0 ? '2026年3月31日' : '2025年4月3日';
  }],
  [/あと[0-9]+日/g, 'あと362日'],
];
const still = (text) => SAMPLES.reduce((told, [found, sample]) => told.replace(found, sample), text);
window.beforePicture = [];
const put = (of, name, value) => {
  window.beforePicture.push([of, name, of[name]]);
  of[name] = value;
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (node.parentElement.closest('script, style')) continue;
  const isMonth = node.parentElement.tagName === 'H1' && /^20[0-9]{2}年[0-9]+月$/.test(node.data.trim());
  put(node, 'data', isMonth ? '2025年4月' : still(node.data));
}
for (const field of document.querySelectorAll('input[type=text]')) put(field, 'value', still(field.value));
put(document.activeElement.style, 'caretColor', 'transparent');
";

/// Puts everything back: forms are sent as they were, and tests go on reading.
const BACK: &str =
    "for (const [of, name, value] of window.beforePicture.reverse()) of[name] = value;";
