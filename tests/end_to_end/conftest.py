"""A running Leeward in front of a fake Bot API."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.fake_bot_api.server import FakeBotApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta
    from pathlib import Path


class Leeward:
    """A process that a test starts, kills and starts again on the same database."""

    def __init__(self, api: FakeBotApi, folder: Path) -> None:
        self.database = folder / "leeward.db"
        self.log = folder / "log.txt"
        self._ahead = folder / "ahead.txt"
        self._ahead.write_text("0", encoding="ascii")
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "LEEWARD_TELEGRAM__TOKEN": api.token,
            "LEEWARD_TELEGRAM__API_URL": api.url,
            "LEEWARD_TELEGRAM__TYPING_PAUSE": "0",
            "LEEWARD_TELEGRAM__CHAT_PAUSE": "0",
            "LEEWARD_TELEGRAM__MESSAGES_PER_SECOND": "1000",
            "LEEWARD_DATABASE__URL": f"sqlite:///{self.database}",
        }

    def starts(self, *options: str, shows: int | None = None) -> None:
        """`shows` is a file descriptor that the log goes to, if not to its file."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.end_to_end", str(self._ahead), *options],
                env=self._environment,
                stderr=log if shows is None else shows,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def is_killed(self) -> None:
        self.ends_by(signal.SIGKILL)

    def stops(self) -> int:
        return self.ends_by(signal.SIGTERM)

    def hears(self, signal_: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(signal_)

    def logs(self, words: str) -> None:
        """Wait until the log has these words."""
        self.waits_until(lambda: words in self.log.read_text(encoding="utf-8"))

    def time_passes(self, time: timedelta) -> None:
        self._ahead.write_text(str(float(self._ahead.read_text(encoding="ascii")) + time.total_seconds()), "ascii")

    def counts(self, query: str) -> int:
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            (count,) = connection.execute(query).fetchone()
        return int(count)

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Inside the block nobody else can write."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def waits_until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        until = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < until, f"It did not come to pass.\n{self.log.read_text(encoding='utf-8')}"
            time.sleep(0.01)

    def ends_by(self, how: signal.Signals) -> int:
        """Its exit code after this signal."""
        assert self._process is not None
        self.hears(how)
        return self._process.wait(timeout=20)


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    with FakeBotApi() as api:
        yield api


@pytest.fixture
def leeward(api: FakeBotApi, tmp_path: Path) -> Iterator[Leeward]:
    process = Leeward(api, tmp_path)
    process.starts()
    yield process
    process.is_killed()
