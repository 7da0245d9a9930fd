// Where the caret of a text field is on the page, found with a copy of the field that wraps alike.
const COPIED = [
  "boxSizing",
  "borderLeftWidth",
  "borderRightWidth",
  "borderTopWidth",
  "fontFamily",
  "fontSize",
  "fontStyle",
  "fontWeight",
  "letterSpacing",
  "lineHeight",
  "paddingBottom",
  "paddingLeft",
  "paddingRight",
  "paddingTop",
  "tabSize",
  "textIndent",
];

// Return how far below and right of the field's own corner the line under the caret begins.
export function caretOf(field) {
  const style = getComputedStyle(field);
  const copy = document.createElement("div");
  for (const name of COPIED) copy.style[name] = style[name];
  copy.style.position = "absolute";
  copy.style.inset = "0 auto auto 0";
  copy.style.visibility = "hidden";
  copy.style.borderStyle = "solid";
  copy.style.overflowWrap = "break-word";
  copy.style.whiteSpace = field.tagName === "TEXTAREA" ? "pre-wrap" : "pre";
  // as wide as the field less its scrollbar
  const borders = parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth);
  copy.style.width = `${field.clientWidth + borders}px`;
  copy.textContent = field.value.slice(0, field.selectionStart);
  const mark = document.createElement("span");
  mark.textContent = field.value.slice(field.selectionStart, field.selectionStart + 1) || ".";
  copy.append(mark);
  document.body.append(copy);
  const top = mark.offsetTop + mark.offsetHeight - field.scrollTop;
  const left = mark.offsetLeft - field.scrollLeft;
  copy.remove();
  return { top, left };
}
