"""What every page must hold to: axe finds nothing, nothing scrolls sideways, the browser has nothing to complain of."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
}
NARROWEST = 320


class Watch:
    """Notes the faults of a page as it goes: script errors, refusals of the content policy, requests to other hosts."""

    def __init__(self, page, home):
        self.faults = []
        self.host = urlsplit(home).netloc
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self.note_message)
        page.on("request", self.note_request)

    def note_message(self, message):
        # A refusal of the content security policy is an error of the console too.
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def note_request(self, request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != self.host:
            self.faults.append(f"request: {request.url}")


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], node["html"], node["failureSummary"]) for one in found for node in one["nodes"]]


def check_page(page):
    """The page as it stands, at its own width and at the narrowest."""
    assert violations(page) == [], page.url
    size = page.viewport_size
    page.set_viewport_size({**size, "width": NARROWEST})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{page.url} scrolls sideways"
    page.set_viewport_size(size)
