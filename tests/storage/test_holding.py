from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage.holding import hold_database
from bot.storage.store import open_store
from tests.storage.examples import ANA, KEY, NOW, read_all, say, texts

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_bot_on_a_file_is_told_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    with hold_database(url), pytest.raises(StorageError, match=r"leeward\.db\.lock.*database\.url"), hold_database(url):
        pass
    with hold_database(url):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://localhost/leeward"])
def test_other_databases_are_held_by_nobody(url: str) -> None:
    with hold_database(url), hold_database(url):
        pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "no").touch()
    with pytest.raises(StorageError, match="cannot be made"), hold_database(f"sqlite:///{tmp_path}/no/leeward.db"):
        pass


def test_a_bot_that_was_killed_holds_nothing_and_its_messages_are_sent_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    code = f"""
from bot.storage.holding import hold_database
from bot.storage.store import open_store
from tests.storage.examples import ANA, KEY, NOW, say
with hold_database({url!r}):
    store = open_store({url!r}, KEY)
    say(store, ANA, "hello")
    store.beat(NOW, 0)
    store.take_outgoing("telegram", NOW, 10)
    print("ready", flush=True)
    input()
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline() == b"ready\n"
    with pytest.raises(StorageError, match="Another leeward"), hold_database(url):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    with hold_database(url), closing(open_store(url, KEY)) as store:
        store.beat(NOW, 0)
        store.recover("telegram", NOW)
        assert texts(store.take_outgoing("telegram", NOW, 10)) == ["hello"]


def test_old_leases_count_no_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    with closing(open_store(url, KEY)) as store:
        say(store, ANA, "hello")
        assert store.lead("poller", NOW, 10)
    with hold_database(url):
        assert "leases" not in read_all(url)
