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


class NamedRegistry:
    """Callables or objects by name; a second registration under a name takes the place of the first."""

    def __init__(self):
        self._entries = {}

    def register(self, name, entry):
        self._entries[name] = entry
        return entry

    def __getitem__(self, name):
        return self._entries[name]

    def __contains__(self, name):
        return name in self._entries

    def __iter__(self):
        return iter(tuple(self._entries))


# name -> callable(work) -> works.Outcome | None: what a worker does for people.Work of that kind.
work_kinds = NamedRegistry()
# callable() -> None: what the clock does each minute when its time has come; safe to repeat.
minutely_acts = Registry()
# callable() -> int: what is done each night; returns how many rows it touched, and is safe to repeat.
nightly_acts = Registry()
# callable(employee_ids, day) -> {employee id: [str]}: duties of training that people would gain or lose, for previews.
roster_effects = Registry()
# callable(employee) -> [{"title", "template", "context"}]: panels of other apps on RH's page about one person.
person_panels = Registry()
# callable(token owner Employee) -> [calendar.Entry]: what stands in a person's calendar feed.
calendar_entries = Registry()
