// Small helps for every page. Each page works without them.

const on = (selector, act) => document.querySelectorAll(selector).forEach(act);

on("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

on("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = button.querySelector("[data-copied]");
    if (said) said.hidden = false;
  });
});

on("[data-dialog]", (button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  if (!dialog?.showModal) return;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelectorAll("[data-close]").forEach((close) => close.addEventListener("click", () => dialog.close()));
});

on("[data-password]", (box) => {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
    button.querySelector("[data-on]").hidden = !isShown;
    button.querySelector("[data-off]").hidden = isShown;
  });
  // Browsers offer to store only what was sent as a password.
  field.form?.addEventListener("submit", () => { field.type = "password"; });
});

on("[data-drop-zone]", (zone) => {
  const field = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-file-name]");
  const tell = () => { if (name) name.textContent = field.files[0]?.name ?? ""; };
  field.addEventListener("change", tell);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    tell();
  });
});

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  document.title = `Error: ${document.title}`;
  summary.focus();
}

// A second press while the first is under way sends nothing.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => on("form[data-sent]", (form) => { delete form.dataset.sent; }));
