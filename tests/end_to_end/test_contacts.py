"""Two people in Telegram, and a machine that dies between the decision to alert and its sending."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.support.invitations import find_code

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Leeward
    from tests.fake_bot_api.person import Person
    from tests.fake_bot_api.server import FakeBotApi

_WORDS = "Kim has the key"
_UNSENT = "SELECT count(*) FROM outbox WHERE state <> 'sent'"


def test_an_alert_that_was_decided_is_sent_once_whatever_dies(api: FakeBotApi, leeward: Leeward) -> None:
    ana, ben = api.person(1001, name="Ana"), api.person(1002, name="Ben")
    ana.sends("/contact")
    leeward.waits_until(lambda: _asks(ana, "Ask someone"))
    ana.taps("Ask someone")
    ana.waits_for("What name")
    ana.sends("Ana")
    ana.waits_for("Now your words")
    ana.sends(_WORDS)
    link = ana.waits_for("https://t.me/").text
    code = find_code(link)
    assert f"?start={code}" in link
    ana.waits_for("Pass it on yourself")

    ben.sends(f"/start {code}")
    ben.waits_for("“Ana” asks you", seconds=20)
    leeward.waits_until(lambda: _asks(ben, "Yes, I agree"))
    ben.taps("Yes, I agree")
    ana.waits_for("agreed to be your contact", seconds=20)
    ana.sends("/check")
    leeward.waits_until(lambda: _asks(ana, "30 minutes"))
    ana.taps("30 minutes")
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM timers WHERE id = 'later:check_on_me_ask'") == 1)
    leeward.waits_until(lambda: leeward.counts(_UNSENT) == 0)

    leeward.time_passes(timedelta(minutes=31))
    _starts_anew(leeward)
    leeward.waits_until(lambda: _asks(ana, "I'm all right"))
    leeward.time_passes(timedelta(minutes=6))
    _starts_anew(leeward)
    leeward.waits_until(lambda: leeward.counts(_UNSENT) == 0)
    leeward.is_killed()
    leeward.time_passes(timedelta(minutes=6))
    with api.hold("sendMessage", lose=True):
        leeward.starts()
        leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM timers WHERE id LIKE 'news:look:%'") == 1)
        leeward.is_killed()
    assert not any(_WORDS in text for text in ben.texts)
    leeward.starts()
    ben.waits_for(_WORDS, seconds=20)
    ana.waits_for("sending your words", seconds=20)
    leeward.waits_until(lambda: leeward.counts(_UNSENT) == 0)
    assert sum(_WORDS in text for text in ben.texts) == 1

    ana.sends("im fine lol")
    ben.waits_for("all right", seconds=20)
    assert _WORDS not in leeward.log.read_text(encoding="utf-8")
    assert leeward.stops() == 0


def _starts_anew(leeward: Leeward) -> None:
    leeward.is_killed()
    leeward.starts()


def _asks(person: Person, label: str) -> bool:
    return bool(person.messages) and label in person.messages[-1].labels
