// The table of what is shown and when counts only with «As the table says»: it is hidden while another choice is made.

const ready = () => {
  const table = document.querySelector("[data-review-table]");
  const policy = document.querySelector("[name=review_policy]");
  const panel = table?.closest(".w-field__wrapper, .w-panel__wrapper, .w-field");
  if (!panel || !policy) return;
  const holder = panel.closest(".w-panel") && !panel.closest(".w-panel").contains(policy) ? panel.closest(".w-panel") : panel;
  const show = () => { holder.hidden = policy.value !== "custom"; };
  policy.addEventListener("change", show);
  show();
};

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
