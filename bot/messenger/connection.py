"""The bot as Telegram knows it: how it is reached, and what it means when Telegram refuses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from telegram import Bot

from bot.errors import MessengerError
from bot.messenger.api import Api
from bot.messenger.direct import DirectRequest
from bot.messenger.transport import AiohttpRequest, Timeouts

TELEGRAM: Final = "https://api.telegram.org"

REFUSED: Final = (
    "Telegram refuses the token: it was mistyped or revoked. "
    "Ask @BotFather for the current one and put it into telegram.token (LEEWARD_TELEGRAM__TOKEN)."
)


@dataclass(frozen=True, slots=True)
class Line:
    """The ways to Telegram: python-telegram-bot's for what is rare, ours for what is said, ours for what comes in."""

    bot: Bot
    api: Api
    updates: Api


def open_line(token: str, api_url: str = TELEGRAM, proxy: str | None = None, connections: int = 64) -> Line:
    """Make the bot; nothing is sent yet.

    Args:
        token: as @BotFather gave it.
        api_url: the root to which ``/bot<token>/…`` is added.
        proxy: the address of an HTTP proxy.
        connections: so many requests are under way at the same time.

    Raises:
        MessengerError: this cannot be a token.
    """
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        raise MessengerError("telegram.token does not look like a bot's token (123456:ABC…). Ask @BotFather for it.")
    root = api_url.rstrip("/")
    slow = Timeouts(read=10)
    request = AiohttpRequest(connections, proxy=proxy) if proxy else DirectRequest(connections)
    updates = AiohttpRequest(2, slow, proxy) if proxy else DirectRequest(2, slow)
    bot = Bot(token, f"{root}/bot", f"{root}/file/bot", request=request, get_updates_request=updates)
    return Line(bot, Api(bot.base_url, request), Api(bot.base_url, updates))


def open_bot(token: str, api_url: str = TELEGRAM, proxy: str | None = None) -> Bot:
    """Make the bot alone, as `open_line` does."""
    return open_line(token, api_url, proxy).bot


def explain_conflict(webhook_url: str) -> MessengerError:
    """Say why Telegram refused to give us updates: a webhook (its address given), or a second poller."""
    if webhook_url:
        return MessengerError(
            "Another program has set a webhook for this token, so updates go there. "
            "Stop that program, then start again; the webhook is removed at start."
        )
    return MessengerError(
        "Another program fetches updates with the same token. Stop it, or give this one a token of its own."
    )
