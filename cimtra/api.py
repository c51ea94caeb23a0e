"""The front door of cimtra: everything that other apps may use of it."""

from .basis import aspects_behind
from .findings.acts import attend as attend_finding
from .findings.acts import open_finding
from .findings.acts import return_ as return_finding
from .findings.acts import start as start_finding
from .findings.acts import verify as verify_finding
from .indicators.acts import add_indicator, record_reading
from .institutions import institution_on, institutions_on, load_institutions
from .library.documents import publish as publish_document
from .library.documents import send_back as send_back_document
from .library.documents import upload as upload_document
from .loading import InstrumentFileError, load_instrument
from .microsite.building import build as build_microsite
from .models import (
    Aspect,
    AspectRequirement,
    AspectResponsible,
    Block,
    CouncilSession,
    Delivery,
    Field,
    Finding,
    Inapplicability,
    Institution,
    Instrument,
    LegalReference,
    LibraryDocument,
    MonitoringRun,
    Obligation,
    Origin,
    Outcome,
    PlanActivity,
    PublishedAddress,
    Round,
    Variable,
    WorkPlan,
    YearPlan,
)
from .monitoring.answers import Answer
from .monitoring.fetching import Seen
from .monitoring.running import go_round
from .monitoring.visiting import visit
from .obligations.acts import accept as accept_delivery
from .obligations.acts import deliver
from .obligations.acts import return_ as return_delivery
from .obligations.generating import make_deliveries
from .periods import Period, before, quarter_due, quarter_of
from .plans.acts import write_note
from .plans.loading import load_work_plan
from .requirements import link_requirements, load_training_requirements, starter_audiences
from .rounds.capturing import Writing, write_all
from .rounds.making import close_round, make_round, record_results
from .sessions.acts import call_session, hold, record_presence, record_votes
from .sessions.acts import cancel as cancel_session
from .sessions.public import public_sessions

__all__ = [
    "Answer",
    "Aspect",
    "AspectRequirement",
    "AspectResponsible",
    "Block",
    "CouncilSession",
    "Delivery",
    "Field",
    "Finding",
    "Inapplicability",
    "Institution",
    "Instrument",
    "InstrumentFileError",
    "LegalReference",
    "LibraryDocument",
    "MonitoringRun",
    "Obligation",
    "Origin",
    "Outcome",
    "Period",
    "PlanActivity",
    "PublishedAddress",
    "Round",
    "Seen",
    "Variable",
    "WorkPlan",
    "Writing",
    "YearPlan",
    "accept_delivery",
    "add_indicator",
    "aspects_behind",
    "attend_finding",
    "before",
    "build_microsite",
    "call_session",
    "cancel_session",
    "close_round",
    "deliver",
    "go_round",
    "hold",
    "institution_on",
    "institutions_on",
    "link_requirements",
    "load_institutions",
    "load_instrument",
    "load_training_requirements",
    "load_work_plan",
    "make_deliveries",
    "make_round",
    "open_finding",
    "public_sessions",
    "publish_document",
    "quarter_due",
    "quarter_of",
    "record_presence",
    "record_reading",
    "record_results",
    "record_votes",
    "return_delivery",
    "return_finding",
    "send_back_document",
    "start_finding",
    "starter_audiences",
    "upload_document",
    "verify_finding",
    "visit",
    "write_all",
    "write_note",
]
