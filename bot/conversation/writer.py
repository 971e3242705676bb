"""The one thread that uses the database."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Writer:
    """Runs functions one after the other, away from the event loop."""

    def __init__(self) -> None:
        """Make the thread; it starts with the first function."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Run `work` after everything that was given before; its result or exception comes back."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Finish what was given, then end."""
        self._thread.shutdown()
