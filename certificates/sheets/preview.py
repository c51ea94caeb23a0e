"""The sample of a template: drawn by the same code as a constancia, with a word about whatever does not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import Municipality, contrast_ratio

from ..credentials.encoding import base64url
from ..credentials.statements import FORMAT, summary
from ..drawing import DoesNotFit, RenderingFailed, Sheet, draw
from ..models import Layout, TemplateVersion
from .composing import compose
from .pictures import bytes_of, lightness
from .placeholders import Unfillable
from .samples import HARDEST_NAME, ORDINARY_NAME, Training, sample
from .signatories import MOST_SIGNATORIES

# Carta, wide over high.
LANDSCAPE = 11 / 8.5
LEAST_PIXELS_WIDE = {Layout.DIPLOMA: 1650, Layout.LETTER: 1275, Layout.FORM: 1275}
LEAST_CONTRAST = 4.5
# As long as a signature, so that the sample's QR is as dense as a real one's; it proves nothing.
NO_SIGNATURE = bytes(64)


@dataclass(frozen=True)
class Warned:
    """One sentence about a sample; `tone` is error, warning or info."""

    tone: str
    text: str


@dataclass(frozen=True)
class Preview:
    """A drawn sample; `data` is empty where nothing could be drawn, and then an error says why."""

    data: bytes
    warnings: list[Warned]

    @property
    def can_be_issued(self) -> bool:
        return bool(self.data)


def preview(
    design: TemplateVersion, *, kind: str, training: Training, municipality: Municipality, name: str = HARDEST_NAME
) -> Preview:
    """The sample of `design` for `name`. `design` and its background may be unsaved; nothing is written.

    Where the hardest name finds no room, the sheet is drawn with an ordinary one and a warning says so.
    """
    warnings = [*_about_signatories(design, municipality), *_about_background(design, municipality)]
    try:
        sheet = _drawn(design, kind=kind, name=name, training=training, municipality=municipality)
    except DoesNotFit:
        if name == ORDINARY_NAME:
            return Preview(b"", [Warned("error", _("The text does not fit on one sheet: shorten it."))])
        rest = preview(design, kind=kind, training=training, municipality=municipality, name=ORDINARY_NAME)
        return replace(rest, warnings=[_too_long_for(name), *rest.warnings] if rest.data else rest.warnings)
    except (RenderingFailed, Unfillable) as error:
        return Preview(b"", [Warned("error", str(error))])
    return Preview(sheet.data, [*_about_fit(sheet), *warnings])


def _drawn(design: TemplateVersion, *, kind: str, name: str, training: Training, municipality: Municipality) -> Sheet:
    certificate = sample(design, kind=kind, name=name, training=training, municipality=municipality)
    pictures = bytes_of(person["picture"] for person in certificate.signatories)
    if design.background:
        pictures[design.background.sha256] = (bytes(design.background.data), design.background.media_type)
    statement = ""
    if design.carries_statement:
        statement = FORMAT + base64url(NO_SIGNATURE + summary(certificate))
    return draw(compose(certificate, design, pictures=pictures, statement=statement))


def _too_long_for(name: str) -> Warned:
    sentence = _(
        "With a name of %(count)d letters the text does not fit on one sheet: shorten it, or show less. "
        "The sample shows a shorter name."
    )
    return Warned("warning", sentence % {"count": len(name)})


def _about_fit(sheet: Sheet) -> list[Warned]:
    if sheet.hidden:
        sentence = ngettext(
            "%(count)d requirement finds no room; the sheet sends to the verification page for it.",
            "%(count)d requirements find no room; the sheet sends to the verification page for them.",
            sheet.hidden,
        )
        return [Warned("warning", sentence % {"count": sheet.hidden})]
    if sheet.is_tight:
        return [Warned("warning", _("It fits with the smallest letters only: a little more would not."))]
    return []


def _about_signatories(design: TemplateVersion, municipality: Municipality) -> list[Warned]:
    in_office = municipality.signatories_on(timezone.localdate()) if municipality.pk else []
    if not in_office:
        return [Warned("warning", _("Nobody signs today: add the signatories to the municipality's data."))]
    posts = {person.post for person in in_office}
    vacant = [post for post in design.posts if post not in posts]
    if vacant:
        sentence = _("Nobody signs today in this post: %(posts)s.")
        return [Warned("warning", sentence % {"posts": ", ".join(vacant)})]
    if not design.posts and len(in_office) > MOST_SIGNATORIES:
        sentence = _("Only the first %(count)d of those who sign today fit: choose whose posts sign.")
        return [Warned("warning", sentence % {"count": MOST_SIGNATORIES})]
    return []


def _about_background(design: TemplateVersion, municipality: Municipality) -> list[Warned]:
    picture = design.background
    if not picture:
        return []
    warnings = []
    wanted = LANDSCAPE if design.layout == Layout.DIPLOMA else 1 / LANDSCAPE
    if abs(picture.width / picture.height / wanted - 1) > 0.03:
        warnings.append(Warned("warning", _("The background has another shape than the sheet: it will be cut.")))
    if picture.width < LEAST_PIXELS_WIDE[design.layout]:
        warnings.append(Warned("warning", _("The background has few pixels for a sheet: in print it looks coarse.")))
    primary = design.primary_colour or municipality.primary_colour
    shade = round(lightness(bytes(picture.data)) * 255)
    if contrast_ratio(f"#{shade:02x}{shade:02x}{shade:02x}", primary) < LEAST_CONTRAST:
        sentence = _("Parts of the background are dark: text over them reads badly. Take a lighter picture.")
        warnings.append(Warned("warning", sentence))
    return warnings
