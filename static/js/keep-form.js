// Keep what is typed in a form while the page changes its language. Passwords are not kept.
const KEY = "form kept over a change of language";
const fields = () =>
  [...document.querySelectorAll("form[data-keep] :is(input, select, textarea)")].filter(
    (field) => field.name && !["hidden", "password", "file"].includes(field.type),
  );

for (const link of document.querySelectorAll("[data-language]")) {
  link.addEventListener("click", () => {
    const values = fields().map((field) =>
      field.type === "checkbox" || field.type === "radio" ? field.checked : field.value,
    );
    sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, values }));
  });
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
sessionStorage.removeItem(KEY);
if (kept?.path === location.pathname) {
  fields().forEach((field, index) => {
    const value = kept.values[index];
    if (typeof value === "boolean") field.checked = value;
    else if (typeof value === "string") field.value = value;
  });
}
