"""Which tests run in one process: those of a file, which share what the file builds, and some files together.

It stands in for the groups of pytest-xdist: 3.8 marks them in a place that pytest 9.2 no longer reads, so that they are
passed over without a word.
"""

from xdist.scheduler import LoadScopeScheduling

#: What the addresses of tests begin with, and the name of what they share.
TOGETHER = {
    # One Chromium at a time: two do not fit on a small machine.
    "tests/browser/": "browser",
    # The starter content is loaded once.
    "tests/aula/starter/": "starter",
    # Each role opens each address once.
    "tests/test_answer_key.py": "crawls",
    "tests/test_permissions.py": "crawls",
}


class Together(LoadScopeScheduling):
    """Gives each process a file after the other, those with most tests first."""

    def _split_scope(self, nodeid):
        return next((name for start, name in TOGETHER.items() if nodeid.startswith(start)), nodeid.partition("::")[0])
