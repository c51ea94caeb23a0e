"""The crest: an SVG pasted by an administrator, so it is read as hostile and only plain drawing is kept."""

from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext as _

SVG = "http://www.w3.org/2000/svg"
MAXIMUM_BYTES = 60_000
DRAWING_TAGS = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title", "desc"}
DRAWING_ATTRIBUTES = {
    *("viewBox", "width", "height", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "x2", "y1", "y2", "points"),
    *("fill", "fill-rule", "fill-opacity", "clip-rule", "opacity", "stroke", "stroke-width", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "transform", "role"),
}


def default_crest():
    """The invented crest that the project ships, which the municipality replaces with its own."""
    return (Path(settings.SITE_DIR) / "aula" / "starter" / "crest.svg").read_text(encoding="utf-8")


def clean_crest(text):
    """`text` (an SVG document) reduced to plain drawing: no script, link, style, text, image or reference.

    Raises ValueError with a sentence for the screen when it is too large, no SVG, or has no viewBox.
    """
    if len(text.encode()) > MAXIMUM_BYTES:
        raise ValueError(_("This crest is too large: simplify the drawing to less than 60 kB."))
    try:
        root = ElementTree.fromstring(text)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(_("This is not a readable SVG drawing.")) from error
    if root.tag != f"{{{SVG}}}svg" or "viewBox" not in root.attrib:
        raise ValueError(_("This is not an SVG drawing with a viewBox."))
    _keep_drawing(root)
    return _written(root)


def _keep_drawing(element):
    for name in list(element.attrib):
        if name not in DRAWING_ATTRIBUTES or "url(" in element.attrib[name].lower():
            del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{SVG}}}") not in DRAWING_TAGS:
            element.remove(child)
        else:
            _keep_drawing(child)


def _written(root):
    import xml.etree.ElementTree as tree

    tree.register_namespace("", SVG)
    return tree.tostring(root, encoding="unicode")
