// Compares a PDF with what was issued inside the browser. Without it, or without crypto.subtle, the form sends the file.

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A file that is not the one can be sent, by a button, to be told what was changed in it.
const MAY_BE_EXAMINED = new Set(["differs", "unknown"]);

function answer(form, verdict) {
  form.querySelectorAll("[data-answer]").forEach((box) => { box.hidden = box.dataset.answer !== verdict; });
  form.querySelector("[data-examine-box]").hidden = !MAY_BE_EXAMINED.has(verdict);
  delete form.dataset.sent;
}

async function check(form, file) {
  if (file.size > Number(form.dataset.mostBytes)) return answer(form, "too_large");
  const bytes = await file.arrayBuffer();
  if (new TextDecoder("latin1").decode(bytes.slice(0, 5)) !== "%PDF-") return answer(form, "not_a_pdf");
  const fingerprint = hex(await crypto.subtle.digest("SHA-256", bytes));
  if (form.dataset.fingerprint) return answer(form, fingerprint === form.dataset.fingerprint ? "matches" : "differs");
  // Only the fingerprint is asked for, never the file.
  const address = `${form.getAttribute("action")}?huella=${fingerprint}`;
  const reply = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  // 404 is an answer; without one, the page itself says what is wrong.
  if (reply?.status === 404) return answer(form, "unknown");
  location.assign(address);
}

if (window.crypto?.subtle) {
  document.querySelectorAll("form[data-file-check]").forEach((form) => {
    const field = form.querySelector("input[type=file]");
    form.querySelector("[data-upload-note]").hidden = true;
    form.querySelector("[data-local-note]").hidden = false;
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("data-examine")) return;
      event.preventDefault();
      if (field.files[0]) check(form, field.files[0]);
    });
    field.addEventListener("change", () => { if (field.files[0]) check(form, field.files[0]); });
    // aula.js puts the dropped file into the field, which sends no event by itself.
    form.querySelector("[data-drop-zone]").addEventListener("drop", (event) => {
      if (event.dataTransfer.files[0]) check(form, event.dataTransfer.files[0]);
    });
  });
}
