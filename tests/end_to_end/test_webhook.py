"""The whole program, called by Telegram instead of asking it."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import Leeward
from tests.web.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fake_bot_api.server import FakeBotApi

SECRET = "a-secret-of-the-operator"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """Where Leeward is called, and tells of its health."""
    port = free_port()
    monkeypatch.setenv("LEEWARD_TELEGRAM__MODE", "webhook")
    monkeypatch.setenv("LEEWARD_TELEGRAM__WEBHOOK__URL", f"http://127.0.0.1:{port}/telegram/updates")
    monkeypatch.setenv("LEEWARD_TELEGRAM__WEBHOOK__SECRET", SECRET)
    monkeypatch.setenv("LEEWARD_TELEGRAM__WEBHOOK__LISTEN", f"127.0.0.1:{port}")
    monkeypatch.setenv("LEEWARD_HTTP__LISTEN", f"127.0.0.1:{port}")
    return port


@pytest.fixture
def called(api: FakeBotApi, tmp_path: Path, port: int) -> Iterator[Leeward]:
    process = Leeward(api, tmp_path)
    process.starts()
    process.waits_until(lambda: get(port, "/readyz")[0] == 200)
    yield process
    process.is_killed()


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except ConnectionRefusedError:
        return 0, ""
    finally:
        connection.close()


def settles(leeward: Leeward, api: FakeBotApi) -> None:
    """Nothing waits, and everybody's messages are out."""
    assert api.telegram.wait_until(lambda: not api.telegram.updates, 20)
    leeward.waits_until(lambda: leeward.counts("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0)


def test_a_conversation_survives_a_kill(api: FakeBotApi, called: Leeward) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    settles(called, api)
    assert not api.calls("getUpdates")
    called.is_killed()
    ana.sends("/craving")
    called.starts()
    called.waits_until(lambda: "Try something with me" in ana.messages[-1].labels)
    ana.taps("Try something with me")
    ana.waits_for_toast(seconds=20)
    settles(called, api)
    assert len(set(ana.texts)) == len(ana.texts)


def test_updates_wait_while_the_database_is_away_but_words_of_a_crisis_are_answered(
    api: FakeBotApi, called: Leeward, port: int
) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    settles(called, api)
    with called.database_away():
        ana.sends("my friend took oxy and won't wake up")
        ana.waits_for("Call 112", seconds=20)
        assert api.telegram.wait_until(lambda: "503" in api.telegram.last_error, 20)
        assert get(port, "/healthz")[0] == 200
    settles(called, api)
    assert len(ana.texts) == len(set(ana.texts))
    ana.taps("I'm safe, go back")
    ana.waits_for("I'm glad you are here", seconds=20)


def test_it_stops_in_good_order_and_the_webhook_stays(api: FakeBotApi, called: Leeward) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    assert called.stops() == 0
    assert api.telegram.webhook
    ana.sends("/craving")
    called.starts()
    called.waits_until(lambda: "Try something with me" in ana.messages[-1].labels)


def test_going_from_one_way_to_the_other_loses_nothing(
    api: FakeBotApi, called: Leeward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    assert called.stops() == 0
    ana.sends("/craving")
    for mode, words in (("polling", "/help"), ("webhook", "/privacy")):
        monkeypatch.setenv("LEEWARD_TELEGRAM__MODE", mode)
        other = Leeward(api, tmp_path)
        before = len(ana.messages)
        other.starts()
        other.waits_until(lambda before=before: len(ana.messages) > before)  # type: ignore[misc]
        settles(other, api)
        assert bool(api.telegram.webhook) is (mode == "webhook")
        assert other.stops() == 0
        ana.sends(words)
    assert len(api.telegram.updates) == 1


def test_health_and_figures_name_nobody(api: FakeBotApi, called: Leeward, port: int) -> None:
    ana = api.person(1001)
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)
    settles(called, api)
    assert get(port, "/healthz") == (200, "ok\n")
    status, parts = get(port, "/readyz")
    assert (status, json.loads(parts)) == (200, {"database": True, "telegram": True})
    status, figures = get(port, "/metrics")
    assert status == 200
    assert "leeward_arrivals_total 1.0" in figures
    assert 'leeward_messages_total{fate="sent"}' in figures
    assert 'leeward_backlog{kind="messages"} 0.0' in figures
    assert "1001" not in figures


def test_nothing_of_a_request_is_logged(api: FakeBotApi, called: Leeward, port: int) -> None:
    ana = api.person(1001)
    ana.sends("my red notebook")
    ana.waits_for("", seconds=20)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", "/telegram/updates", body=b"green notebook", headers={"X-Forwarded-For": "192.0.2.7"})
    assert connection.getresponse().status == 403
    connection.close()
    settles(called, api)
    log = called.log.read_text(encoding="utf-8")
    assert "call without the secret" in log
    for secret in ("notebook", "192.0.2.7", "/telegram/updates", SECRET, api.token):
        assert secret not in log


def test_an_address_that_is_taken_ends_it_with_a_clear_word(api: FakeBotApi, called: Leeward, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    second = Leeward(api, tmp_path / "other")
    second.starts()
    second.waits_until(lambda: "Nobody can listen at" in second.log.read_text(encoding="utf-8"))
    second.is_killed()
    assert called.stops() == 0


def test_a_second_process_on_the_same_file_ends_with_a_clear_word(
    api: FakeBotApi, called: Leeward, tmp_path: Path
) -> None:
    second = Leeward(api, tmp_path)
    second.starts()
    second.waits_until(lambda: "Another leeward is running" in second.log.read_text(encoding="utf-8"))
    second.is_killed()
    assert called.stops() == 0
