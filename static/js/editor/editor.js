// The template editor. Its form works without any of this; each module adds one thing to it.
import { guardChanges } from "./guard.js";
import { keepPreview } from "./preview.js";
import { addSuggestions } from "./suggestions.js";
import { foldLanguages } from "./tabs.js";
import { addToolbar } from "./toolbar.js";

const form = document.querySelector("[data-editor]");
if (form) {
  for (const hint of document.querySelectorAll("[data-with-script]")) hint.hidden = false;
  for (const text of form.querySelectorAll("[data-text]")) {
    addToolbar(form.querySelector(`[data-toolbar="${text.dataset.text}"]`), text);
  }
  for (const field of form.querySelectorAll("[data-text], [data-subject]")) {
    addSuggestions(field, form);
  }
  foldLanguages(form);
  keepPreview(form);
  guardChanges(form);
}
