// Show the fields of one language at a time. A field's row is marked by modeltranslation's classes
// (mt-field-<name>-<language>); without this script both languages are shown.
const LANGUAGES = ["en", "fr"];
const KEY = "admin language";

function rowsOf(language) {
  const fields = [...document.querySelectorAll(".mt")].filter((field) =>
    [...field.classList].some((name) => name.startsWith("mt-field-") && name.endsWith(`-${language}`)),
  );
  return fields.map((field) => field.closest(".form-row")).filter(Boolean);
}

function build(rows) {
  const bar = document.createElement("div");
  bar.className = "language-tabs";
  bar.setAttribute("role", "group");
  for (const language of LANGUAGES) {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = language;
    button.textContent = new Intl.DisplayNames([language], { type: "language" })
      .of(language)
      .replace(/^./, (letter) => letter.toLocaleUpperCase(language));
    button.addEventListener("click", () => show(bar, rows, language));
    button.dataset.language = language;
    bar.append(button);
  }
  return bar;
}

function show(bar, rows, chosen) {
  sessionStorage.setItem(KEY, chosen);
  for (const button of bar.children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
  for (const language of LANGUAGES) {
    for (const row of rows[language]) row.hidden = language !== chosen;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const rows = Object.fromEntries(LANGUAGES.map((language) => [language, rowsOf(language)]));
  if (!LANGUAGES.every((language) => rows[language].length)) return;
  // A field of the hidden language may be the one with the error.
  const faulty = LANGUAGES.find((language) => rows[language].some((row) => row.matches(".errors")));
  const bar = build(rows);
  rows[LANGUAGES[0]][0].before(bar);
  show(bar, rows, faulty ?? sessionStorage.getItem(KEY) ?? document.documentElement.lang.slice(0, 2));
  // The browser cannot point at a required field that is hidden: show both when it complains.
  document.querySelector("#content form[method=post]")?.addEventListener(
    "invalid",
    (event) => {
      const row = event.target.closest(".form-row");
      if (row?.hidden) LANGUAGES.forEach((each) => rows[each].forEach((one) => (one.hidden = false)));
    },
    true,
  );
});
