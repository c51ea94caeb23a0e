"""How far an enrolment is, from the stored outline and the completed steps."""

from dataclasses import dataclass, field

from .models import StepProgress
from .renewal.diagnostic import open_diagnostic


@dataclass(frozen=True)
class Progress:
    """Steps of one enrolment; every step dict of the outline plus `done`, `available` and `current`."""

    modules: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    next_step: dict | None = None

    @property
    def total(self):
        return len(self.steps)

    @property
    def done(self):
        return sum(step["done"] for step in self.steps)

    @property
    def percent(self):
        """Whole percent of steps done; 100 only when all are."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def minutes_left(self):
        return sum(step["minutes"] for step in self.steps if not step["done"])

    def step(self, page_id):
        """The dict of the step with `page_id`, or None when it is not part of the published course."""
        return next((step for step in self.steps if step["id"] == page_id), None)

    def neighbours(self, page_id):
        """(previous, next) step dicts around `page_id`, None at either end."""
        place = next(index for index, step in enumerate(self.steps) if step["id"] == page_id)
        before = self.steps[place - 1] if place else None
        after = self.steps[place + 1] if place + 1 < len(self.steps) else None
        return before, after


def done_steps(enrolment):
    """Ids of the pages completed in `enrolment`; empty for None."""
    if enrolment is None:
        return set()
    return set(
        StepProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False).values_list("step_id", flat=True)
    )


def is_in_a_room(enrolment):
    """Whether the person was seen in a room where the course is given: its steps then open as the group takes them."""
    return enrolment is not None and enrolment.attended_at is not None


def progress_through(outline, done_ids, *, is_sequential=True, last_step_id=None, current_id=None, diagnostic_id=None):
    """The Progress for the set `done_ids` of page ids.

    A step is available when all before it are done, or always where the course is not sequential, or when it is the
    diagnostic quiz that is open to this person (`diagnostic_id`). The next step is the first open one in its turn after
    the last one visited, so that a person goes on where they left off and nobody is led into a quiz before its lessons.
    """
    modules, steps, everything_before_is_done = [], [], True
    for module in outline.data.get("modules", []):
        marked = []
        for step in module["steps"]:
            done = step["id"] in done_ids
            in_turn = done or everything_before_is_done or not is_sequential
            is_diagnostic = step["id"] == diagnostic_id
            marked.append(
                {
                    **step,
                    "done": done,
                    "available": in_turn or is_diagnostic,
                    "in_turn": in_turn,
                    "is_diagnostic": is_diagnostic,
                    "current": step["id"] == current_id,
                }
            )
            everything_before_is_done = everything_before_is_done and done
        modules.append({**module, "steps": marked, "done": all(step["done"] for step in marked)})
        steps.extend(marked)
    return Progress(modules=modules, steps=steps, next_step=_next_step(steps, last_step_id))


def _next_step(steps, last_step_id):
    open_steps = [step for step in steps if not step["done"] and step["in_turn"]]
    places = {step["id"]: place for place, step in enumerate(steps)}
    if last_step_id in places:
        later = [step for step in open_steps if places[step["id"]] >= places[last_step_id]]
        open_steps = later or open_steps
    return open_steps[0] if open_steps else None


def progress_of(enrolment, outline, *, is_sequential=True, current_id=None):
    """The Progress of `enrolment` (None for somebody who only looks) through `outline`, in one query."""
    return progress_through(
        outline,
        done_steps(enrolment),
        is_sequential=is_sequential and not is_in_a_room(enrolment),
        last_step_id=enrolment.last_step_id if enrolment else None,
        current_id=current_id,
        diagnostic_id=open_diagnostic(enrolment),
    )
