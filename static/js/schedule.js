// Choose the reader's own time zone where it is on offer. A form that came back keeps its choice.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const zone of document.querySelectorAll("[data-zone]")) {
  const option = [...zone.options].find((each) => each.value === own);
  if (option && !document.querySelector(".notice.danger")) option.selected = true;
}
