// Keep the dashboard's numbers current. Only what changed is written, and nothing is announced:
// a screen reader reads the numbers when its user goes to them. Without this script, reload.
const EVERY = 5000; // milliseconds
const root = document.querySelector("[data-counts]");

function write(element, text) {
  if (!element || element.textContent === text) return;
  element.textContent = text;
  if (element.dataset.any) element.dataset.any = text === "0" ? "no" : "yes";
}

function writeTime(element, html) {
  const time = new DOMParser().parseFromString(html, "text/html").querySelector("time");
  if (time) element.replaceChildren(time);
}

function show(figures) {
  const { updated, ...texts } = figures.texts;
  for (const [key, text] of Object.entries(texts)) {
    write(root.querySelector(`[data-text="${key}"]`), text);
  }
  writeTime(root.querySelector('[data-text="updated"]'), updated);
  for (const [key, allowance] of Object.entries(figures.allowances)) {
    const bar = root.querySelector(`[data-bar="${key}"]`);
    bar.max = Math.max(allowance.limit, 1);
    bar.value = Math.min(allowance.used, bar.max);
    bar.dataset.level = figures.levels[key];
  }
  showRecent(figures.recent);
}

function showRecent(html) {
  const list = root.querySelector("[data-recent]");
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  if (list.textContent.replace(/\s+/g, " ") === fresh.textContent.replace(/\s+/g, " ")) return;
  const focused = list.contains(document.activeElement) && document.activeElement.href;
  list.replaceChildren(...fresh.childNodes);
  if (focused) [...list.querySelectorAll("a")].find((link) => link.href === focused)?.focus();
}

async function refresh() {
  if (!document.hidden) {
    const response = await fetch(root.dataset.counts, { redirect: "manual" }).catch(() => null);
    // The session has ended, or the person may no longer look: leave the numbers as they are.
    if (response && (response.type === "opaqueredirect" || response.status === 404)) return;
    if (response?.ok) show(await response.json());
  }
  setTimeout(refresh, EVERY);
}

if (root) setTimeout(refresh, EVERY);
