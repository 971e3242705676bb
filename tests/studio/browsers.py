"""A studio in a process of its own, and a real browser to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str:
    """The browser's program.

    Raises:
        RuntimeError: there is none on this machine.
    """
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    raise RuntimeError(f"The studio is tested in a real browser. Install one of: {', '.join(_NAMES)}.")


def list_arguments() -> list[str]:
    """What the browser is started with: its own sandbox does not run as root, which is what containers are."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@contextmanager
def serve_studio(dialogs: Path, transcripts: Path, *words: str) -> Iterator[str]:
    """``leeward studio`` as a person starts it; the address that it prints."""
    program = [sys.executable, "-m", "bot", "studio", "--dialogs", str(dialogs), "--port", str(_find_port())]
    program += ["--transcripts", str(transcripts), *words]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
