"""Dialogs that are edited while people talk: read anew when asked, and live only if they are free of faults."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.content.faults import Faulty
from bot.conversation.changes import compare
from bot.errors import LeewardError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.content.lookout import Lookout
    from bot.conversation.programme import Programme
    from bot.conversation.stage import Stage

_MOST_FAULTS = 3
"""So many are told; the linter tells them all."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class News:
    """What came of reading the dialogs anew, line by line for whoever asked."""

    is_live: bool
    lines: tuple[str, ...]


class Reloader:
    """Puts what the files say now on the stage, whole, or leaves the stage as it is.

    Args:
        read: reads and checks everything; runs in a thread of its own, so that turns go on meanwhile.
        stage: where the programme is played.
        asked: set when the dialogs are to be read; set again meanwhile, they are read once more.
        tell: hears what came of it.
        adapt: called with each new programme once it is live; raises nothing.
    """

    def __init__(
        self,
        read: Callable[[], Programme],
        stage: Stage,
        asked: asyncio.Event,
        tell: Callable[[News], None],
        adapt: Callable[[Programme], Awaitable[None]] | None = None,
    ) -> None:
        """Nothing is read yet."""
        self._read = read
        self._stage = stage
        self._tell = tell
        self._adapt = adapt
        self._asked = asked

    async def run(self) -> None:
        """Read them whenever asked to, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            await self._reload()

    async def watch(self, lookout: Lookout) -> None:
        """Ask whenever a file has changed, until cancelled."""
        while True:
            await lookout.wait_for_change()
            self._asked.set()

    async def _reload(self) -> None:
        try:
            new = await asyncio.to_thread(self._read)
        except LeewardError as error:
            self._tell(_refuse(error))
        except Exception as error:  # noqa: BLE001 - whatever it was, people go on with what is live
            self._tell(News(is_live=False, lines=(f"dialogs refused, the old ones go on: {type(error).__name__}",)))
        else:
            changes = compare(self._stage.programme, new)
            self._stage.programme = new
            self._tell(News(is_live=True, lines=(f"dialogs read anew: {changes}",)))
            if self._adapt:
                await self._adapt(new)


def log_news(news: News) -> None:
    """Write it into the log."""
    write = _log.info if news.is_live else _log.error
    for line in news.lines:
        write(line)


def _refuse(error: LeewardError) -> News:
    if not isinstance(error, Faulty):
        first, *others = str(error).splitlines()
        return News(is_live=False, lines=(f"dialogs refused, the old ones go on: {first}", *others))
    count = f"{len(error.faults)} faults" if len(error.faults) > 1 else "1 fault"
    shown = map(str, error.faults[:_MOST_FAULTS])
    return News(
        is_live=False,
        lines=(f"dialogs refused, the old ones go on: {count}", *shown, "'leeward check' shows them all"),
    )
