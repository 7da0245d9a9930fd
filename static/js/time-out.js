// Warn before the session ends for want of anything happening, and offer to go on. Any page that is
// opened in another tab counts too. Without this script the next click asks to sign in.
const WARNING = 600; // seconds before the end
const KEY = "notify last seen";
const dialog = document.querySelector("[data-time-out]");

function seen() {
  localStorage.setItem(KEY, String(Date.now()));
}

function left() {
  const last = Number(localStorage.getItem(KEY)) || Date.now();
  return Number(dialog.dataset.timeOut) - (Date.now() - last) / 1000;
}

function look() {
  const seconds = left();
  if (seconds <= 0) {
    const here = encodeURIComponent(location.pathname + location.search);
    location.assign(`${dialog.dataset.gone}?timeout&next=${here}`);
  } else if (seconds <= WARNING) {
    if (!dialog.open) dialog.showModal();
  } else if (dialog.open) {
    dialog.close();
  }
}

async function stay(event) {
  event.preventDefault();
  const body = new FormData(event.target);
  const answer = await fetch(dialog.dataset.stay, { method: "POST", body, redirect: "manual" });
  if (!answer.ok) return location.assign(dialog.dataset.gone);
  seen();
  dialog.close();
}

if (dialog) {
  seen();
  dialog.querySelector("form").addEventListener("submit", stay);
  setInterval(look, 1000);
}
