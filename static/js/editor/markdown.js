// Edits of a text: from its value and selection to a new value and selection. Nothing else.
// Each takes and returns { value, start, end }.

function replace({ value }, start, end, text, from, to) {
  return {
    value: value.slice(0, start) + text + value.slice(end),
    start: start + from,
    end: start + to,
  };
}

// Put marks around the selection, or take them away if they are there.
export function wrap(edit, before, after, placeholder) {
  const { value, start, end } = edit;
  const inside = value.slice(start, end);
  const isWrapped =
    value.slice(start - before.length, start) === before &&
    value.slice(end, end + after.length) === after;
  if (inside && isWrapped) {
    const from = start - before.length;
    return replace(edit, from, end + after.length, inside, 0, inside.length);
  }
  const text = inside || placeholder;
  const length = before.length + text.length;
  return replace(edit, start, end, before + text + after, before.length, length);
}

// Begin each selected line with a mark, or take it away if all lines have it.
export function prefixLines(edit, prefixOf, pattern) {
  const { value } = edit;
  const start = value.lastIndexOf("\n", edit.start - 1) + 1;
  const next = value.indexOf("\n", Math.max(edit.end - (edit.end > edit.start ? 1 : 0), start));
  const end = next === -1 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const isMarked = lines.every((line) => pattern.test(line));
  const bare = lines.map((line) => line.replace(pattern, ""));
  const marked = bare.map((line, index) => prefixOf(index) + line);
  const text = (isMarked ? bare : marked).join("\n");
  if (lines.length > 1) return replace(edit, start, end, text, 0, text.length);
  return replace(edit, start, end, text, text.length, text.length);
}

// Put a block on lines of its own, with an empty line before and after.
export function insertBlock(edit, text, from, to) {
  const { value, start, end } = edit;
  const before = value.slice(0, start);
  const after = value.slice(end);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  return replace(edit, start, end, lead + text + tail, lead.length + from, lead.length + to);
}

export function insertLink(edit, placeholder) {
  const text = edit.value.slice(edit.start, edit.end) || placeholder;
  const link = `[${text}](https://)`;
  return replace(edit, edit.start, edit.end, link, link.length - 1, link.length - 1);
}

export function insertConditional(edit, condition, placeholder) {
  const text = edit.value.slice(edit.start, edit.end) || placeholder;
  const whole = `((${condition}??${text}))`;
  return replace(edit, edit.start, edit.end, whole, 2, 2 + condition.length);
}

export function languageBlock(edit, tag, placeholder) {
  const text = edit.value.slice(edit.start, edit.end) || placeholder;
  const open = `[[${tag}]]\n`;
  return insertBlock(edit, `${open}${text}\n[[/${tag}]]`, open.length, open.length + text.length);
}
