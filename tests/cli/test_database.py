from __future__ import annotations

from pathlib import Path

from tests.cli.commands import call


def test_the_tables_are_brought_up_to_date() -> None:
    ended = call("db", "upgrade")
    assert (ended.exit_code, ended.output) == (0, "The database is up to date.\n")
    assert Path("leeward.db").exists()
