"""``leeward run`` with a clock that a test can set forward: its file holds the seconds to add. `--watch` is its own."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import app
from bot.logs import set_up_logs
from bot.settings import load_settings

if TYPE_CHECKING:
    from datetime import datetime

AHEAD = Path(sys.argv[1])


def read_clock() -> datetime:
    return app.read_clock() + timedelta(seconds=float(AHEAD.read_text(encoding="ascii")))


settings = load_settings()
set_up_logs(settings.log.level, settings.log.format)
asyncio.run(app.run(settings, read_clock, watch="--watch" in sys.argv))
