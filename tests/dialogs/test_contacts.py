"""The contact of a check on someone's safety: who hears what, and when, and when not."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.conversation.events import Blocked
from bot.storage.store import open_store
from tests.dialogs.contacts import KEY, WORDS, Town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALERT, CLEAR, LOST = "Their words for you", "all right", "no longer your contact"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/leeward.db"
        return
    postgres, name = request.getfixturevalue("postgres"), f"contacts_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        yield f"{postgres}&options=-csearch_path%3D{name}"
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


@pytest.fixture
def town(url: str) -> Iterator[Town]:
    store = open_store(url, KEY)
    yield Town(store)
    store.close()


@pytest.fixture
def pair(town: Town) -> Town:
    """Ana's contact is Ben."""
    town.writes("ben", f"/start {town.gets_invited()}")
    town.taps("ben", "Yes, I agree")
    assert town.counts("ana", "agreed to be your contact") == 1
    return town


def _set_timer(town: Town) -> None:
    town.writes("ana", "/check")
    town.taps("ana", "30 minutes")


def test_whoever_comes_by_a_link_hears_who_asks_and_what_it_means(town: Town) -> None:
    town.writes("ben", f"/start {town.gets_invited()}")
    told = "\n".join(town.read["ben"])
    assert "I'm Leeward, a program" in told
    assert "“Ana” asks you to be their contact" in told
    assert "You are no rescue service" in told
    assert WORDS not in told
    assert "check-in" not in told


def test_an_alert_brings_the_words_and_an_answer_the_all_clear(pair: Town) -> None:
    _set_timer(pair)
    pair.waits(minutes=39)
    assert pair.counts("ben", ALERT) == 0
    pair.waits(minutes=2)
    assert pair.counts("ben", WORDS) == 1
    assert pair.counts("ana", "sending your words to your contact") == 1
    pair.waits(minutes=3)
    pair.writes("ana", "im fine lol")
    assert pair.counts("ben", CLEAR) == 1


def test_no_alert_goes_without_agreement(town: Town) -> None:
    town.writes("ben", f"/start {town.gets_invited()}")
    _set_timer(town)
    town.waits(hours=2)
    assert town.counts("ben", ALERT) == 0
    town.taps("ben", "No, thanks")
    assert town.counts("ana", "said no for now") == 1


def test_no_all_clear_comes_without_an_alert(pair: Town) -> None:
    _set_timer(pair)
    pair.waits(minutes=31)
    pair.writes("ana", "im fine lol")
    pair.waits(hours=1)
    assert pair.counts("ben", CLEAR) == pair.counts("ben", ALERT) == 0


def test_a_late_check_asks_first_and_alerts_then(pair: Town) -> None:
    _set_timer(pair)
    pair.writes("ana", "/pause")
    pair.taps("ana", "Pause check-ins", "Until I say so")
    pair.sleeps(days=1)
    assert pair.counts("ana", "20:30 UTC") == 1
    pair.waits(minutes=11)
    assert pair.counts("ben", ALERT) == 1


def test_a_link_is_used_once(pair: Town) -> None:
    pair.writes("eve", f"/start {pair.finds_link('ana')}")
    assert pair.counts("eve", "This link is not open") == 1


def test_of_two_who_agree_to_one_link_the_first_is_the_contact(town: Town) -> None:
    code = town.gets_invited()
    town.writes("ben", f"/start {code}")
    town.writes("eve", f"/start {code}")
    town.taps("ben", "Yes, I agree")
    town.taps("eve", "Yes, I agree")
    assert town.counts("eve", "used or called back in the meantime") == 1
    _set_timer(town)
    town.waits(hours=1)
    assert (town.counts("ben", ALERT), town.counts("eve", ALERT)) == (1, 0)


def test_a_link_expires_after_a_week(town: Town) -> None:
    code = town.gets_invited()
    town.writes("kim", f"/start {code}")
    town.sleeps(days=7, seconds=1)
    town.writes("ben", f"/start {code}")
    assert town.counts("ben", "This link is not open") == 1


def test_an_unknown_code_and_ones_own_link_are_answered_plainly(town: Town) -> None:
    town.writes("eve", f"/start c-{'a' * 26}")
    assert town.counts("eve", "This link is not open") == 1
    town.writes("ana", f"/start {town.gets_invited()}")
    assert town.counts("ana", "This is your own link") == 1


def test_a_contact_ends_it_by_a_command_or_in_the_alert(pair: Town) -> None:
    pair.writes("ben", "/contact")
    pair.taps("ben", "End being a contact")
    assert pair.counts("ana", LOST) == 1
    _set_timer(pair)
    pair.waits(hours=1)
    assert pair.counts("ben", ALERT) == 0


def test_the_person_ends_it_and_the_contact_is_told(pair: Town) -> None:
    pair.writes("ana", "/contact")
    pair.taps("ana", "End it")
    assert pair.counts("ben", "you are no longer their contact") == 1
    _set_timer(pair)
    pair.waits(hours=1)
    assert pair.counts("ben", ALERT) == 0


@pytest.mark.parametrize(("gone", "other", "told"), [("ana", "ben", "no longer their contact"), ("ben", "ana", LOST)])
def test_who_is_forgotten_is_no_contact_and_has_none(pair: Town, gone: str, other: str, told: str) -> None:
    _set_timer(pair)
    pair.writes(gone, "/forget")
    pair.taps(gone, "Delete it all")
    assert pair.counts(other, told) == 1
    pair.waits(hours=2)
    assert pair.counts("ben", ALERT) == 0


def test_an_alert_to_someone_who_shut_the_chat_is_told_to_the_person(pair: Town) -> None:
    _set_timer(pair)
    pair.does("ben", Blocked())
    pair.waits(minutes=41)
    assert pair.counts("ana", "could not reach your contact") == 1


def test_a_block_that_only_the_alert_finds_out_is_told_as_well(pair: Town) -> None:
    _set_timer(pair)
    pair.shut.add("ben")
    pair.waits(minutes=43)
    assert pair.counts("ana", "could not reach your contact") == 1


def test_each_exports_their_own_side_alone(pair: Town) -> None:
    for name in ("ana", "ben"):
        pair.writes(name, "/export")
        pair.taps(name, "Yes, send it")
    ana, ben = (json.loads(pair.files[name])["kept"] for name in ("ana", "ben"))
    assert (ana["contact"], ana["contact_words"], ana["contact_name"]) == ("agreed", WORDS, "Ana")
    assert ben["contact_for"] == "Ana"
    assert WORDS not in pair.files["ben"]
    assert not any(name.startswith("contact.") for name in (*ana, *ben))


def test_whoever_came_as_a_contact_can_begin_for_themselves(pair: Town) -> None:
    pair.writes("ben", "/start")
    assert pair.counts("ben", "What would be useful right now?") == 1


def test_words_on_their_way_and_the_code_are_not_readable_in_the_database(town: Town, tmp_path: Path) -> None:
    code = town.gets_invited()
    town.store.close()
    for file in tmp_path.glob("leeward.db*"):
        stored = file.read_bytes()
        assert code.encode() not in stored
        assert WORDS.encode() not in stored


class Friends(RuleBasedStateMachine):
    """Ana, and Ben who may be her contact, in any order of what people do."""

    def __init__(self) -> None:
        super().__init__()
        self.store = open_store("sqlite://", KEY)
        self.town = Town(self.store)
        self.code = ""
        self.asked = self.agreed = False
        self.runs = 0

    def teardown(self) -> None:
        self.store.close()

    @rule()
    def invites(self) -> None:
        before = self.town.counts("ben", "no longer their contact")
        self.town.writes("ana", "/stop", "/contact")
        self.town.taps("ana", "Ask someone" if "Ask someone" in self.town.labels("ana") else "Ask someone else")
        self.town.writes("ana", "Ana", WORDS)
        self.code = self.town.finds_link("ana")
        assert self.town.counts("ben", "no longer their contact") == before + self.agreed
        self.asked = self.agreed = False

    @precondition(lambda self: self.code)
    @rule()
    def opens_link(self) -> None:
        self.town.writes("ben", "/stop", f"/start {self.code}")
        self.asked = "Yes, I agree" in self.town.labels("ben")

    @precondition(lambda self: self.asked)
    @rule()
    def agrees(self) -> None:
        self.town.taps("ben", "Yes, I agree")
        self.asked, self.agreed, self.code = False, True, ""

    @precondition(lambda self: self.asked)
    @rule()
    def declines(self) -> None:
        self.town.taps("ben", "No, thanks")
        self.asked, self.code = False, ""

    @precondition(lambda self: self.agreed)
    @rule()
    def contact_ends(self) -> None:
        self.town.writes("ben", "/stop", "/contact")
        self.town.taps("ben", "End being a contact")
        self.agreed = False

    @rule()
    def contact_is_forgotten(self) -> None:
        self.town.writes("ben", "/stop", "/forget")
        self.town.taps("ben", "Delete it all")
        self.asked = self.agreed = False

    @rule()
    def person_is_forgotten(self) -> None:
        self.town.writes("ana", "/stop", "/forget")
        self.town.taps("ana", "Delete it all")
        self.asked = self.agreed = False
        self.code = ""

    @rule()
    def timer_goes_unanswered(self) -> None:
        before = self.town.counts("ben", WORDS)
        self._set()
        self.town.waits(minutes=60)
        assert self.town.counts("ben", WORDS) == before + self.agreed
        cleared = self.town.counts("ben", CLEAR)
        self.town.writes("ana", "im fine lol", "/stop")
        assert self.town.counts("ben", CLEAR) == cleared + self.agreed

    @rule()
    def timer_is_answered(self) -> None:
        before = self.town.counts("ben", WORDS), self.town.counts("ben", CLEAR)
        self._set()
        self.town.waits(minutes=36)
        self.town.writes("ana", "im fine lol", "/stop")
        self.town.waits(hours=1)
        assert (self.town.counts("ben", WORDS), self.town.counts("ben", CLEAR)) == before

    @rule()
    def program_is_down_for_a_day(self) -> None:
        before = self.town.counts("ben", WORDS)
        self._set()
        self.town.sleeps(days=1)
        self.town.waits(hours=1)
        assert self.town.counts("ben", WORDS) == before + self.agreed
        self.town.writes("ana", "im fine lol", "/stop")
        self.asked = False

    @invariant()
    def every_all_clear_follows_an_alert(self) -> None:
        assert self.town.counts("ben", CLEAR) <= self.town.counts("ben", WORDS)

    def _set(self) -> None:
        self.town.writes("ana", "/stop", "/check")
        self.town.taps("ana", "30 minutes")


Friends.TestCase.settings = settings(
    max_examples=12, stateful_step_count=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
TestFriends = Friends.TestCase
