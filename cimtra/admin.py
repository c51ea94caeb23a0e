"""Screens where the consultant mends what the instrument says; what is official keeps its source beside it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from . import menu
from .forms import AspectForm
from .instrument.screens.deleting import KeepWhatIsUsed
from .models import Aspect, Block, Instrument

VIEW_INSTRUMENT = "cimtra.view_instrument"


class InstrumentViewSet(SnippetViewSet):
    model = Instrument
    icon = "list-ul"
    menu_label = _("Versions")
    url_prefix = "cimtra/versiones"
    list_display = ["name", "version", "label", "is_current", "origin"]
    copy_view_enabled = False
    delete_view_class = KeepWhatIsUsed
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("version")]),
        FieldPanel("name"),
        FieldPanel("label"),
        FieldPanel("owner"),
        FieldPanel("origin"),
        FieldPanel("disclaimer"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("scale_min"), FieldPanel("scale_max"), FieldPanel("scale_unit")]),
                FieldPanel("points_known"),
            ],
            heading=_("Score"),
        ),
    ]


class BlockViewSet(SnippetViewSet):
    model = Block
    icon = "folder-open-inverse"
    menu_label = _("Blocks")
    url_prefix = "cimtra/bloques"
    list_display = ["roman", "title", "field"]
    ordering = ["field__instrument", "number"]
    copy_view_enabled = False
    delete_view_class = KeepWhatIsUsed
    panels = [
        FieldPanel("field"),
        FieldRowPanel([FieldPanel("number"), FieldPanel("roman"), FieldPanel("code")]),
        FieldPanel("title"),
        FieldPanel("responsible_areas"),
        FieldPanel("training_topics"),
    ]

    def get_queryset(self, request):
        return Block.objects.select_related("field")


class AspectViewSet(SnippetViewSet):
    model = Aspect
    icon = "clipboard-list"
    menu_label = _("Aspects and variables")
    url_prefix = "cimtra/aspectos"
    list_display = ["number", "title", "block", "frequency", "points"]
    list_filter = ["block", "frequency", "open_format"]
    search_fields = ["title", "number", "notes"]
    search_backend_name = None
    ordering = ["instrument", "number"]
    list_per_page = 50
    copy_view_enabled = False
    delete_view_class = KeepWhatIsUsed
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("block"),
                    FieldRowPanel([FieldPanel("number"), FieldPanel("code"), FieldPanel("points")]),
                    FieldPanel("title"),
                    MultiFieldPanel(
                        [FieldPanel("frequency"), FieldPanel("frequency_inferred"), FieldPanel("frequency_note")],
                        heading=_("How often it is updated"),
                    ),
                    FieldRowPanel([FieldPanel("open_format"), FieldPanel("open_format_inferred")]),
                    FieldPanel("evidence_kinds"),
                    MultiFieldPanel(
                        [FieldPanel("responsible_areas"), FieldPanel("areas_inferred")],
                        heading=_("Areas usually responsible"),
                    ),
                ],
                heading=_("Aspect"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "variables",
                        heading=_("Variables"),
                        label=_("variable"),
                        panels=[
                            FieldRowPanel([FieldPanel("number"), FieldPanel("number_inferred"), FieldPanel("points")]),
                            FieldPanel("title"),
                            FieldPanel("origin"),
                            FieldPanel("source"),
                        ],
                    ),
                ],
                heading=_("Variables"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "legal_references",
                        heading=_("Law"),
                        label=_("legal reference"),
                        panels=[FieldPanel("text"), FieldPanel("source")],
                    ),
                    FieldPanel("sources"),
                    FieldPanel("notes"),
                ],
                heading=_("Law and sources"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "requirement_links",
                        heading=_("Training that helps"),
                        label=_("training requirement"),
                        help_text=_(
                            "CIMTRA asks for no training: a link is a proposal unless a document says otherwise."
                        ),
                        panels=[FieldPanel("requirement"), FieldPanel("origin"), FieldPanel("note")],
                    ),
                ],
                heading=_("Training"),
            ),
        ],
        base_form_class=AspectForm,
    )

    def get_queryset(self, request):
        return Aspect.objects.select_related("block__field", "instrument")


class CimtraViewSetGroup(SnippetViewSetGroup):
    menu_label = "CIMTRA"
    menu_icon = "clipboard-list"
    menu_order = 250
    items = (AspectViewSet, BlockViewSet, InstrumentViewSet)

    def get_submenu_items(self):
        # Versions have a screen of their own, with the acts on them; Wagtail's form is reached from there.
        own = super().get_submenu_items()
        hidden = {str(reverse("wagtailsnippets_cimtra_instrument:list"))}
        return [*menu.entries(), *(item for item in own if item.url not in hidden)]
