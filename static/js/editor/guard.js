// Ask before unsaved changes are left behind. A change of language keeps them (keep-form.js).
const LOOKS = ["view", "show", "dark"];

export function guardChanges(form) {
  const state = () =>
    JSON.stringify([...new FormData(form)].filter(([name]) => !LOOKS.includes(name)));
  const saved = form.hasAttribute("data-unsaved") ? "" : state();
  let isLeaving = false;

  form.addEventListener("submit", (event) => {
    if (!event.submitter?.formTarget) isLeaving = true;
  });
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => {
      isLeaving = true;
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && state() !== saved) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
}
