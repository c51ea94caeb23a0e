"""RH's own screens about people: the list, one person, and the acts, each of which says first what it will do."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..admin_pages import frame, requires
from ..models import Appointment, Delegation, Department, Employee
from ..movements.rules import CannotMove
from ..organisation import current_appointment
from ..registries import person_panels
from .forms import ON_PERSON, ON_ROW, ActForm, acts_for
from .hire_form import HireForm
from .listing import SITUATIONS, Wanted, people_on
from .preview import preview

VIEW, CHANGE = "people.view_employee", "people.change_employee"
PER_PAGE = 50
LIST = "people_staff:index"


@require_safe
@requires(VIEW)
def people(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.of(request.GET)
    page = Paginator(people_on(wanted), PER_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    return render(
        request,
        "people/staff/list.html",
        {
            **frame(_("People"), icon="group"),
            "wanted": wanted,
            "page_obj": page,
            "query": query.urlencode(),
            "departments": Department.objects.order_by("path"),
            "situations": SITUATIONS.items(),
            "may_hire": request.user.has_perm("people.add_employee"),
            "is_today": wanted.day == timezone.localdate(),
        },
    )


@require_safe
@requires(VIEW)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    may_change = request.user.has_perm(CHANGE) and not _is_own(request, employee)
    today = timezone.localdate()
    appointments = list(employee.appointments.select_related("department", "post").order_by("-starts_on", "-pk"))
    delegations = Delegation.objects.filter(head=employee) | Delegation.objects.filter(deputy=employee)
    return render(
        request,
        "people/staff/person.html",
        {
            **frame(employee.full_name, icon="user", parents=[(_("People"), reverse(LIST))]),
            "employee": employee,
            "today": today,
            "current": current_appointment(employee),
            "appointments": [{"row": row, "when": _when(row, today)} for row in appointments],
            "earlier": employee.earlier_service.all(),
            "delegations": delegations.select_related("head", "deputy").order_by("-starts_on"),
            "is_own": _is_own(request, employee),
            "may_change": may_change,
            "acts": [{"word": word, "label": ON_PERSON[word].title} for word in acts_for(employee)],
            "panels": [panel for provider in person_panels for panel in provider(employee)],
        },
    )


def _when(row: Appointment, today) -> str:
    if row.starts_on > today:
        return "coming"
    return "past" if row.ends_on and row.ends_on < today else "now"


def _is_own(request: HttpRequest, employee: Employee) -> bool:
    return employee.user_id is not None and employee.user_id == request.user.pk


@require_http_methods(["GET", "HEAD", "POST"])
@requires("people.add_employee")
def hire_person(request: HttpRequest) -> HttpResponse:
    return _act(request, HireForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE)
def act_on_person(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """An act of forms.ON_PERSON."""
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    if word not in ON_PERSON:
        raise Http404
    return _act(request, ON_PERSON[word](request.POST or None, employee=employee))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE)
def act_on_row(request: HttpRequest, pk: int, row: int, word: str) -> HttpResponse:
    """An act of forms.ON_ROW, on an appointment or a delegation of that person."""
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    if word not in ON_ROW:
        raise Http404
    form_class, model = ON_ROW[word]
    if model is Delegation:
        found = get_object_or_404(Delegation.objects.select_related("head", "deputy"), head=employee, pk=row)
    else:
        rows = Appointment.objects.select_related("employee", "department", "post")
        found = get_object_or_404(rows, employee=employee, pk=row)
    return _act(request, form_class(request.POST or None, employee=employee, row=found))


def _act(request: HttpRequest, form: ActForm) -> HttpResponse:
    """The form, then what it will do, then the act: nothing is written before the second answer."""
    sentences: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "confirmado" in request.POST:
                employee = form.perform(request.user)
                messages.success(request, _("It is recorded: %(act)s.") % {"act": form.title})
                return redirect("people_staff:person", employee.pk)
            if "cambiar" not in request.POST:
                sentences = preview(form, request.user)
        except CannotMove as refused:
            form.add_error(None, str(refused))
    trail = [(_("People"), reverse(LIST))]
    if form.employee:
        trail.append((form.employee.full_name, reverse("people_staff:person", args=[form.employee.pk])))
    return render(
        request,
        "people/staff/act.html",
        {
            **frame(str(form.title), icon="clipboard-list", parents=trail),
            "form": form,
            "sentences": sentences,
            "is_confirming": request.method == "POST" and form.is_valid() and "cambiar" not in request.POST,
            "back_url": trail[-1][1],
        },
    )
