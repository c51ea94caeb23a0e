"""One act on one delivery, asked for by a form: shared by the admin and /mi-area/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from people.api import User

from ..models import Delivery
from . import acts
from .forms import AcceptForm, DeliverForm, ExcuseForm, ReturnForm, TakeBackForm


@dataclass(frozen=True, slots=True)
class Act:
    """`form` asks, `do` does, `done` is what the person reads afterwards."""

    do: Callable[..., Delivery]
    form: type[Form]
    done: str


ACTS = {
    "entregar": Act(acts.deliver, DeliverForm, _("It is handed in. Somebody else reviews it now.")),
    "retirar": Act(acts.take_back, TakeBackForm, _("It is owed again; what had been done stays in the history.")),
    "aceptar": Act(acts.accept, AcceptForm, _("The delivery is accepted.")),
    "devolver": Act(acts.return_, ReturnForm, _("The delivery is returned, and its department is told.")),
    "dispensar": Act(acts.excuse, ExcuseForm, _("The delivery is marked as not applicable, with its note.")),
}


@dataclass(slots=True)
class Attempt:
    """What came of it: `form` with its errors, and `now` when somebody else was faster."""

    form: Form
    done: str = ""
    now: Delivery | None = None

    @property
    def status(self) -> int:
        return 409 if self.now else 422


def form_of(name: str, delivery: Delivery, data: Any = None) -> Form:
    act = ACTS[name]
    if act.form is DeliverForm:
        return DeliverForm(data, delivery=delivery, prefix=name)
    return act.form(data, initial={"edition": delivery.edition}, prefix=name)


def attempt(name: str, delivery: Delivery, *, by: User, data: Any) -> Attempt:
    """Do the act `name` (a key of ACTS) as the posted `data` says; nothing is done where the form has errors."""
    form = form_of(name, delivery, data)
    tried = Attempt(form)
    if not form.is_valid():
        return tried
    try:
        ACTS[name].do(delivery, by=by, **form.cleaned_data)
    except acts.NewerEdition as newer:
        tried.now = newer.delivery
        form.add_error(None, str(newer))
        # What the person wrote stays in the form; sending it once more goes over what they have seen by then.
        form.data = form.data.copy()
        form.data[form.add_prefix("edition")] = newer.delivery.edition
    except acts.CannotDeliver as refused:
        form.add_error(None, str(refused))
    else:
        tried.done = str(ACTS[name].done)
    return tried
