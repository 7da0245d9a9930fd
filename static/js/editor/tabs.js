// On a phone the two languages are tabs. On wider screens both are open and the tabs are hidden.
export function foldLanguages(form) {
  const list = form.querySelector("[data-tabs]");
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const paneOf = (tab) => form.querySelector(`[data-pane="${tab.dataset.tab}"]`);

  function open(tab) {
    for (const each of tabs) {
      const isOpen = each === tab;
      each.setAttribute("aria-selected", String(isOpen));
      each.tabIndex = isOpen ? 0 : -1;
      paneOf(each).classList.toggle("folded", !isOpen);
    }
  }

  list.hidden = false;
  // A field with an error is shown first.
  open(tabs.find((tab) => paneOf(tab).querySelector("[aria-invalid]")) ?? tabs[0]);
  for (const tab of tabs) tab.addEventListener("click", () => open(tab));
  list.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = tabs.find((tab) => tab !== document.activeElement);
    open(other);
    other.focus();
  });
  // A link of the error summary leads into a pane that may be folded.
  window.addEventListener("hashchange", () => {
    const pane = document.querySelector(location.hash)?.closest("[data-pane]");
    const tab = tabs.find((each) => each.dataset.tab === pane?.dataset.pane);
    if (!tab) return;
    open(tab);
    document.querySelector(location.hash).focus();
  });
  for (const choice of form.querySelectorAll(".languages input")) {
    choice.addEventListener("change", () => choice.value === "pair" && open(tabs[0]));
  }
}
