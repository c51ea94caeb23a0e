"""The blocks a lesson is written with: few, made for teaching, each with its own template."""

import math
import re

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# Adults read some 200 words a minute in expository Spanish; legal matter on a phone is slower.
WORDS_PER_MINUTE = 170

TEACHING_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "link"]


class RichTextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"features": TEACHING_FEATURES, **kwargs})


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        label=_("Description for people who do not see it"), max_length=250, help_text=_("What the image tells.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    file = DocumentChooserBlock(label=_("Video file (MP4 or WebM)"), required=False)
    address = blocks.URLBlock(label=_("or its address on the internet"), required=False)
    minutes = blocks.IntegerBlock(label=_("Minutes"), required=False, min_value=1, max_value=240)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"), features=["bold", "italic", "ul"], help_text=_("For people who cannot hear or load it.")
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned.get("file") and not cleaned.get("address"):
            from django.core.exceptions import ValidationError
            from wagtail.blocks.struct_block import StructBlockValidationError

            raise StructBlockValidationError(
                block_errors={"file": ValidationError(_("Choose a file or write the address of the video."))}
            )
        return cleaned


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    description = blocks.CharBlock(label=_("What it is for"), required=False, max_length=200)


class DefinitionBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Term"), max_length=80)
    text = blocks.TextBlock(label=_("Meaning"))
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=200)


class LegalReferenceBlock(blocks.StructBlock):
    law = blocks.CharBlock(label=_("Law"), max_length=200)
    article = blocks.CharBlock(label=_("Article"), max_length=250)
    date = blocks.CharBlock(label=_("Date of the text"), required=False, max_length=120)
    address = blocks.URLBlock(label=_("Address"), required=False)


class AreaExampleBlock(blocks.StructBlock):
    area = blocks.CharBlock(label=_("Area"), max_length=120)
    text = blocks.RichTextBlock(label=_("Example"), features=SHORT_FEATURES)


class WarningBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Warning"), features=SHORT_FEATURES)


class CheckQuestionBlock(blocks.StructBlock):
    """A question to oneself, answered in place; it counts for nothing and is kept nowhere."""

    question = blocks.TextBlock(label=_("Question"))
    answer = blocks.TextBlock(label=_("Answer"))
    explanation = blocks.TextBlock(label=_("Why"), required=False)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    steps = blocks.ListBlock(blocks.TextBlock(label=_("Step")), label=_("Steps"), min_num=1)


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("What the table shows"), max_length=200)
    table = TypedTableBlock([("text", blocks.CharBlock(label=_("Text"), required=False))], label=_("Table"))


class CaseBlock(blocks.StructBlock):
    setting = blocks.CharBlock(label=_("Where"), max_length=150)
    situation = blocks.TextBlock(label=_("Situation"))
    what_happened = blocks.TextBlock(label=_("What happened"))
    how_to = blocks.TextBlock(label=_("How to do it well"))
    result = blocks.TextBlock(label=_("Result"), required=False)


class DoThisBlock(blocks.StructBlock):
    actions = blocks.ListBlock(blocks.TextBlock(label=_("Action")), label=_("Do this week"), min_num=1)


class CommonErrorsBlock(blocks.StructBlock):
    errors = blocks.ListBlock(blocks.TextBlock(label=_("Error")), label=_("Common errors"), min_num=1)


class PendingBlock(blocks.StructBlock):
    """Something that has not been confirmed, with the day it was last looked at: never told as a fact."""

    text = blocks.TextBlock(label=_("What is to be confirmed"))
    as_of = blocks.DateBlock(label=_("As of"))
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=200)
    address = blocks.URLBlock(label=_("Address"), required=False)


class SummaryBlock(blocks.StructBlock):
    points = blocks.ListBlock(blocks.TextBlock(label=_("Sentence")), label=_("In short"), min_num=1)


class SourceBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=200)
    address = blocks.URLBlock(label=_("Address"), required=False)
    used_for = blocks.CharBlock(label=_("What it supports"), required=False, max_length=250)


class SourcesBlock(blocks.StructBlock):
    """Sources that are no law: portals and press, named as what they are."""

    sources = blocks.ListBlock(SourceBlock(), label=_("Sources that are no law"), min_num=1)


class LegalReferencesBlock(blocks.StructBlock):
    references = blocks.ListBlock(LegalReferenceBlock(), label=_("Legal basis"), min_num=1)


class LessonBody(blocks.StreamBlock):
    rich_text = RichTextBlock(label=_("Text"), icon="pilcrow", template="courses/blocks/rich_text.html")
    figure = FigureBlock(label=_("Figure"), icon="image", template="courses/blocks/figure.html")
    video = VideoBlock(label=_("Video"), icon="media", template="courses/blocks/video.html")
    document = DocumentBlock(label=_("Document to download"), icon="doc-full", template="courses/blocks/document.html")
    definition = DefinitionBlock(label=_("Definition"), icon="openquote", template="courses/blocks/definition.html")
    area_example = AreaExampleBlock(
        label=_("Example: in your area"), icon="pin", template="courses/blocks/area_example.html"
    )
    warning = WarningBlock(label=_("Warning"), icon="warning", template="courses/blocks/warning.html")
    check_question = CheckQuestionBlock(
        label=_("Check your understanding"), icon="help", template="courses/blocks/check_question.html"
    )
    steps = StepsBlock(label=_("Steps"), icon="list-ol", template="courses/blocks/steps.html")
    table = TableBlock(label=_("Table"), icon="table", template="courses/blocks/table.html")
    case = CaseBlock(label=_("Case"), icon="user", template="courses/blocks/case.html")
    do_this = DoThisBlock(label=_("Do this week"), icon="tasks", template="courses/blocks/do_this.html")
    common_errors = CommonErrorsBlock(
        label=_("Common errors"), icon="cross", template="courses/blocks/common_errors.html"
    )
    pending = PendingBlock(label=_("To be confirmed"), icon="time", template="courses/blocks/pending.html")
    summary = SummaryBlock(label=_("Summary"), icon="list-ul", template="courses/blocks/summary.html")
    legal_references = LegalReferencesBlock(
        label=_("Legal basis"), icon="form", template="courses/blocks/legal_references.html"
    )
    sources = SourcesBlock(label=_("Sources that are no law"), icon="link", template="courses/blocks/sources.html")

    class Meta:
        block_counts = {"summary": {"max_num": 1}, "legal_references": {"max_num": 1}, "sources": {"max_num": 1}}


def _words_of(value):
    """Every word that a stored block shows, whatever its shape; addresses and identifiers are not reading."""
    if isinstance(value, dict):
        return sum(_words_of(child) for key, child in value.items() if key not in {"address", "id", "type", "image"})
    if isinstance(value, list | tuple):
        return sum(_words_of(child) for child in value)
    return len(re.findall(r"\w+", strip_tags(value))) if isinstance(value, str) else 0


def reading_minutes(body, *texts):
    """Whole minutes, at least 1, to read a lesson's `body` (StreamValue) and `texts` at WORDS_PER_MINUTE."""
    words = _words_of([block["value"] for block in body.get_prep_value()]) + _words_of(list(texts))
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
