"""The front door of cimtra: everything that other apps may use of it."""

from .basis import aspects_behind
from .loading import InstrumentFileError, load_instrument
from .models import Aspect, AspectRequirement, Block, Field, Instrument, LegalReference, Origin, Variable
from .requirements import link_requirements, load_training_requirements, starter_audiences

__all__ = [
    "Aspect",
    "AspectRequirement",
    "Block",
    "Field",
    "Instrument",
    "InstrumentFileError",
    "LegalReference",
    "Origin",
    "Variable",
    "aspects_behind",
    "link_requirements",
    "load_instrument",
    "load_training_requirements",
    "starter_audiences",
]
