"""Elements of Moodle XML to build files from, and what is read from them."""

from __future__ import annotations

import base64
import time

from evaluations.formats.exchange import ExchangedQuestion, Reading
from evaluations.formats.moodle_xml import read

HTML = '<{tag} format="html"><text><![CDATA[{html}]]></text>{inside}</{tag}>'


def quiz(*parts: str, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{prolog}\n<quiz>\n{chr(10).join(parts)}\n</quiz>".encode()


def question(kind: str, *inside: str, text: str = "<p>¿Qué es público?</p>", name: str = "Pregunta 1") -> str:
    stem = HTML.format(tag="questiontext", html=text, inside="")
    return f'<question type="{kind}"><name><text>{name}</text></name>{stem}{"".join(inside)}</question>'


def answer(text: str, fraction: str, feedback: str = "", inside: str = "") -> str:
    said = HTML.format(tag="feedback", html=feedback, inside="")
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{said}{inside}</answer>'


def category(path: str) -> str:
    return f'<question type="category"><category><text>{path}</text></category></question>'


def only(data: bytes) -> ExchangedQuestion:
    reading = read(data)
    assert [refusal.reason for refusal in reading.refusals] == []
    assert len(reading.questions) == 1
    return reading.questions[0]


def refusal(data: bytes) -> str:
    reading = read(data)
    assert reading.questions == ()
    assert reading.read_count == len(reading.refusals) == 1
    return reading.refusals[0].reason


def quickly(data: bytes) -> Reading:
    """Two seconds of computing, whatever else the machine does, are more than any file may cost."""
    started = time.process_time()
    try:
        return read(data)
    finally:
        assert time.process_time() - started < 2


def weights(found: ExchangedQuestion) -> list[str]:
    return [option["weight"] for option in found.body["options"]]


def with_picture(
    data: bytes, *, address: str = "@@PLUGINFILE@@/mapa%20a%C3%B1o.png", name: str = "mapa año.png"
) -> str:
    file = f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'
    html = f'<p>Vea <img src="{address}" alt="Mapa"></p>'
    return f'<question type="essay">{HTML.format(tag="questiontext", html=html, inside=file)}</question>'
