"""The rows of CIMTRA in the matrix of permissions: its screens in the admin, the own area, the microsite."""

from people.api import ADMINISTRATION, TRANSPARENCY_UNIT
from tests.permission_answers import (
    ELSEWHERE,
    EVERYBODY,
    FORBIDDEN,
    FOUND,
    INSTRUMENT,
    NOBODY,
    NOT_A_HEAD,
    NOT_FOUND,
    ONLY_POST,
    RECORDS,
    SIGN_IN,
    SIGNED_IN,
    row,
    screens,
)
from tests.scene import SUPERUSER

# Who looks at coverage and its packs, and at findings: those who run CIMTRA, and human resources.
READERS = INSTRUMENT | RECORDS
PUBLISHERS = (TRANSPARENCY_UNIT, ADMINISTRATION, SUPERUSER)
OWN_FINDING = tuple(f"cimtra:area_finding_{act}" for act in ("atender", "comentar", "evidencia"))
OWN_DELIVERY = ("cimtra:area_delivery_entregar", "cimtra:area_delivery_retirar")
# Whoever may not is sent to the admin's first page, which answers as an act that succeeds does.
AWAY = row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN)

#: The head acts for the department of the scene; whoever acts for none finds nothing.
PUBLIC_AND_LEARNERS = {
    "cimtra:area": SIGNED_IN,
    **dict.fromkeys(
        (
            *("cimtra:area_findings", "cimtra:area_finding", "cimtra:area_evidence"),
            *("cimtra:area_deliveries", "cimtra:area_delivery"),
            *("cimtra:area_documents", "cimtra:area_document_new", "cimtra:area_document"),
            *("cimtra:area_document_file", "cimtra:area_document_replace"),
            *("cimtra:area_poa", "cimtra:area_poa_plan", "cimtra:area_poa_reading"),
            *("cimtra:area_coverage", "cimtra:area_coverage_aspect"),
        ),
        NOT_A_HEAD,
    ),
    **dict.fromkeys((*OWN_FINDING, "cimtra:area_finding_iniciar", *OWN_DELIVERY), row(ONLY_POST)),
    # The document of the scene waits, so there is nothing to mend.
    "cimtra:area_document_correct": row(NOT_FOUND, anonymous=SIGN_IN, head=ELSEWHERE),
    **dict.fromkeys(
        (
            *("cimtra:document", "cimtra:document_file", "cimtra:public_sessions", "cimtra:catalogue"),
            *("cimtra:updates", "cimtra:public_progress", "cimtra:public_progress_csv"),
        ),
        EVERYBODY,
    ),
}

#: What is NOBODY's here is an act: see the rows below.
OUR_ADMIN = {
    **screens(
        "cimtra_instrument",
        versions__import__template__export__copy__responsible__aspect_responsible__not_applicable=INSTRUMENT,
        end_responsible__change_responsible__end_note__institutions__new_institution__institution__take_over=INSTRUMENT,
        confirm__in_force__take_back_responsible__take_back_note=NOBODY,
    ),
    **screens(
        "cimtra_rounds",
        list__new__compare__one__edit__results__capture__criterion__evidence__simulator__paper__table=INSTRUMENT,
        close__reopen__discard__autosave=NOBODY,
    ),
    **screens("cimtra_findings", list__one__resolved__evidence=READERS, assign=RECORDS),
    **screens(
        "cimtra_findings",
        add__edit__import__import_template__import_one=INSTRUMENT,
        download__download_resolved__import_record=NOBODY,
        act_comentar__act_iniciar__act_atender__act_evidencia__act_devolver__act_verificar__act_reabrir=NOBODY,
    ),
    **screens(
        "cimtra_obligations",
        list__one__new__edit__copy__propose=INSTRUMENT,
        deliveries__deliveries_file__board__calendar__calendar_file__delivery=INSTRUMENT,
        end__change=NOBODY,
        delivery_entregar__delivery_retirar__delivery_aceptar__delivery_devolver__delivery_dispensar=NOBODY,
    ),
    **screens(
        "cimtra_monitoring",
        list__one__new__edit__proposed__changes__quarter__rounds__round=INSTRUMENT,
        download__quarter_download__look=NOBODY,
    ),
    **screens("cimtra_library", list__new__one__file=INSTRUMENT, publish__return__withdraw=NOBODY),
    **screens("cimtra_microsite", versions=INSTRUMENT, build=NOBODY),
    **screens("cimtra_coverage", board__aspect=READERS, download=NOBODY),
    # The pack of the scene is for the public, and is made.
    **screens("cimtra_packs", list__new__one=READERS, download__again=NOBODY),
    **screens(
        "cimtra_plans",
        list__new__one__edit__report__new_activity__activity__edit_activity=INSTRUMENT,
        remove_activity=NOBODY,
    ),
    **screens(
        "cimtra_sessions", list__new__download__one__edit__sheet__votes=INSTRUMENT, presence__hold__cancel=NOBODY
    ),
    **screens(
        "cimtra_indicators",
        list__new__one__edit__download__upload__new_indicator__edit_indicator__reading=INSTRUMENT,
        confirm__remove_indicator=NOBODY,
    ),
}

POSTS = {
    # Empty forms: begun at once where there is nothing to say, else shown again with what is missing (422).
    "cimtra:area_finding_iniciar": row(NOT_FOUND, anonymous=SIGN_IN, head=ELSEWHERE),
    **dict.fromkeys(
        (
            *(*OWN_FINDING, *OWN_DELIVERY),
            *("cimtra:area_document_new", "cimtra:area_document_correct", "cimtra:area_document_replace"),
        ),
        row(NOT_FOUND, anonymous=SIGN_IN, head=422),
    ),
    **dict.fromkeys(
        ("cimtra_findings:download", "cimtra_findings:download_resolved", "cimtra_coverage:download"),
        AWAY | dict.fromkeys(READERS, FOUND),
    ),
    **dict.fromkeys(("cimtra_packs:new", "cimtra_packs:download"), AWAY | dict.fromkeys(READERS, FOUND)),
    **dict.fromkeys(
        ("cimtra_monitoring:download", "cimtra_monitoring:quarter_download"), AWAY | dict.fromkeys(INSTRUMENT, FOUND)
    ),
    **dict.fromkeys(
        (
            *("cimtra_instrument:confirm", "cimtra_instrument:in_force"),
            *("cimtra_instrument:take_back_responsible", "cimtra_instrument:take_back_note"),
            *("cimtra_findings:import_record", "cimtra_findings:act_iniciar"),
            *("cimtra_rounds:close", "cimtra_rounds:discard", "cimtra_rounds:capture"),
            *("cimtra_monitoring:look", "cimtra_library:publish", "cimtra_microsite:build"),
            # It is made already, so nothing is started.
            "cimtra_packs:again",
            # The session of the scene has no members, so there is nothing to fill in.
            *("cimtra_sessions:presence", "cimtra_sessions:hold", "cimtra_plans:remove_activity"),
            *("cimtra_indicators:confirm", "cimtra_indicators:remove_indicator"),
        ),
        AWAY,
    ),
    **dict.fromkeys(
        (
            *(f"cimtra_findings:act_{act}" for act in ("comentar", "atender", "evidencia", "devolver", "reabrir")),
            # Only what was attended is verified.
            "cimtra_findings:act_verificar",
            *("cimtra_obligations:end", "cimtra_obligations:change", "cimtra_rounds:reopen", "cimtra_sessions:cancel"),
            *(f"cimtra_obligations:delivery_{act}" for act in ("entregar", "retirar", "aceptar", "devolver")),
            "cimtra_obligations:delivery_dispensar",
        ),
        AWAY | dict.fromkeys(INSTRUMENT, 422),
    ),
    # Without a reason nothing is returned or withdrawn.
    **dict.fromkeys(("cimtra_library:return", "cimtra_library:withdraw"), AWAY | dict.fromkeys(PUBLISHERS, 422)),
    # A page that sends no criterion is told to load again.
    "cimtra_rounds:autosave": AWAY | dict.fromkeys(INSTRUMENT, 409),
}
