// Change a field as if it was typed, so that undo works and listeners hear of it.
export function read(field) {
  return { value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

export function write(field, edit) {
  const old = field.value;
  let first = 0;
  while (first < old.length && old[first] === edit.value[first]) first += 1;
  let last = 0;
  const most = Math.min(old.length, edit.value.length) - first;
  while (last < most && old.at(-1 - last) === edit.value.at(-1 - last)) last += 1;
  const text = edit.value.slice(first, edit.value.length - last);
  field.focus();
  field.setSelectionRange(first, old.length - last);
  const command = text ? "insertText" : "delete";
  if (old !== edit.value && !document.execCommand(command, false, text)) {
    field.setRangeText(text, first, old.length - last, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(edit.start, edit.end);
}
