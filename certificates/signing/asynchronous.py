"""Calling pyHanko, which is written for asyncio, from code that is not."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def completed(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What `coroutine` returns or raises. It runs in a thread of its own: the caller's may have a loop already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
