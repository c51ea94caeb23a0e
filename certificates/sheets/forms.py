"""The forms of templates and of drawn signatures."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from courses.api import CoursePage, TrainingRequirement
from people.api import Municipality, contrast_ratio

from ..models import CertificateTemplate, Kind, SheetPicture, Shown, TemplateVersion
from .composing import WORDINGS
from .pictures import BACKGROUND, SIGNATURE, Purpose, UnfitPicture, clean_picture, keep
from .placeholders import Unfillable, check
from .samples import HARDEST_NAME, ORDINARY_NAME, Training, hardest_training, training_of
from .signatories import MOST_SIGNATORIES, posts_on

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5


class PictureField(forms.FileField):
    """A picture in PNG or JPEG; its clean value is an unsaved SheetPicture with pixels that were drawn anew."""

    def __init__(self, *, purpose: Purpose, **kwargs: Any):
        self.purpose = purpose
        super().__init__(widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> SheetPicture | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return clean_picture(upload, self.purpose)
        except UnfitPicture as error:
            raise forms.ValidationError(str(error)) from error


class TemplateForm(forms.ModelForm):
    """What a template says and shows. It saves nothing: `design` is for the sample, `values` for editing.save."""

    name = forms.CharField(
        label=gettext_lazy("Name of the template"),
        max_length=80,
        help_text=gettext_lazy("Only those who edit templates see it."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=Kind.choices)
    shows = forms.MultipleChoiceField(
        label=gettext_lazy("what is shown"),
        choices=Shown.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("who signs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Whoever holds the post on the day of issue signs, three at most. None chosen: all who sign that day."
        ),
    )
    new_background = PictureField(
        purpose=BACKGROUND,
        label=gettext_lazy("background"),
        required=False,
        help_text=gettext_lazy("PNG or JPEG in the shape of the sheet, light, of 5 MB at most."),
    )
    drops_background = forms.BooleanField(label=gettext_lazy("Without background"), required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TemplateVersion
        fields = ["layout", *WORDINGS, "has_crest", "primary_colour", "accent_colour", "carries_statement"]
        widgets = {"deed": AdminAutoHeightTextInput(), "note": AdminAutoHeightTextInput()}

    def __init__(
        self,
        *args: Any,
        template: CertificateTemplate | None,
        kept_background: SheetPicture | None = None,
        municipality: Municipality,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.template = template
        self.kept_background = kept_background
        if template:
            del self.fields["kind"]
        posts = posts_on(municipality=municipality, day=timezone.localdate())
        # A post that nobody holds today stays chosen until somebody takes it away.
        posts += [post for post in self.initial.get("posts", []) if post not in posts]
        self.fields["posts"].choices = [(post, post) for post in posts]
        for name, colour in (
            ("primary_colour", municipality.primary_colour),
            ("accent_colour", municipality.accent_colour),
        ):
            self.fields[name].widget.attrs["placeholder"] = colour
            self.fields[name].help_text = _("As # and six digits; empty takes the municipality's: %(colour)s.") % {
                "colour": colour
            }

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def _fillable(self, field: str) -> str:
        # One paragraph each: line ends of the text box would print as spaces anyway.
        text = " ".join(self.cleaned_data[field].split())
        try:
            check(text)
        except Unfillable as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean_heading(self) -> str:
        return self._fillable("heading")

    def clean_awards(self) -> str:
        return self._fillable("awards")

    def clean_deed(self) -> str:
        return self._fillable("deed")

    def clean_note(self) -> str:
        return self._fillable("note")

    def clean_posts(self) -> list[str]:
        posts = self.cleaned_data["posts"]
        if len(posts) > MOST_SIGNATORIES:
            raise forms.ValidationError(_("Three posts at most: more do not fit side by side."))
        return posts

    def clean_primary_colour(self) -> str:
        colour = self._colour("primary_colour")
        if colour and (ratio := contrast_ratio(colour, "#ffffff")) < LEAST_CONTRAST:
            message = _("On white paper this colour reads badly: contrast %(ratio).1f to 1, and 4.5 is the least.")
            raise forms.ValidationError(message % {"ratio": ratio})
        return colour

    def clean_accent_colour(self) -> str:
        return self._colour("accent_colour")

    def _colour(self, field: str) -> str:
        colour = self.cleaned_data[field]
        if colour and not COLOUR.fullmatch(colour):
            raise forms.ValidationError(_("Write the colour as # and six digits, such as #14505c."))
        return colour

    @property
    def chosen_kind(self) -> str:
        return self.template.kind if self.template else self.cleaned_data["kind"]

    @property
    def design(self) -> TemplateVersion:
        """The version that the form describes, unsaved and so is a background that was just uploaded."""
        design = self.instance
        design.shows = self.cleaned_data["shows"]
        design.posts = self.cleaned_data["posts"]
        design.background = None if self.cleaned_data["drops_background"] else self._background()
        return design

    def _background(self) -> SheetPicture | None:
        return self.cleaned_data["new_background"] or self.kept_background

    def values(self) -> dict[str, Any]:
        """As editing.save takes it; a background that was just uploaded is kept from now on."""
        design = self.design
        if design.background and design.background.pk is None:
            design.background = keep(design.background)
        names = [*self.Meta.fields, "shows", "posts", "background"]
        return {name: getattr(design, name) for name in names}


class SampleForm(forms.Form):
    """With whose data the sample is drawn."""

    NAMES = {"hardest": HARDEST_NAME, "ordinary": ORDINARY_NAME}

    sample_name = forms.ChoiceField(
        label=gettext_lazy("Name on the sample"),
        choices=[
            ("hardest", gettext_lazy("very long, with ñ and ü")),
            ("ordinary", gettext_lazy("ordinary")),
        ],
    )
    sample_course = forms.ModelChoiceField(
        label=gettext_lazy("Course on the sample"),
        queryset=CoursePage.objects.none(),
        required=False,
        empty_label=gettext_lazy("invented, with a long title"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sample_course"].queryset = CoursePage.objects.live().order_by("title")

    @property
    def chosen_name(self) -> str:
        return self.NAMES[self.cleaned_data["sample_name"]]

    @property
    def training(self) -> Training:
        course = self.cleaned_data["sample_course"]
        return training_of(course) if course else hardest_training()


class UsesForm(forms.Form):
    """Which courses and requirements take a template."""

    courses = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Courses"),
        queryset=CoursePage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    requirements = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Training requirements"),
        queryset=TrainingRequirement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, taken: dict[tuple[str, int], str], **kwargs: Any):
        """`taken` tells which other template a course or requirement takes now, by ("course", id)."""
        super().__init__(*args, **kwargs)
        # What has chosen it already stays in the list, or saving would take it away unseen.
        courses = CoursePage.objects.live() | CoursePage.objects.filter(pk__in=self.initial["courses"])
        in_force = Q(is_active=True) | Q(pk__in=self.initial["requirements"])
        self.fields["courses"].queryset = courses.order_by("title")
        self.fields["requirements"].queryset = TrainingRequirement.objects.filter(in_force).order_by("title")
        for name, kind in (("courses", "course"), ("requirements", "requirement")):
            self.fields[name].label_from_instance = lambda one, kind=kind: _label(one, taken.get((kind, one.pk)))


def _label(one: Any, template: str | None) -> str:
    return _("%(title)s (now with «%(template)s»)") % {"title": one, "template": template} if template else str(one)


class SignatureForm(forms.Form):
    """The picture of one signature."""

    picture = PictureField(
        purpose=SIGNATURE,
        label=gettext_lazy("picture of the signature"),
        help_text=gettext_lazy("PNG with a transparent or white background, or JPEG, of 5 MB at most."),
        error_messages={"required": gettext_lazy("Choose the picture.")},
    )
