"""Builds templates, pictures and signatures for tests of sheets."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from certificates.models import Kind
from certificates.sheets import editing
from certificates.sheets.pictures import BACKGROUND, clean_picture, keep
from tests.factories import UserFactory

VALUES = {
    "layout": "diploma",
    "heading": "Constancia",
    "awards": "que se otorga a",
    "deed": "por haber acreditado el curso «{curso}»{con_duracion}.",
    "note": "",
    "shows": ["hours"],
    "posts": [],
    "has_crest": True,
    "background": None,
    "primary_colour": "",
    "accent_colour": "",
    "carries_statement": False,
}


def values(**fields):
    """What a version says, as editing takes it."""
    return {**VALUES, **fields}


def template(name="Plantilla de prueba", *, kind=Kind.ACCREDITATION, made_by=None, **fields):
    """A template with its first version, which is not the usual one."""
    return editing.create(name=name, kind=kind, values=values(**fields), made_by=made_by or UserFactory())


def picture_bytes(size=(1200, 900), *, colour="white", file_format="PNG", mode="RGB", **options):
    """A picture of one colour with a stroke from corner to corner."""
    picture = Image.new(mode, size, colour)
    ImageDraw.Draw(picture).line((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="black", width=12)
    file = BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()


def upload(data=None, *, name="imagen.png", **options):
    return SimpleUploadedFile(name, picture_bytes(**options) if data is None else data)


def background(**options):
    """A kept picture."""
    return keep(clean_picture(upload(**options), BACKGROUND))
