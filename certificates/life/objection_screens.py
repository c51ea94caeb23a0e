"""RH's screens of objections: those that wait first, and the answer to one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.api import frame, requires

from ..models import RevocationAppeal
from ..records import CannotChange
from .forms import AnswerForm
from .objections import answer, state_in_words, why_not_answered_by
from .screens import FORM, ICON

ANSWER = "certificates.answer_objection"
PER_PAGE = 50


@require_safe
@requires(ANSWER)
def objection_list(request: HttpRequest) -> HttpResponse:
    """Waiting ones first, the oldest of them first: somebody waits for them."""
    page = Paginator(RevocationAppeal.objects.in_order_of_work(), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request,
        "certificates/life/objections.html",
        {
            **frame(_("Objections to revocations"), icon=ICON),
            "page_obj": page,
            "rows": [{"objection": one, "state": state_in_words(one)} for one in page],
        },
    )


@FORM
@requires(ANSWER)
def answer_one(request: HttpRequest, pk: int) -> HttpResponse:
    found = RevocationAppeal.objects.select_related("certificate__employee", "certificate__revoked_by", "decided_by")
    objection = get_object_or_404(found, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decided = answer(
                objection=objection,
                is_granted=form.cleaned_data["decision"] == "grant",
                text=form.cleaned_data["text"],
                answered_by=request.user,
            )
        except CannotChange as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The objection is answered: %(state)s.") % {"state": state_in_words(decided)})
            return redirect("certificates_objections:one", decided.pk)
    parents = [(_("Objections to revocations"), reverse("certificates_objections:list"))]
    return render(
        request,
        "certificates/life/objection.html",
        {
            **frame(objection.certificate.folio, icon=ICON, parents=parents),
            "objection": objection,
            "certificate": objection.certificate,
            "state": state_in_words(objection),
            "form": form,
            "not_by_you": why_not_answered_by(objection, request.user),
            "back_url": reverse("certificates_objections:list"),
        },
    )
