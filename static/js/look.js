// Show a template as soon as it is chosen how. Without this script there is a button.
const form = document.querySelector("form.look");
let latest = 0;

async function show() {
  const number = ++latest;
  const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  if (number !== latest || !answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-part]")) {
    document.querySelector(`[data-part="${fresh.dataset.part}"]`).replaceChildren(...fresh.childNodes);
  }
}

if (form) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", show);
}
