"""Django, Wagtail, allauth and taggit speak Spanish in full: theirs, and what site/locale_packages adds to it."""

import re
from pathlib import Path

import allauth
import django
import pytest
import taggit
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import trans_real

CATALOGUES = settings.LOCALE_PATHS[1] / "es_MX" / "LC_MESSAGES"
#: Parts of the packages that this site does not install.
UNUSED = (
    "/django/contrib/",
    "/wagtail/locales/",
    "/wagtail/contrib/forms/",
    "/search_promotions/",
    "/simple_translation/",
    "/styleguide/",
)
USED_OF_DJANGO = ("/contrib/auth/", "/contrib/humanize/", "/contrib/contenttypes/", "/contrib/sessions/")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}|<[^>]+>")


def entries(path):
    with path.open("rb") as source:
        for message in read_po(source, locale="es_MX" if "es_MX" in str(path) else None):
            if message.id:
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                yield message.context, ids, strings


def english_catalogues():
    for package in (django, wagtail, allauth, taggit):
        for path in sorted(Path(package.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")):
            place = str(path)
            if any(part in place for part in USED_OF_DJANGO) or not any(part in place for part in UNUSED):
                yield path


def has_spanish(context, ids):
    key = f"{context}\x04{ids[0]}" if context else ids[0]
    keys = [key] if len(ids) == 1 else [(key, 0), (key, 1)]
    translation = trans_real.translation("es-mx")
    while translation is not None:
        catalogue = getattr(translation, "_catalog", None) or {}
        if all(_text(catalogue, one) for one in keys):
            return True
        translation = translation._fallback
    return False


def _text(catalogue, key):
    try:
        return catalogue[key]
    except KeyError:
        return None


def test_the_packages_are_in_spanish_without_a_gap():
    gaps = {
        ids[0] for path in english_catalogues() for context, ids, _ in entries(path) if not has_spanish(context, ids)
    }
    assert gaps == set()


def test_a_gap_is_noticed():
    assert not has_spanish(None, ["A sentence that no package has"])


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_placeholders_and_markup_survive(name):
    def of(texts):
        return sorted(set(PLACEHOLDER.findall(texts[-1])))

    assert [ids for _, ids, strings in entries(CATALOGUES / name) if of(ids) != of(strings)] == []


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_it_says_usted_and_quotes_as_we_do(name):
    ours = re.compile(
        r"\b(tú|tu|tus|haz|puedes|debes|tienes|quieres|estás|has|clic)\b|\w/as?\b|“|”|\s\"|'", re.IGNORECASE
    )
    texts = (re.sub(r"<[^>]+>", "", text) for _, _, strings in entries(CATALOGUES / name) for text in strings)
    assert [text for text in texts if ours.search(text)] == []
