"""Explains the words of the trade where they first appear in a lesson."""

import re
from html.parser import HTMLParser

from django.urls import reverse
from django.utils.html import format_html

from .models import GlossaryTerm

# Inside these a link would be nested or would disturb the reader.
UNTOUCHED_TAGS = {
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "button",
    "summary",
    "dfn",
    "th",
    "figcaption",
    "script",
    "style",
    "title",
}


class _FirstMentions(HTMLParser):
    """Copies HTML through, turning the first mention of each term in running text into a link to its meaning."""

    def __init__(self, terms):
        super().__init__(convert_charrefs=False)
        self.terms = {term.term.casefold(): term for term in terms}
        self.found = []
        self.out = []
        self.closed_to_links = 0
        words = sorted((re.escape(term.term) for term in terms), key=len, reverse=True)
        self.pattern = re.compile(rf"(?<![\w-])({'|'.join(words)})(?![\w-])", re.IGNORECASE) if words else None

    def handle_starttag(self, tag, attrs):
        self.out.append(self.get_starttag_text())
        self.closed_to_links += tag in UNTOUCHED_TAGS

    def handle_startendtag(self, tag, attrs):
        self.out.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        self.out.append(f"</{tag}>")
        self.closed_to_links -= tag in UNTOUCHED_TAGS and self.closed_to_links > 0

    def handle_data(self, data):
        self.out.append(data if self.closed_to_links or not self.pattern else self.pattern.sub(self._explain, data))

    def handle_entityref(self, name):
        self.out.append(f"&{name};")

    def handle_charref(self, name):
        self.out.append(f"&#{name};")

    def handle_comment(self, data):
        self.out.append(f"<!--{data}-->")

    def _explain(self, match):
        term = self.terms.get(match[0].casefold())
        if term is None or term in self.found:
            return match[0]
        self.found.append(term)
        address = f"{reverse('courses:glossary')}#{term.slug}"
        # The matched text comes from HTML and is escaped already, so only the attributes are filled in.
        opening = format_html('<a class="term" href="{}" data-definition="{}">', address, term.definition)
        return f"{opening}{match[0]}</a>"


def explain_terms(html, terms=None):
    """`html` (trusted, rendered) with first mentions linked to the glossary, and the list of terms found, in order.

    `terms` is an iterable of GlossaryTerm; all of them by default (one query).
    """
    parser = _FirstMentions(list(GlossaryTerm.objects.all() if terms is None else terms))
    parser.feed(html)
    parser.close()
    return "".join(parser.out), parser.found
