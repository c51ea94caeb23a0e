// The options of a question in the admin: only the rows in use, and the two fixed ones of true or false.

const SHOWN_AT_FIRST = 4;

function begin(box) {
  const rows = [...box.querySelectorAll("[data-option-row]")];
  const add = box.querySelector("[data-add-option]");
  const kind = box.closest("form").querySelector("select[name=kind]");
  const field = (row, name) => row.querySelector(`input[name$="-${name}"]`);
  const isUsed = (row) => field(row, "text").value || field(row, "correct").checked || field(row, "feedback").value;
  let shown = Math.max(SHOWN_AT_FIRST, rows.findLastIndex(isUsed) + 1);

  const draw = () => {
    const isTrueFalse = kind.value === "true_false";
    const count = isTrueFalse ? 2 : shown;
    rows.forEach((row, place) => {
      row.hidden = place >= count;
      const text = field(row, "text");
      const fixed = [box.dataset.true, box.dataset.false][place];
      if (isTrueFalse && place < 2) text.value = fixed;
      else if (!isTrueFalse && text.readOnly && text.value === fixed) text.value = "";
      text.readOnly = isTrueFalse && place < 2;
    });
    add.hidden = isTrueFalse || shown >= rows.length;
  };

  add.addEventListener("click", () => {
    shown += 1;
    draw();
    field(rows[shown - 1], "text").focus();
  });
  // With one right option, ticking another moves the tick.
  box.addEventListener("change", (event) => {
    if (!event.target.name.endsWith("-correct") || !event.target.checked || kind.value === "multiple") return;
    rows.map((row) => field(row, "correct")).forEach((tick) => { tick.checked = tick === event.target; });
  });
  kind.addEventListener("change", draw);
  draw();
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-option-rows]").forEach(begin));
