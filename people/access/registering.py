"""What access hangs into the registries of people; called once the apps are ready."""

from allauth.account.signals import password_changed, password_reset, password_set

from ..registries import nightly_acts, person_panels, work_kinds


def register() -> None:
    from . import guessing, works
    from .panel import access_panel

    work_kinds.register(works.LETTERS, works.print_letters)
    work_kinds.register(works.LINKS, works.send_links)
    nightly_acts.register(guessing.purge)
    nightly_acts.register(works.forget_letters)
    person_panels.register(access_panel)
    for signal in (password_changed, password_reset, password_set):
        signal.connect(close_codes, dispatch_uid="people.access.close_codes")


def close_codes(sender, user, **kwargs) -> None:
    """Whoever has chosen a password needs no letter: one that still lies around opens nothing."""
    from .codes import cancel_codes

    cancel_codes([user.pk])
