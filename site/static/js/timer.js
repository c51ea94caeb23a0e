// The time that is left of an attempt. It counts the seconds that the server sent, never this device's date, and
// corrects itself at each saved answer and when the page is looked at again. At the end it has the answers that still
// wait sent (see quiz.js) and submits; the server decides by its own clock in any case.

const [FIVE_MINUTES, ONE_MINUTE] = [300, 60];
const [PATIENCE, RETRY] = [8000, 5000];

const clock = document.querySelector("[data-timer]");
if (clock) run(clock, document.querySelector("[data-timer-said]"));

function run(clock, said) {
  const word = (name) => clock.dataset[`word${name}`];
  const sleep = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
  const left = clock.querySelector("[data-left]");
  const ends = clock.querySelector("[data-ends]");
  let end, before, isOver;

  const secondsLeft = () => Math.max(0, Math.ceil((end - performance.now()) / 1000));

  const set = (remaining) => {
    end = performance.now() + remaining * 1000;
    before = remaining;
    show(remaining);
  };

  const show = (seconds) => {
    const digits = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const rest = `${digits(Math.floor((seconds % 3600) / 60))}:${digits(seconds % 60)}`;
    left.textContent = word("Left").replace("00:00", hours ? `${hours}:${rest}` : rest);
    clock.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
    clock.classList.toggle("tone-warn", seconds <= FIVE_MINUTES && seconds > ONE_MINUTE);
    clock.classList.toggle("tone-bad", seconds <= ONE_MINUTE);
  };

  const tick = () => {
    const seconds = secondsLeft();
    show(seconds);
    for (const [limit, name] of [[FIVE_MINUTES, "Five"], [ONE_MINUTE, "One"]]) {
      if (before > limit && seconds <= limit) said.textContent = word(name);
    }
    before = seconds;
    if (seconds === 0) finish();
  };

  const correct = ({ remaining, ends: words }) => {
    if (remaining === undefined || isOver) return;
    if (words !== ends.textContent) {
      ends.textContent = words;
      said.textContent = `${word("Moved")} ${words}.`;
    }
    set(remaining);
  };

  // A device that slept did not count meanwhile.
  const lookAgain = async () => {
    if (document.visibilityState !== "visible" || isOver) return;
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-timer]");
    if (fresh) {
      correct({ remaining: Number(fresh.dataset.remaining), ends: fresh.querySelector("[data-ends]").textContent });
    } else if (response.redirected) location.replace(response.url);
  };

  const submit = async () => {
    const token = document.querySelector("main [name=csrfmiddlewaretoken]").value;
    const response = await fetch(clock.dataset.submit, { method: "POST", headers: { "X-CSRFToken": token } });
    if (response.status === 403) return location.reload(); // Signing in elsewhere changed the token.
    if (!response.ok) throw new Error(response.status);
    location.replace(response.url);
  };

  const sendWhatWaits = () => {
    const waiting = [];
    document.dispatchEvent(new CustomEvent("aula:time-over", { detail: { waiting } }));
    return Promise.race([Promise.allSettled(waiting), sleep(PATIENCE)]);
  };

  const finish = async () => {
    if (isOver) return;
    isOver = true;
    clearInterval(ticking);
    said.textContent = word("Over");
    await sendWhatWaits();
    while (!(await submit().then(() => true, () => false))) {
      said.textContent = word("Offline");
      await sleep(RETRY);
      await sendWhatWaits();
    }
  };

  document.addEventListener("aula:saved", (event) => correct(event.detail));
  document.addEventListener("visibilitychange", () => lookAgain().catch(() => {}));
  const ticking = setInterval(tick, 1000);
  set(Number(clock.dataset.remaining));
  tick();
}
