// Lets a form be answered by a passkey: asks our server what to ask the device, and sends what the device says with the form.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[role=alert]");
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch {
      said.hidden = false;
    }
  });
}

async function answer(form) {
  const body = new URLSearchParams({ form_token: form.elements.form_token.value });
  const asked = await fetch(form.dataset.begin, { method: "POST", body });
  if (!asked.ok) throw new Error(asked.statusText);
  const options = await asked.json();
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return credential.toJSON();
}
