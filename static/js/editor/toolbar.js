// The toolbar over a text: one stop for the Tab key, arrow keys inside, Alt+F10 to it, Escape back.
import {
  insertBlock,
  insertConditional,
  insertLink,
  languageBlock,
  prefixLines,
  wrap,
} from "./markdown.js";
import { read, write } from "./typing.js";
import { word } from "./words.js";

const ACTS = {
  bold: (edit) => wrap(edit, "**", "**", word("words")),
  italic: (edit) => wrap(edit, "*", "*", word("words")),
  heading: (edit) => prefixLines(edit, () => "# ", /^# /),
  subheading: (edit) => prefixLines(edit, () => "## ", /^## /),
  bullets: (edit) => prefixLines(edit, () => "* ", /^[*•-] /),
  numbers: (edit) => prefixLines(edit, (index) => `${index + 1}. `, /^\d+\. /),
  quote: (edit) => prefixLines(edit, () => "^ ", /^\^ /),
  link: (edit) => insertLink(edit, word("words")),
  rule: (edit) => insertBlock(edit, "---", 3, 3),
  variable: (edit) => wrap(edit, "((", "))", word("variable")),
  conditional: (edit) => insertConditional(edit, word("condition"), word("words")),
  block: (edit, tag) => languageBlock(edit, tag, word("words")),
};
const SHORTCUTS = { b: "bold", i: "italic", k: "link" };

export function addToolbar(toolbar, text) {
  const buttons = [...toolbar.querySelectorAll("button")];
  const run = (button) => write(text, ACTS[button.dataset.act](read(text), button.dataset.tag));
  toolbar.hidden = false;
  rove(buttons, toolbar, text);
  for (const button of buttons) button.addEventListener("click", () => run(button));
  text.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") {
      event.preventDefault();
      buttons.find((button) => button.tabIndex === 0).focus();
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const button = buttons.find((each) => each.dataset.act === SHORTCUTS[event.key]);
    if (!button) return;
    event.preventDefault();
    run(button);
  });
}

function rove(buttons, toolbar, text) {
  const stopAt = (button) => {
    for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
  };
  stopAt(buttons[0]);
  toolbar.addEventListener("focusin", (event) => stopAt(event.target));
  toolbar.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 };
    if (event.key === "Escape") text.focus();
    if (!(event.key in steps)) return;
    event.preventDefault();
    buttons[(steps[event.key] + buttons.length) % buttons.length].focus();
  });
}
