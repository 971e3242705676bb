"""A person's evening in Telegram, and what they notice when the machine dies in the middle: nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fake_bot_api import CutShort

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Leeward
    from tests.fake_bot_api.person import Person
    from tests.fake_bot_api.server import FakeBotApi

_TWICE = "SELECT count(*) FROM (SELECT 1 FROM answers GROUP BY person_id, visit HAVING count(*) > 1)"
_PEOPLE = 200


def test_welcome_check_in_and_craving_with_follow_up_survive_a_kill(api: FakeBotApi, leeward: Leeward) -> None:
    ana, ben = api.person(1001, name="Ana"), api.person(1002, name="Ben")
    ana.sends("/start")
    ana.waits_for("a program, not a person", seconds=20)
    ana.waits_for("What would be useful right now?")
    ana.taps("Check in with myself")
    leeward.waits_until(lambda: _asks(ana, "Mixed"))
    ana.taps("Mixed")
    leeward.waits_until(lambda: _asks(ana, "Used as usual"))

    leeward.is_killed()
    ana.taps("Did not use")
    leeward.starts()
    leeward.waits_until(lambda: _asks(ana, "No urge now"))

    ana.sends("/craving")
    leeward.waits_until(lambda: _asks(ana, "Try something with me"))
    ana.taps("Skip")
    leeward.waits_until(lambda: _asks(ana, "Yes, please"))
    ana.taps("Yes, please")
    leeward.waits_until(lambda: _asks(ana, "No urge now"))
    ana.taps("No urge now")
    leeward.waits_until(lambda: ana.messages[-1].labels == ["Skip", "Help now"])
    ana.taps("Skip")
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0)

    leeward.is_killed()
    leeward.time_passes(timedelta(minutes=16))
    leeward.starts()
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM timers WHERE id = 'later:craving_followup'") == 0)
    leeward.waits_until(lambda: _asks(ana, "About the same"))
    assert leeward.counts(_TWICE) == 0

    ben.sends("/start craving")
    ben.waits_for("a program")
    leeward.waits_until(lambda: _asks(ben, "Try something with me"))
    assert leeward.stops() == 0


def test_a_kill_in_the_middle_of_a_burst_loses_and_repeats_nothing(api: FakeBotApi, leeward: Leeward) -> None:
    people = [api.person(2000 + number) for number in range(_PEOPLE)]
    for person in people:
        person.sends("/checkin")
    leeward.waits_until(lambda: all(_asks(person, "Mixed") for person in people))
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0)

    with api.hold("sendMessage", lose=True):
        for number, person in enumerate(people):
            person.taps("Mixed")
            if number == _PEOPLE // 2:
                leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM answers") > 0)
                leeward.is_killed()
        assert 0 < leeward.counts("SELECT count(*) FROM answers") < _PEOPLE
    leeward.starts()

    leeward.waits_until(lambda: all(_asks(person, "Did not use") for person in people))
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0)
    assert leeward.counts("SELECT count(*) FROM answers WHERE name = 'mood'") == _PEOPLE
    assert leeward.counts(_TWICE) == 0
    assert [text for person in people for text, times in Counter(person.texts).items() if times > 1] == []


def _asks(person: Person, label: str) -> bool:
    return bool(person.messages) and label in person.messages[-1].labels


def test_words_of_a_crisis_are_answered_while_the_database_is_away(api: FakeBotApi, leeward: Leeward) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0)
    with leeward.database_away():
        ana.sends("my friend took oxy and won't wake up")
        ana.waits_for("Call 112", seconds=20)
        ana.taps("Help now")
        ana.waits_for("To talk to a person", seconds=20)
        ana.taps("I'm safe, go back")
    ana.waits_for("I'm glad you are here", seconds=20)
    ana.waits_for("What would be useful right now?")
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0)
    ana.sends("skip")
    leeward.waits_until(lambda: _asks(ana, "Yes, pick a time"))


def test_nothing_that_people_write_is_logged_whatever_arrives(api: FakeBotApi, leeward: Leeward) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    garbled = {"text": "my secret: he won't wake up", "chat": {"id": ana.id, "type": "private"}}
    api.fault("getUpdates", CutShort())
    api.telegram.queue("message", garbled)
    ana.waits_for("Call 112", seconds=20)
    ana.sends("another secret")
    api.telegram.wait_until(lambda: not api.telegram.updates, seconds=20)
    log = leeward.log.read_text(encoding="utf-8")
    assert "update not readable" in log
    assert "polling failed" in log
    assert "secret" not in log
    assert api.token not in log


def test_it_stops_while_the_database_is_away_and_goes_on_afterwards(api: FakeBotApi, leeward: Leeward) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    with leeward.database_away():
        ana.sends("/craving")
        leeward.waits_until(lambda: "turn stuck" in leeward.log.read_text(encoding="utf-8"))
        assert leeward.stops() == 0
    leeward.starts()
    leeward.waits_until(lambda: _asks(ana, "Try something with me"))
