// A quiz saves each answer as it is chosen. What the server has not acknowledged waits in this browser (option ids only,
// by attempt) until the signal or the session returns.

const PREFIX = "aula.attempt.";
const TOKEN = "main [name=csrfmiddlewaretoken]";
const [FIRST_WAIT, LONGEST_WAIT, PATIENCE] = [1000, 30000, 15000];

const make = (name, values) => Object.assign(document.createElement(name), values);
const forget = (attempt) => localStorage.removeItem(PREFIX + attempt);

document.addEventListener("submit", (event) => {
  if (!event.target.action.endsWith("/salir/")) return;
  Object.keys(localStorage).forEach((key) => { if (key.startsWith(PREFIX)) localStorage.removeItem(key); });
});
const finished = document.querySelector("[data-finished]");
if (finished) forget(finished.dataset.finished);

const form = document.querySelector("form[data-autosave]");
if (form) start(form);

function start(form) {
  const { attempt, position, autosave } = form.dataset;
  const word = (name) => form.dataset[`word${name}`];
  const box = form.querySelector("[data-save-state]");
  let seq = Number(form.dataset.seq) || 0;
  let wait = FIRST_WAIT;
  let retry, sending;

  const queue = () => JSON.parse(localStorage.getItem(PREFIX + attempt) || "{}");
  const keep = (waiting) => localStorage.setItem(PREFIX + attempt, JSON.stringify(waiting));
  const drop = (place) => {
    const waiting = queue();
    delete waiting[place];
    keep(waiting);
    if (isEmpty()) forget(attempt);
  };
  const isEmpty = () => !Object.keys(queue()).length;

  const tell = (state, text, href, label) => {
    box.hidden = false;
    box.dataset.state = state;
    const said = box.querySelector("[data-save-text]");
    said.textContent = text;
    if (href) said.append(" ", make("a", { href, textContent: label }));
  };

  const choose = (selected) => form.querySelectorAll("input[name=answer]").forEach((input) => {
    input.checked = selected.includes(input.value);
  });

  const mark = (place, isAnswered) => {
    const link = document.querySelector(`[data-place="${place}"]`);
    if (!link) return;
    link.classList.toggle("answered", isAnswered);
    link.querySelector("[data-word]").textContent = word(isAnswered ? "Answered" : "Unanswered");
  };

  const post = (place, answer) => fetch(autosave.replace("/0/", `/${place}/`), {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector(TOKEN).value },
    body: JSON.stringify(answer),
    signal: AbortSignal.timeout(PATIENCE),
  });

  // Signing in again changes the token; the page knows the new one.
  const renewToken = async () => {
    const page = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector(TOKEN);
    if (fresh) document.querySelector(TOKEN).value = fresh.value;
  };

  const acknowledge = async (place, answer, response) => {
    const { at, stale, selected, seq: stored } = await response.json();
    const isNewest = (queue()[place]?.seq ?? answer.seq) === answer.seq;
    if (isNewest) drop(place);
    if (place === position) seq = Math.max(seq, stored);
    if (!isNewest) return;
    mark(place, selected.length > 0);
    if (stale && place === position) {
      choose(selected);
      tell("saved", word("Stale"));
    } else tell("saved", word("Saved").replace("00:00", at));
  };

  // True when there is no sense in trying again.
  const isRefused = (place, status, body) => {
    if (status === 401) tell("error", word("SignedOut"), body.login, word("SignIn"));
    else if (status === 409) {
      forget(attempt);
      tell("error", word("Submitted"), body.result, word("Result"));
    } else if (status === 400 || status === 404) {
      drop(place);
      tell("error", word("Error"));
    } else return false;
    return true;
  };

  const sendAll = async () => {
    for (let next; (next = Object.entries(queue())[0]);) {
      const [place, answer] = next;
      let response = await post(place, answer);
      if (response.status === 403) {
        await renewToken();
        response = await post(place, answer);
      }
      if (response.ok && !response.redirected) await acknowledge(place, answer, response);
      else if (isRefused(place, response.status, await response.json().catch(() => ({})))) return;
      else throw new Error(response.status);
    }
    wait = FIRST_WAIT;
  };

  const flush = () => {
    clearTimeout(retry);
    sending ??= sendAll()
      .catch(() => {
        tell("offline", word("Offline"));
        retry = setTimeout(flush, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      })
      .finally(() => { sending = undefined; });
    return sending;
  };

  form.addEventListener("change", () => {
    const waiting = queue();
    seq = Math.max(seq, waiting[position]?.seq ?? 0) + 1;
    waiting[position] = { seq, selected: new FormData(form).getAll("answer") };
    keep(waiting);
    tell("saving", word("Saving"));
    flush();
  });

  // Without a signal the browser would show its own error page instead of the question.
  form.addEventListener("submit", async (event) => {
    if (isEmpty() && navigator.onLine) return sendSeq();
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    tell("saving", word("Saving"));
    await flush();
    if (!isEmpty()) return;
    if (!navigator.onLine) return tell("offline", word("Offline"));
    sendSeq();
    if (button?.name) addHidden(button.name, button.value);
    form.submit();
  });

  const addHidden = (name, value) => {
    form.querySelector(`input[type=hidden][name=${name}]`)?.remove();
    form.append(make("input", { type: "hidden", name, value }));
  };

  // An autosave under way must not overtake the form.
  const sendSeq = () => { if (position) addHidden("seq", seq + 1); };

  window.addEventListener("online", flush);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  const mine = position && queue()[position];
  if (mine && mine.seq > seq) choose(mine.selected);
  if (!isEmpty()) flush();
}
