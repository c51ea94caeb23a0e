"""Who gets what at which address: the matrix that test_permissions holds the site to. A new address needs a row."""

from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests import permission_rows_of_cimtra
from tests.permission_answers import (
    ACT,
    ALL_STAFF,
    AUTHORS,
    ELSEWHERE,
    EVERYBODY,
    FORBIDDEN,
    FOUND,
    INSTRUMENT,
    LEADS_THE_OWNER_ON,
    NOBODY,
    NOT_A_HEAD,
    NOT_FOUND,
    NOT_OTHERS,
    ONLY_ON_THE_ROSTER,
    ONLY_POST,
    ONLY_SUPERUSER,
    RECORD_KEEPERS,
    RECORDS,
    SIGN_IN,
    SIGNED_IN,
    row,
    screens,
)
from tests.scene import ANONYMOUS, COLLEAGUE, HEAD, OWNER, SUPERUSER

#: Everything outside of the admin. The attempt and the certificate are the owner's; the head is not enrolled.
PUBLIC_AND_LEARNERS = {
    "health": EVERYBODY,
    "colours": EVERYBODY,
    "account_login": row(ELSEWHERE, anonymous=FOUND),
    "account_signup": row(SIGN_IN),
    "account_logout": row(FOUND, anonymous=ELSEWHERE),
    "account_inactive": EVERYBODY,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": row(ELSEWHERE, anonymous=SIGN_IN),
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "certificates:verify": EVERYBODY,
    "certificates:verification": EVERYBODY,
    "certificates:verify_by_folio": EVERYBODY,
    **dict.fromkeys(("certificates:did", "certificates:jwks", "certificates:status_list"), EVERYBODY),
    "certificates:own_certificate": NOT_OTHERS | {HUMAN_RESOURCES: FOUND, ADMINISTRATION: FOUND, SUPERUSER: FOUND},
    "certificates:own_credential": NOT_OTHERS,
    "certificates:mine": ONLY_ON_THE_ROSTER,
    "certificates:make_link": ACT,
    "certificates:end_link": ACT,
    # Nothing was revoked that one could object to.
    "certificates:object": LEADS_THE_OWNER_ON,
    # The token is the key, here too.
    **dict.fromkeys(("certificates:holder", "certificates:holder_file", "certificates:holder_credential"), EVERYBODY),
    "certificates:holder_object": row(ELSEWHERE),
    "certificates:holder_end": row(ONLY_POST),
    "evaluations:start": row(ONLY_POST),
    "evaluations:attempt": LEADS_THE_OWNER_ON,
    "evaluations:question": NOT_OTHERS,
    # A reload after sending a form: the question, which asks who is there.
    "evaluations:save": row(ELSEWHERE),
    "evaluations:check": row(ONLY_POST),
    # One was made already: on to the result.
    "evaluations:appeal": LEADS_THE_OWNER_ON,
    "evaluations:open_lesson": row(ONLY_POST),
    # The digest of no picture.
    "evaluations:picture": row(NOT_FOUND),
    "evaluations:review": NOT_OTHERS,
    "evaluations:submit": LEADS_THE_OWNER_ON,
    "evaluations:result": NOT_OTHERS,
    "reports:my_team": SIGNED_IN,
    **dict.fromkeys(("reports:team_deputies", "reports:team_time"), NOT_A_HEAD),
    **dict.fromkeys(
        ("reports:team_deputy_withdraw", "reports:team_time_withdraw", "reports:team_remind"), row(ONLY_POST)
    ),
    # Whoever has no letter finds out here whom to ask; who is signed in has no need of it.
    "people_account:activate": row(ELSEWHERE, anonymous=FOUND),
    "people_account:choose_password": row(ELSEWHERE),
    "people_account:stay": row(ONLY_POST),
    "people_notices:notices": SIGNED_IN,
    "people_notices:read": row(ONLY_POST),
    "people_notices:calendar": ONLY_ON_THE_ROSTER,
    "people_notices:renew_calendar": row(ONLY_POST),
    # The token is the key: whoever holds the address may read it.
    "people_notices:feed": EVERYBODY,
    "courses:type_code": SIGNED_IN,
    "courses:check_in_screen": row(FORBIDDEN, anonymous=SIGN_IN) | dict.fromkeys(RECORD_KEEPERS, FOUND),
    "courses:attended": NOT_OTHERS,
    # A code that is not the one on the screen: told so, whoever asks.
    "courses:check_in": EVERYBODY,
    "courses:book_session": ACT,
    "courses:give_back_place": ACT,
    "courses:session_event": NOT_OTHERS,
    "courses:my_classroom": SIGNED_IN,
    "courses:enrol": ACT,
    "courses:complete_lesson": ACT,
    "courses:save_position": ACT,
    "courses:glossary": EVERYBODY,
    "courses:catalogue": EVERYBODY,
    "courses:course_path": row(FOUND, anonymous=SIGN_IN, head=ELSEWHERE),
    "wagtaildocs_serve": EVERYBODY,
    # No page and no document here has a password of its own.
    "wagtaildocs_authenticate_with_password": row(NOT_FOUND),
    "wagtailcore_authenticate_with_password": row(NOT_FOUND),
    "_util/login/": row(SIGN_IN),
    "wagtailcore_login": row(SIGN_IN),
    "wagtail_serve": EVERYBODY,
    **permission_rows_of_cimtra.PUBLIC_AND_LEARNERS,
}

LIST, WORK = "index__index_results", "add__edit__history__history_results__usage"
S_LIST, S_READ = "list__list_results", "edit__history__history_results__usage"
CHOOSE, CHOSEN = "choose__choose_results", "chosen__chosen_multiple"

#: Our own screens in the admin: who is shown something.
OUR_ADMIN = {
    **permission_rows_of_cimtra.OUR_ADMIN,
    "styles": ALL_STAFF,
    "evaluations_lesson_parts": AUTHORS,
    **screens("cimtra_admin", instrument__aspect=INSTRUMENT),
    # The download is an act: see the POST rows.
    **screens("reports_admin", progress__person=RECORDS, download_progress=NOBODY),
    # Long work is its owner's; here nobody of these has asked for any.
    **screens("people_works", list=ALL_STAFF, show__take=NOBODY),
    **screens("people_decisions", list__one=RECORDS, download=NOBODY),
    **screens("certificates_admin", index__index_results__inspect__download__bundle__revoke__replace=RECORDS),
    # The scene's has its file, so there is nothing to try again.
    **screens("certificates_admin", missing__unmade__withhold=RECORDS, retry__retry_all=NOBODY),
    **screens("certificates_requests", list__new__one=RECORDS, document__approve__refuse__withdraw=NOBODY),
    **screens("certificates_objections", list__one=RECORDS),
    **screens("certificates_links", one=RECORDS, print__end=NOBODY),
    **screens("certificates_keys", index__index_results__inspect__download=RECORDS),
    **screens(
        "certificates_sheets",
        list__new__edit__versions__version_sample__uses__signatures__signature=AUTHORS | RECORDS,
        # No file and no picture has a digest of zeros.
        sample__sample_file__picture__remove_signature__go_back__make_usual__archive__bring_back=NOBODY,
    ),
    **screens("people_staff", index__hire__person__act__act_on_row=RECORDS),
    **screens("people_organisation", index=RECORDS),
    **screens("people_days_off", **{LIST: RECORDS, WORK: RECORDS, "delete": RECORDS}),
    # As long as its columns are not said, the page of a file leads on to them.
    **screens("people_roster", list__template__columns=RECORDS, show=NOBODY),
    **screens("people_roster", settle__accept__second__discard__refused__undo=NOBODY),
    **screens("people_access", offices__accounts__receipts__person__reset__close=RECORDS),
    **screens("people_access", make__letters__links__open=NOBODY),
    **screens("people_notices_admin", ledger=RECORDS, download__mark_address=NOBODY),
    **screens("people_departments", **{LIST: RECORDS, WORK: RECORDS, "delete": NOBODY}),
    **screens("people_posts", **{LIST: RECORDS, WORK: RECORDS, "delete": NOBODY}),
    **screens("courses_assignments", index__add__edit__show__withdraw=RECORDS),
    # A simulation is the one of whoever made it.
    **screens("courses_assignments", download__simulation__accept__discard__download_draft=NOBODY),
    **screens("courses_recognition", list__recognise__import=RECORDS, file__accept__discard=NOBODY),
    **screens("courses_equivalences", **{LIST: RECORDS | AUTHORS, WORK: RECORDS, "delete": NOBODY}),
    **screens("courses_sessions", list__new__one__edit__cancel__close__sheet__book__attendance__withdraw=RECORDS),
    "courses_sessions:take_back": NOBODY,
    **screens("courses_plan", **{LIST: RECORDS | AUTHORS, WORK: RECORDS, "delete": RECORDS, "copy_plan": NOBODY}),
    **screens("reports_hr", index__show=RECORDS, download=NOBODY),
    # The view and its schedule are another person's.
    **screens("reports_kept", saved__months__file__downloads=RECORDS, save__delete__schedule__stop__take=NOBODY),
    # The exemption of the scene has no file.
    **screens("courses_exemptions", **{LIST: RECORDS, WORK: RECORDS, "delete__file": NOBODY}),
    **screens("wagtailsnippets_courses_glossaryterm", **{S_LIST: AUTHORS, S_READ: AUTHORS, "add__delete": AUTHORS}),
    **screens(
        "wagtailsnippets_courses_trainingrequirement",
        **{S_LIST: AUTHORS | RECORDS, S_READ: AUTHORS, "add": AUTHORS, "delete": ONLY_SUPERUSER},
    ),
    # The question is in use, so nobody deletes it.
    **screens(
        "wagtailsnippets_evaluations_question",
        **{S_LIST: AUTHORS, S_READ: AUTHORS, "add__preview_on_add__preview_on_edit": AUTHORS, "delete": NOBODY},
    ),
    **screens(
        "wagtailsnippets_evaluations_questioncategory", **{S_LIST: AUTHORS, S_READ: AUTHORS, "add__delete": AUTHORS}
    ),
    **screens(
        "wagtailsnippets_cimtra_aspect",
        **{S_LIST: INSTRUMENT, S_READ: INSTRUMENT, "add": INSTRUMENT, "delete": ONLY_SUPERUSER},
    ),
    **screens(
        "wagtailsnippets_cimtra_block", **{S_LIST: INSTRUMENT, S_READ: INSTRUMENT, "add__delete": ONLY_SUPERUSER}
    ),
    **screens(
        "wagtailsnippets_cimtra_instrument", **{S_LIST: INSTRUMENT, S_READ: INSTRUMENT, "add__delete": ONLY_SUPERUSER}
    ),
    "wagtailsnippets_evaluations_question:versions": AUTHORS,
    # Without saying which format there is nothing to export.
    **screens("evaluations_exchange", imports__template__preview__refused=AUTHORS, accept__discard__export=NOBODY),
    **screens(
        "evaluations_marking",
        queue__answer__appeals__appeal__regrade_by_key__void=AUTHORS,
        regrades__regrade=AUTHORS | RECORDS,
        # It leads on to an answer that waits.
        following=NOBODY,
    ),
    **screens("evaluations_analysis", index__requirements__quiz__question__question_everywhere__download=AUTHORS),
    **screens("evaluations_attempts", index__index_results__close__cancel=RECORDS),
    **screens("evaluations_accommodations", index__index_results__add__end=RECORDS),
    # What a form offers to choose from: names and titles, which are no secret among staff; questions are.
    **screens("wagtailsnippetchoosers_evaluations_question", **{CHOOSE: AUTHORS, CHOSEN: AUTHORS, "create": AUTHORS}),
    **screens(
        "wagtailsnippetchoosers_evaluations_questioncategory",
        **{CHOOSE: ALL_STAFF, CHOSEN: ALL_STAFF, "create": AUTHORS},
    ),
    **screens(
        "wagtailsnippetchoosers_courses_glossaryterm", **{CHOOSE: ALL_STAFF, CHOSEN: ALL_STAFF, "create": AUTHORS}
    ),
    **screens(
        "wagtailsnippetchoosers_courses_trainingrequirement",
        **{CHOOSE: ALL_STAFF, CHOSEN: ALL_STAFF, "create": AUTHORS},
    ),
    **screens("wagtailsnippetchoosers_cimtra_aspect", **{CHOOSE: ALL_STAFF, CHOSEN: ALL_STAFF, "create": INSTRUMENT}),
    **screens(
        "wagtailsnippetchoosers_cimtra_block", **{CHOOSE: ALL_STAFF, CHOSEN: ALL_STAFF, "create": ONLY_SUPERUSER}
    ),
    **screens(
        "wagtailsnippetchoosers_cimtra_instrument", **{CHOOSE: ALL_STAFF, CHOSEN: ALL_STAFF, "create": ONLY_SUPERUSER}
    ),
}

#: Wagtail's addresses without a secret, by name: what everybody in the admin is shown, and why it may be.
HARMLESS = {
    "wagtailadmin_home",
    "wagtailadmin_account",  # one's own
    "wagtailadmin_dismissibles",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "javascript_catalog",
    "admin/test404/",
    # What choosers show: titles of pages, pictures and documents, which the site itself publishes.
    *(f"wagtailadmin_api:{kind}:listing" for kind in ("pages", "documents", "images")),
    *(f"wagtailadmin_api:{kind}:detail" for kind in ("documents", "images")),
    *(f"wagtailadmin_choose_page{kind}" for kind in ("", "_child", "_search", "_chosen_multiple")),
    *(f"wagtailadmin_choose_page_{kind}_link" for kind in ("external", "email", "phone", "anchor")),
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_tag_model_autocomplete",
    *(f"wagtaildocs_chooser:{view}" for view in ("choose", "choose_results", "chosen_multiple")),
    *(f"wagtailimages_chooser:{view}" for view in ("choose", "choose_results", "chosen_multiple", "select_format")),
    "wagtailembeds:chooser",
    "wagtailembeds:chooser_upload",
    *(f"wagtailadmin_workflows:task_{view}" for view in ("chooser", "chooser_results", "chooser_create", "chosen")),
    # They ask «are you sure?» of anybody and act for those who may.
    "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:confirm_workflow_cancellation",
    # What happened to the kinds of things that one works on oneself.
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
}
EDITING = {
    "wagtailadmin_pages",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_explore_root",
    "wagtailadmin_collections",
    "wagtailadmin_reports",
    "wagtailadmin_api",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailimages",
    "wagtailimages_chooser",
}
#: The other screens of Wagtail that a role works in. The learners work in none, the superuser in all.
WAGTAILS_SCREENS = {
    ANONYMOUS: set(),
    OWNER: set(),
    COLLEAGUE: set(),
    HEAD: set(),
    CONSULTANCY: EDITING,
    HUMAN_RESOURCES: set(),
    TRANSPARENCY_UNIT: set(),
    ADMINISTRATION: EDITING | {"wagtailusers_users", "wagtailsettings"},
}
#: What a browser fetches before it knows who is there.
BEFORE_SIGNING_IN = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "javascript_catalog"}

#: Acts, as an empty form. `ELSEWHERE` for staff at a screen of the admin is «away to its first page».
POSTS = {
    **permission_rows_of_cimtra.POSTS,
    "evaluations:start": row(NOT_FOUND, anonymous=SIGN_IN, learners=ELSEWHERE),
    "evaluations:save": row(NOT_FOUND, anonymous=SIGN_IN, owner=ELSEWHERE),
    "evaluations:submit": row(NOT_FOUND, anonymous=SIGN_IN, owner=ELSEWHERE),
    # This quiz tells nothing while one answers.
    "evaluations:check": row(NOT_FOUND, anonymous=SIGN_IN),
    "evaluations:appeal": row(NOT_FOUND, anonymous=SIGN_IN, owner=ELSEWHERE),
    "evaluations:open_lesson": row(NOT_FOUND, anonymous=SIGN_IN),
    "certificates:make_link": row(NOT_FOUND, anonymous=SIGN_IN, learners=FOUND),
    "certificates:end_link": row(NOT_FOUND, anonymous=SIGN_IN, learners=ELSEWHERE),
    "certificates:object": LEADS_THE_OWNER_ON,
    "certificates:holder_object": row(ELSEWHERE),
    "certificates:holder_end": EVERYBODY,
    "certificates_links:end": row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN),
    "courses:enrol": row(ELSEWHERE, anonymous=SIGN_IN),
    "courses:complete_lesson": row(NOT_FOUND, anonymous=SIGN_IN, owner=ELSEWHERE, colleague=ELSEWHERE),
    "courses:save_position": row(NOT_FOUND, anonymous=SIGN_IN, owner=204, colleague=204),
    **dict.fromkeys(
        ("evaluations_exchange:accept", "evaluations_exchange:discard", "evaluations_accommodations:end"),
        row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN),
    ),
    # Nothing chosen means all of them: the work is begun and watched on its page.
    "certificates_admin:bundle": row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN),
    **dict.fromkeys(
        (
            *("people_roster:settle", "people_roster:accept", "people_roster:second", "people_roster:discard"),
            "people_roster:undo",
            *("people_access:make", "people_access:letters", "people_access:links", "people_access:open"),
            *("people_notices_admin:mark_address", "courses_recognition:accept", "courses_recognition:discard"),
            *("courses_sessions:take_back", "courses_assignments:discard", "courses_plan:copy_plan"),
            *("reports_kept:save", "reports_kept:take"),
            *("certificates_requests:approve", "certificates_requests:withdraw"),
            *("certificates_sheets:go_back", "certificates_sheets:make_usual", "certificates_sheets:archive"),
            *("certificates_sheets:bring_back", "certificates_sheets:remove_signature"),
            *("certificates_admin:retry", "certificates_admin:retry_all", "certificates_admin:missing"),
        ),
        row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN),
    ),
    **dict.fromkeys(
        (
            *("reports_hr:download", "courses_assignments:download", "people_notices_admin:download"),
            "people_roster:refused",
        ),
        row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, FOUND),
    ),
    **dict.fromkeys(
        (
            *("courses_assignments:accept", "courses_assignments:download_draft"),
            "reports_kept:stop",
        ),
        row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, NOT_FOUND),
    ),
    # The file says in which columns it could not find what it needs.
    "people_roster:columns": row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, 422),
    "certificates_requests:refuse": row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, 422),
    "certificates_requests:new": row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, FOUND),
    "certificates_sheets:sample": row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN)
    | dict.fromkeys(AUTHORS | RECORDS, FOUND),
    # The view is another person's; the superuser sees all, and deletes none.
    **{
        name: row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN)
        | dict.fromkeys(RECORDS, NOT_FOUND)
        | {SUPERUSER: status}
        for name, status in {"reports_kept:delete": ELSEWHERE, "reports_kept:schedule": FOUND}.items()
    },
    "people_works:take": row(NOT_FOUND, anonymous=SIGN_IN, learners=FORBIDDEN),
    # Without a reason nothing happens: the form comes back.
    **dict.fromkeys(
        ("evaluations_attempts:close", "evaluations_attempts:cancel", "evaluations_accommodations:add"),
        row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, FOUND),
    ),
    **dict.fromkeys(
        (
            "people_decisions:download",
            "reports_admin:download_progress",
            "certificates_admin:revoke",
            "certificates_admin:replace",
            "certificates_admin:withhold",
            *("certificates_links:one", "certificates_links:print", "certificates_objections:one"),
            "people_access:close",
        ),
        row(ELSEWHERE, anonymous=SIGN_IN, learners=FORBIDDEN) | dict.fromkeys(RECORDS, FOUND),
    ),
}
