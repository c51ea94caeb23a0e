"""The empty signature field that a sheet is born with.

A field that is added while signing has no place in the tree of tags, so the file would stop being PDF/UA-1. This one is
tagged as the sheet is made; signing then changes its value and its looks and nothing else.
"""

from __future__ import annotations

FIELD_NAME = "Firma"
POINTS = 0.75  # one CSS pixel
PRINTS_AND_LOCKED = 4 | 128
# The smallest in which two lines can be read on paper, in points.
SMALLEST = (120, 24)


class NoPlace(Exception):
    """The sheet has no element for the signature field, or one that is too small to be read."""


def add_field(document, pdf, *, anchor: str, tooltip: str, name: str = FIELD_NAME, size: tuple | None = None) -> None:
    """Put an empty signature field where the element with the id `anchor` was laid out.

    For a finisher of WeasyPrint: `document` is its laid out document, `pdf` its pydyf.PDF with tags. `size` is the
    width and height in points; left out, the field takes the box of the element. `tooltip` is what a screen reader
    says of it. Raises NoPlace.
    """
    import pydyf

    number, box = _place(document, anchor, size)
    page = _pages(pdf)[number]
    looks = pydyf.Stream(
        [b""],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, round(box[2] - box[0], 2), round(box[3] - box[1], 2)]),
            "Resources": pydyf.Dictionary(),
        },
    )
    pdf.add_object(looks)
    tags, key = _next_key_of_tags(pdf)
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(name),
            "TU": pydyf.String(tooltip),
            "F": PRINTS_AND_LOCKED,
            "Rect": pydyf.Array([round(edge, 2) for edge in box]),
            "P": page.reference,
            "AP": pydyf.Dictionary({"N": looks.reference}),
            "StructParent": key,
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    # Readers follow the tags on a page that has fields, not the order in which these were added.
    page["Tabs"] = "/S"
    tags.extend([key, _tagged(pdf, field, page, tooltip)])
    form = pydyf.Dictionary({"Fields": pydyf.Array([field.reference]), "SigFlags": 1})
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference


def _place(document, anchor, size):
    """The number of the page and the box (left, bottom, right, top) in points from its lower left corner."""
    for number, page in enumerate(document.pages):
        if anchor in page.anchors:
            left, top, right, bottom = (edge * POINTS for edge in page.anchors[anchor])
            height = page.height * POINTS
            if size is not None:
                right, bottom = left + size[0], top + size[1]
            if right - left < SMALLEST[0] or bottom - top < SMALLEST[1]:
                raise NoPlace(f"{anchor}: {right - left:.0f} × {bottom - top:.0f} pt is too small for a signature")
            return number, (left, height - bottom, right, height - top)
    raise NoPlace(f"no element on the sheet has the id {anchor}")


def _pages(pdf):
    return [entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == "/Page"]


def _root_of_tags(pdf):
    return next(entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == "/StructTreeRoot")


def _object(pdf, reference):
    return pdf.objects[int(reference.split()[0])]


def _next_key_of_tags(pdf):
    """The list that leads from keys on the page to tags, and the first key that is free."""
    numbers = _object(pdf, _root_of_tags(pdf)["ParentTree"])["Nums"]
    return numbers, max(numbers[0::2], default=-1) + 1


def _tagged(pdf, field, page, tooltip):
    """The reference of a Form tag for `field`, at the end of the document's own tag."""
    import pydyf

    whole = _object(pdf, _root_of_tags(pdf)["K"][0])
    shown = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    pdf.add_object(shown)
    tag = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "K": pydyf.Array([shown.reference]),
            "Pg": page.reference,
            "P": whole.reference,
            "Alt": pydyf.String(tooltip),
        }
    )
    pdf.add_object(tag)
    whole["K"].append(tag.reference)
    return tag.reference
