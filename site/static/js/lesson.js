// A lesson: terms explained in place, and the place where the reader left off.

const card = document.getElementById("term-card");
if (card?.showPopover) {
  const part = (name) => card.querySelector(`[data-${name}]`);
  let opener = null;

  const besideTerm = (term) => {
    card.style.left = card.style.top = "";
    if (!window.matchMedia("(min-width: 48em)").matches) return;
    const at = term.getBoundingClientRect();
    const left = Math.min(Math.max(16, at.left), window.innerWidth - card.offsetWidth - 16);
    const isRoomBelow = at.bottom + card.offsetHeight + 24 < window.innerHeight;
    card.style.left = `${left}px`;
    card.style.top = `${isRoomBelow ? at.bottom + 10 : Math.max(16, at.top - card.offsetHeight - 10)}px`;
  };

  document.querySelectorAll("a.term").forEach((term) => {
    term.setAttribute("aria-haspopup", "dialog");
    term.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      opener = term;
      part("term").textContent = term.dataset.term || term.textContent;
      part("definition").textContent = term.dataset.definition;
      part("more").href = term.href;
      card.showPopover();
      besideTerm(term);
      part("close").focus({ preventScroll: true });
    });
  });
  part("close").addEventListener("click", () => card.hidePopover());
  card.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && card.contains(document.activeElement)) opener?.focus({ preventScroll: true });
  });
}

const article = document.querySelector("[data-save-position]");
if (article) {
  const blocks = [...article.querySelectorAll("#lectura > *")];
  blocks.forEach((block, place) => { block.id ||= `b${place}`; });
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  let saved = article.dataset.position || "";

  const leftAt = blocks.find((block) => block.id === saved);
  if (leftAt && leftAt !== blocks[0] && !location.hash) leftAt.scrollIntoView({ behavior: "instant", block: "start" });

  const save = () => {
    const place = blocks.filter((block) => block.getBoundingClientRect().top < window.innerHeight / 3).at(-1)?.id;
    if (!token || !place || place === saved) return;
    saved = place;
    fetch(article.dataset.savePosition, {
      method: "POST",
      keepalive: true,
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ position: place }),
    }).catch(() => { saved = ""; });
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  let timer = 0;
  document.addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  }, { passive: true });
}
