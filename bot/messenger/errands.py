"""Small calls of the Bot API that nobody waits for and that may fail."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Coroutine

_log = structlog.get_logger()


class Errands:
    """Runs them beside everything else."""

    def __init__(self) -> None:
        """Begin with none."""
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, name: str, call: Coroutine[Any, Any, object]) -> None:
        """Start one; `name` is what the log calls it if it fails."""
        task = asyncio.create_task(_run(name, call))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self, seconds: float) -> None:
        """Wait a little for those under way, and drop the rest."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=seconds)
            for task in late:
                task.cancel()


async def _run(name: str, call: Coroutine[Any, Any, object]) -> None:
    try:
        await call
    except Exception as error:  # noqa: BLE001 - nobody waits who could hear of it
        _log.info("errand failed", errand=name, kind=type(error).__name__)
