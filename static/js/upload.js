// Check a list as soon as its file is chosen, and say that it is on its way. Without this script, and
// for a pasted table, there is a button.
for (const input of document.querySelectorAll("[data-upload]")) {
  const { form } = input;
  for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;
  input.addEventListener("change", () => input.files.length && form.requestSubmit());
  form.addEventListener("submit", () => {
    const words = form.querySelector("[data-uploading]");
    words.textContent = words.dataset.uploading;
  });
}
