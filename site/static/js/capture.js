// The capture of a round saves each criterion by itself, some moments after it was changed. What could not be sent is
// tried again and the page warns before it is left; what somebody else wrote meanwhile is shown beside one's own.
// Without this script the buttons save the whole page, with the same questions.

const [TYPING, FIRST_WAIT, LONGEST_WAIT, PATIENCE] = [1500, 2000, 30000, 20000];
const form = document.querySelector("form[data-capture]");
if (form) start(form);

function start(form) {
  const words = form.dataset;
  const whole = form.querySelector("[data-whole-state]");
  const waiting = new Map();
  let isLeaving = false;

  const tell = (box, state, text) => {
    if (!box) return;
    box.dataset.state = state;
    box.textContent = text;
  };
  const tellWhole = () => tell(whole, waiting.size ? "waiting" : "", waiting.size ? words.unsaved : "");

  const fieldsOf = (criterion) => {
    const name = criterion.dataset.criterion;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [key, value] of new FormData(form)) if (key.startsWith(`${name}-`)) body.append(key, value);
    return body;
  };

  const answered = async (criterion, response) => {
    const box = criterion.querySelector("[data-save-state]");
    const place = criterion.querySelector("[data-conflict]");
    const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.redirected || !isAnswer) {
      tell(box, "refused", words.signedOut);
      return false;
    }
    const reply = await response.json();
    tell(box, reply.state, reply.text);
    if (reply.state === "saved") {
      if (reply.edition !== null) {
        criterion.querySelector(`[name="${criterion.dataset.criterion}-edition"]`).value = reply.edition;
      }
      place.replaceChildren();
    } else if (reply.state === "conflict") {
      place.innerHTML = reply.html;
    }
    return reply.state === "saved";
  };

  const send = async (criterion) => {
    const state = waiting.get(criterion);
    clearTimeout(state.timer);
    // One at a time for each criterion: the next one has to know the edition that this one makes.
    if (state.isSending) {
      state.isAgain = true;
      return;
    }
    state.isSending = true;
    state.isAgain = state.isNewer = false;
    tell(criterion.querySelector("[data-save-state]"), "saving", words.saving);
    let isSaved = false;
    try {
      const response = await fetch(words.capture, {
        method: "POST",
        body: fieldsOf(criterion),
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status >= 500) throw new Error(String(response.status));
      isSaved = await answered(criterion, response);
      state.wait = FIRST_WAIT;
    } catch {
      tell(criterion.querySelector("[data-save-state]"), "offline", words.offline);
      state.wait = Math.min(state.wait * 2, LONGEST_WAIT);
      state.timer = setTimeout(() => send(criterion), state.wait);
    }
    state.isSending = false;
    if (state.isAgain) send(criterion);
    else if (isSaved && !state.isNewer) waiting.delete(criterion);
    tellWhole();
  };

  const changed = (event, wait) => {
    const criterion = event.target.closest("[data-criterion]");
    if (!criterion || event.target.type === "file") return;
    const state = waiting.get(criterion) ?? { wait: FIRST_WAIT };
    waiting.set(criterion, state);
    state.isNewer = true; // What is typed while an earlier state is on its way has to be sent, too.
    clearTimeout(state.timer);
    state.timer = setTimeout(() => send(criterion), wait);
    tell(criterion.querySelector("[data-save-state]"), "waiting", words.unsaved);
    tellWhole();
  };

  form.addEventListener("input", (event) => {
    if (["radio", "checkbox"].includes(event.target.type)) return;
    changed(event, TYPING);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name.endsWith("-decision") && event.target.value === "theirs") {
      // What somebody else wrote is to stand in the fields, so the page comes anew; the rest of it is saved first.
      form.requestSubmit(event.target.closest("[data-criterion]").querySelector("[name=jump]"));
    } else changed(event, 0);
  });
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("online", () => [...waiting.keys()].forEach(send));
  addEventListener("beforeunload", (event) => {
    if (waiting.size && !isLeaving) event.preventDefault();
  });
}
