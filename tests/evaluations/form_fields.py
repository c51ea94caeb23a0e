"""A page's form as a browser would send it: every field that stands in it, none of those that wait in templates."""

import json
from html.parser import HTMLParser

from tests.evaluations.factories import category

EMPTY = {"input", "br", "img", "hr", "meta", "link", "wbr", "col", "source"}


class FormReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields = []
        self.templates = 0
        self.select = self.textarea = None
        self.option = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "template":
            self.templates += 1
        if self.templates or "disabled" in attrs:
            return
        if tag == "input" and attrs.get("name"):
            self._input(attrs)
        elif tag == "select":
            self.select = (attrs.get("name"), [])
        elif tag == "option" and self.select:
            self.select[1].append((attrs.get("value", ""), "selected" in attrs))
        elif tag == "textarea":
            self.textarea = (attrs.get("name"), [])

    def _input(self, attrs):
        kind = attrs.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in attrs:
            return
        if kind not in {"submit", "button", "file"}:
            self.fields.append((attrs["name"], attrs.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif tag == "select" and self.select:
            name, options = self.select
            chosen = [value for value, is_selected in options if is_selected] or [value for value, _ in options[:1]]
            self.fields += [(name, value) for value in chosen if name]
            self.select = None
        elif tag == "textarea" and self.textarea:
            # The first line end after the tag is not part of the value.
            self.fields.append((self.textarea[0], "".join(self.textarea[1]).removeprefix("\n")))
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.textarea[1].append(data)


def fields_of(html):
    """{name: value or list of values} of all forms of the page."""
    reader = FormReader()
    reader.feed(html)
    found = {}
    for name, value in reader.fields:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def rich(text):
    """A paragraph as Wagtail's editor sends it."""
    return json.dumps({"blocks": [{"key": "a", "text": text, "type": "unstyled"}], "entityMap": {}})


def filing(**changes):
    """What every question's form sends besides its type and its answers."""
    return {
        "stem": rich("¿Cuál es el plazo?"),
        "feedback": rich(""),
        "code": "",
        "category": category().pk,
        "state": "draft",
        "difficulty": "medium",
        "reference": "",
        "lesson": "",
        "lesson_paragraph": "",
        "aspects": "",
        "tags": "",
        **changes,
    }


def written(client, **data):
    """The page after sending a new question with these fields."""
    return client.post("/admin/reactivos/add/", filing(**data))
