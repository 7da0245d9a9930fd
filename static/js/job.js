// Follow a send while its numbers change. Only what changed is written; the live region hears a
// new state and every quarter, no more. Without this script, reload.
const EVERY = 2000; // milliseconds
const LATER = 10000; // while it is scheduled or paused, and at most while only receipts are to come
const root = document.querySelector("[data-job]");

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function show(job) {
  for (const [key, text] of Object.entries(job.texts)) {
    write(root.querySelector(`[data-text="${key}"]`), text);
  }
  root.querySelector('[data-text="state"]').className = `tag ${job.kind}`;
  const bar = root.querySelector("progress");
  bar.max = Math.max(job.rows, 1);
  bar.value = job.left;
  write(root.querySelector("[data-announce]"), job.announcement);
}

let receipts = 0; // how often it was asked for receipts alone

function pause(job) {
  if (job.status === "scheduled" || job.status === "paused") return LATER;
  if (job.status === "in progress" || job.status === "pending" || job.is_waiting) return EVERY;
  receipts += 1;
  return Math.min(EVERY * receipts, LATER);
}

async function look() {
  let wait = EVERY;
  if (!document.hidden) {
    const response = await fetch(root.dataset.job, { redirect: "manual" }).catch(() => null);
    if (response && (response.type === "opaqueredirect" || response.status === 404)) return;
    if (response?.ok) {
      const job = await response.json();
      // What can be done with it has changed, too, or there is something to read about failures.
      if (!job.is_live) return location.reload();
      show(job);
      wait = pause(job);
    }
  }
  setTimeout(look, wait);
}

if (root?.dataset.live === "yes") setTimeout(look, EVERY);
