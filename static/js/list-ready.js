// On the page of a list that can be sent: show another row, or what other choices come to, without
// loading the page anew, which would forget when to send. Without this script the links load it.
const form = document.querySelector("form.send");
let latest = 0;

async function refresh(name, query) {
  const number = ++latest;
  const answer = await fetch(`${location.pathname}?${query}`, { redirect: "manual" }).catch(() => null);
  if (number !== latest || !answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = document.querySelector(`[data-part="${name}"]`);
  const fresh = page.querySelector(`[data-part="${name}"]`);
  if (!fresh) return;
  const focused = part.contains(document.activeElement) && document.activeElement.dataset.step;
  part.replaceChildren(...fresh.childNodes);
  if (focused) (part.querySelector(`[data-step="${focused}"]`) ?? part.querySelector("#row"))?.focus();
}

form.addEventListener("change", (event) => {
  if (["repeats", "suppressed"].includes(event.target.name)) {
    const chosen = [...new FormData(form)].filter(([name]) => ["repeats", "suppressed"].includes(name));
    refresh("costs", new URLSearchParams(chosen));
  }
});

document.querySelector('[data-part="preview"]').addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  refresh("preview", new URL(link.href).search.slice(1));
});
document.querySelector('[data-part="preview"]').addEventListener("submit", (event) => {
  event.preventDefault();
  refresh("preview", new URLSearchParams(new FormData(event.target)));
});
