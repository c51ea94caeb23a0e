"""Files as people upload them, and documents in each state."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from cimtra.library.documents import publish, send_back, upload, withdraw
from cimtra.models import Delivery, LibraryDocument, Obligation
from cimtra.periods import Period
from people.api import LIAISON, TRANSPARENCY_UNIT
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, employee_with_role

QUARTER = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30))
TABLE = "Proveedor,Importe\nPapelería La Pluma,1200\nGasolinera del Sur,800\n".encode()


def csv(data: bytes = TABLE, name: str = "gasto.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def xlsx(rows=(("Proveedor", "Importe"), ("Papelería", 1200)), name: str = "gasto.xlsx") -> SimpleUploadedFile:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def ods(rows=(("Proveedor", "Importe"), ("Papelería", "1200")), name: str = "gasto.ods") -> SimpleUploadedFile:
    cells = "".join(
        "<t:table-row>"
        + "".join(f"<t:table-cell><x:p>{value}</x:p></t:table-cell>" for value in row)
        + "</t:table-row>"
        for row in rows
    )
    # What LibreOffice writes below the last row: the rest of the sheet, as one row that is repeated.
    cells += '<t:table-row t:number-rows-repeated="1048574"><t:table-cell/></t:table-row>'
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<o:body><o:spreadsheet><t:table t:name="Hoja1">{cells}</t:table></o:spreadsheet></o:body>'
        "</o:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return SimpleUploadedFile(name, file.getvalue())


def pdf(text: str = "Informe de actividades del trimestre", name: str = "informe.pdf") -> SimpleUploadedFile:
    """One page; without `text` it is what a scanner makes: a page that no reader finds a word on."""
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page(page_size=(612, 792))
    if text:
        page = document.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("latin-1"))
    file = io.BytesIO()
    document.save(file, compress_streams=False)
    return SimpleUploadedFile(name, file.getvalue())


def liaison_of(department=None):
    """A person with an appointment in `department` and the role that delivers for it."""
    employee = EmployeeFactory()
    AppointmentFactory(employee=employee, department=department or DepartmentFactory())
    employee.user.groups.add(Group.objects.get(name=LIAISON))
    return employee.user


def reviewer():
    return employee_with_role(TRANSPARENCY_UNIT)


def waiting(*, by=None, department=None, title="Viáticos pagados", file=None, **fields) -> LibraryDocument:
    department = department or DepartmentFactory()
    return upload(
        by=by or liaison_of(department),
        department=department,
        file=file or csv(),
        title=title,
        **{"period": QUARTER, **fields},
    )


def published(*, publisher=None, **fields) -> LibraryDocument:
    return publish(waiting(**fields), by=publisher or reviewer())


def returned(*, reason="Falta el RFC de cada proveedor.", **fields) -> LibraryDocument:
    return send_back(waiting(**fields), by=reviewer(), reason=reason)


def withdrawn(*, reason="Contenía datos personales.", **fields) -> LibraryDocument:
    return withdraw(published(**fields), by=reviewer(), reason=reason)


def delivery_of(department, *aspects, title="Viáticos", **fields) -> Delivery:
    obligation = Obligation.objects.create(
        title=title, department=department, starts_on=dt.date(2026, 1, 1), address=fields.pop("standing", "")
    )
    obligation.aspects.set(aspects)
    return Delivery.objects.create(
        obligation=obligation,
        department=department,
        period_start=fields.pop("period_start", QUARTER.start),
        period_end=fields.pop("period_end", QUARTER.end),
        due_on=dt.date(2026, 10, 15),
        **fields,
    )
