"""From what was seen to a verdict. Only what the public would meet as well is held against anybody.

Broken: the server itself says that nothing is there, twice, or leads in a circle. Out of date: the text names an
earlier quarter and not the one that is due, and the days to publish it are over. Changed: something else answers than
what should be there. Everything that may be our own trouble, an outage, or a guard against robots could not be
verified.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..models import PublishedAddress, Verdict
from .fetching import Seen
from .reading import OPEN_TABLES, Contents

Expects = PublishedAddress.Expects
PERMANENT = frozenset({301, 308})
GONE = {404: "not_found", 410: "gone"}
REFUSALS = frozenset({401, 402, 403, 405, 406, 407, 408, 418, 421, 425, 428, 429, 431, 451, 999})
HOME = ("", "/index.html", "/index.htm", "/index.php", "/default.aspx", "/inicio", "/home")
KIND_OF_PAGE = "html"


@dataclass(frozen=True, slots=True)
class Aim:
    """What is looked at and what should be there. `quarter` is None where none has to be named.

    Until `in_time_until`, included, the quarter before `quarter` is enough.
    """

    address: str
    expects: str = Expects.ANYTHING
    quarter: dt.date | None = None
    in_time_until: dt.date | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: str
    reason: str
    detail: str = ""


def judge(aim: Aim, seen: Seen, contents: Contents | None) -> Judgement:
    """`contents` is None where nothing was read: there was no answer, or the reader failed."""
    unseen = _of_no_answer(seen) or _of_status(seen) or _of_body(seen, contents)
    if unseen or contents is None:
        return unseen or _unsure("not_read")
    return (
        _of_stand_ins(aim, seen, contents)
        or _of_kind(aim, contents)
        or _of_quarter(aim, contents)
        or _of_place(aim, seen)
        or _fine(aim)
    )


def _unsure(reason: str, detail: object = "") -> Judgement:
    return Judgement(Verdict.UNVERIFIABLE, reason, str(detail)[:300])


def _changed(reason: str, detail: str = "") -> Judgement:
    return Judgement(Verdict.CHANGED, reason, detail[:300])


def _of_no_answer(seen: Seen) -> Judgement | None:
    if seen.reason == "redirect_loop":
        return Judgement(Verdict.BROKEN, seen.reason, seen.detail)
    return None if seen.answer else _unsure(seen.reason, seen.detail)


def _of_status(seen: Seen) -> Judgement | None:
    status = seen.answer.status
    if status in GONE:
        return Judgement(Verdict.BROKEN, GONE[status], str(status))
    if 200 <= status < 300:
        return None
    if status in REFUSALS:
        return _unsure("refused", status)
    return _unsure("server_error" if status >= 500 else "odd_answer", status)


def _of_body(seen: Seen, contents: Contents | None) -> Judgement | None:
    if seen.answer.is_cut_off:
        return _unsure("cut_off")
    if seen.answer.is_encoded:
        return _unsure("encoded")
    if contents is None or contents.trouble == "broke":
        return _unsure("not_read")
    return None


def _of_stand_ins(aim: Aim, seen: Seen, contents: Contents) -> Judgement | None:
    """What answers with «all is well» in the place of what was asked for."""
    if contents.kind == "empty":
        return _changed("empty")
    if contents.kind != KIND_OF_PAGE:
        return None
    if contents.is_challenge:
        return _unsure("challenge")
    if contents.is_missing:
        return _changed("says_missing", contents.title)
    if contents.is_login:
        # Video sites ask robots to sign in where persons just watch.
        return _unsure("login_elsewhere") if aim.expects == Expects.VIDEO else _changed("login", contents.title)
    return _changed("to_home", seen.final_address) if _leads_home(aim.address, seen) else None


def _leads_home(address: str, seen: Seen) -> bool:
    if not seen.redirects or _is_home(address):
        return False
    return _is_home(seen.final_address)


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path.rstrip("/").lower() in HOME and not parts.query


def _of_kind(aim: Aim, contents: Contents) -> Judgement | None:
    if aim.expects == Expects.OPEN_TABLE:
        return _of_table(contents)
    if aim.expects == Expects.DOCUMENT:
        return _of_document(contents)
    if aim.expects == Expects.PAGE:
        return None if contents.kind == KIND_OF_PAGE else _changed("wrong_type", contents.kind)
    if aim.expects == Expects.VIDEO:
        return None if contents.kind in (KIND_OF_PAGE, "video") else _changed("wrong_type", contents.kind)
    return None


def _of_table(contents: Contents) -> Judgement | None:
    if contents.trouble == "too_large":
        return _unsure("too_large")
    if contents.trouble == "damaged":
        return _changed("damaged", contents.kind)
    if contents.trouble == "locked":
        return _changed("locked", contents.kind)
    if contents.kind not in OPEN_TABLES:
        return _changed("wrong_type", contents.kind)
    return None if contents.rows else _changed("no_rows")


def _of_document(contents: Contents) -> Judgement | None:
    if contents.kind != "pdf":
        return _unsure("too_large") if contents.trouble == "too_large" else _changed("wrong_type", contents.kind)
    if contents.trouble == "damaged":
        return _changed("damaged", contents.kind)
    if contents.trouble:
        return _unsure({"too_large": "too_large", "locked": "locked"}.get(contents.trouble, "not_read"))
    return None if contents.has_text else _changed("scanned")


def _of_quarter(aim: Aim, contents: Contents) -> Judgement | None:
    """Only a quarter that the text names with its year is believed, and only one that is over is held against it."""
    if aim.quarter is None:
        return None
    named = sorted(dt.date.fromisoformat(day) for day in contents.quarters)
    if any(day >= aim.quarter for day in named):
        return None
    if aim.quarter.isoformat() in contents.possible_quarters:
        return _unsure("quarter_unclear")
    if not named:
        return _unsure("too_large" if contents.trouble == "too_large" else "no_quarter")
    if named[-1] >= quarter_before(aim.quarter) and aim.in_time_until and aim.day and aim.day <= aim.in_time_until:
        return Judgement(Verdict.MEETS, "in_time", named[-1].isoformat())
    return Judgement(Verdict.OUTDATED, "earlier_quarter", named[-1].isoformat())


def quarter_before(quarter: dt.date) -> dt.date:
    return dt.date(quarter.year - (quarter.month == 1), (quarter.month - 4) % 12 + 1, 1)


def _of_place(aim: Aim, seen: Seen) -> Judgement | None:
    """Whether it moved for good; another way to write the same address is no move."""
    if not any(hop["status"] in PERMANENT for hop in seen.redirects):
        return None
    before, now = _place_of(aim.address), _place_of(seen.final_address)
    # The home page of a site may stand at any path of it.
    is_home = _is_home(aim.address) and before[0] == now[0]
    return None if before == now or is_home else _changed("moved", seen.final_address)


def _place_of(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").lower(), parts.query


def _fine(aim: Aim) -> Judgement:
    if aim.quarter is None:
        return Judgement(Verdict.MEETS, "answers")
    return Judgement(Verdict.MEETS, "names_quarter", aim.quarter.isoformat())
