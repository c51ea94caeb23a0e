// The author's form of a question: the fields of the chosen type, rows that come and go, formatting on demand.

{
  // Templates

  // A copy of a template, with the marks that stand for names and numbers replaced wherever they occur.
  const copy = (template, marks) => {
    let html = template.innerHTML;
    Object.entries(marks).forEach(([mark, text]) => { html = html.replaceAll(mark, text); });
    const made = document.createElement("template");
    made.innerHTML = html;
    return document.importNode(made.content, true).firstElementChild;
  };
  const controls = "input:not([type=hidden]), select, textarea, .public-DraftEditor-content";
  const focusIn = (box) => box.querySelector(controls)?.focus();
  const bodyOf = (inside) => inside.closest("[data-question-body]");
  const tell = (inside, words) => { bodyOf(inside).querySelector("[data-question-status]").textContent = words; };

  // The type of question

  const familyOf = (body, kind) => JSON.parse(body.dataset.families)[kind];

  const showKind = (body, editors, kind, prefix) => {
    const family = familyOf(body, kind);
    const own = () => [...editors.children];
    if (family && !own().some((one) => one.dataset.family === family)) {
      const template = body.querySelector(`template[data-editor-template="${family}"]`);
      editors.append(copy(template, { __prefix__: prefix ? `${prefix}-${family}` : family }));
    }
    own().forEach((one) => {
      const isShown = one.dataset.family === family;
      one.hidden = !isShown;
      one.disabled = !isShown;
      if (isShown) one.dataset.kind = kind;
    });
    own().filter((one) => !one.hidden).forEach(keepChoicesPossible);
  };

  // A way of marking that the new type does not have must not stay chosen out of sight.
  const keepChoicesPossible = (editor) => {
    editor.querySelectorAll("[data-kinds] input:checked").forEach((input) => {
      if (input.closest("[data-kinds]").dataset.kinds.split(" ").includes(editor.dataset.kind)) return;
      input.closest("fieldset").querySelector("input").checked = true;
    });
  };

  // Rows

  const rowsIn = (box) => [...box.querySelector("[data-row-list]").children];

  // Wherever a row tells its own number, not those of rows inside it.
  const nameRow = (row, place) => {
    const inner = [...row.querySelectorAll(":scope [data-row-list] [data-row-number]")];
    [...row.querySelectorAll("[data-row-number]")]
      .filter((mark) => !inner.includes(mark))
      .forEach((mark) => { mark.textContent = place; });
  };

  const number = (box) => {
    const rows = rowsIn(box);
    if ("renumbers" in box.dataset) rows.forEach((row, place) => nameRow(row, place + 1));
    const add = box.querySelector(":scope > [data-add-row]");
    add.hidden = rows.length >= Number(box.dataset.most);
  };

  const addRow = (box) => {
    const place = Number(box.dataset.next);
    box.dataset.next = place + 1;
    const row = copy(box.querySelector(":scope > [data-row-template]"), { [box.dataset.mark]: place });
    box.querySelector("[data-row-list]").append(row);
    number(box);
    return row;
  };

  const removeRow = (row) => {
    const box = row.closest("[data-rows]");
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    number(box);
    if (next) focusIn(next);
    else box.querySelector(":scope > [data-add-row]").focus();
    tell(box, bodyOf(box).querySelector("[data-question-status]").dataset.removed);
  };

  const moveRow = (row, button) => {
    const isUp = button.dataset.move === "up";
    const other = isUp ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (isUp) other.before(row); else other.after(row);
    const box = row.closest("[data-rows]");
    number(box);
    button.focus();
    const status = bodyOf(box).querySelector("[data-question-status]");
    tell(box, `${status.dataset.moved} ${rowsIn(box).indexOf(row) + 1}`);
  };

  // Formatting and pictures

  const block = (text, place) => ({
    key: `row${place}`, text, type: "unstyled", depth: 0, inlineStyleRanges: [], entityRanges: [], data: {},
  });

  const openRich = (button) => {
    const box = button.closest("[data-rich]");
    const plain = box.querySelector("input[type=text], textarea");
    const template = bodyOf(box).querySelector(`:scope > template[data-rich-template="${box.dataset.rich}"]`);
    const open = copy(template, { __name__: plain.name });
    const paragraphs = plain.value.split(/\n[ \t]*\n/).map((text) => text.trim());
    open.querySelector("[data-draftail-input]").value = JSON.stringify({ blocks: paragraphs.map(block), entityMap: {} });
    box.replaceWith(open);
    const focus = new MutationObserver(() => {
      const editable = open.querySelector(".public-DraftEditor-content");
      if (!editable) return;
      focus.disconnect();
      editable.focus();
    });
    focus.observe(open, { childList: true, subtree: true });
  };

  // Wagtail's editor does not tell assistive technology what it is for.
  const nameEditors = (form) => {
    form.querySelectorAll(".public-DraftEditor-content:not([aria-label])").forEach((editable) => {
      const box = editable.closest(".Draftail-Editor__wrapper").parentElement;
      const label = form.querySelector(`label[for="${box.querySelector("[data-draftail-input]").id}"]`);
      if (label) editable.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    });
  };

  // Gaps

  const MARK = /\{\{(\d{1,3})\}\}/g;

  // What the gaps of this box are called in: the question's own text, or that of its part of a case.
  const stemOf = (box) => {
    const part = box.closest("[data-row]");
    const within = part ? part.querySelector('[data-cell="stem"]') : box.closest("form");
    const name = part ? "" : "[name=stem]";
    return within.querySelector(`[data-draftail-input]${name}`) || within.querySelector("textarea");
  };

  const insertMark = (stem, text) => {
    if (!stem.draftailEditor) {
      stem.setRangeText(text, stem.selectionStart, stem.selectionEnd, "end");
      return;
    }
    const { EditorState, Modifier } = window.DraftJS;
    const state = stem.draftailEditor.getEditorState();
    const content = Modifier.replaceText(state.getCurrentContent(), state.getSelection(), text);
    stem.draftailEditor.onChange(EditorState.push(state, content, "insert-characters"));
  };

  const removeMark = (stem, text) => {
    if (!stem.draftailEditor) {
      stem.value = stem.value.replaceAll(text, "");
      return;
    }
    const { EditorState, Modifier, SelectionState } = window.DraftJS;
    const state = stem.draftailEditor.getEditorState();
    let content = state.getCurrentContent();
    content.getBlocksAsArray().forEach((one) => {
      const from = one.getText().indexOf(text);
      if (from < 0) return;
      const where = SelectionState.createEmpty(one.getKey()).merge({ anchorOffset: from, focusOffset: from + text.length });
      content = Modifier.replaceText(content, where, "");
    });
    stem.draftailEditor.onChange(EditorState.push(state, content, "remove-range"));
  };

  const markOf = (row) => row.querySelector('input[data-cell="mark"]');

  const insertGap = (box) => {
    const stem = stemOf(box);
    const written = stem.draftailEditor
      ? stem.draftailEditor.getEditorState().getCurrentContent().getPlainText()
      : stem.value;
    const rows = rowsIn(box);
    const called = new Set([...written.matchAll(MARK)].map((found) => found[1]));
    // The first row that nobody called yet is taken before another one is added.
    const waiting = rows.find((row) => !called.has(markOf(row).value));
    const row = waiting || addRow(box);
    if (!waiting) {
      const taken = [...called, ...rows.map((one) => markOf(one).value)].map(Number);
      const mark = Math.max(0, ...taken) + 1;
      markOf(row).value = mark;
      nameRow(row, mark);
    }
    insertMark(stem, `{{${markOf(row).value}}}`);
    focusIn(row);
  };

  // Together

  const clicked = (event) => {
    const button = event.target.closest("[data-question-body] button");
    if (!button) return;
    if (button.matches("[data-rich-open]")) openRich(button);
    if (button.matches("[data-remove-row]")) {
      const row = button.closest("[data-row]");
      const mark = row.closest("[data-rows]").dataset.cell === "gaps" && markOf(row);
      if (mark) removeMark(stemOf(row.closest("[data-rows]")), `{{${mark.value}}}`);
      removeRow(row);
    }
    if (button.matches("[data-move]")) moveRow(button.closest("[data-row]"), button);
    if (button.matches("[data-add-row]")) {
      const box = button.closest("[data-rows]");
      if (box.dataset.cell === "gaps") insertGap(box);
      else focusIn(addRow(box));
    }
  };

  const changed = (event) => {
    const field = event.target;
    if (field.matches("select[name=kind]")) {
      field.form.querySelectorAll("[data-question-body]").forEach((body) => {
        showKind(body, body.querySelector("[data-editors]"), field.value, "");
      });
    } else if (field.matches("[data-row] > * > [data-cell=kind] > select")) {
      const row = field.closest("[data-row]");
      const editors = row.querySelector("[data-editors]");
      if (editors) showKind(bodyOf(row), editors, field.value, field.name.replace(/-kind$/, ""));
    } else if (field.name?.endsWith("-is_correct") && field.checked) {
      // With one right option, ticking another moves the tick.
      const editor = field.closest("[data-editor]");
      if (editor.dataset.kind !== "single") return;
      editor.querySelectorAll("input[name$='-is_correct']").forEach((tick) => { tick.checked = tick === field; });
    }
  };

  // Enter goes on to the same field of the next row instead of saving a question that is half written.
  const goOn = (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || !field.matches("[data-row] input[type=text]")) return;
    event.preventDefault();
    const row = field.closest("[data-row]");
    const box = row.closest("[data-rows]");
    const canGrow = rowsIn(box).length < Number(box.dataset.most) && box.dataset.cell !== "gaps";
    const next = row.nextElementSibling || (canGrow && field.value ? addRow(box) : null);
    if (next) focusIn(next.querySelector(`[data-cell="${field.closest("[data-cell]").dataset.cell}"]`));
  };

  document.addEventListener("keydown", goOn);
  document.addEventListener("click", clicked);
  document.addEventListener("change", changed);
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-question-body] [data-rows]").forEach(number);
    document.querySelectorAll("[data-question-body]").forEach((body) => {
      const kind = body.closest("form").querySelector("select[name=kind]");
      showKind(body, body.querySelector("[data-editors]"), kind.value, "");
      const form = body.closest("form");
      new MutationObserver(() => nameEditors(form)).observe(form, { childList: true, subtree: true });
      nameEditors(form);
    });
  });
}
