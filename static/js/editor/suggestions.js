// Offer the form's variables after "((": arrow keys choose, Enter or Tab takes, Escape closes.
import { read, write } from "./typing.js";
import { announceSuggestions, word } from "./words.js";

const OPEN = /\(\(([^()?]*)$/;
const WHOLE = /\(\(([^()?]+)(?:\?\?|\)\))/g;
const MOST = 8;

// The variables of all texts of the form, each once, whatever its spelling.
function namesIn(form) {
  const names = new Map();
  for (const field of form.querySelectorAll("[data-text], [data-subject]")) {
    for (const [, name] of field.value.matchAll(WHOLE)) {
      const key = name.toLowerCase().replace(/[ _-]/g, "");
      if (!names.has(key)) names.set(key, name);
    }
  }
  return [...names.values()];
}

class Suggestions {
  constructor(field, form) {
    this.field = field;
    this.form = form;
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${field.id}-suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", word("suggestions"));
    this.list.hidden = true;
    field.after(this.list);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.look());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.take(option);
    });
  }

  look() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const typed = OPEN.exec(before)?.[1];
    if (typed === undefined) return this.close();
    const start = typed.toLowerCase();
    const found = namesIn(this.form).filter((name) => name.toLowerCase().startsWith(start));
    return this.show(found.slice(0, MOST));
  }

  show(names) {
    if (!names.length) return this.close();
    this.list.replaceChildren(...names.map((name, index) => this.option(name, index)));
    this.list.hidden = false;
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.removeAttribute("aria-activedescendant");
    announceSuggestions(names.length);
    return undefined;
  }

  option(name, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.name = name;
    option.textContent = `((${name}))`;
    return option;
  }

  close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.field.removeAttribute("aria-controls");
    this.field.removeAttribute("aria-activedescendant");
    announceSuggestions(0);
  }

  press(event) {
    if (this.list.hidden) return;
    const options = [...this.list.children];
    const here = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: here + 1, ArrowUp: here < 0 ? options.length - 1 : here - 1 };
    if (event.key in steps) {
      this.point(options, (steps[event.key] + options.length) % options.length);
    } else if (["Enter", "Tab"].includes(event.key) && here >= 0) {
      this.take(options[here]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  point(options, chosen) {
    options.forEach((each, index) => each.setAttribute("aria-selected", String(index === chosen)));
    this.field.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  take(option) {
    const edit = read(this.field);
    const start = edit.value.lastIndexOf("((", edit.start - 1);
    const after = edit.value.slice(edit.start);
    const close = after.startsWith("))") ? 2 : 0;
    const text = `((${option.dataset.name}))`;
    const value = edit.value.slice(0, start) + text + after.slice(close);
    const end = start + text.length;
    write(this.field, { value, start: end, end });
    this.close();
  }
}

export function addSuggestions(field, form) {
  return new Suggestions(field, form);
}
