"""The bot as Telegram knows it: how it is reached, and what it means when Telegram refuses it."""

from __future__ import annotations

import re
from typing import Final

from telegram import Bot

from bot.errors import MessengerError
from bot.messenger.transport import AiohttpRequest, Timeouts

TELEGRAM: Final = "https://api.telegram.org"

REFUSED: Final = (
    "Telegram refuses the token: it was mistyped or revoked. "
    "Ask @BotFather for the current one and put it into telegram.token (LEEWARD_TELEGRAM__TOKEN)."
)


def open_bot(token: str, api_url: str = TELEGRAM, proxy: str | None = None) -> Bot:
    """Make the bot; nothing is sent yet. `api_url` is the root to which ``/bot<token>/…`` is added.

    Raises:
        MessengerError: this cannot be a token.
    """
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        raise MessengerError("telegram.token does not look like a bot's token (123456:ABC…). Ask @BotFather for it.")
    root = api_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=AiohttpRequest(proxy=proxy),
        get_updates_request=AiohttpRequest(2, Timeouts(read=10), proxy),
    )


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
