// The words that scripts write into texts or announce, translated by the page.
const words = document.querySelector("[data-editor-words]")?.dataset ?? {};
const announcer = document.querySelector("[data-announcer]");

export const word = (name) => words[name] ?? name;

export function announce(text) {
  if (announcer) announcer.textContent = text;
}

export function announceSuggestions(count) {
  const text = count === 1 ? word("suggestionsOne") : word("suggestionsMany");
  announce(count ? text.replace("{count}", String(count)) : "");
}
