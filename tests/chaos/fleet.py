"""Processes of the program over one database, started and killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from tests.chaos.game import write_game

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from tests.fake_bot_api import FakeBotApi

_PATIENCE = 20.0


@dataclass
class Life:
    """One process from its start to its end. `line` is where its requests come over."""

    line: str
    process: subprocess.Popen[bytes]
    killed_at: float | None = field(default=None)
    """In seconds of `time.monotonic`."""


class Fleet:
    """As many processes as there are places; a process that was killed is followed by another in its place."""

    def __init__(self, api: FakeBotApi, folder: Path, database: str, mode: str, places: int) -> None:
        """Nothing runs yet. `mode` is ``polling`` or ``webhook``."""
        self.lives: list[Life] = []
        self.log = folder / "log.txt"
        self._api = api
        self._ahead = folder / "ahead.txt"
        self._ahead.write_text("0", encoding="ascii")
        self._now: dict[int, Life] = {}
        self._places = places
        self._environment = {
            **os.environ,
            "LEEWARD_TELEGRAM__TOKEN": api.token,
            "LEEWARD_TELEGRAM__TYPING_PAUSE": "0",
            "LEEWARD_TELEGRAM__CHAT_PAUSE": "0",
            "LEEWARD_TELEGRAM__MESSAGES_PER_SECOND": "1000",
            "LEEWARD_CHECKINS__SPREAD": "0",
            "LEEWARD_DATABASE__URL": database,
            "LEEWARD_DIALOGS": str(write_game(folder / "dialogs")),
            "LEEWARD_LANGUAGES": "en",
            "LEEWARD_PRIVACY__KEY_FILE": str(folder / "leeward.key"),
            "LEEWARD_TELEGRAM__MODE": mode,
            "LEEWARD_LOG__FORMAT": "json",
        }
        self._ports = find_free_ports(places) if mode == "webhook" else []
        if self._ports:
            api.webhook.replicas = [("127.0.0.1", port) for port in self._ports]
            self._environment |= {
                "LEEWARD_TELEGRAM__WEBHOOK__URL": f"http://127.0.0.1:{self._ports[0]}/telegram",
                "LEEWARD_TELEGRAM__WEBHOOK__SECRET": "chaos",
            }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for place in list(self._now):
            self.kill(place)

    def start(self, place: int) -> Life:
        """Start a process; it may take seconds until it serves."""
        line = f"life{len(self.lives)}"
        environment = {**self._environment, "LEEWARD_TELEGRAM__API_URL": f"{self._api.url}/{line}"}
        if self._ports:
            environment["LEEWARD_TELEGRAM__WEBHOOK__LISTEN"] = f"127.0.0.1:{self._ports[place]}"
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.end_to_end", str(self._ahead)], env=environment, stderr=log
            )
        self._now[place] = life = Life(line, process)
        self.lives.append(life)
        return life

    def start_all(self) -> None:
        """Start a process in each place that is empty."""
        for place in range(self._places):
            if place not in self._now:
                self.start(place)

    def kill(self, place: int) -> None:
        """SIGKILL, and wait until the process is gone."""
        life = self._now.pop(place)
        life.killed_at = time.monotonic()
        life.process.send_signal(signal.SIGKILL)
        life.process.wait(_PATIENCE)

    def stop(self) -> list[int]:
        """SIGTERM for all; how they ended."""
        lives, self._now = list(self._now.values()), {}
        for life in lives:
            life.process.send_signal(signal.SIGTERM)
        return [life.process.wait(_PATIENCE) for life in lives]

    @property
    def running(self) -> set[str]:
        """The lines of those that live."""
        return {life.line for life in self._now.values()}

    def has_ended(self) -> bool:
        """Whether one of them ended by itself."""
        return any(life.process.poll() is not None for life in self._now.values())

    def count_complaints(self) -> Counter[str]:
        """The warnings and errors in the logs; of a line that a kill cut short nothing is known."""
        complaints: Counter[str] = Counter()
        for line in self.log.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                complaints[told["event"]] += told["level"] in {"warning", "error", "critical"}
        return +complaints

    def time_passes(self, time: timedelta) -> None:
        """Set the clock of all processes forward."""
        ahead = float(self._ahead.read_text(encoding="ascii")) + time.total_seconds()
        self._ahead.write_text(str(ahead), encoding="ascii")


def find_free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]
