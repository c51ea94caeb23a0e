"""The screens of the analysis in the admin: for those who write questions, without anybody's name."""

from __future__ import annotations

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..models import Question, QuizPage
from ..plugins import QuestionAction, question_actions
from . import charts, downloads
from .overview import overall_report, question_lines, quiz_lines, quizzes_with_results
from .quiz_report import SORTS, QuizAnalysis, analyse, sorted_questions
from .rows import CHOICES, FIRST, Choice
from .words import reliability_sentence, said

VIEW_ANALYSIS = "evaluations.view_question"
PER_PAGE = 20
DEFAULT_ORDER = "revisar"


def sees_analysis(view):
    """Only for those who may read the question bank."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(VIEW_ANALYSIS):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def frame(title: str, *, parents: list[tuple[str, str]] = ()) -> dict:
    """What Wagtail's page frame needs: title and the way here."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail += [{"url": url, "label": label} for label, url in parents]
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
    }


def choice_in(query: QueryDict) -> Choice:
    return CHOICES.get(query.get("intentos", ""), FIRST)


def order_in(query: QueryDict) -> tuple[str, bool]:
    """The column to sort by and whether downwards; a word that is unknown counts as none."""
    word = query.get("orden", DEFAULT_ORDER)
    key = word.removeprefix("-")
    return (key, word.startswith("-")) if key in SORTS else (DEFAULT_ORDER, False)


def query_of(choice: Choice, *, order: str = "") -> str:
    """The address's query for these attempts, without what is the default anyway."""
    query = QueryDict(mutable=True)
    if choice is not FIRST:
        query["intentos"] = choice.word
    if order and order != DEFAULT_ORDER:
        query["orden"] = order
    return query.urlencode()


@require_safe
@sees_analysis
def index(request: HttpRequest) -> HttpResponse:
    choice = choice_in(request.GET)
    page = Paginator(quizzes_with_results(), PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "evaluations/admin/analysis_index.html",
        {
            **frame(_("Analysis of quizzes")),
            "lines": quiz_lines(page.object_list, choice=choice),
            "page_obj": page,
            "choice": choice,
            "choices": CHOICES.values(),
            "query": query_of(choice),
            "cut_off": timezone.now(),
        },
    )


@require_safe
@sees_analysis
def quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    page = get_object_or_404(QuizPage, pk=quiz_id)
    analysis = analyse(page, choice=choice_in(request.GET))
    key, descending = order_in(request.GET)
    return render(
        request,
        "evaluations/admin/analysis_quiz.html",
        {
            **frame(page.title, parents=[(_("Analysis of quizzes"), reverse("evaluations_analysis:index"))]),
            "analysis": analysis,
            "figures": analysis.statistics,
            "tiles": tiles(analysis),
            "reliability": reliability_sentence(analysis.statistics),
            "histogram": charts.histogram(analysis.scores, pass_mark=page.pass_mark) if analysis.scores else None,
            "scatter": charts.scatter(analysis.questions),
            "lines": [
                {"figures": one, "advice": [said(code) for code in one.advice]}
                for one in sorted_questions(analysis.questions, key, descending=descending)
            ],
            "headings": headings(analysis.choice, key, descending=descending),
            "choice": analysis.choice,
            "choices": CHOICES.values(),
            "order": f"-{key}" if descending else key,
            "query": query_of(analysis.choice),
            "download_query": query_of(analysis.choice, order=f"-{key}" if descending else key),
            "cut_off": analysis.cut_off,
        },
    )


def tiles(analysis: QuizAnalysis) -> list[dict]:
    """The figures of the whole quiz, each with what it says in a few words."""
    figures = analysis.statistics

    def percent(value: float | None) -> str:
        return "–" if figures.percent(value) is None else f"{figures.percent(value):.1f}"

    def plain(value: float | None, places: int = 2) -> str:
        # A hyphen is too short for a minus.
        return "–" if value is None else f"{value:.{places}f}".replace("-", "\N{MINUS SIGN}")

    return [
        {"label": _("Mean grade"), "value": percent(figures.mean), "note": _("out of 100")},
        {"label": _("Median grade"), "value": percent(figures.median), "note": _("half of the attempts reach it")},
        {"label": _("Share that passes"), "value": plain(analysis.passed, 1), "note": _("per cent of these attempts")},
        {
            "label": _("Standard deviation"),
            "value": percent(figures.standard_deviation),
            "note": _("points: how far apart the grades lie"),
        },
        {
            "label": _("Cronbach's alpha"),
            "value": plain(figures.cronbach_alpha),
            "note": _("reliability: 1 is perfect, from 0.70 on it is good"),
        },
        {
            "label": _("Standard error"),
            "value": percent(figures.standard_error),
            "note": _("points that a grade may move by chance"),
        },
        {
            "label": _("Error ratio"),
            "value": plain(figures.error_ratio, 1),
            "note": _("per cent of the differences that is chance"),
        },
        {
            "label": _("Skewness and kurtosis"),
            "value": f"{plain(figures.skewness)} · {plain(figures.kurtosis)}",
            "note": _("below 0: most grades are high; above 0: many are alike"),
        },
    ]


def column_labels() -> dict[str, tuple[str, bool]]:
    """The columns of the table of questions by their words in the address: heading, and whether it is a number."""
    return {
        "codigo": (_("Question"), False),
        "revisar": (_("What to look at"), False),
        "n": (_("Answers"), True),
        "facilidad": (_("Facility"), True),
        "desviacion": (_("Standard deviation"), True),
        "discriminacion": (_("Discrimination"), True),
        "eficiencia": (_("Efficiency"), True),
        "peso": (_("Intended weight"), True),
        "peso-efectivo": (_("Effective weight"), True),
    }


def headings(choice: Choice, key: str, *, descending: bool) -> list[dict]:
    """The headings of the table of questions; each sorts by its column, and the other way when it is pressed again."""
    return [
        {
            "label": label,
            "is_number": is_number,
            "query": query_of(choice, order=f"-{word}" if word == key and not descending else word),
            "sort": ("descending" if descending else "ascending") if word == key else "",
        }
        for word, (label, is_number) in column_labels().items()
    ]


@require_safe
@sees_analysis
def question(request: HttpRequest, quiz_id: int, question_id: int) -> HttpResponse:
    page = get_object_or_404(QuizPage, pk=quiz_id)
    analysis = analyse(page, choice=choice_in(request.GET))
    found = analysis.question(question_id)
    if found is None:
        raise Http404
    query = query_of(analysis.choice)
    parents = [
        (_("Analysis of quizzes"), reverse("evaluations_analysis:index")),
        (page.title, f"{reverse('evaluations_analysis:quiz', args=[page.pk])}?{query}".rstrip("?")),
    ]
    return render(
        request,
        "evaluations/admin/analysis_question.html",
        {
            **frame(found.question.code, parents=parents),
            "analysis": analysis,
            "one": found,
            "statistics": found.statistics,
            "advice": [said(code) for code in found.advice],
            "choice": analysis.choice,
            "choices": CHOICES.values(),
            "cut_off": analysis.cut_off,
            "actions": actions(request, found.question),
        },
    )


def actions(request: HttpRequest, one: Question) -> list[QuestionAction]:
    """What this person may do with the question: write it anew, and what other modules offer."""
    offered = [action for offer in question_actions for action in offer(one, request.user)]
    found = [action for action in offered if action.url != request.path]
    if request.user.has_perm("evaluations.change_question"):
        edit = reverse(one.snippet_viewset.get_url_name("edit"), args=[one.pk])
        found.insert(0, QuestionAction(_("Open it in the bank"), edit, "edit"))
    return found


@require_safe
@sees_analysis
def question_everywhere(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question in all the quizzes that have asked it."""
    one = get_object_or_404(Question, pk=question_id)
    choice = choice_in(request.GET)
    return render(
        request,
        "evaluations/admin/analysis_everywhere.html",
        {
            **frame(one.code, parents=[(_("Analysis of quizzes"), reverse("evaluations_analysis:index"))]),
            "question": one,
            "lines": question_lines(one, choice=choice),
            "choice": choice,
            "choices": CHOICES.values(),
            "query": query_of(choice),
            "cut_off": timezone.now(),
            "actions": actions(request, one),
        },
    )


@require_safe
@sees_analysis
def requirements(request: HttpRequest) -> HttpResponse:
    """«Los aspectos que menos se dominan», over all quizzes."""
    choice = choice_in(request.GET)
    return render(
        request,
        "evaluations/admin/analysis_requirements.html",
        {
            **frame(
                _("What is mastered least"), parents=[(_("Analysis of quizzes"), reverse("evaluations_analysis:index"))]
            ),
            "report": overall_report(choice=choice),
            "choice": choice,
            "choices": CHOICES.values(),
            "cut_off": timezone.now(),
        },
    )


@require_safe
@sees_analysis
def download(request: HttpRequest, quiz_id: int, table: str, kind: str) -> HttpResponse:
    """A table of the screen as a file, in its order; it holds nobody's name, so no register is kept of it."""
    if table not in downloads.TABLES or kind not in downloads.CONTENT_TYPES:
        raise Http404
    page = get_object_or_404(QuizPage, pk=quiz_id)
    key, descending = order_in(request.GET)
    order = downloads.Order(key, descending, label=column_labels()[key][0])
    author = request.user.get_full_name() or request.user.get_username()
    analysis = analyse(page, choice=choice_in(request.GET))
    name, content = downloads.file_of(analysis, table=table, kind=kind, author=author, order=order)
    response = HttpResponse(content, content_type=downloads.CONTENT_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
