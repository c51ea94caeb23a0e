// The part of the lesson in the question's form: a list that follows the lesson that is chosen.

{
  const fill = (select, parts) => {
    const whole = select.options[0];
    select.replaceChildren(whole, ...parts.map(({ number, label }) => new Option(label, number)));
    whole.selected = true;
  };

  const follow = (select) => {
    const lesson = select.form.querySelector("input[name=lesson]");
    if (!lesson) return;
    let shown = lesson.value;
    const update = async () => {
      if (lesson.value === shown) return;
      shown = lesson.value;
      if (!shown) return fill(select, []);
      const response = await fetch(select.dataset.lessonParts.replace("/0/", `/${shown}/`));
      if (response.ok && lesson.value === shown) fill(select, (await response.json()).parts);
    };
    lesson.addEventListener("change", update);
    // The chooser sets its field without telling anybody.
    new MutationObserver(update).observe(lesson, { attributes: true, attributeFilter: ["value"] });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-lesson-parts]").forEach(follow);
  });
}
