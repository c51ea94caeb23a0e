"""What a file or page is and says, told by its bytes; runs in the examiner's process only, without Django.

{"kind": xlsx | ods | csv | xls | pdf | html | image | video | archive | text | other | empty,
 "trouble": "" | damaged | locked | too_large | unread, and by kind:
 of a table "header": [texts], "rows": number; of a PDF "pages", "has_text"; of a page "title", "is_login",
 "is_missing", "is_challenge"; of all that have words "quarters": [days], "possible_quarters": [days]}
"""

from __future__ import annotations

from typing import Any

from .pages import decoded, look_at_page
from .papers import look_at_pdf
from .quarters import quarters_in
from .tables import look_at_archive, look_at_csv

MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"PK\x03\x04", "archive"),
)
HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<script", b"<meta", b"<title", b"<div")
TEXT_TYPES = ("text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", "application/octet-stream", "")


def look_at(data: bytes, *, content_type: str, name: str, charset: str) -> dict[str, Any]:
    """What `data` is; what the server says of it (`content_type`, `name`, `charset`) counts where bytes are dumb."""
    kind = kind_of(data, content_type=content_type, name=name)
    found: dict[str, Any] = {"kind": kind, "trouble": ""}
    text = ""
    if kind == "archive":
        found, text = look_at_archive(data)
    elif kind == "csv":
        found, text = look_at_csv(data, charset)
    elif kind == "pdf":
        found, text = look_at_pdf(data)
    elif kind == "html":
        found, text = look_at_page(data, charset)
    elif kind == "text":
        text = decoded(data, charset)
    named, possible = quarters_in(f"{name}\n{text}")
    found["quarters"] = [day.isoformat() for day in named][-40:]
    found["possible_quarters"] = [day.isoformat() for day in possible][-40:]
    return found


def kind_of(data: bytes, *, content_type: str, name: str) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "empty"
    if found := next((kind for magic, kind in MAGIC if start.startswith(magic)), ""):
        return found
    if data[4:8] == b"ftyp" or content_type.startswith(
        ("video/", "application/vnd.apple.mpegurl", "application/x-mpegurl")
    ):
        return "video"
    if start.lower().startswith(HTML) or (content_type in ("text/html", "application/xhtml+xml") and b"<" in start):
        return "html"
    if b"\x00" in data[:65536]:
        return "other"
    if name.lower().endswith(".csv") or content_type in ("text/csv", "application/csv"):
        return "csv"
    return "text" if content_type in TEXT_TYPES or content_type.startswith("text/") else "other"
