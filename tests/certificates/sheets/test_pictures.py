"""Hostile uploads become pixels that were drawn anew, or a sentence."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from certificates.models import SheetPicture
from certificates.sheets.pictures import (
    BACKGROUND,
    MOST_BYTES,
    SIGNATURE,
    UnfitPicture,
    bytes_of,
    clean_picture,
    keep,
    lightness,
)
from tests.certificates.sheets_factories import picture_bytes, upload


def opened(picture):
    return Image.open(BytesIO(picture.data))


def exif_with_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "CANARIO-EXIF"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def test_a_photo_loses_its_exif_after_it_is_turned_upright():
    photo = picture_bytes((1600, 1200), file_format="JPEG", exif=exif_with_place())
    assert b"CANARIO-EXIF" in photo
    cleaned = clean_picture(upload(photo), BACKGROUND)
    assert (cleaned.width, cleaned.height) == (1200, 1600)
    assert b"CANARIO-EXIF" not in cleaned.data
    assert not opened(cleaned).getexif()


@pytest.mark.parametrize("purpose", [BACKGROUND, SIGNATURE])
def test_texts_profiles_and_whatever_hangs_behind_are_dropped(purpose):
    info = PngInfo()
    info.add_text("Comment", "CANARIO-TEXTO")
    dirty = picture_bytes(pnginfo=info, icc_profile=b"CANARIO-PERFIL" * 20) + b"<script>CANARIO-COLA</script>PK\x03\x04"
    cleaned = clean_picture(upload(dirty), purpose)
    assert b"CANARIO" not in cleaned.data
    assert not set(opened(cleaned).info) & {"Comment", "icc_profile", "exif"}


def test_a_large_picture_is_made_smaller():
    cleaned = clean_picture(upload(size=(3300, 2550)), BACKGROUND)
    assert (cleaned.width, cleaned.height) == (2200, 1700)
    assert cleaned.media_type == "image/jpeg"


def test_a_scanned_signature_becomes_see_through_and_is_cut_to_its_strokes():
    cleaned = clean_picture(upload(size=(800, 600), colour=(244, 243, 238), file_format="JPEG"), SIGNATURE)
    assert cleaned.media_type == "image/png"
    assert cleaned.width < 260
    assert cleaned.height < 200
    alpha = opened(cleaned).getchannel("A")
    assert alpha.getpixel((cleaned.width - 1, 0)) == 0
    assert alpha.getpixel((cleaned.width // 2, cleaned.height // 2)) == 255


def test_a_see_through_background_is_laid_on_white():
    clear = picture_bytes(mode="RGBA", colour=(0, 0, 0, 0))
    cleaned = clean_picture(upload(clear), BACKGROUND)
    assert opened(cleaned).mode == "RGB"
    assert min(opened(cleaned).getpixel((5, 5))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_read(mode):
    file = BytesIO()
    Image.new(mode, (900, 700)).save(file, "PNG")
    assert clean_picture(upload(file.getvalue()), BACKGROUND).width == 900


def test_a_jpeg_for_the_press_is_read():
    assert clean_picture(upload(mode="CMYK", colour=(0, 0, 0, 0), file_format="JPEG"), BACKGROUND).width == 1200


def png_that_says(width, height):
    """A PNG whose header promises more pixels than any memory holds."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Este archivo está vacío."),
        (b"\0" * (MOST_BYTES + 1), "pesa más de 5 MB"),
        (png_that_says(60_000, 60_000), "más de 16 millones de pixeles"),
        (png_that_says(5_000, 5_000), "más de 16 millones de pixeles"),
        (png_that_says(2_000, 2_000), "No es una imagen PNG o JPEG"),
        (SVG, "No es una imagen PNG o JPEG"),
        (b"%PDF-1.7 ...", "No es una imagen PNG o JPEG"),
        (b"MZ" + b"\0" * 400, "No es una imagen PNG o JPEG"),
        (picture_bytes(file_format="GIF"), "No es una imagen PNG o JPEG"),
        (picture_bytes(file_format="WEBP"), "No es una imagen PNG o JPEG"),
        (picture_bytes(file_format="TIFF"), "No es una imagen PNG o JPEG"),
        (picture_bytes()[:3000], "No es una imagen PNG o JPEG"),
        (picture_bytes(file_format="JPEG")[:3000], "No es una imagen PNG o JPEG"),
        (picture_bytes(size=(90, 60)), "debe tener al menos 800 pixeles"),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_what_cannot_be_used_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(UnfitPicture, match=sentence):
        clean_picture(upload(data), BACKGROUND)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_a_file_that_was_cut_off_is_refused_after_sheets_were_drawn_too(monkeypatch, file_format):
    # What WeasyPrint does to the whole process when it is imported.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(UnfitPicture, match="No es una imagen PNG o JPEG"):
        clean_picture(upload(picture_bytes(file_format=file_format)[:3000]), BACKGROUND)
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_an_empty_page_is_no_signature():
    blank = BytesIO()
    Image.new("RGB", (600, 300), "white").save(blank, "PNG")
    with pytest.raises(UnfitPicture, match="No hay ningún trazo"):
        clean_picture(upload(blank.getvalue()), SIGNATURE)


@pytest.mark.django_db
def test_the_same_pixels_are_kept_once():
    first = keep(clean_picture(upload(), BACKGROUND))
    again = keep(clean_picture(upload(name="otra.png"), BACKGROUND))
    assert again.pk == first.pk
    assert SheetPicture.objects.count() == 1


@pytest.mark.django_db
def test_the_bytes_of_many_pictures_cost_one_query(django_assert_num_queries):
    kept = [keep(clean_picture(upload(colour=colour), BACKGROUND)) for colour in ("white", "yellow")]
    with django_assert_num_queries(1):
        found = bytes_of([kept[0].sha256, kept[1].sha256, "", kept[0].sha256])
    assert found == {one.sha256: (one.data, "image/jpeg") for one in kept}
    with django_assert_num_queries(0):
        assert bytes_of(["", ""]) == {}


@pytest.mark.parametrize(("colour", "least", "most"), [("white", 0.8, 1.0), ("#333333", 0.0, 0.3)])
def test_a_dark_background_is_told_from_a_light_one(colour, least, most):
    data = clean_picture(upload(colour=colour), BACKGROUND).data
    assert least <= lightness(data) <= most
