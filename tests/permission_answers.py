"""The words in which the matrix of permissions is written: what an address answers, and whom."""

from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests.scene import LEARNERS, ROLES, STAFF, SUPERUSER

SIGN_IN = "to the sign-in page"
FOUND, FORBIDDEN, NOT_FOUND, ONLY_POST = 200, 403, 404, 405
ELSEWHERE = 302


def row(default, **exceptions):
    """What a GET answers: `default`, with exceptions per role (`staff` stands for every role in the admin)."""
    answers = dict.fromkeys(ROLES, default)
    if "staff" in exceptions:
        answers |= dict.fromkeys((*STAFF, SUPERUSER), exceptions.pop("staff"))
    if "learners" in exceptions:
        answers |= dict.fromkeys(LEARNERS, exceptions.pop("learners"))
    return answers | exceptions


EVERYBODY = row(FOUND)
SIGNED_IN = row(FOUND, anonymous=SIGN_IN)
ACT = row(ONLY_POST, anonymous=SIGN_IN)
NOT_OTHERS = row(NOT_FOUND, anonymous=SIGN_IN, owner=FOUND)
NOT_A_HEAD = row(NOT_FOUND, anonymous=SIGN_IN, head=FOUND)
ONLY_ON_THE_ROSTER = row(NOT_FOUND, anonymous=SIGN_IN, learners=FOUND)
RECORD_KEEPERS = (HUMAN_RESOURCES, ADMINISTRATION, SUPERUSER)
LEADS_THE_OWNER_ON = row(NOT_FOUND, anonymous=SIGN_IN, owner=ELSEWHERE)

NOBODY = frozenset()
ALL_STAFF = frozenset({*STAFF, SUPERUSER})
ONLY_SUPERUSER = frozenset({SUPERUSER})
AUTHORS = frozenset({CONSULTANCY, ADMINISTRATION, SUPERUSER})
RECORDS = frozenset({HUMAN_RESOURCES, ADMINISTRATION, SUPERUSER})
INSTRUMENT = frozenset({CONSULTANCY, TRANSPARENCY_UNIT, ADMINISTRATION, SUPERUSER})


def screens(screen, **who_by_views):
    return {f"{screen}:{view}": who for views, who in who_by_views.items() for view in views.split("__")}
