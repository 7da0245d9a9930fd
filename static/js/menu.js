// Unfold the menu from its button. Without scripts the menu is simply open, and has no button.
for (const button of document.querySelectorAll("[data-menu]")) {
  const unfold = (open) => button.setAttribute("aria-expanded", String(open));
  button.addEventListener("click", () => unfold(button.getAttribute("aria-expanded") !== "true"));
  button.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      unfold(false);
      button.focus();
    }
  });
}
