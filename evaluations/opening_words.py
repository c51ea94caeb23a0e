"""Why somebody cannot begin an attempt now, in a sentence that says what to do."""

from __future__ import annotations

import datetime as dt

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from . import opening

SENTENCES = {
    opening.AlreadyPassed: lambda reason: _("You have already passed this quiz."),
    opening.NoAttemptsLeft: lambda reason: _(
        "You have used all your attempts at this quiz. Ask the training office what to do next: your results stay "
        "recorded."
    ),
    opening.StepNotOpen: lambda reason: _("This quiz opens when you finish the lessons before it."),
    opening.EnrolmentClosed: lambda reason: _("You have already completed this course."),
    opening.WaitingForMarks: lambda reason: _(
        "Your last attempt is still being marked. You will be able to take it again if it turns out to be necessary."
    ),
    opening.OpensLater: lambda reason: _("This quiz opens on %(moment)s.") % {"moment": moment_in_words(reason.moment)},
    opening.TooSoon: lambda reason: (
        _("You can take it again from %(moment)s on.") % {"moment": moment_in_words(reason.moment)}
    ),
    opening.DailyLimit: lambda reason: (
        _("You have used today's attempts. You can take it again from %(moment)s on.")
        % {"moment": moment_in_words(reason.moment)}
    ),
    opening.Closed: lambda reason: (
        _("This quiz closed on %(moment)s. If you could not take it, tell the training office.")
        % {"moment": moment_in_words(reason.moment)}
    ),
    opening.RemedialMissing: lambda reason: _(
        "Before you take it again, open the lessons of the part that is missing."
    ),
    opening.WrongCode: lambda reason: _("That is not the access code. Ask whoever supervises the room for it."),
}

TITLES = {
    opening.AlreadyPassed: lambda: _("You have passed this quiz"),
    opening.NoAttemptsLeft: lambda: _("You have used all your attempts"),
    opening.EnrolmentClosed: lambda: _("The course is completed"),
    opening.WaitingForMarks: lambda: _("Your answers are being marked"),
    opening.Closed: lambda: _("This quiz has closed"),
    opening.TooSoon: lambda: _("A little later"),
    opening.DailyLimit: lambda: _("No more attempts today"),
    opening.RemedialMissing: lambda: _("First read again"),
}


def why_not(reason: opening.CannotStart) -> str:
    return SENTENCES[type(reason)](reason)


def title_of(reason: opening.CannotStart) -> str:
    """Two or three words for the notice that holds the sentence."""
    return TITLES[type(reason)]() if type(reason) in TITLES else _("Not open yet")


def moment_in_words(moment: dt.datetime) -> str:
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {
        "day": formats.date_format(local, "DATE_FORMAT").lower(),
        "time": local.strftime("%H:%M"),
    }
