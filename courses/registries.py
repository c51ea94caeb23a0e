"""What other apps register, kept in the order of registration."""

from people.plugins import Registry

# callable(enrolment, done_step_ids) -> bool; a course is complete when all say True.
completion_rules = Registry()
# callable(requirements) -> {requirement pk: [{"label": str, "origin": str}]}: what a requirement serves.
requirement_basis_providers = Registry()
# callable(request, employee) -> [{"template": str, "context": dict}]: further sections of /mi-aula/.
my_classroom_sections = Registry()
# callable(request) -> [{"label": str, "url": str, "icon": str}]: further entries of the learner's menu.
nav_items = Registry()
# callable(completion) -> {"name": plain values}: what an app has on record of how a completion came about, for the
# manifest of its constancia. Ids and figures only: it travels with the file, so nobody's name and no answers.
evidence_providers = Registry()
