"""Someone breathes along with one bubble, whatever happens to the machine, the connection or the chat."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.content.library import default_folder
from tests.end_to_end.conftest import Leeward
from tests.fake_bot_api import too_many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fake_bot_api.chats import ShownMessage
    from tests.fake_bot_api.person import Person
    from tests.fake_bot_api.server import FakeBotApi

_WAITING = "SELECT count(*) FROM outbox WHERE state IN ('new', 'sending')"
LAST_WORDS, CLOSE = "Now let your breath go its own way.", "What comes next is up to you."
FIRST = "In, softly …\n\nRounds left: 12"
BREATHE = """\
dialog: breathe
version: 1
title: Slow breathing
language: en
author: Someone
source: no clinical source
reviewed: {by: "", on: 2026-11-23, again_by: 2027-11-23}
command: breathe
menu: Breathe slowly
steps:
  in: {say: "In, softly …\\n\\nRounds left: {rounds_left}", mi: STRUCT, over: yes, wait: 4 seconds}
  out:
    say: "And out …\\n\\nRounds left: {rounds_left}"
    mi: STRUCT
    over: yes
    wait: 4 seconds
    again: {from: in, times: 12}
  leave: {say: Now let your breath go its own way., mi: STRUCT, over: yes}
  close: {say: What comes next is up to you., mi: AUT}
"""


@pytest.fixture
def leeward(api: FakeBotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Leeward]:
    """The dialogs that ship, and a short one."""
    folder = tmp_path / "dialogs"
    shutil.copytree(default_folder(), folder)
    (folder / "breathe.yaml").write_text(BREATHE, "utf-8")
    monkeypatch.setenv("LEEWARD_DIALOGS", str(folder))
    process = Leeward(api, tmp_path)
    process.starts()
    yield process
    process.is_killed()


@pytest.fixture
def ana(api: FakeBotApi) -> Person:
    return api.person(1001)


def begins(ana: Person, leeward: Leeward) -> ShownMessage:
    """The bubble, from its first words on."""
    ana.sends("/breathe")
    bubble = ana.waits_for(FIRST, seconds=20)
    leeward.waits_until(lambda: bubble.labels == ["Stop", "Help now"])
    return bubble


def breathes(leeward: Leeward, bubble: ShownMessage, *words: str) -> None:
    """Wait until these words have come, one after the other."""
    for each in words:
        leeward.waits_until(lambda each=each: each in bubble.text)  # type: ignore[misc]


def count_bubbles(ana: Person) -> int:
    """How many have words that change."""
    return sum("Rounds left" in text for text in ana.texts)


def test_one_bubble_breathes_until_it_is_stopped(ana: Person, leeward: Leeward) -> None:
    bubble = begins(ana, leeward)
    breathes(leeward, bubble, "And out", "Rounds left: 11")
    assert (count_bubbles(ana), bubble.labels) == (1, ["Stop", "Help now"])
    ana.taps("Stop")
    ana.waits_for(CLOSE)
    assert bubble.text == LAST_WORDS
    leeward.waits_until(lambda: bubble.labels == [])
    assert leeward.counts("SELECT count(*) FROM timers") == 0
    assert len(bubble.looks) == 3


def test_whatever_is_written_stops_it(ana: Person, leeward: Leeward) -> None:
    bubble = begins(ana, leeward)
    breathes(leeward, bubble, "And out")
    ana.sends("my phone rang")
    ana.waits_for(CLOSE)
    assert bubble.text == LAST_WORDS


def test_words_of_a_crisis_let_it_rest(ana: Person, leeward: Leeward) -> None:
    bubble = begins(ana, leeward)
    breathes(leeward, bubble, "And out")
    ana.sends("i want to kill myself")
    ana.waits_for("Talk to a person now")
    leeward.waits_until(lambda: bubble.labels == [])
    assert leeward.counts("SELECT count(*) FROM timers") == 0
    leeward.waits_until(lambda: leeward.counts(_WAITING) == 0)
    assert "And out" in bubble.text


def test_a_kill_between_the_change_and_its_commit_neither_loses_nor_doubles(
    api: FakeBotApi, ana: Person, leeward: Leeward
) -> None:
    bubble = begins(ana, leeward)
    with api.hold_answers("editMessageText", lose=True):
        breathes(leeward, bubble, "And out")
        leeward.is_killed()
    leeward.starts()
    breathes(leeward, bubble, "Rounds left: 11")
    ana.taps("Stop")
    ana.waits_for(CLOSE)
    assert (count_bubbles(ana), bubble.text) == (0, LAST_WORDS)
    assert [text.split()[0] for text in bubble.looks] == ["In,", "And", "In,"]
    leeward.waits_until(lambda: leeward.counts(_WAITING) == 0)
    assert sum(CLOSE in text for text in ana.texts) == 1


def test_a_kill_before_the_first_words_are_known_to_have_arrived(
    api: FakeBotApi, ana: Person, leeward: Leeward
) -> None:
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    leeward.waits_until(lambda: leeward.counts(_WAITING) == 0)
    with api.hold_answers("sendMessage", lose=True):
        ana.sends("/breathe")
        ana.waits_for(FIRST)
        leeward.is_killed()
    leeward.starts()
    leeward.waits_until(lambda: any("Rounds left: 11" in text for text in ana.texts))
    assert count_bubbles(ana) == 2, "one that nobody knew of, and one that goes on"
    assert sum("Rounds left: 11" in text for text in ana.texts) == 1


def test_after_an_outage_nobody_is_shown_what_would_have_been(ana: Person, leeward: Leeward) -> None:
    bubble = begins(ana, leeward)
    breathes(leeward, bubble, "And out")
    leeward.is_killed()
    leeward.time_passes(timedelta(seconds=62))
    leeward.starts()
    leeward.waits_until(lambda: "Rounds left: 12" not in bubble.text)
    assert len(bubble.looks) == 2
    leeward.is_killed()
    leeward.time_passes(timedelta(hours=1))
    leeward.starts()
    ana.waits_for(CLOSE, seconds=20)
    assert (bubble.text, len(bubble.looks)) == (LAST_WORDS, 3)


def test_while_telegram_wants_us_to_wait_only_the_newest_words_are_kept(
    api: FakeBotApi, ana: Person, leeward: Leeward
) -> None:
    bubble = begins(ana, leeward)
    api.fault("editMessageText", too_many(9))
    leeward.logs("too many requests")
    leeward.waits_until(lambda: bool(bubble.looks), seconds=30)
    assert "Rounds left: 12" not in bubble.text
    assert leeward.counts("SELECT count(*) FROM outbox WHERE reason = 'overtaken'") >= 1


def test_a_bubble_that_was_deleted_comes_anew_and_breathes_on(ana: Person, leeward: Leeward) -> None:
    bubble = begins(ana, leeward)
    breathes(leeward, bubble, "And out")
    ana.deletes(bubble)
    leeward.waits_until(lambda: any("Rounds left: 11" in text for text in ana.texts))
    other = ana.messages[-1]
    breathes(leeward, other, "And out")
    assert (other.id != bubble.id, count_bubbles(ana)) == (True, 1)
    ana.taps("Stop")
    ana.waits_for(CLOSE)
    assert other.text == LAST_WORDS
