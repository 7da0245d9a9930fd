// Code to read one language at a time and to copy. Without this script all languages are shown.
const KEY = "language of examples";
const groups = [...document.querySelectorAll("[data-codes]")];

function addCopyButton(group, block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = group.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = group.dataset.copied;
    setTimeout(() => (button.textContent = group.dataset.copy), 3000);
  });
  // A status is announced when its words change; a button's new name may not be.
  button.setAttribute("aria-live", "polite");
  block.prepend(button);
}

function makeTabs(group, number) {
  const blocks = [...group.querySelectorAll(".code")];
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", group.dataset.label);
  list.className = "tabs";
  const tabs = blocks.map((block, index) => {
    const caption = block.querySelector(".code-name");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${number}-${index}`;
    tab.textContent = caption.textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `code-${number}-${index}`);
    block.id = `code-${number}-${index}`;
    block.setAttribute("role", "tabpanel");
    block.setAttribute("aria-labelledby", tab.id);
    caption.hidden = true;
    tab.addEventListener("click", () => choose(tab.textContent));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = tabs[(index + step + tabs.length) % tabs.length];
      choose(next.textContent);
      next.focus();
    });
    list.append(tab);
    return tab;
  });
  group.prepend(list);
  return (language) => {
    const chosen = Math.max(0, tabs.findIndex((tab) => tab.textContent === language));
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      blocks[index].hidden = index !== chosen;
    });
  };
}

function choose(language) {
  show.forEach((each) => each(language));
  localStorage.setItem(KEY, language);
}

for (const group of groups) {
  for (const block of group.querySelectorAll(".code")) {
    if (navigator.clipboard) addCopyButton(group, block);
  }
}
const show = groups.filter((group) => group.querySelectorAll(".code").length > 1).map(makeTabs);
const remembered = localStorage.getItem(KEY);
show.forEach((each) => each(remembered));
