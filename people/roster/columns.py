"""Which column holds what: by its heading as RH writes it, or as somebody said for a file with the same headings."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import RosterLayout
from .names import surnames_come_first
from .reading import Book, Sheet, Value
from .words import fold

HEADING_ROWS = 30
SAMPLES = 60

NUMBER, FULL_NAME, FULL_NAME_GIVEN_FIRST = "number", "full_name", "full_name_given_first"
GIVEN, FIRST, SECOND, SURNAMES = "given_names", "first_surname", "second_surname", "surnames"
EMAIL, CURP, RFC, HIRED, LEFT = "email", "curp", "rfc", "hired_on", "left_on"
DEPARTMENT, DEPARTMENT_CODE, POST = "department", "department_code", "post"
SINCE, HEAD, ACTING, DOCUMENT = "since", "is_head", "is_acting", "document"

FIELDS = {
    NUMBER: _("Employee number"),
    FULL_NAME: _("Whole name, surnames first"),
    FULL_NAME_GIVEN_FIRST: _("Whole name, given names first"),
    GIVEN: _("Given names"),
    FIRST: _("First surname"),
    SECOND: _("Second surname"),
    SURNAMES: _("Both surnames"),
    CURP: "CURP",
    RFC: "RFC",
    EMAIL: _("E-mail"),
    HIRED: _("Hired on"),
    LEFT: _("Left on"),
    DEPARTMENT: _("Department"),
    DEPARTMENT_CODE: _("Code of the department"),
    POST: _("Post"),
    SINCE: _("Appointed from"),
    HEAD: _("Heads the department (yes or no)"),
    ACTING: _("In charge for the time being (yes or no)"),
    DOCUMENT: _("Document of appointment"),
}

# Headings without articles and prepositions, the surest first.
HEADINGS = {
    NUMBER: "numero empleado|numero trabajador|numero nomina|numero servidor publico|numero persona|clave empleado|"
    "clave trabajador|codigo empleado|id empleado|empleado numero|numero control|numero expediente|nomina|expediente|"
    "matricula|id|clave|empleado|numero",
    FULL_NAME: "nombre completo|apellidos nombre|apellidos nombres|apellido nombre|nombre empleado|nombre trabajador|"
    "nombre servidor publico|nombre servidora publica|nombre persona servidora publica|nombre persona|nombre apellidos|"
    "nombres apellidos|servidor publico|persona servidora publica|trabajador|nombre",
    GIVEN: "nombres|nombre pila|nombre s|nombre",
    FIRST: "primer apellido|apellido paterno|apellido 1|paterno|apellido p|1er apellido",
    SECOND: "segundo apellido|apellido materno|apellido 2|materno|apellido m|2do apellido|2o apellido",
    SURNAMES: "apellidos|apellido s",
    CURP: "curp|clave unica registro poblacion|clave curp",
    RFC: "rfc|r f c|registro federal contribuyentes|rfc homoclave",
    EMAIL: "correo electronico|correo institucional|correo|e mail|email|mail|correo electronico institucional",
    HIRED: "fecha ingreso|fecha alta|fecha contratacion|ingreso|alta|fecha inicio laboral|fecha antiguedad|antiguedad",
    LEFT: "fecha baja|baja|fecha separacion|fecha termino|fecha salida|fecha renuncia",
    DEPARTMENT: "dependencia|direccion|area adscripcion|adscripcion|unidad administrativa|departamento|area|"
    "direccion area|direccion departamento|lugar adscripcion|unidad|oficina|centro trabajo",
    DEPARTMENT_CODE: "clave dependencia|codigo dependencia|clave area|clave adscripcion|clave direccion|"
    "clave departamento|codigo area|clave unidad",
    POST: "puesto|cargo|nombramiento|puesto cargo|denominacion puesto|plaza|categoria|funcion|denominacion cargo",
    SINCE: "fecha nombramiento|desde|fecha cambio|fecha puesto|inicio nombramiento|fecha movimiento|fecha adscripcion",
    HEAD: "titular|es titular|titular area|titular dependencia|jefe|jefa|es jefe|jefatura",
    ACTING: "encargado|encargada|encargo|encargo despacho|encargado despacho|encargada despacho|interino|es encargado",
    DOCUMENT: "oficio|numero oficio|documento|oficio nombramiento|documento nombramiento|acuerdo",
}
RANKS = {
    name: {heading: rank for rank, heading in enumerate(headings.split("|"))} for name, headings in HEADINGS.items()
}
SMALL_WORDS = set("de del la el los las y o en a al que por".split())
ABBREVIATIONS = {
    "no": "numero",
    "num": "numero",
    "nro": "numero",
    "n": "numero",
    "nº": "numero",
    "emp": "empleado",
    "empl": "empleado",
    "trab": "trabajador",
    "fec": "fecha",
    "fch": "fecha",
    "ap": "apellido",
    "apell": "apellido",
    "pat": "paterno",
    "mat": "materno",
    "depto": "departamento",
    "dpto": "departamento",
    "dir": "direccion",
    "dep": "dependencia",
    "cve": "clave",
    "nom": "nombre",
    "elec": "electronico",
    "elect": "electronico",
}


@dataclass
class Layout:
    """Where the table is and what each of its columns holds, as RosterImport.layout keeps it."""

    sheet: str = ""
    #: The last row of the heading; people begin below it. 0: none was found.
    header_row: int = 0
    #: Rows that the heading takes, 1 or 2.
    height: int = 1
    #: Place of the column, from 0, as text (JSON has no other keys) → name of the field.
    columns: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Layout:
        return cls(**stored)

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def fields(self) -> set[str]:
        return set(self.columns.values())

    @property
    def lacks(self) -> list[str]:
        """What a file must have and this one does not, in words."""
        missing = [] if NUMBER in self.fields else [str(FIELDS[NUMBER])]
        has_whole_name = self.fields & {FULL_NAME, FULL_NAME_GIVEN_FIRST}
        if not has_whole_name and not (GIVEN in self.fields and self.fields & {FIRST, SURNAMES}):
            missing.append(str(_("Name")))
        return missing

    @property
    def repeated(self) -> list[str]:
        """Fields that two columns claim."""
        names = list(self.columns.values())
        return [str(FIELDS[name]) for name in FIELDS if names.count(name) > 1]


def letter(place: int) -> str:
    """The column's letter as Excel calls it, from its place from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def normal(heading: Value) -> str:
    """A heading with abbreviations written out and without small words: «No. de Emp.» → «numero empleado»."""
    if not isinstance(heading, str) or len(heading) > 80:
        return ""
    words = fold(heading.replace("#", " no ")).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words if word not in SMALL_WORDS)


def headings_of(sheet: Sheet, header_row: int, height: int = 1) -> list[str]:
    """The texts of the heading; where it has two rows, the lower one tells and the upper one fills its gaps."""
    by_number = dict(sheet.rows)
    lower = by_number.get(header_row, [])
    upper = by_number.get(header_row - 1, []) if height == 2 else []
    width = max(len(lower), len(upper))
    lower, upper = ([*row, *[None] * (width - len(row))] for row in (lower, upper))
    texts = []
    for above, below in zip(upper, lower, strict=True):
        chosen = above if not below or (above and not _known(below) and _known(above)) else below
        texts.append(
            chosen if isinstance(chosen, str) else "" if chosen is None else str(getattr(chosen, "shown", chosen))
        )
    return texts


def _known(heading: Value) -> bool:
    text = normal(heading)
    return any(text in ranks for ranks in RANKS.values())


def signature_of(headings: list[str]) -> str:
    """What tells a file with the same headings again, whatever its title and its people."""
    return hashlib.sha256("|".join(fold(heading) for heading in headings).encode()).hexdigest()


def assigned(headings: list[str]) -> dict[str, str]:
    """Column by column what its heading says; the surest heading wins where two claim the same field."""
    best: dict[str, tuple[int, int]] = {}
    normals = [normal(heading) for heading in headings]
    for name, ranks in RANKS.items():
        claims = [(ranks[text], place) for place, text in enumerate(normals) if text in ranks]
        if claims:
            best[name] = min(claims)
    # «Nombre» beside surnames is the given names, alone it is all of it.
    if best.keys() & {FIRST, SURNAMES} and GIVEN in best:
        best.pop(FULL_NAME, None)
    elif FULL_NAME in best and best.get(GIVEN, (0, -1))[1] == best[FULL_NAME][1]:
        best.pop(GIVEN)
    elif FULL_NAME not in best and GIVEN in best:
        best[FULL_NAME] = best.pop(GIVEN)
    # A column tells one thing: «nombramiento» with a day beside it is the post.
    taken: dict[int, tuple[int, str]] = {}
    for name, (rank, place) in best.items():
        if place not in taken or rank < taken[place][0]:
            taken[place] = (rank, name)
    return {str(place): name for place, (_rank, name) in sorted(taken.items())}


def recognise(book: Book) -> Layout:
    """The likeliest table of a book: the visible sheet and the row whose texts are headings most often."""
    layouts = [recognise_sheet(sheet) for sheet in book.sheets if not sheet.is_hidden] or [Layout()]
    return max(layouts, key=lambda layout: (not layout.lacks, len(layout.columns)))


def recognise_sheet(sheet: Sheet, header_row: int | None = None) -> Layout:
    """The likeliest heading of one sheet, or what the row `header_row` says as one."""
    best = Layout(sheet=sheet.name)
    for number, _values in sheet.rows[:HEADING_ROWS] if header_row is None else [(header_row, [])]:
        for height in (1, 2):
            columns = assigned(headings_of(sheet, number, height))
            if len(columns) > len(best.columns) or (header_row and not best.header_row):
                best = Layout(sheet.name, number, height, columns)
    _tell_order_of_names(sheet, best)
    return best if len(best.columns) >= 2 or header_row else Layout(sheet=sheet.name)


def _tell_order_of_names(sheet: Sheet, layout: Layout) -> None:
    place = next((place for place, name in layout.columns.items() if name == FULL_NAME), None)
    if place is None:
        return
    heading = normal(headings_of(sheet, layout.header_row, layout.height)[int(place)])
    if heading.startswith("apellido"):
        return
    below = [values for number, values in sheet.rows if number > layout.header_row][:SAMPLES]
    texts = [values[int(place)] for values in below if int(place) < len(values)]
    samples = [text for text in texts if isinstance(text, str) and "," not in text]
    if samples and not surnames_come_first(samples):
        layout.columns[place] = FULL_NAME_GIVEN_FIRST


# Remembering


def _stored(book: Book, layout: Layout) -> RosterLayout | None:
    sheet = book.sheet(layout.sheet)
    if sheet is None or not layout.header_row:
        return None
    signature = signature_of(headings_of(sheet, layout.header_row, layout.height))
    return RosterLayout.objects.filter(signature=signature).first()


def recall(book: Book) -> Layout | None:
    """The layout as somebody confirmed it for a file with the same headings, None where nobody has."""
    guess = recognise(book)
    stored = _stored(book, guess)
    return stored and Layout(guess.sheet, guess.header_row, guess.height, dict(stored.columns["columns"]))


def recalled_names(book: Book, layout: Layout) -> dict[str, dict[str, int]]:
    """Which departments and posts were meant by names that nobody else knows, as Choices takes them."""
    stored = _stored(book, layout)
    return {name: dict(stored.columns.get(name, {})) for name in ("departments", "posts")} if stored else {}


def remember(*, sheet: Sheet, layout: Layout) -> None:
    """Keep what was said of the columns, for the next file with the same headings."""
    signature = signature_of(headings_of(sheet, layout.header_row, layout.height))
    stored, _created = RosterLayout.objects.get_or_create(signature=signature)
    stored.columns = {**stored.columns, "columns": layout.columns}
    stored.used_at = timezone.now()
    stored.save()


def remember_names(book: Book, layout: Layout, **names: dict[str, Any]) -> None:
    """Keep which rows are meant by the names of departments and posts; a post to create is here the next time."""
    stored = _stored(book, layout)
    if stored:
        ids = {name: {key: pk for key, pk in chosen.items() if isinstance(pk, int)} for name, chosen in names.items()}
        stored.columns = {**stored.columns, **ids}
        stored.save()
