// Offer the form's variables after "((", under the caret: arrow keys choose, Enter or Tab takes,
// Escape closes.
import { caretOf } from "./caret.js";
import { read, write } from "./typing.js";
import { announceSuggestions, word } from "./words.js";

const OPEN = /\(\(([^()?]*)$/;
const WHOLE = /\(\(([^()?]+)(\?\?|\)\))/g;
const MOST = 8;

const keyOf = (name) => name.toLowerCase().replace(/[ _-]/g, "");
const plain = (name) => `((${name}))`;
const conditional = (name) => `((${name}??${word("words")}))`;

// The variables and conditions of all texts of the form, then the variables of the service's other
// templates; each once, whatever its spelling.
function offersIn(form) {
  const offers = new Map();
  const offer = (name, end) => {
    const text = end === "))" ? plain(name) : conditional(name);
    if (!offers.has(keyOf(name) + end)) offers.set(keyOf(name) + end, { name, text });
  };
  for (const field of form.querySelectorAll("[data-text], [data-subject]")) {
    for (const [, name, end] of field.value.matchAll(WHOLE)) offer(name, end);
  }
  for (const known of document.querySelectorAll("[data-known]")) {
    offer(known.textContent, known.dataset.known);
  }
  return [...offers.values()];
}

// What begins as it is typed; last, what is typed itself, as a variable and as a condition.
function offersFor(form, typed) {
  const start = typed.toLowerCase();
  const found = offersIn(form).filter(({ name }) => name.toLowerCase().startsWith(start));
  const texts = found.slice(0, MOST).map(({ text }) => text);
  const own = typed.trim() ? [plain(typed.trim()), conditional(typed.trim())] : [];
  return [...new Set([...texts, ...own])];
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
    return this.show(offersFor(this.form, typed));
  }

  show(offers) {
    if (!offers.length) return this.close();
    this.list.replaceChildren(...offers.map((offer, index) => this.option(offer, index)));
    this.list.hidden = false;
    this.place();
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.removeAttribute("aria-activedescendant");
    announceSuggestions(offers.length);
    return undefined;
  }

  // Under the line that is typed in, as far right as the field has room for.
  place() {
    const { field, list } = this;
    const { top, left } = caretOf(field);
    const room = Math.max(field.offsetWidth - list.offsetWidth, 0);
    list.style.top = `${field.offsetTop + Math.min(top, field.offsetHeight)}px`;
    list.style.left = `${field.offsetLeft + Math.min(left, room)}px`;
    list.scrollIntoView({ block: "nearest" });
  }

  option(text, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = text;
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
    const text = option.textContent;
    const value = edit.value.slice(0, start) + text + after.slice(close);
    const end = start + text.length;
    const words = text.indexOf("??");
    const chosen = words < 0 ? [end, end] : [start + words + 2, end - 2];
    write(this.field, { value, start: chosen[0], end: chosen[1] });
    this.close();
  }
}

export function addSuggestions(field, form) {
  return new Suggestions(field, form);
}
