// Fold the service's menu behind its button. Without this script the menu is simply open.
for (const button of document.querySelectorAll("[data-menu]")) {
  const unfold = (open) => button.setAttribute("aria-expanded", String(open));
  button.hidden = false;
  unfold(false);
  button.addEventListener("click", () => unfold(button.getAttribute("aria-expanded") !== "true"));
  button.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      unfold(false);
      button.focus();
    }
  });
}
