"""How dates, hours, grades and CIMTRA aspects are said on a constancia and on its verification page."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What stands inside « » is quoted with “ ”, and what stands inside these with ‘ ’ (Ortografía de la lengua española).
INNER_QUOTES = str.maketrans({"«": "“", "»": "”", "“": "‘", "”": "’"})


def within_quotes(text):
    """`text` as it is written inside « »: its own quotation marks go one level in."""
    return text.translate(INNER_QUOTES)


def day_text(day):
    """«3 de marzo de 2026»: Django's Mexican catalogue has the months with a capital, which Spanish does not."""
    return date_format(day, "DATE_FORMAT").lower()


def moment_text(moment):
    """«3 de marzo de 2026, 10:42 h», in the municipality's time."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT").lower()


def plain_number(value):
    """Without needless zeros: 3.00 is 3, 1.50 is 1.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def hours_text(hours):
    text = plain_number(hours)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if text == "1" else 2) % {"hours": text}


def score_text(score):
    return _("%(score)s out of 100") % {"score": plain_number(score)}


def period_text(first, last):
    """One day or from day to day, repeating neither month nor year where they are the same."""
    if first is None or first >= last:
        return _("on %(day)s") % {"day": day_text(last)}
    if (first.year, first.month) == (last.year, last.month):
        beginning = str(first.day)
    elif first.year == last.year:
        beginning = date_format(first, _("j F")).lower()
    else:
        beginning = day_text(first)
    return _("from %(first)s to %(last)s") % {"first": beginning, "last": day_text(last)}


def validity_text(valid_until):
    if valid_until is None:
        return _("Does not expire")
    return _("Valid until %(day)s, inclusive") % {"day": day_text(valid_until)}


def aspect_line(lines):
    """The aspects of a requirement's basis lines, short enough for paper: «17 a 26 y 44», or one by its title.

    A line is what a requirement_basis_provider gives: {"label": …} and, from cimtra, "aspects": [{"number", "title"}].
    """
    aspects = {aspect["number"]: aspect["title"] for line in lines for aspect in line.get("aspects", [])}
    if len(aspects) == 1:
        [(number, title)] = aspects.items()
        return f"{number}. {title}"
    if aspects:
        return _joined(_ranges(sorted(aspects)))
    return "; ".join(line["label"] for line in lines)


def requirements_with_aspects(requirements):
    """Frozen requirement lines with their `aspect_line` added."""
    return [
        {**requirement, "aspect_line": aspect_line(requirement.get("aspects") or [])} for requirement in requirements
    ]


def _ranges(numbers):
    runs = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if len(run) > 2:
            yield _("%(first)d to %(last)d") % {"first": run[0], "last": run[-1]}
        else:
            yield from (str(number) for number in run)


def _joined(parts):
    parts = list(parts)
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first_ones)s and %(last_one)s") % {"first_ones": ", ".join(parts[:-1]), "last_one": parts[-1]}


def until_text(valid_until):
    """The validity as a bare value, beside its label."""
    if valid_until is None:
        return _("Does not expire")
    return _("Until %(day)s, inclusive") % {"day": day_text(valid_until)}
