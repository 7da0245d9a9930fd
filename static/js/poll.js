// Keep a part of a page current while it says so (data-poll): fetch the same page, put the fresh part
// in the old one's place. It ends when the fresh part asks for no more. Without this script, reload.
const EVERY = 2000; // milliseconds

async function refresh(id) {
  if (!document.hidden) {
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = fresh.getElementById(id);
      const old = document.getElementById(id);
      if (!part || !old) return;
      if (part.textContent.trim() !== old.textContent.trim()) old.replaceChildren(...part.childNodes);
      if (!part.hasAttribute("data-poll")) return;
    }
  }
  setTimeout(refresh, EVERY, id);
}

for (const part of document.querySelectorAll("[data-poll]")) setTimeout(refresh, EVERY, part.id);
