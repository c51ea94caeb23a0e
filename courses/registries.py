"""What other apps register, kept in the order of registration."""


class Registry:
    """A list of callables; registering the same one twice keeps one, so that reloading an app is harmless."""

    def __init__(self):
        self._entries = []

    def register(self, entry):
        if entry not in self._entries:
            self._entries.append(entry)
        return entry

    def unregister(self, entry):
        self._entries.remove(entry)

    def __iter__(self):
        return iter(tuple(self._entries))


# callable(enrolment, done_step_ids) -> bool; a course is complete when all say True.
completion_rules = Registry()
# callable(requirements) -> {requirement pk: [{"label": str, "origin": str}]}: what a requirement serves.
requirement_basis_providers = Registry()
# callable(request, employee) -> [{"template": str, "context": dict}]: further sections of /mi-aula/.
my_classroom_sections = Registry()
# callable(request) -> [{"label": str, "url": str, "icon": str}]: further entries of the learner's menu.
nav_items = Registry()
