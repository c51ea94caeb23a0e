"""Registers what the bank adds to the admin: its actions on many questions, its formats of text, its addresses."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import BlockElementHandler, InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import BlockFeature, InlineStyleFeature

from .admin import STATE_ACTIONS
from .lesson_parts import lesson_parts

for action in STATE_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_urls")
def addresses():
    return [path("reactivos/partes-de-leccion/<int:page_id>/", lesson_parts, name="evaluations_lesson_parts")]


@hooks.register("register_rich_text_features")
def what_questions_may_hold(features):
    """Underlined and preformatted text, which other programs export and which must survive an edit here."""
    features.register_editor_plugin(
        "draftail",
        "question-underline",
        InlineStyleFeature({"type": "UNDERLINE", "icon": "minus", "description": _("Underline")}),
    )
    features.register_converter_rule(
        "contentstate",
        "question-underline",
        {
            "from_database_format": {"u": InlineStyleElementHandler("UNDERLINE")},
            "to_database_format": {"style_map": {"UNDERLINE": "u"}},
        },
    )
    features.register_editor_plugin(
        "draftail",
        "question-preformatted",
        BlockFeature({"type": "code-block", "icon": "code", "description": _("Preformatted text")}),
    )
    features.register_converter_rule(
        "contentstate",
        "question-preformatted",
        {
            "from_database_format": {"pre": BlockElementHandler("code-block")},
            "to_database_format": {"block_map": {"code-block": "pre"}},
        },
    )
