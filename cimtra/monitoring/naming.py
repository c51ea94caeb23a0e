"""Asking the name server within a time: the question itself cannot be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def in_time(ask: Callable[[], Any], seconds: float) -> Any:
    """What `ask` returns or raises; TimeoutError when that takes longer. The late answer is thrown away."""
    result: list[Any] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            result.append(ask())
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            failure.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if failure:
        raise failure[0]
    if not result:
        raise TimeoutError
    return result[0]
