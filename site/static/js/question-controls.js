// What makes the controls of a question handier. Without it they work all the same.

const valuesOf = (list) => [...list.children].map((row, at) => ({ row, at, select: row.querySelector("select") }));

// Up and down move a line and give every line the place where it stands.
document.querySelectorAll("[data-ordering]").forEach((list) => {
  const status = list.parentElement.querySelector("[data-moved]");
  const inOrder = () => valuesOf(list)
    .map((one) => ({ ...one, place: Number(one.select.value) || list.children.length + 1 }))
    .sort((one, other) => one.place - other.place || one.at - other.at)
    .map(({ row }) => row);

  const arrange = (rows) => rows.forEach((row) => list.append(row));

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const rows = inOrder();
    const row = button.closest("li");
    const from = rows.indexOf(row);
    const to = Math.min(Math.max(from + Number(button.dataset.move), 0), rows.length - 1);
    rows.splice(to, 0, ...rows.splice(from, 1));
    arrange(rows);
    valuesOf(list).forEach(({ select, at }) => { select.value = at + 1; });
    button.focus();
    status.textContent = status.dataset.moved.replace("00", to + 1);
    row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  });
  list.querySelectorAll(".moves").forEach((buttons) => { buttons.hidden = false; });
  // An answer that was given before stands in its own order.
  const showOrder = () => { if (valuesOf(list).every(({ select }) => select.value)) arrange(inOrder()); };
  list.closest("form")?.addEventListener("aula:filled", showOrder);
  showOrder();
});

const fieldOf = (name) => document.getElementsByName(name)[0];

document.querySelectorAll("[data-words]").forEach((said) => {
  const field = fieldOf(said.dataset.words);
  const count = () => { said.textContent = field.value.split(/\s+/).filter(Boolean).length; };
  field.addEventListener("input", count);
  field.form?.addEventListener("aula:filled", count);
  count();
});

// What was said of an answer holds only until it is written anew.
document.querySelectorAll("[data-doubt]").forEach((doubt) => {
  fieldOf(doubt.dataset.doubt).addEventListener("input", () => { doubt.hidden = true; });
});
