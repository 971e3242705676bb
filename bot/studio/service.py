"""The studio, served on this machine alone while its block lasts."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Mount

from bot.studio.guard import Guard
from bot.studio.pages import Studio
from bot.studio.shelf import Shelf
from bot.studio.versions import read_other
from bot.web.server import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class StudioOptions:
    """What the author chose. `against`: another folder, or a revision in git, to compare with."""

    dialogs: Path
    transcripts: Path
    port: int = 8765
    against: str | None = None


@asynccontextmanager
async def open_studio(options: StudioOptions, token: str, clock: Callable[[], datetime]) -> AsyncIterator[str]:
    """Serve the studio inside the block, whose value is the address to open.

    Raises:
        ListenError: the port is taken.
        SettingsError: there is no version to compare with.
        ContentError: the version to compare with has errors.
    """
    shelf = Shelf(options.dialogs, clock)
    against = read_other(options.against, options.dialogs, clock) if options.against else None
    app = Studio(shelf, options.transcripts, clock, against).make_app()
    watching = asyncio.create_task(shelf.watch())
    try:
        async with serve(f"{_HOST}:{options.port}", [Mount("/", Guard(app, options.port, token))]):
            yield f"http://{_HOST}:{options.port}/?token={token}"
            await shelf.close()
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
