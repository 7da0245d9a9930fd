// Keep the preview, the counts and what to look at current while somebody types.
const PAUSE = 500; // milliseconds without typing

export function keepPreview(form) {
  const box = form.querySelector("[data-frame-box]");
  let timer = 0;
  let latest = 0;
  let controller = null;

  form.querySelector("[data-preview-button]").hidden = true;
  if (box) form.querySelector("[data-show-email]").hidden = true;

  async function refresh() {
    const number = ++latest;
    controller?.abort();
    controller = new AbortController();
    const body = new FormData(form);
    const options = { method: "POST", body, signal: controller.signal, redirect: "manual" };
    const response = await fetch(form.dataset.preview, options).catch(() => null);
    if (number !== latest || !response?.ok) return;
    putIn(form, new DOMParser().parseFromString(await response.text(), "text/html"));
    if (box) showEmail(form, box);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  refresh();
}

// Only what differs is written, so that a screen reader hears of news alone.
function putIn(form, page) {
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const old = form.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (old && old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }
}

// A new frame each time: the first page of a frame adds nothing to the browser's history, and the
// old frame stays until the new one is there.
function showEmail(form, box) {
  const data = new FormData(form);
  const view = data.get("view") ?? "desktop";
  const isDark = data.has("dark");
  const old = box.querySelector("iframe:not(.waiting)");
  for (const frame of box.querySelectorAll(".waiting")) frame.remove();
  const frame = document.createElement("iframe");
  frame.className = "frame waiting";
  frame.setAttribute("sandbox", "");
  frame.title = old.title;
  frame.name = `email-preview-${Date.now()}`;
  box.append(frame);
  frame.addEventListener("load", () => {
    if (!frame.isConnected) return;
    old.remove();
    frame.classList.remove("waiting");
    box.className = `frame-box as-${view}${isDark ? " dark" : ""}`;
  });
  submitTo(form.dataset.body, frame.name, data);
}

function submitTo(address, target, data) {
  const copy = document.createElement("form");
  Object.assign(copy, { method: "post", action: address, target, hidden: true });
  for (const [name, value] of data) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    copy.append(field);
  }
  document.body.append(copy);
  copy.submit();
  copy.remove();
}
