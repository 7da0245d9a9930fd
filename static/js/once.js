// Send a form once, however often its button is pressed. The server refuses a second one as well.
for (const button of document.querySelectorAll("button[data-once]")) {
  button.form.addEventListener("submit", (event) => {
    if (button.form.dataset.sent) event.preventDefault();
    button.form.dataset.sent = "yes";
  });
}
// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
