from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.errors import MessengerError
from bot.messenger.service import TelegramOptions
from bot.messenger.vigil import Vigil
from tests.fake_bot_api import server_error
from tests.messenger.fakes import HELP, find_emergency

if TYPE_CHECKING:
    from tests.fake_bot_api import FakeBotApi


def keep_until(api: FakeBotApi, words: str) -> None:
    """Keep a vigil until somebody was told these words."""

    async def run() -> None:
        ended = asyncio.Event()
        keeping = asyncio.create_task(Vigil(TelegramOptions(api.token, api.url), find_emergency).keep(ended))
        await asyncio.to_thread(api.person(1001).waits_for, words)
        ended.set()
        await keeping

    with capture_logs():
        asyncio.run(run())


def test_words_of_a_crisis_are_answered_once_and_nothing_is_confirmed(api: FakeBotApi) -> None:
    ana = api.person(1001)
    ana.sends("hello")
    ana.sends("an overdose")
    keep_until(api, HELP.text)
    assert ana.texts == [HELP.text]
    assert len(api.telegram.updates) == 2


def test_telegram_may_be_away_too(api: FakeBotApi) -> None:
    api.fault("getUpdates", server_error())
    api.person(1001).sends("an overdose")
    keep_until(api, HELP.text)


def test_a_token_that_telegram_refuses_ends_it(api: FakeBotApi) -> None:
    vigil = Vigil(TelegramOptions("1:no", api.url), find_emergency)
    with capture_logs(), pytest.raises(MessengerError):
        asyncio.run(vigil.keep(asyncio.Event()))
