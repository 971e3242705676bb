"""The same tests over SQLite in memory, in a file, and over PostgreSQL."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.storage.store import SqlStore, open_store
from tests.storage.examples import KEY, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A schema of its own on the server."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        yield f"{postgres}&options=-csearch_path%3D{name}"
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


@pytest.fixture(params=["file", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database that more than one store can open."""
    if request.param == "file":
        return f"sqlite:///{tmp_path}/leeward.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """An open, empty store."""
    opened = open_store(url, KEY, clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def sender(url: str) -> Iterator[SqlStore]:
    """An open, empty store of a process that sends to Telegram."""
    opened = open_store(url, KEY, clock=lambda: NOW, sends="telegram")
    yield opened
    opened.close()
