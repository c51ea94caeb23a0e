"""Why a verdict is what it is: words for the database, and the sentences that people read."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy

from ..periods import quarter_of

KINDS = {
    "xlsx": gettext_lazy("an XLSX spreadsheet"),
    "ods": gettext_lazy("an ODS spreadsheet"),
    "csv": gettext_lazy("a CSV file"),
    "xls": gettext_lazy("a spreadsheet in the old .xls format, or with a password"),
    "pdf": gettext_lazy("a PDF"),
    "html": gettext_lazy("a web page"),
    "image": gettext_lazy("a picture"),
    "video": gettext_lazy("a video"),
    "archive": gettext_lazy("a compressed file or a document of another kind"),
    "text": gettext_lazy("plain text"),
    "other": gettext_lazy("a file of another kind"),
    "empty": gettext_lazy("nothing"),
}

# Placeholders: detail, as it was kept; kind and quarter, where the detail is one of these.
SENTENCES = {
    # Meets
    "answers": gettext_lazy("It answers, and it is what it should be."),
    "names_quarter": gettext_lazy("It answers and names the quarter that is due: %(quarter)s."),
    "in_time": gettext_lazy("It names %(quarter)s; the quarter that follows may still be published in time."),
    # Out of date
    "earlier_quarter": gettext_lazy("The latest quarter that it names is %(quarter)s."),
    # Broken
    "not_found": gettext_lazy("The server answers that there is nothing at this address (404)."),
    "gone": gettext_lazy("The server answers that what was at this address was taken down (410)."),
    "redirect_loop": gettext_lazy("The address leads back to itself in a circle, so no browser arrives."),
    # Changed: it answers, with something else
    "moved": gettext_lazy("It has moved for good to another address; the link should be changed to that one."),
    "to_home": gettext_lazy("The address leads to the home page of the site instead of what was published."),
    "says_missing": gettext_lazy("A page answers, but its title says that nothing was found: «%(detail)s»."),
    "login": gettext_lazy("A page to sign in answers instead of what was published: «%(detail)s»."),
    "wrong_type": gettext_lazy("What answers is %(kind)s, which is not what is expected at this address."),
    "no_rows": gettext_lazy("The spreadsheet opens, but it has no rows below its heading."),
    "damaged": gettext_lazy("The file arrives whole but cannot be opened: it is damaged."),
    "locked": gettext_lazy("The file asks for a password."),
    "scanned": gettext_lazy("The PDF has no text: it is made of pictures of pages, so nobody can search or copy it."),
    "empty": gettext_lazy("It answers with an empty file."),
    # Could not be verified: never held against anybody
    "too_slow": gettext_lazy("The server did not finish answering in the time that a visit has."),
    "no_name": gettext_lazy("The name of the site could not be found at that moment."),
    "no_connection": gettext_lazy("The server did not accept the connection (%(detail)s)."),
    "no_http": gettext_lazy("The server answered something that is not a web answer, or hung up halfway."),
    "certificate": gettext_lazy("The security certificate of the site could not be verified (%(detail)s)."),
    "no_tls": gettext_lazy("No secure connection to the site could be made."),
    "cut_off": gettext_lazy("The answer ended before it was whole."),
    "server_error": gettext_lazy("The server answered that it has a failure (%(detail)s)."),
    "refused": gettext_lazy("The server does not let the monitor in (%(detail)s); look at it with a browser."),
    "odd_answer": gettext_lazy("The server answered with code %(detail)s, which says neither yes nor no."),
    "challenge": gettext_lazy("The site asks visitors to prove that they are persons; look at it with a browser."),
    "login_elsewhere": gettext_lazy(
        "The site asks the monitor to sign in, which it may not ask of a person; look at it with a browser."
    ),
    "too_many_redirects": gettext_lazy("The address leads on more than five times; the monitor goes no further."),
    "private_address": gettext_lazy("The address leads into a private network, where the monitor does not go."),
    "unusual_port": gettext_lazy(
        "The address uses a port other than 80 and 443, where the monitor does not go (%(detail)s)."
    ),
    "not_web": gettext_lazy("The address leads to something other than http or https."),
    "malformed": gettext_lazy("The address is not well written."),
    "too_large": gettext_lazy("It answers, but the file is too large for the monitor to open."),
    "encoded": gettext_lazy("It answers in an encoding that the monitor cannot read."),
    "not_read": gettext_lazy("It answers, but the monitor could not read the file."),
    "no_quarter": gettext_lazy("It answers, but the monitor found no quarter named in it; look at it with a browser."),
    "quarter_unclear": gettext_lazy("It names quarters without their year beside them; look at it with a browser."),
}
# What another look in some minutes may see differently. The rest is looked at again on its day.
PASSING = frozenset(
    {
        "too_slow",
        "no_name",
        "no_connection",
        "no_http",
        "certificate",
        "no_tls",
        "cut_off",
        "server_error",
        "refused",
        "challenge",
        "not_read",
    }
)
OF_A_QUARTER = frozenset({"names_quarter", "in_time", "earlier_quarter"})


def sentence(reason: str, detail: str = "") -> str:
    """What happened, for people; an unknown word is shown as it is."""
    if reason not in SENTENCES:
        return reason
    told = {"detail": detail, "kind": str(KINDS.get(detail, detail)), "quarter": detail}
    if reason in OF_A_QUARTER and detail:
        told["quarter"] = quarter_of(dt.date.fromisoformat(detail)).label.lower()
    return str(SENTENCES[reason]) % told
