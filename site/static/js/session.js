// On a shared computer the session ends after some time without a sign of life. Reading and scrolling are one, so the
// server is told now and then; before the end the page asks.

const EVERY = 20_000;
const [TOLD_AFTER, ASKED_BEFORE] = [4 * 60_000, 2 * 60_000];
const box = document.querySelector("[data-idle]");
if (box) start(box);

function start(box) {
  const limit = Number(box.dataset.idle) * 1000;
  const form = box.querySelector("form");
  const others = new BroadcastChannel("aula-session");
  let last = Date.now();
  let isActive = false;

  ["pointerdown", "keydown", "scroll", "touchstart"].forEach((name) => {
    document.addEventListener(name, () => { isActive = true; }, { passive: true, capture: true });
  });
  // A visit in another tab counts for this one.
  const heard = () => { last = Date.now(); if (box.open) box.close(); };
  others.addEventListener("message", heard);
  others.postMessage("here");

  async function tell() {
    isActive = false;
    try {
      const reply = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" });
      if (!reply.ok) { location.reload(); return; }
      heard();
      others.postMessage("here");
    } catch {
      // Without a signal the session cannot be kept; the next look tries again.
    }
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); tell(); });
  box.addEventListener("cancel", tell);

  setInterval(() => {
    const quiet = Date.now() - last;
    if (quiet > limit) location.reload();
    else if (!box.open && isActive && quiet > TOLD_AFTER) tell();
    else if (!box.open && quiet > limit - ASKED_BEFORE) box.showModal();
  }, EVERY);
}
