"""The list of templates, and the form of one with its sample beside it."""

from __future__ import annotations

from hashlib import sha256

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import frame, municipality, requires

from ..models import CertificateTemplate, Kind, Layout, TemplateVersion
from . import editing, listing
from .choosing import latest_version
from .editing import CannotEdit
from .forms import SampleForm, TemplateForm
from .placeholders import PLACEHOLDERS
from .preview import Preview, Warned, preview
from .samples import ORDINARY_NAME, hardest_training

VIEW = "certificates.view_certificatetemplate"
ADD = "certificates.add_certificatetemplate"
CHANGE = "certificates.change_certificatetemplate"
ICON = "certificate"
FORM = require_http_methods(["GET", "HEAD", "POST"])
# As long as somebody may take from drawing a sample to opening it.
SAMPLE_SECONDS = 15 * 60


def trail(template: CertificateTemplate | None = None) -> list[tuple[str, str]]:
    """The way to a page about templates, as `people.api.frame` takes it."""
    way = [(reverse("certificates_sheets:list"), _("Certificate templates"))]
    if template:
        way.append((reverse("certificates_sheets:versions", args=[template.pk]), template.name))
    return way


@require_safe
@requires(VIEW)
def templates(request: HttpRequest) -> HttpResponse:
    rows = list(listing.with_standing(CertificateTemplate.objects.all()))
    kinds = [(label, [row for row in rows if row.kind == kind and not row.archived_at]) for kind, label in Kind.choices]
    return render(
        request,
        "certificates/sheets/list.html",
        {
            **frame(_("Certificate templates"), icon=ICON),
            "kinds": [(label, of_kind) for label, of_kind in kinds if of_kind],
            "archived": [row for row in rows if row.archived_at],
        },
    )


@FORM
@requires(ADD)
def new_template(request: HttpRequest) -> HttpResponse:
    """An empty form, or a copy of the template that `plantilla` names."""
    original = _asked_for(request)
    latest = latest_version(original) if original else None
    form = _form(request, None, latest)
    if not form.is_bound and original:
        form.initial |= {"name": _("%(name)s, copy") % {"name": original.name}, "kind": original.kind}
    if form.is_bound and form.is_valid() and _can_be_issued(form):
        try:
            template = editing.create(
                name=form.cleaned_data["name"],
                kind=form.chosen_kind,
                values=form.values(),
                made_by=request.user,
            )
        except CannotEdit as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("«%(template)s» was saved.") % {"template": template.name})
            return redirect("certificates_sheets:edit", template.pk)
    return _form_page(request, _("New template"), form, None, based_on=original)


@FORM
@requires(CHANGE)
def edit_template(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(CertificateTemplate, pk=pk)
    if template.archived_at:
        messages.info(request, _("This template is archived: bring it back first."))
        return redirect("certificates_sheets:versions", template.pk)
    latest = latest_version(template)
    form = _form(request, template, latest)
    if form.is_bound and form.is_valid() and _can_be_issued(form):
        try:
            version = editing.save(
                template=template,
                based_on=form.cleaned_data["based_on"] or 0,
                name=form.cleaned_data["name"],
                values=form.values(),
                made_by=request.user,
            )
        except CannotEdit as error:
            form.add_error(None, str(error))
        else:
            _tell_saved(request, version, is_new=version.number != latest.number)
            return redirect("certificates_sheets:edit", template.pk)
    return _form_page(request, template.name, form, template, latest=latest)


def _tell_saved(request: HttpRequest, version: TemplateVersion, *, is_new: bool) -> None:
    if is_new:
        sentence = _("Saved as version %(number)d. What is issued from now on looks like this; what was issued stays.")
        messages.success(request, sentence % {"number": version.number})
    else:
        messages.info(request, _("Saved. The sheet says the same as before, so there is no new version."))


def _form(request: HttpRequest, template: CertificateTemplate | None, latest: TemplateVersion | None) -> TemplateForm:
    """The form with what `latest` says, of a new template where `template` is None."""
    initial = editing.values_in(latest) if latest else {}
    background = initial.pop("background", None)
    if template:
        initial |= {"name": template.name, "based_on": latest.number}
    return TemplateForm(
        *([request.POST, request.FILES] if request.method == "POST" else []),
        initial=initial,
        template=template,
        kept_background=background,
        municipality=municipality(),
    )


def _can_be_issued(form: TemplateForm) -> bool:
    """Refuses a template that no constancia could be drawn with, not even one with little to say."""
    drawn = _drawn(form, name=ORDINARY_NAME, training=hardest_training())
    if not drawn.can_be_issued:
        for warned in drawn.warnings:
            form.add_error(None, warned.text)
    return drawn.can_be_issued


def _drawn(form: TemplateForm, **sample) -> Preview:
    return preview(form.design, kind=form.chosen_kind, municipality=municipality(), **sample)


def _form_page(
    request: HttpRequest,
    title: str,
    form: TemplateForm,
    template: CertificateTemplate | None,
    *,
    latest: TemplateVersion | None = None,
    based_on: CertificateTemplate | None = None,
) -> HttpResponse:
    shown = template or based_on
    query = f"?plantilla={shown.pk}" if shown else ""
    return render(
        request,
        "certificates/sheets/form.html",
        {
            **frame(title, icon=ICON, parents=trail(template)),
            "form": form,
            "template": template,
            "latest": latest,
            "uses": listing.uses_of(template) if template else [],
            "sample_form": SampleForm(),
            "sample_url": reverse("certificates_sheets:sample") + query,
            "lost_a_file": bool(form.errors and request.FILES),
            "placeholders": [(name, one.meaning) for name, one in PLACEHOLDERS.items()],
        },
        status=422 if form.errors else 200,
    )


def _asked_for(request: HttpRequest) -> CertificateTemplate | None:
    """The template that the address names, which a copy or a sample begins with."""
    pk = request.GET.get("plantilla", "")
    return get_object_or_404(CertificateTemplate, pk=int(pk)) if pk.isascii() and pk.isdigit() else None


@require_POST
@requires(CHANGE)
def sample(request: HttpRequest) -> HttpResponse:
    """Draws what the form says, saved or not: a piece of page for the script, a whole page without it."""
    template = _asked_for(request)
    # A copy has a kind of its own; the form of a saved template has none to choose.
    own = None if "kind" in request.POST else template
    form = _form(request, own, latest_version(template) if template else None)
    chosen = SampleForm(request.POST)
    if form.is_valid() and chosen.is_valid():
        drawn = _drawn(form, name=chosen.chosen_name, training=chosen.training)
    else:
        drawn = Preview(b"", list(_faults(form)) + list(_faults(chosen)))
    is_piece = request.headers.get("X-Requested-With") == "fetch"
    page = "certificates/sheets/_sample.html" if is_piece else "certificates/sheets/sample.html"
    context = {
        "warnings": drawn.warnings,
        "file_url": _put_by(request, drawn.data),
        "is_upright": form.data.get("layout") != Layout.DIPLOMA,
    }
    return render(request, page, context if is_piece else {**frame(_("Sample"), icon=ICON, parents=trail()), **context})


def _faults(form):
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for error in errors:
            yield Warned("error", f"{label}: {error}" if label else error)


def _put_by(request: HttpRequest, data: bytes) -> str:
    """Keeps the sample for the one who asked for it, one each, and returns its address; "" for no sample."""
    if not data:
        return ""
    digest = sha256(data).hexdigest()
    cache.set(_key(request), (digest, data), SAMPLE_SECONDS)
    return reverse("certificates_sheets:sample_file", args=[digest])


def _key(request: HttpRequest) -> str:
    return f"certificates.sample.{request.user.pk}"


@require_safe
@requires(VIEW)
def sample_file(request: HttpRequest, digest: str) -> HttpResponse:
    kept_digest, data = cache.get(_key(request)) or ("", b"")
    if kept_digest != digest:
        raise Http404(_("This sample is no longer kept: draw it again."))
    return sample_response(data)


def sample_response(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="muestra.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    # What the browser's own PDF viewer needs, and nothing else.
    response["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response
