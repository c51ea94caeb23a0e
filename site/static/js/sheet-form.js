// The form of a template of constancias: draws its sample while one writes, and puts names in braces where the cursor
// stood. Without it the button draws the sample in another tab, and the names are written by hand.
const form = document.querySelector("[data-sheet-form]")

if (form) {
  const place = form.querySelector("[data-sample]")
  const button = form.querySelector("[data-draw]")
  const PAUSE = 900
  let waiting = 0
  let drawing = null

  const say = (text) => {
    const line = document.createElement("p")
    line.textContent = text
    place.replaceChildren(line)
  }

  const draw = async () => {
    drawing?.abort()
    drawing = new AbortController()
    const own = drawing
    if (!place.childElementCount) say(place.dataset.waiting)
    place.setAttribute("aria-busy", "true")
    try {
      const answer = await fetch(button.formAction, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        signal: own.signal,
      })
      if (!answer.ok) throw new Error(answer.statusText)
      place.innerHTML = await answer.text()
    } catch (error) {
      if (error.name === "AbortError") return
      say(place.dataset.failed)
    }
    if (own === drawing) place.setAttribute("aria-busy", "false")
  }

  const drawSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(draw, PAUSE)
  }

  let lastWritten = form.querySelector("[data-fills] textarea, [data-fills] input")
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-fills] :is(textarea, input)")) lastWritten = event.target
  })
  for (const code of form.querySelectorAll("[data-placeholder]")) {
    const insert = document.createElement("button")
    insert.type = "button"
    insert.textContent = code.textContent
    insert.addEventListener("click", () => {
      lastWritten.focus()
      lastWritten.setRangeText(code.textContent, lastWritten.selectionStart, lastWritten.selectionEnd, "end")
      lastWritten.dispatchEvent(new Event("input", { bubbles: true }))
    })
    code.replaceWith(insert)
  }

  form.addEventListener("input", drawSoon)
  form.addEventListener("change", drawSoon)
  button.addEventListener("click", (event) => {
    event.preventDefault()
    clearTimeout(waiting)
    draw()
  })
  draw()
}
