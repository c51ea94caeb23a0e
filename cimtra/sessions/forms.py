"""What a session, its cancellation and the votes of a point are typed into."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ..meanwhile import RefusesNewer
from ..models import AgendaItem, CouncilSession, SessionMember, Vote
from .acts import guests_as_text
from .agenda import as_text
from .bodies import bodies

ABSENT = (SessionMember.Presence.ABSENT, SessionMember.Presence.EXCUSED)


class SessionForm(RefusesNewer, WagtailAdminModelForm):
    """Cleaned to what `acts.call_session` and `acts.edit_session` take."""

    agenda = forms.CharField(
        label=_("Agenda"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One point per line, in order, without numbers."),
    )
    guests = forms.CharField(
        label=_("Members who are not on the roster"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One per line: full name, post. Those with an appointment on the body that day are added by themselves."
        ),
    )

    class Meta:
        model = CouncilSession
        fields = [
            "body",
            "kind",
            "number",
            "starts_at",
            "place",
            "is_public",
            "agenda",
            "guests",
            "stream_address",
            "recording_address",
            "minutes_address",
            "notes",
        ]
        widgets = {"notes": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        session = self.instance
        body = self.fields["body"]
        body.queryset = bodies()
        body.help_text = _(
            "The pleno and the commissions are departments of the organisation of kind commission or council."
        )
        if session.pk:
            # Whose session it is does not change: its members, its number and what falls due hang on it.
            del self.fields["body"]
            self.fields["agenda"].initial = as_text(session)
            self.fields["guests"].initial = guests_as_text(session)

    def as_it_stands(self) -> dict[str, str]:
        """With the agenda and the guests, which are rows of their own."""
        others = {"agenda": as_text(self.instance), "guests": guests_as_text(self.instance)}
        return {**super().as_it_stands(), **others}

    def clean_starts_at(self) -> Any:
        starts_at = self.cleaned_data["starts_at"]
        if self.instance.state == CouncilSession.State.HELD and starts_at > timezone.now():
            raise forms.ValidationError(_("This session was held, so its day has passed."))
        return starts_at

    def _get_validation_exclusions(self) -> set[str]:
        # The act says in words which number is taken; `year`, on which that rests, is no field here.
        return {*super()._get_validation_exclusions(), "number"}


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=250)


class PresenceForm(forms.Form):
    """A choice per member; `cleaned` is what `acts.record_presence` takes."""

    def __init__(self, *args, members: list[SessionMember], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            self.fields[f"m{member.pk}"] = forms.ChoiceField(
                label=member.name, choices=SessionMember.Presence.choices, initial=member.presence
            )

    def rows(self) -> list[tuple[SessionMember, forms.BoundField]]:
        return [(member, self[f"m{member.pk}"]) for member in self.members]

    @property
    def cleaned(self) -> dict[int, str]:
        return {member.pk: self.cleaned_data[f"m{member.pk}"] for member in self.members}


class VotesForm(forms.Form):
    """The decision on a point and the vote of each who was present; nothing is chosen for anybody."""

    decision = forms.ChoiceField(label=_("Decision"), choices=AgendaItem.Decision.choices)

    def __init__(self, *args, item: AgendaItem, members: list[SessionMember], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.members = [member for member in members if member.presence not in ABSENT]
        self.fields["decision"].initial = item.decision
        given = {vote.member_id: vote.choice for vote in item.votes.all()}
        choices = [("", _("Did not vote")), *Vote.Choice.choices]
        for member in self.members:
            self.fields[f"m{member.pk}"] = forms.ChoiceField(
                label=member.name, choices=choices, required=False, initial=given.get(member.pk, "")
            )

    def rows(self) -> list[tuple[SessionMember, forms.BoundField]]:
        return [(member, self[f"m{member.pk}"]) for member in self.members]

    @property
    def votes(self) -> dict[int, str]:
        return {member.pk: self.cleaned_data[f"m{member.pk}"] for member in self.members}
