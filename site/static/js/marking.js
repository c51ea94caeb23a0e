/* Shows the total of a rubric while it is being filled in. What counts is what the server adds up. */

for (const form of document.querySelectorAll("[data-rubric]")) {
  const total = form.querySelector("[data-total]");
  if (!total) continue;
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const points = (input) => Number(input.dataset.points);

  const show = () => {
    let earned = 0;
    let most = 0;
    for (const criterion of criteria) {
      const levels = [...criterion.querySelectorAll("[data-points]")];
      const chosen = levels.find((level) => level.checked);
      if (!chosen) {
        total.hidden = true;
        return;
      }
      earned += points(chosen);
      most += Math.max(...levels.map(points));
    }
    total.querySelector("output").value = String(Math.round((10000 * earned) / most) / 100);
    total.hidden = false;
  };

  form.addEventListener("change", show);
  show();
}
