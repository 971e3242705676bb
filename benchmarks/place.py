"""Where it was measured, and with what."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

OURS: Final = ("aiohttp", "python-telegram-bot", "SQLAlchemy", "transitions")
PEERS: Final = ("python-telegram-bot", "httpx", "sniffio", "aiogram", "aiogram-dialog", "aiohttp")
_ASK: Final = "import importlib.metadata as m, sys; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"


def describe_machine() -> str:
    """Its processor and system."""
    names = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), "unknown model")
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} cores ({model}), {system}, Python {platform.python_version()}"


def describe_versions(peers_python: str) -> str:
    """The libraries, ours and those of the peers."""
    ours = ", ".join(f"{name} {version(name)}" for name in OURS)
    done = subprocess.run(  # noqa: S603 - ours
        [peers_python, "-c", _ASK, *PEERS], capture_output=True, text=True, check=False
    )
    peers = "not all installed" if done.returncode else done.stdout.strip()
    return f"Ours: {ours}, SQLite {sqlite3.sqlite_version}. The peers': {peers}."
