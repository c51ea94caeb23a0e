"""Importing and exporting questions in the admin: upload, preview, accept, receipt."""

from __future__ import annotations

from functools import wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from courses.api import CoursePage, ModulePage, TrainingRequirement

from .category_tree import CategoryField
from .exchange.applying import PlanChanged, read_file
from .exchange.batches import discard, receive
from .exchange.exporting import category_paths, export
from .exchange.planning import Action, plan
from .exchange.preview import previewed
from .exchange.queueing import AT_ONCE, accept_or_queue
from .exchange.summary import labels, refusals_file, summary_of
from .formats import FORMATS, UnreadableFile
from .models import ImportedResult, Question, QuestionImport

IMPORT, EXPORT = "evaluations.add_questionimport", "evaluations.view_question"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 20
REFRESH_SECONDS = 5


def needs(permission):
    def decorate(view):
        @wraps(view)
        def only_with_permission(request, *args, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return only_with_permission

    return decorate


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "GIFT, Moodle XML, Aiken, an Excel workbook made from the template, or the data of django-quiz-app in "
            "JSON. 20 MB at most."
        ),
    )
    format = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    category = CategoryField(
        label=gettext_lazy("Category"),
        required=False,
        empty_label=gettext_lazy("The one that the file says"),
        help_text=gettext_lazy("With one chosen, the categories of the file are written inside it."),
    )
    enters_as = forms.ChoiceField(
        label=gettext_lazy("New questions enter as"),
        choices=QuestionImport._meta.get_field("enters_as").choices,
        initial=Question.State.DRAFT,
        help_text=gettext_lazy("Only questions in force are asked."),
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Course or module for the quizzes"),
        queryset=None,
        required=False,
        widget=AdminPageChooser(target_models=[CoursePage, ModulePage]),
        help_text=gettext_lazy("If the file holds quizzes, they are written there as drafts."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [
            ("", _("Find out by the content")),
            *((name, known.label) for name, known in FORMATS.items()),
        ]
        self.fields["parent"].queryset = Page.objects.type(CoursePage, ModulePage)


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=gettext_lazy("Format"))
    category = CategoryField(label=gettext_lazy("Category"), required=False, empty_label=gettext_lazy("All"))
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *Question.State.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(name, known.label) for name, known in FORMATS.items() if known.can_write]

    def questions(self):
        found = Question.objects.all()
        if category := self.cleaned_data["category"]:
            found = found.in_category(category)
        if state := self.cleaned_data["state"]:
            found = found.filter(state=state)
        return found


@needs(IMPORT)
def imports(request):
    """The form for a new file and the imports so far."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = receive(**form.cleaned_data, author=request.user)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("evaluations_exchange:preview", batch.uuid)
    recent = QuestionImport.objects.exclude(state=QuestionImport.State.DISCARDED).select_related("made_by")
    page = Paginator(recent, PER_PAGE).get_page(request.GET.get("p"))
    context = {"form": form, "export_form": ExportForm(), "page_obj": page, **_heading(_("Import and export"))}
    return render(request, "evaluations/admin/imports.html", context, status=422 if form.errors else 200)


def _heading(title):
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("evaluations_exchange:imports"), "label": _("Import and export")},
    ]
    if title != crumbs[-1]["label"]:
        crumbs.append({"url": "", "label": title})
    return {"header_title": title, "header_icon": "upload", "breadcrumbs_items": crumbs}


def _batch(uuid) -> QuestionImport:
    shown = QuestionImport.objects.exclude(state=QuestionImport.State.DISCARDED)
    return get_object_or_404(shown.select_related("category", "parent", "made_by"), uuid=uuid)


@require_GET
@needs(IMPORT)
def preview(request, uuid):
    """What the file would do, question by question; or the receipt of what it did."""
    batch = _batch(uuid)
    if batch.state == QuestionImport.State.ACCEPTED:
        return _receipt(request, batch)
    if batch.state == QuestionImport.State.QUEUED:
        page = render(request, "evaluations/admin/import_queued.html", {"batch": batch, **_heading(batch.file_name)})
        page["Refresh"] = str(REFRESH_SECONDS)
        return page
    planned = plan(read_file(batch))
    wanted = request.GET.get("que", "")
    actions = [action for action in Action if action == wanted] or [*Action]
    page = Paginator(planned.of(*actions), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "batch": batch,
        "outcome": summary_of(planned),
        "digest": planned.digest,
        "page_obj": page,
        "rows": [previewed(one) for one in page],
        "chosen": wanted if wanted in set(Action) else "",
        "labels": labels(),
        **_heading(batch.file_name),
    }
    return render(request, "evaluations/admin/import_preview.html", context)


def _receipt(request, batch: QuestionImport):
    results = ImportedResult.objects.filter(batch=batch)
    if not request.user.has_perm("evaluations.view_importedresult"):
        results = results.none()
    context = {
        "batch": batch,
        "outcome": batch.outcome,
        "labels": labels(),
        "results": results.select_related("employee")[:200],
        **_heading(batch.file_name),
    }
    return render(request, "evaluations/admin/import_receipt.html", context)


@require_POST
@needs(IMPORT)
def accept_import(request, uuid):
    batch = _batch(uuid)
    count = int(request.POST["count"]) if request.POST.get("count", "").isdecimal() else AT_ONCE + 1
    try:
        batch = accept_or_queue(batch=batch, count=count, digest=request.POST.get("digest", ""), author=request.user)
    except PlanChanged:
        messages.warning(
            request,
            _("The bank changed since this preview, so nothing was imported. Look at it again and accept it."),
        )
        return redirect("evaluations_exchange:preview", uuid)
    if batch.state == QuestionImport.State.ACCEPTED:
        messages.success(
            request,
            _(
                "%(read)d questions read: %(created)d new, %(updated)d with changes, %(unchanged)d as they were and "
                "%(refused)d refused."
            )
            % {key: batch.outcome[key] for key in ("read", *map(str, Action))},
        )
    return redirect("evaluations_exchange:preview", uuid)


@require_POST
@needs(IMPORT)
def discard_import(request, uuid):
    discard(batch=_batch(uuid))
    messages.info(request, _("The file was discarded and nothing was imported."))
    return redirect("evaluations_exchange:imports")


@require_GET
@needs(IMPORT)
def refused(request, uuid):
    """The refused questions with their reasons as a workbook."""
    batch = _batch(uuid)
    is_done = batch.state == QuestionImport.State.ACCEPTED
    outcome = batch.outcome if is_done else summary_of(plan(read_file(batch)))
    return _attachment(refusals_file(outcome, file_name=batch.file_name), XLSX, _("refused"), "xlsx")


@require_GET
@needs(IMPORT)
def template(request):
    """The workbook to fill in, with the categories and requirements of this installation as lists."""
    from .formats import xlsx_syntax
    from .formats.xlsx_template import template_xlsx

    data = template_xlsx(
        categories=sorted(xlsx_syntax.category(path) for path in category_paths().values()),
        requirements=sorted(TrainingRequirement.objects.values_list("code", flat=True)),
    )
    return _attachment(data, XLSX, _("question-template"), "xlsx", dated=False)


@require_GET
@needs(EXPORT)
def export_questions(request):
    """The questions that the form asks for, as a file of that format."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        raise Http404
    written = export(form.questions(), format=form.cleaned_data["format"])
    if written.left_out and "todo" not in request.GET:
        context = {
            "left_out": written.left_out,
            "remarks": written.remarks,
            "again": f"{request.get_full_path()}&todo=1",
            **_heading(_("Some questions do not fit in this format")),
        }
        return render(request, "evaluations/admin/export_left_out.html", context)
    return _attachment(written.data, written.content_type, _("questions"), written.extension)


def _attachment(data: bytes, content_type: str, name: str, extension: str, *, dated=True) -> HttpResponse:
    day = f"-{timezone.localdate().isoformat()}" if dated else ""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}{day}.{extension}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
