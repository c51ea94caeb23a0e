"""What the app keeps, by subject."""

from .findings import Finding, FindingEvent, FindingEvidence, FindingImport
from .instrument import (
    Aspect,
    AspectRequirement,
    Block,
    EvidenceKind,
    Field,
    Frequency,
    Instrument,
    LegalReference,
    LoadedRow,
    Origin,
    Variable,
    lines_of,
    new_key,
    numbers_in_words,
)
from .library import LibraryDocument
from .monitoring import LinkCheck, MonitoringRun, PublishedAddress, Verdict
from .obligations import Delivery, DeliveryEvent, Obligation
from .packs import EvidencePack
from .pages import AspectPage, BlockPage, MicrositePage
from .plans import ActivityNote, PlanActivity, PlanObjective, WorkPlan
from .responsible import AspectResponsible, DatedQuerySet, Inapplicability, Institution
from .rounds import AspectScore, BlockScore, Capture, CaptureEntry, CaptureEvidence, Outcome, Round
from .sessions import (
    AgendaItem,
    CouncilSession,
    Indicator,
    IndicatorReading,
    IndicatorReadingEntry,
    SessionMember,
    Vote,
    YearPlan,
)

__all__ = [
    "ActivityNote",
    "AgendaItem",
    "Aspect",
    "AspectPage",
    "AspectRequirement",
    "AspectResponsible",
    "AspectScore",
    "Block",
    "BlockPage",
    "BlockScore",
    "Capture",
    "CaptureEntry",
    "CaptureEvidence",
    "CouncilSession",
    "DatedQuerySet",
    "Delivery",
    "DeliveryEvent",
    "EvidenceKind",
    "EvidencePack",
    "Field",
    "Finding",
    "FindingEvent",
    "FindingEvidence",
    "FindingImport",
    "Frequency",
    "Inapplicability",
    "Indicator",
    "IndicatorReading",
    "IndicatorReadingEntry",
    "Institution",
    "Instrument",
    "LegalReference",
    "LibraryDocument",
    "LinkCheck",
    "LoadedRow",
    "MicrositePage",
    "MonitoringRun",
    "Obligation",
    "Origin",
    "Outcome",
    "PlanActivity",
    "PlanObjective",
    "PublishedAddress",
    "Round",
    "SessionMember",
    "Variable",
    "Verdict",
    "Vote",
    "WorkPlan",
    "YearPlan",
    "lines_of",
    "new_key",
    "numbers_in_words",
]
