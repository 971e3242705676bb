"""The bots that are compared, and how each is started."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.processes import ROOT, TOKEN, start_process
from benchmarks.ten import DIALOG_ACTS, ECHO_ACTS, write_dialog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.processes import Crowd, Process
    from benchmarks.ten import Act


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot: its name in the tables, the module to run, the libraries it needs, and what people do with it."""

    name: str
    module: str
    libraries: Sequence[str]
    acts: Sequence[Act]
    python: str
    arguments: Sequence[str] = ()
    stores: bool = False
    ours: bool = False

    def find_missing(self) -> str:
        """What is not installed for it, in words, or nothing."""
        asked = f"import importlib.metadata as m; [m.version(name) for name in {list(self.libraries)!r}]"
        done = subprocess.run([self.python, "-c", asked], capture_output=True, check=False)  # noqa: S603 - ours
        return f"not installed: {', '.join(self.libraries)}" if done.returncode else ""

    @contextmanager
    def start(self, crowd: Crowd, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Process]:
        """Run it in front of this crowd, with its database (and its dialogs) in an own folder.

        `settings` are Leeward's, by the names of their environment variables without ``LEEWARD_``.
        """
        environment = {"BENCH_TOKEN": TOKEN, "BENCH_API": crowd.url, "BENCH_DATABASE": str(database(folder))}
        if self.ours:
            ours = {
                "TELEGRAM__TOKEN": TOKEN,
                "TELEGRAM__API_URL": crowd.url,
                "TELEGRAM__TYPING_PAUSE": "0",
                "TELEGRAM__CHAT_PAUSE": "0",  # these people answer faster than anybody reads
                "TELEGRAM__MESSAGES_PER_SECOND": "1000",
                "DATABASE__URL": f"sqlite:///{database(folder)}",
                "DIALOGS": str(copy_dialogs(folder)),
            }
            environment = {f"LEEWARD_{name}": value for name, value in {**ours, **(settings or {})}.items()}
        with start_process([self.python, "-m", self.module, *self.arguments], environment, folder / "log.txt") as it:
            yield it


BASE: Final = "PTB echo"
"""The name of the one that the others are compared with."""
FRESH: Final = "PTB echo, as pip installs it"
"""The same without `sniffio`, which nothing asks for any more: httpcore tries to import it at each request."""
AIOGRAM: Final = "aiogram echo"
DIALOG: Final = "aiogram_dialog"

BARE: Final = Bot("bare sockets", "benchmarks.peers.bare_echo", (), ECHO_ACTS, sys.executable)
"""What the Bot API here can do at least: a bot that is as thin as one can be in Python."""


def list_bots(peers_python: str) -> list[Bot]:
    """All of them, ours first. The peers have a Python of their own: aiogram and Leeward want different pydantics."""
    ptb, aiogram, dialog = "python-telegram-bot", "aiogram", "aiogram-dialog"
    peers = "benchmarks.peers."
    return [
        Bot("Leeward", "bot", (), DIALOG_ACTS, sys.executable, ("run",), stores=True, ours=True),
        Bot(BASE, f"{peers}ptb_echo", (ptb, "sniffio"), ECHO_ACTS, peers_python),
        Bot(FRESH, f"{peers}ptb_fresh", (ptb, "sniffio"), ECHO_ACTS, peers_python),
        Bot(AIOGRAM, f"{peers}aiogram_echo", (aiogram,), ECHO_ACTS, peers_python),
        Bot(DIALOG, f"{peers}aiogram_ten", (aiogram, dialog), DIALOG_ACTS, peers_python, stores=True),
    ]


def database(folder: Path) -> Path:
    """Where a bot that stores keeps its answers."""
    return folder / "bench.db"


def count_answers(folder: Path) -> int:
    """How many answers are on the disk; Leeward and its peer call the table the same."""
    with closing(sqlite3.connect(database(folder))) as connection:
        (count,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    return int(count)


def copy_dialogs(folder: Path) -> Path:
    """The dialogs that ship, and the one of the benchmark."""
    copied = folder / "dialogs"
    if not copied.exists():
        shutil.copytree(ROOT / "dialogs", copied)
        write_dialog(copied)
    return copied
