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
  for (const [name, html] of Object.entries(figures.parts)) showPart(name, html);
}

// Replace a part of the page if it reads otherwise now; focus and open details stay.
function showPart(name, html) {
  const part = root.querySelector(`[data-part="${name}"]`);
  if (!part) return;
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  if (plain(part) === plain(fresh)) return;
  const focused = part.contains(document.activeElement) && document.activeElement.href;
  const isOpen = part.querySelector("details")?.open;
  part.replaceChildren(...fresh.childNodes);
  if (isOpen && part.querySelector("details")) part.querySelector("details").open = true;
  if (focused) [...part.querySelectorAll("a")].find((link) => link.href === focused)?.focus();
}

function plain(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}

async function poll() {
  if (!document.hidden) {
    const response = await fetch(root.dataset.counts, { redirect: "manual" }).catch(() => null);
    // The session has ended, or the person may no longer look: leave the numbers as they are.
    if (response && (response.type === "opaqueredirect" || response.status === 404)) return;
    if (response?.ok) show(await response.json());
  }
  setTimeout(poll, EVERY);
}

// Changes come by themselves while the page is in front; where no stream is to be had, ask for them.
function listen() {
  const stream = new EventSource(root.dataset.stream);
  const stop = (next) => {
    stream.close();
    document.removeEventListener("visibilitychange", onHidden);
    next();
  };
  const onHidden = () => {
    if (document.hidden) stop(() => document.addEventListener("visibilitychange", listen, { once: true }));
  };
  document.addEventListener("visibilitychange", onHidden);
  stream.addEventListener("figures", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("full", () => stop(poll));
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) stop(poll);
  });
}

if (root && window.EventSource) listen();
else if (root) setTimeout(poll, EVERY);
