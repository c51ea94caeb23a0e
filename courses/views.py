"""The learner's pages and acts: who may see what; what happens is decided in the domain modules."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import PageViewRestriction, Site
from wagtail.views import serve as wagtail_serve

from .classroom import classroom
from .completion import complete_step
from .enrolment import CannotEnrol, enrol
from .lesson_view import enrolment_for, step_context
from .models import CatalogPage, CoursePage, Enrolment, GlossaryTerm, LessonPage, ModulePage, StepProgress
from .outline import address_of, outline_of
from .progress import progress_of
from .sessions.own import has_sessions
from .steps import step_models

# The catalogue's own slug, which urls.py repeats.
CATALOGUE = "cursos"


def serve_course_path(request, path=""):
    """Serve the catalogue or a page below it by one joined query; what is restricted goes by Wagtail's own routing.

    Wagtail asks two queries per level of the tree, and these are the pages that officials open most.
    """
    if request.method in {"GET", "HEAD"}:
        for model in _models_at(path.strip("/").count("/") + 1 if path.strip("/") else 0):
            page = _page_at(model, path)
            if page and not page.is_restricted:
                return page.serve(request)
    return wagtail_serve(request, f"{CATALOGUE}/{path}")


def _models_at(level):
    """The page models that may stand `level` levels below the catalogue, the likeliest first."""
    above_steps = {0: [CatalogPage], 1: [CoursePage], 2: [ModulePage]}.get(level, [])
    return above_steps if level < 2 else [*above_steps, *step_models()]


def _page_at(model, path):
    """The live page of `model` at `path` below the catalogue; `is_restricted` when a view restriction covers it."""
    wanted = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(wanted=wanted).filter(wanted__startswith=F("page__path"))
    home = Site.objects.filter(is_default_site=True).values("root_page__url_path")[:1]
    place = f"{CATALOGUE}/{path}".strip("/")
    address = Concat(Subquery(home), Value(f"{place}/"))
    pages = model.objects.live().filter(slug=place.rpartition("/")[2], url_path=address)
    if model is CoursePage:
        # Told along with the page, so that the many courses that no room gives cost no query for it.
        pages = pages.annotate(has_sessions=has_sessions())
    return pages.annotate(is_restricted=Exists(restrictions)).first()


def lesson(request, page):
    """A lesson, for people who are enrolled; authors may read without being enrolled."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    request.enrolment = enrolment_for(request, page)
    context = page.get_context(request)
    if request.enrolment is None and not request.user.has_perm("wagtailadmin.access_admin"):
        messages.info(request, _("Start the course to open its lessons: your progress is saved from then on."))
        return redirect(context["course_url"])
    step = context["step"]
    if request.enrolment and step and not step["available"]:
        messages.info(request, _("This lesson opens when you finish the ones before it. This is where you are."))
        return redirect(context["progress"].next_step["url"])
    return TemplateResponse(request, page.get_template(request), context)


@login_required
@require_GET
def my_classroom(request):
    """What I must do and why, where I am, and what I have achieved."""
    employee = getattr(request.user, "employee", None)
    return render(request, "courses/my_classroom.html", classroom(request, employee))


@login_required
@require_POST
def enrol_in_course(request, course_id):
    """Start a course of the catalogue and open its first step."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        messages.error(request, _("Your account is not on the roster, so its progress cannot be recorded."))
        return redirect("courses:my_classroom")
    course = get_object_or_404(CoursePage.objects.live().public(), pk=course_id)
    try:
        enrolment = enrol(employee=employee, course=course)
    except CannotEnrol as reason:
        messages.error(request, str(reason))
        return redirect(address_of(course))
    if enrolment.started_at is None:
        Enrolment.objects.filter(pk=enrolment.pk, started_at=None).update(started_at=timezone.now())
    progress = progress_of(enrolment, outline_of(course), is_sequential=course.is_sequential)
    return redirect(progress.next_step["url"] if progress.next_step else address_of(course))


def _own_step(request, page_id):
    """The live lesson and the person's enrolment around it, or 404."""
    page = get_object_or_404(LessonPage.objects.live(), pk=page_id)
    enrolment = enrolment_for(request, page)
    if enrolment is None:
        raise Http404
    return page, enrolment


@login_required
@require_POST
def complete_lesson(request, page_id):
    """Mark a lesson as read and go on to the next step."""
    page, enrolment = _own_step(request, page_id)
    step = step_context(page, enrolment)["step"]
    if step is None or not step["available"]:
        messages.info(request, _("This lesson opens when you finish the ones before it. This is where you are."))
        return redirect(address_of(enrolment.course))
    completion = complete_step(enrolment=enrolment, step=page)
    enrolment.refresh_from_db()
    progress = progress_of(enrolment, outline_of(enrolment.course), is_sequential=enrolment.course.is_sequential)
    _before, following = progress.neighbours(page.pk)
    if following and not following["available"]:
        following = progress.next_step
    if completion and following is None:
        messages.success(request, _("You have completed the course. Your constancia is in My classroom."))
        return redirect("courses:my_classroom")
    return redirect(following["url"] if following else address_of(enrolment.course))


@login_required
@require_POST
def save_position(request, page_id):
    """Remember the last block on screen, so that another device opens the lesson there."""
    page, enrolment = _own_step(request, page_id)
    position = request.POST.get("position", "")[:60]
    if enrolment.is_open:
        StepProgress.objects.update_or_create(enrolment=enrolment, step_id=page.pk, defaults={"position": position})
        Enrolment.objects.filter(pk=enrolment.pk).update(
            last_step=page.pk, started_at=enrolment.started_at or timezone.now()
        )
    return HttpResponse(status=204)


@require_GET
def glossary(request):
    """All terms with their meaning and source."""
    return render(request, "courses/glossary.html", {"terms": GlossaryTerm.objects.all()})
