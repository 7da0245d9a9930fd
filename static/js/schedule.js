// Choose the reader's own time zone where it is on offer, and the next full hour there. A form that
// came back keeps its choice.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const soon = new Date(Date.now() + 65 * 60 * 1000); // milliseconds: as schedule_form.py does
const two = (number) => String(number).padStart(2, "0");
const day = `${soon.getFullYear()}-${two(soon.getMonth() + 1)}-${two(soon.getDate())}`;

function choose(select, value) {
  const option = [...select.options].find((each) => each.value === value);
  if (option) option.selected = true;
  return Boolean(option);
}

for (const zone of document.querySelectorAll("[data-zone]")) {
  if (document.querySelector(".notice.danger") || !choose(zone, own)) continue;
  choose(zone.form.elements.day, day);
  choose(zone.form.elements.time, `${two(soon.getHours())}:00`);
}
