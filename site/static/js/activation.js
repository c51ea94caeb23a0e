// The square on a letter opens the page with number and code behind the «#», which browsers keep to themselves.
const form = document.querySelector("[data-activation]");
const found = /^#([^.]+)\.([0-9A-Za-z-]+)$/.exec(window.location.hash);

if (form && found) {
  form.elements.number.value = decodeURIComponent(found[1]);
  form.elements.code.value = found[2];
  // Out of the address bar and of the browser's history, so that the next person at this PC does not find it.
  history.replaceState(null, "", window.location.pathname);
  form.querySelector("button[type=submit]").focus();
}
