//! How the pages of the sites are made still for their pictures.

use tasuki_browser::Still;

/// How they are.
pub(super) const STILL: Still = Still {
    before: WITHOUT_CHANCE,
    after: "",
    title: "document.title",
};

/// Puts samples in the place of what chance has made, of the same length and letters, so that a
/// picture is the same in every run: passwords, fingerprints, serial numbers, ids.
const WITHOUT_CHANCE: &str = r"
const ALPHABETS = [
  [/^[0-9 ]+$/, '0123456789'],
  [/^[0-9a-f -]+$/, '0123456789abcdef'],
  [/^[0-9A-F ]+$/, '0123456789ABCDEF'],
  [/^[2-7A-Z ]+$/, 'ABCDEFGHJKLMNPQRSTUVWXYZ234567'],
  [/./, 'abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMN'],
];
const sample = (text, shift) => {
  const letters = ALPHABETS.find(([all]) => all.test(text))[1];
  return [...text].map((letter, at) =>
    /[0-9A-Za-z]/.test(letter) ? letters[(at * 7 + shift * 5 + 3) % letters.length] : letter
  ).join('');
};
let shift = 0;
const placed = (text) => text.replace(/localhost:[0-9]+/g, 'tasuki.example.jp');
const isKnown = (text) => /^(KJ[0-9]+|https?:.*|tasuki .*|openssl .*)$/.test(text.trim());
for (const code of document.querySelectorAll('code')) {
  const uri = code.textContent.match(/^(otpauth:.*secret=)([A-Z2-7]+)(.*)$/);
  if (uri) code.textContent = uri[1] + sample(uri[2], 1) + uri[3];
  else if (isKnown(code.textContent)) code.textContent = placed(code.textContent);
  else code.textContent = sample(code.textContent, shift++);
}
for (const input of document.querySelectorAll('input[readonly]')) {
  if (/^[!-~]+$/.test(input.value)) input.value = sample(input.value, shift++);
}
const made = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-Fa-f]{16,}|\bC[0-9A-Z]{9,}\b/g;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (node.parentElement.closest('code, script, style')) continue;
  node.data = placed(node.data);
  node.data = node.data.replace(made, (text) => text[0] === 'C' ? 'C' + sample(text.slice(1), 3) : sample(text, 3));
}
";
