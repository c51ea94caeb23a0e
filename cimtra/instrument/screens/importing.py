"""Upload a version, see what it would do, and only then let it be written.

Between the two pages nothing is stored: the content that was read travels in the form, signed, so that it cannot be
changed on the way, and with the digest of what was shown.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from people.api import requires

from ...access import RUN
from ...models import Block, EvidenceKind, Field, Frequency, Origin
from ..comparing import CREATED, DELETED, EDITED, HELD, KEPT, OWN, REMOVED, TAKEN, UPDATED, Line, Plan, plan_of
from ..contents import MODELS
from ..reading import InstrumentFileError, content_of_yaml
from ..sheets import content_of_workbook
from ..versions import PlanIsOld, import_version
from .frames import FORM, framed
from .versions import versions_way

SALT = "cimtra.instrument.import"
VALID_SECONDS = 12 * 60 * 60
# What was read travels through the form and must fit into what a form may carry.
LARGEST = 1024 * 1024
MOST_SHOWN = 300
CHOICES = {
    "frequency": dict(Frequency.choices),
    "origin": dict(Origin.choices),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the version"),
        help_text=gettext_lazy("The workbook (.xlsx) as the template, or YAML (.yaml). Nothing is written yet."),
    )

    def clean_file(self) -> dict[str, Any]:
        """The content of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file «%(name)s» is larger than 1 MB.") % {"name": upload.name})
        data = upload.read()
        try:
            if data.startswith(b"PK") or upload.name.lower().endswith((".xlsx", ".xls", ".ods", ".csv")):
                return content_of_workbook(data, name=upload.name)
            return content_of_yaml(data, name=upload.name)
        except InstrumentFileError as error:
            raise forms.ValidationError(error.problems) from error


@FORM
@requires(RUN)
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, form.cleaned_data["file"])
    context = {**framed(_("Import a version"), versions_way()), "form": form}
    return render(request, "cimtra/instrument/upload.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, content: dict[str, Any], *, notice: str = "", taken: set[str] = frozenset()):
    plan = plan_of(content)
    context = {
        **framed(_("What the import would do"), versions_way()),
        "plan": plan,
        "name": content["instrument"]["version"]["label"],
        "sections": sections_of(plan, taken),
        "unchanged": plan.counts["unchanged"],
        "packed": signing.dumps({"content": content, "digest": plan.digest}, salt=SALT, compress=True),
        "notice": notice,
        "has_choices": any(line.may_take for line in plan.lines),
    }
    return render(request, "cimtra/instrument/preview.html", context, status=409 if notice else 200)


def sections_of(plan: Plan, taken: set[str] = frozenset()) -> list[dict[str, Any]]:
    """[{"title", "text", "tone", "rows", "more"}] for what would be written or is kept; empty ones are left out.

    A row is {"line", "changes": [(label, here, in the file)], "is_taken"}.
    """
    kept = plan.of(KEPT)
    parts = [
        (_("Changes"), _("Nobody has edited these rows here since they were loaded."), "info", plan.of(UPDATED)),
        (_("To be added"), "", "ok", plan.of(CREATED)),
        (
            _("To be taken away"),
            _("The file does not have them, and nobody has edited them here."),
            "bad",
            plan.of(REMOVED),
        ),
        (
            _("Edited here: kept"),
            _("People changed these rows. They stay as they are unless you mark «Take what the file says»."),
            "warn",
            [line for line in kept if line.why in (EDITED, OWN) and line.entry],
        ),
        (
            _("Deleted here: not brought back"),
            _("People took these rows away. Mark those that should come back."),
            "warn",
            [line for line in kept if line.why == DELETED],
        ),
        (
            _("Only here: kept"),
            _("People added or edited these rows and the file does not have them. Mark those that should go."),
            "neutral",
            [line for line in kept if line.why in (EDITED, OWN) and not line.entry],
        ),
        (
            _("Kept because something hangs on them"),
            _("The file does not have them, but evaluations, observations or other records use them."),
            "warn",
            [line for line in kept if line.why == HELD],
        ),
        (
            _("Left out: the number is taken"),
            _("Another row that stays has this number. Mend one of the two."),
            "bad",
            [line for line in kept if line.why == TAKEN],
        ),
    ]
    return [
        {
            "title": title,
            "text": text,
            "tone": tone,
            "count": len(lines),
            "rows": [_row(line, taken) for line in lines[:MOST_SHOWN]],
            "more": max(0, len(lines) - MOST_SHOWN),
            "is_long": len(lines) > 12,
        }
        for title, text, tone, lines in parts
        if lines
    ]


def _row(line: Line, taken: set[str]) -> dict[str, Any]:
    return {
        "line": line,
        "changes": [(_label(line, name), _told(name, here), _told(name, there)) for name, here, there in line.changes],
        "is_taken": line.key in taken,
    }


def _label(line: Line, name: str) -> str:
    if name == "parent":
        return str((Block if line.kind == "aspect" else Field)._meta.verbose_name)
    return str(MODELS[line.kind]._meta.get_field(name).verbose_name)


def _told(name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, list):
        kinds = dict(EvidenceKind.choices)
        return ", ".join(str(kinds.get(one, one)) for one in value)
    if isinstance(value, dict):
        return _("particulars of the sources")
    return str(CHOICES.get(name, {}).get(value, value)).removeprefix("block:").removeprefix("field:")


@require_POST
@requires(RUN)
def confirm(request: HttpRequest) -> HttpResponse:
    try:
        packed = signing.loads(request.POST.get("packed", ""), salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("That preview is too old or incomplete. Upload the file again."))
        return redirect("cimtra_instrument:import")
    taken = set(request.POST.getlist("take"))
    try:
        instrument, receipt = import_version(
            content=packed["content"], digest=packed["digest"], take=taken, by=request.user
        )
    except PlanIsOld:
        told = _(
            "Somebody changed the instrument since the preview. This is what the file would do now; look at it again."
        )
        return _preview(request, packed["content"], notice=told, taken=taken)
    counts = receipt.counts
    messages.success(
        request,
        _("Version «%(version)s»: %(created)d added, %(updated)d changed, %(removed)d taken away, %(kept)d kept.")
        % {"version": instrument.version, **{name: counts[name] for name in (CREATED, UPDATED, REMOVED, KEPT)}},
    )
    return redirect(f"{reverse('cimtra_admin:instrument')}?version={instrument.version}")
