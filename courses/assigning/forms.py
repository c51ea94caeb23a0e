"""The form of an assignment: what, for whom, by when and why. It makes a Rule and writes nothing."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.api import Department, Employee, Post, UnreadableRoster

from ..models import Assignment, CoursePage, TrainingRequirement
from .numbers import Named, people_in_file, people_in_text
from .rules import Rule

FAULTS_TOLD = 30
MOST_DAYS = 1000
YEARS_AHEAD = 5
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AssignmentForm(forms.ModelForm):
    """Fields of a Rule; `rule()` after is_valid(). The people come as employee numbers, typed or in a file."""

    numbers = forms.CharField(
        label=gettext_lazy("Employee numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("One on each line, or parted by commas."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file with the numbers"),
        required=False,
        help_text=gettext_lazy("CSV or Excel: the column «Número de empleado», or the first one."),
    )
    excluded_numbers = forms.CharField(
        label=gettext_lazy("Except these employee numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("Somebody who is lawfully exempt gets an exemption with its document instead."),
    )
    skips_unknown = forms.BooleanField(
        label=gettext_lazy("Go on without the numbers that are not on the roll"), required=False
    )

    class Meta:
        model = Assignment
        fields = [
            "title",
            "reason",
            "requirement",
            "course",
            "audience",
            "departments",
            "posts",
            "hired_from",
            "hired_until",
            "starts_on",
            "due_kind",
            "due_on",
            "due_days",
            "due_in_working_days",
            "least_days",
        ]
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "audience": forms.RadioSelect,
            "departments": forms.CheckboxSelectMultiple,
            "posts": forms.CheckboxSelectMultiple,
            "due_kind": forms.RadioSelect,
            **dict.fromkeys(["hired_from", "hired_until", "starts_on", "due_on"], DAY),
        }

    def __init__(self, *args, rule: Rule | None = None, is_begun: bool = False, **kwargs):
        """`rule` fills the form; the day on which an assignment that `is_begun` started cannot change."""
        self.before = rule
        initial = self._initial_of(rule) if rule else {"starts_on": timezone.localdate()}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        # Read once per form: Django's check boxes would ask the database for each look at the choices.
        self.fields["departments"].label_from_instance = lambda department: department.indented_name
        self.fields["departments"].queryset = Department.objects.filter(is_active=True).order_by("path")
        self.fields["posts"].queryset = Post.objects.order_by("name")
        self.fields["requirement"].queryset = TrainingRequirement.objects.filter(is_active=True)
        self.fields["course"].queryset = CoursePage.objects.live().order_by("title")
        self.fields["requirement"].empty_label = self.fields["course"].empty_label = "—"
        for name in ("audience", "due_kind"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        self.fields["starts_on"].disabled = is_begun
        self.fields["due_days"].validators.append(MaxValueValidator(MOST_DAYS))
        for name in ("title", "reason", "requirement", "course", "numbers", "excluded_numbers"):
            self.fields[name].widget.attrs["class"] = "wide"

    @staticmethod
    def _initial_of(rule: Rule) -> dict[str, object]:
        numbers = dict(Employee.objects.filter(pk__in=rule.people | rule.excluded).values_list("pk", "number"))
        named, left_out = ([numbers[pk] for pk in pks if pk in numbers] for pks in (rule.people, rule.excluded))
        values = {name: getattr(rule, name) for name in AssignmentForm.Meta.fields if hasattr(rule, name)}
        return values | {
            "requirement": rule.requirement_id,
            "course": rule.course_id,
            "departments": list(rule.departments),
            "posts": list(rule.posts),
            "numbers": "\n".join(sorted(named)),
            "excluded_numbers": "\n".join(sorted(left_out)),
        }

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not (self.fields["starts_on"].disabled or 2000 <= day.year <= timezone.localdate().year + YEARS_AHEAD):
            raise ValidationError(_("Check the year."))
        return day

    def clean(self):
        values = super().clean()
        kinds = Assignment.Audience
        self._people = self._named(values) if values.get("audience") == kinds.PEOPLE else Named()
        self._excluded = people_in_text(values.get("excluded_numbers", ""))
        self._tell_faults("excluded_numbers", self._excluded)
        if values.get("audience") == kinds.DEPARTMENTS and not values.get("departments"):
            self.add_error("departments", _("Choose at least one department."))
        if values.get("audience") == kinds.POSTS and not values.get("posts"):
            self.add_error("posts", _("Choose at least one post."))
        first, last = values.get("hired_from"), values.get("hired_until")
        if values.get("audience") == kinds.HIRED and not (first or last):
            self.add_error("hired_from", _("Give the first day, the last day, or both."))
        if first and last and last < first:
            self.add_error("hired_until", _("The last day comes before the first one."))
        return values

    def _named(self, values) -> Named:
        found = people_in_text(values.get("numbers", ""))
        self._tell_faults("numbers", found)
        if file := values.get("file"):
            try:
                of_file = people_in_file(file.read(), file_name=file.name)
            except UnreadableRoster as reason:
                self.add_error("file", str(reason))
                return found
            self._tell_faults("file", of_file)
            found = Named(found.people | of_file.people, found.faults + of_file.faults)
        if not found.people and not found.faults:
            self.add_error("numbers", _("Write at least one employee number, or choose a file."))
        return found

    def _tell_faults(self, field: str, found: Named) -> None:
        if not found.faults or self.cleaned_data.get("skips_unknown"):
            return
        told = list(found.faults[:FAULTS_TOLD])
        if more := len(found.faults) - len(told):
            told.append(ngettext("And %(n)d more row.", "And %(n)d more rows.", more) % {"n": more})
        self.add_error(field, ValidationError(told))

    def rule(self) -> Rule:
        """What the form proposes; fields that its kind of audience or of due day does not use are left empty."""
        values = self.cleaned_data
        kinds, due = Assignment.Audience, Assignment.Due
        due_kind = values["due_kind"]
        return Rule(
            title=values["title"],
            reason=values["reason"],
            requirement_id=values["requirement"].pk if values["requirement"] else None,
            course_id=values["course"].pk if values["course"] else None,
            audience=values["audience"],
            departments=frozenset(row.pk for row in values["departments"]),
            posts=frozenset(row.pk for row in values["posts"]),
            people=self._people.people if values["audience"] == kinds.PEOPLE else frozenset(),
            excluded=self._excluded.people,
            hired_from=values["hired_from"],
            hired_until=values["hired_until"],
            starts_on=values["starts_on"],
            due_kind=due_kind,
            due_on=values["due_on"] if due_kind == due.FIXED else None,
            due_days=values["due_days"] if due_kind.startswith("after_") else None,
            due_in_working_days=values["due_in_working_days"] and due_kind.startswith("after_"),
            least_days=values["least_days"],
            assignment_id=self.before.assignment_id if self.before else None,
        )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3, "class": "wide"}), max_length=1000
    )
