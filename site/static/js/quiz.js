// A quiz saves each answer as it is given. What the server has not acknowledged waits in this browser, by attempt, until
// the signal or the session returns: option ids, places, and what was typed, for nothing else keeps a text from being
// lost. No question and no label is kept. It all goes with the acknowledgement, the result page and signing out.
//
// Other scripts hear from the form «aula:saved» (detail: the server's reply) and «aula:filled» (a newer answer stands in
// the controls). At «aula:time-over» on the document what waits is sent, and its detail.waiting gets the promise.

const PREFIX = "aula.attempt.";
const TOKEN = "main [name=csrfmiddlewaretoken]";
const [FIRST_WAIT, LONGEST_WAIT, PATIENCE, TYPING] = [1000, 30000, 15000, 1000];

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
  const announce = (name, detail) => form.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  let seq = Number(form.dataset.seq) || 0;
  let wait = FIRST_WAIT;
  let retry, sending, typing;

  // Before this release a waiting answer was a list of options.
  const read = (text) => Object.fromEntries(Object.entries(JSON.parse(text || "{}")).map(
    ([place, { seq, fields, selected }]) => [place, { seq, fields: fields ?? { answer: selected } }],
  ));
  let overflow;
  const queue = () => read(overflow ?? localStorage.getItem(PREFIX + attempt));
  const keep = (waiting) => {
    overflow = undefined;
    if (!Object.keys(waiting).length) return forget(attempt);
    const text = JSON.stringify(waiting);
    try {
      localStorage.setItem(PREFIX + attempt, text);
    } catch {
      overflow = text; // The storage is full: this page alone remembers.
    }
  };
  const drop = (place) => {
    const waiting = queue();
    delete waiting[place];
    keep(waiting);
  };
  const isEmpty = () => !Object.keys(queue()).length;

  const tell = (state, text, href, label) => {
    box.hidden = false;
    box.dataset.state = state;
    const said = box.querySelector("[data-save-text]");
    said.textContent = text;
    if (href) said.append(" ", make("a", { href, textContent: label }));
  };

  const isAnswer = (name) => name === "answer" || name.startsWith("answer.");
  const collect = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (isAnswer(name)) (fields[name] ??= []).push(value);
    }
    return fields;
  };
  const fill = (fields) => {
    for (const control of form.elements) {
      if (!isAnswer(control.name)) continue;
      const values = fields[control.name] ?? [];
      if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
    }
    announce("aula:filled");
  };

  const mark = (place, isAnswered) => {
    const link = document.querySelector(`[data-place="${place}"]`);
    if (!link) return;
    link.classList.toggle("answered", isAnswered);
    link.querySelector("[data-word]").textContent = word(isAnswered ? "Answered" : "Unanswered");
  };

  const post = (place, answer) => {
    const body = JSON.stringify(answer);
    return fetch(autosave.replace("/0/", `/${place}/`), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector(TOKEN).value },
      body,
      keepalive: body.length < 20000, // It may outlive the page; browsers take 64 kB.
      signal: AbortSignal.timeout(PATIENCE),
    });
  };

  // Signing in again changes the token; the page knows the new one.
  const renewToken = async () => {
    const page = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector(TOKEN);
    if (fresh) document.querySelector(TOKEN).value = fresh.value;
  };

  const acknowledge = async (place, answer, response) => {
    const reply = await response.json();
    const isNewest = (queue()[place]?.seq ?? answer.seq) === answer.seq;
    if (isNewest) drop(place);
    if (place === position) seq = Math.max(seq, reply.seq);
    announce("aula:saved", reply);
    if (!isNewest) return;
    mark(place, reply.is_answered);
    // What is being typed now is newer than any reply.
    if (reply.stale && place === position && !typing) {
      fill(reply.fields);
      tell("saved", word("Stale"));
    } else tell("saved", word("Saved").replace("00:00", reply.at));
  };

  // True when there is no sense in trying again.
  const isRefused = (place, status, body) => {
    if (status === 401) tell("error", word("SignedOut"), body.login, word("SignIn"));
    else if (status === 409 && body.error === "checked") {
      drop(place);
      tell("error", word("Checked"));
    } else if (status === 409) {
      keep({});
      const why = { time_is_over: "TimeOver", cancelled: "Cancelled" }[body.error] ?? "Submitted";
      tell("error", word(why), body.result, word("Result"));
    } else if (status === 400 || status === 404) {
      drop(place);
      tell("error", word("Error"));
    }
    return [400, 401, 404, 409].includes(status);
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

  const record = () => {
    clearTimeout(typing);
    typing = undefined;
    const waiting = queue();
    seq = Math.max(seq, waiting[position]?.seq ?? 0) + 1;
    waiting[position] = { seq, fields: collect() };
    keep(waiting);
  };
  const save = () => {
    record();
    tell("saving", word("Saving"));
    flush();
  };
  // A page that goes away cannot wait for the save that is under way.
  const saveLeaving = () => {
    if (!typing) return;
    const isBusy = sending;
    save();
    if (isBusy) post(position, queue()[position]).catch(() => {});
  };

  if (position) {
    const isTyped = (control) => control.matches("textarea, [type=text]");
    form.addEventListener("change", ({ target }) => {
      if (isAnswer(target.name) && (typing || !isTyped(target))) save();
    });
    form.addEventListener("input", ({ target }) => {
      if (!isAnswer(target.name) || !isTyped(target)) return;
      clearTimeout(typing);
      typing = setTimeout(save, TYPING);
    });
    window.addEventListener("pagehide", saveLeaving);
    document.addEventListener("visibilitychange", () => { if (document.hidden) saveLeaving(); });
  }

  // Without a signal the browser would show its own error page instead of the question.
  form.addEventListener("submit", async (event) => {
    if (typing) record();
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

  document.addEventListener("aula:time-over", ({ detail }) => {
    if (typing) record();
    detail.waiting.push(flush());
  });
  window.addEventListener("online", flush);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  const mine = position && queue()[position];
  if (mine && mine.seq > seq) fill(mine.fields);
  if (!isEmpty()) flush();
}
