"""A web page as the examiner sees it: its title, its words, and whether it stands in for what was asked for."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

LONGEST_PAGE = 2 * 1024 * 1024
LONGEST_TITLE = 200
SILENT = {"script", "style", "noscript", "template", "svg"}
MISSING = re.compile(
    r"^\W*404\b|\b(error|p[aá]gina) 404\b|\b404\W{1,3}(error|not|no|p[aá]g)|no (se )?(pudo |ha sido )?encontr"
    r"|(p[aá]gina|archivo|documento).{0,20} no existe|not found|p[aá]gina inexistente|recurso no disponible",
    re.I,
)
CHALLENGE = re.compile(
    r"just a moment|attention required|checking your browser|verify(ing)? you are human|are you a robot|captcha"
    r"|incapsula|access denied|acceso denegado|verificando (su|tu) navegador",
    re.I,
)
SIGN_IN = re.compile(
    r"iniciar? (de )?sesi[oó]n|inicie sesi[oó]n|log ?in|sign ?in|acceso (al sistema|restringido)|autenti", re.I
)
# A page with this many words is about something, whatever small form it has in a corner.
WORDS_OF_A_PAGE = 150


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.heading = "", ""
        self.words: list[str] = []
        self.has_password = False
        self.has_player = False
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (given.get("type") or "").strip().lower() == "password":
            self.has_password = True
        if tag in ("video", "iframe", "embed"):
            self.has_player = True
        if tag == "a":
            # «3er-trimestre-2026.xlsx» is often said by the address of a file and nowhere else.
            self.words.append(f" {given.get('href') or ''} ")
        if tag in SILENT or tag in ("title", "h1"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any(tag in SILENT for tag in self.inside):
            return
        if "title" in self.inside:
            self.title += data
        if "h1" in self.inside and len(self.heading) < LONGEST_TITLE:
            self.heading += data
        self.words.append(data)


def look_at_page(data: bytes, charset: str) -> tuple[dict[str, Any], str]:
    page = _Page()
    page.feed(decoded(data[:LONGEST_PAGE], charset))
    text = " ".join(page.words)
    title, heading = (" ".join(one.split())[:LONGEST_TITLE] for one in (page.title, page.heading))
    named = f"{title} · {heading}"
    is_short = len(text.split()) < WORDS_OF_A_PAGE
    found = {
        "kind": "html",
        "trouble": "",
        "title": title or heading,
        "is_login": page.has_password and (is_short or bool(SIGN_IN.search(named))),
        "is_missing": bool(MISSING.search(named)),
        "is_challenge": bool(CHALLENGE.search(named)) and is_short,
        "has_player": page.has_player,
        "words": len(text.split()),
    }
    return found, text


def decoded(data: bytes, charset: str) -> str:
    """The text: UTF-8 where it is that, whatever the server says; else as the server or the page itself says."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    inside = re.search(rb"charset=[\"']?([A-Za-z0-9_-]+)", data[:2048])
    for name in (charset, inside[1].decode("ascii") if inside else "", "cp1252"):
        try:
            return data.decode(name, "replace") if name else data.decode("cp1252")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")
