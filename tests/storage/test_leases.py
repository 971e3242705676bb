"""Who may do what only one process does at a time."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.storage.store import open_store
from tests.storage.examples import KEY, NOW, later, read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.storage.store import SqlStore


@pytest.fixture
def other(url: str, store: SqlStore) -> Iterator[SqlStore]:
    """Another process."""
    del store
    with closing(open_store(url, KEY)) as opened:
        yield opened


def test_a_lease_is_one_process_s_as_long_as_it_is_kept(store: SqlStore, other: SqlStore) -> None:
    assert store.lead("poller:7", NOW, 10)
    assert not other.lead("poller:7", later(seconds=5), 10)
    assert store.lead("poller:7", later(seconds=9), 10)
    assert not other.lead("poller:7", later(seconds=19), 10)
    assert other.lead("poller:7", later(seconds=20), 10)
    assert not store.lead("poller:7", later(seconds=21), 10)


def test_another_lease_is_another_matter(store: SqlStore, other: SqlStore) -> None:
    assert store.lead("poller:7", NOW, 10)
    assert other.lead("poller:8", NOW, 10)


def test_who_steps_down_makes_room_at_once(store: SqlStore, other: SqlStore) -> None:
    assert store.lead("poller:7", NOW, 10)
    other.step_down("poller:7")
    assert not other.lead("poller:7", NOW, 10)
    store.step_down("poller:7")
    assert other.lead("poller:7", NOW, 10)


@pytest.mark.parametrize("round_", range(3))
def test_of_many_that_ask_at_once_one_gets_it(url: str, store: SqlStore, round_: int) -> None:
    del store, round_
    answers: list[bool] = []

    def ask() -> None:
        with closing(open_store(url, KEY)) as asking:
            answers.append(asking.lead("poller:7", NOW, 10))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, True]


def test_a_sign_of_life_is_written_only_now_and_then(store: SqlStore, url: str) -> None:
    store.beat(NOW, 0)
    first = read_all(url)["leases"]
    store.beat(later(seconds=1), 0)
    assert read_all(url)["leases"] == first
    store.beat(later(seconds=2), 0)
    assert read_all(url)["leases"] != first
