"""The webhook as Telegram knows it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.errors import MessengerError
from bot.messenger.connection import open_bot
from bot.messenger.registration import LOOK, Registration
from bot.messenger.webhook import WebhookOptions
from bot.messenger.world import World
from tests.fake_bot_api import FakeBotApi, Refuse, too_many

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "http://127.0.0.1:1/telegram"


def register(
    api: FakeBotApi, looks: int, *, url: str = URL, meanwhile: Callable[[], object] = lambda: None
) -> list[float]:
    """Look so many times; the seconds waited between the looks, in which `meanwhile` happens."""
    slept: list[float] = []
    stop = asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        meanwhile()
        if len(slept) == looks:
            stop.set()
        await asyncio.sleep(0)

    async def story() -> None:
        bot = open_bot(api.token, api.url)
        await bot.initialize()
        try:
            options = WebhookOptions(url, "/telegram", "our-secret", 7)
            await Registration(bot, options, World(sleep=sleep)).run(stop)
        finally:
            await bot.shutdown()

    asyncio.run(story())
    return slept


def test_telegram_is_told_where_to_call_and_drops_nothing(api: FakeBotApi) -> None:
    api.person(1001).sends("hello")
    assert register(api, 1) == [LOOK]
    assert (api.telegram.webhook, api.telegram.secret, api.telegram.connections) == (URL, "our-secret", 7)
    assert len(api.telegram.updates) == 1
    (call,) = api.calls("setWebhook")
    assert call.params["allowed_updates"] == '["message", "edited_message", "callback_query", "my_chat_member"]'


def test_it_is_set_at_each_start_for_the_secret_may_be_another(api: FakeBotApi) -> None:
    register(api, 1)
    api.telegram.secret = "of-before"
    register(api, 1)
    assert api.telegram.secret == "our-secret"


def test_it_is_set_once_and_then_looked_at(api: FakeBotApi) -> None:
    register(api, 3)
    assert len(api.calls("setWebhook")) == 1
    assert len(api.calls("getWebhookInfo")) == 2


def test_when_someone_else_changed_it_it_is_set_again(api: FakeBotApi) -> None:
    def remove() -> None:
        api.telegram.webhook = ""

    with capture_logs() as logs:
        register(api, 2, meanwhile=remove)
    assert len(api.calls("setWebhook")) == 2
    assert [each["event"] for each in logs].count("webhook was changed") == 1


def test_telegrams_trouble_with_us_is_told_once(api: FakeBotApi) -> None:
    def fail() -> None:
        api.telegram.last_error = "Connection refused"

    api.telegram.clock = lambda: 1_800_000_000.0
    with capture_logs() as logs:
        register(api, 4, meanwhile=fail)
    assert [each["why"] for each in logs if each["event"] == "Telegram had trouble with the webhook"] == [
        "Connection refused"
    ]


def test_an_unreachable_telegram_is_asked_again(api: FakeBotApi) -> None:
    api.fault("setWebhook", Refuse(502, "Bad Gateway"), Refuse(502, "Bad Gateway"), too_many(7))
    first, second, third, fourth = register(api, 4)
    assert 0 < first <= 1 < second * 2 <= 4
    assert (third, fourth) == (7, LOOK)


def test_an_address_that_telegram_refuses_ends_it(api: FakeBotApi) -> None:
    with pytest.raises(
        MessengerError, match=r"Telegram refuses telegram\.webhook: Bad webhook: an https url must be provided"
    ):
        register(api, 1, url="http://bot.example.org/telegram")


def test_a_token_that_was_revoked_ends_it(api: FakeBotApi) -> None:
    api.fault("setWebhook", Refuse(401, "Unauthorized"))
    with pytest.raises(MessengerError, match="Telegram refuses the token") as caught:
        register(api, 1)
    assert api.token not in f"{caught.value!r} {caught.value.__context__!r}" or caught.value.__suppress_context__
