// Asks now and then whether the PDF is there, and opens it. Without it the button on the page does the same.

const LONGEST_WAIT = 5 * 60 * 1000;

async function look(pause, waited) {
  if (waited > LONGEST_WAIT) return;
  await new Promise((resolve) => { setTimeout(resolve, pause); });
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (answer.headers.get("Content-Type") === "application/pdf") return location.reload();
  } catch {
    // No connection just now: the next look may find it.
  }
  return look(Math.min(pause * 1.5, 15000), waited + pause);
}

look(2000, 0);
