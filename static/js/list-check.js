// Follow the check of a list, and show its result when it is there. Without this script there is
// a link to look again.
const EVERY = 1000; // milliseconds
const root = document.querySelector("[data-check]");

function show(progress) {
  const bar = root.querySelector("progress");
  if (progress.expected) {
    bar.max = progress.expected;
    bar.value = Math.min(progress.rows, progress.expected);
  }
  const words = root.querySelector("[data-words]");
  if (words.textContent !== progress.words) words.textContent = progress.words;
}

async function look() {
  const response = await fetch(root.dataset.check, { redirect: "manual" }).catch(() => null);
  if (response?.ok) {
    const progress = await response.json();
    if (progress.state !== "waiting") return location.reload();
    show(progress);
  } else if (response && response.status !== 502 && response.status !== 503) {
    return; // signed out, or the list is gone: a reload by the reader says which
  }
  setTimeout(look, EVERY);
}

if (root) setTimeout(look, EVERY);
