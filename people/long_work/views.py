from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..admin_pages import frame
from ..ledger import record_decision
from ..models import Work

SHOWN = 50
#: Seconds after which a page that waits looks again by itself.
LOOK_AGAIN = 4
# Tone and icon of each state on screen, beside its words.
LOOKS = {
    Work.State.WAITING: ("neutral", "clock"),
    Work.State.RUNNING: ("info", "half"),
    Work.State.DONE: ("ok", "check-circle"),
    Work.State.FAILED: ("bad", "alert"),
}


def status_of(work: Work) -> dict[str, str]:
    """What includes/status.html takes."""
    tone, icon = LOOKS[work.state]
    return {"label": work.get_state_display(), "tone": tone, "icon_name": icon}


@require_safe
@never_cache
@login_required
def works(request: HttpRequest) -> HttpResponse:
    """What one asked for, the newest first."""
    found = list(Work.objects.filter(owner=request.user)[:SHOWN])
    for one in found:
        one.status = status_of(one)
    context = {**frame(_("My long work"), icon="history"), "works": found}
    return render(request, "people/long_work/list.html", context)


@require_safe
@never_cache
@login_required
def work(request: HttpRequest, uuid) -> HttpResponse:
    found = get_object_or_404(Work, uuid=uuid, owner=request.user)
    response = render(request, "people/long_work/one.html", {**frame(found.title, icon="history"), "work": found})
    if not found.is_over:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_POST
@never_cache
@login_required
def take(request: HttpRequest, uuid) -> HttpResponse:
    """The file that the work ended with, for whoever asked for it, until it expires."""
    found = get_object_or_404(Work, uuid=uuid, owner=request.user)
    if not found.has_result or not found.result.storage.exists(found.result.name):
        raise Http404
    record_decision(act="export", actor=request.user, subject=found.result_name, after={"sha256": found.result_sha256})
    return FileResponse(
        found.result.open("rb"), as_attachment=True, filename=found.result_name, content_type=found.result_type
    )
