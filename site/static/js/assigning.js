// The form of an assignment: shows the fields that the chosen kinds need. Without it all of them stand there.
// Departments, posts and days of hiring narrow every audience: those that the kind does not ask for move below
// «Only some of them».
const form = document.querySelector("[data-assignment]")

if (form) {
  const narrower = form.querySelector("[data-narrower]")
  const place = narrower.querySelector("[data-narrower-place]")
  const narrowing = ["departments", "posts", "hired"].map((kind) => {
    const block = form.querySelector(`[data-when="${kind}"]`)
    const home = document.createComment(kind)
    block.before(home)
    return { kind, block, home }
  })
  const isFilled = (block) =>
    [...block.querySelectorAll("input")].some((input) => (input.type === "checkbox" ? input.checked : input.value)) ||
    Boolean(block.querySelector(".fault"))

  const chosen = (name) => form.querySelector(`[name="${name}"]:checked`)?.value ?? ""

  const refresh = () => {
    const audience = chosen("audience")
    for (const { kind, block, home } of narrowing) {
      if (kind === audience) home.after(block)
      else place.append(block)
    }
    for (const block of form.querySelectorAll('[data-when="people"]')) block.hidden = audience !== "people"
    const due = chosen("due_kind")
    for (const block of form.querySelectorAll('[data-when*="fixed"], [data-when*="after_"]')) {
      block.hidden = !block.dataset.when.split(" ").includes(due)
    }
  }

  refresh()
  if (narrowing.some(({ block }) => place.contains(block) && isFilled(block))) narrower.open = true
  form.addEventListener("change", (event) => {
    if (["audience", "due_kind"].includes(event.target.name)) refresh()
  })
}
