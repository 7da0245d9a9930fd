// Passkeys and security keys: ask the server for a challenge, the browser for an answer, and bring
// it back. Without this script, or where the browser has no keys, the page says so.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

async function ask(url, form, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
    },
    body: JSON.stringify(body ?? {}),
    redirect: "error",
  });
  if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail ?? "");
  return response.json();
}

const described = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));

function answer(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const transports = credential.response.getTransports?.();
  if (transports) response.transports = transports;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
  };
  return answer(await navigator.credentials.create({ publicKey }));
}

async function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
  };
  return answer(await navigator.credentials.get({ publicKey }));
}

function complain(form, words) {
  const place = form.querySelector("[data-problem]");
  place.hidden = false;
  place.querySelector("p").textContent = words || form.dataset.failed;
  place.focus();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const ceremony = form.dataset.passkey === "add" ? create : get;
  if (!window.PublicKeyCredential) {
    complain(form, form.dataset.unable);
    continue;
  }
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.elements.name;
    if (name && !name.value.trim()) {
      complain(form, form.dataset.unnamed);
      name.focus();
      return;
    }
    try {
      const credential = await ceremony(await ask(form.dataset.begin, form));
      const { redirect_url: next } = await ask(form.dataset.complete, form, {
        credential,
        name: name?.value,
        next: form.elements.next?.value,
        remember: form.elements.remember?.checked,
      });
      location.assign(next);
    } catch (problem) {
      complain(form, problem instanceof DOMException ? "" : problem.message);
    }
  });
}
