"""The menu of commands beside the text field, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import structlog
from telegram.error import TelegramError

if TYPE_CHECKING:
    from telegram import Bot

Menu: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""language -> (command without slash, description), in the order to show. The first language serves everyone else."""

_log = structlog.get_logger()


async def register_menu(bot: Bot, menu: Menu) -> None:
    """Tell Telegram the commands, where it does not know them yet. Without a menu all else still works."""
    for language, commands in menu.items():
        is_first = language == next(iter(menu))
        try:
            await _register(bot, commands, None if is_first else language)
        except TelegramError as error:
            _log.warning("menu not set", language=language, kind=type(error).__name__)


async def _register(bot: Bot, commands: Sequence[tuple[str, str]], language: str | None) -> None:
    known = await bot.get_my_commands(language_code=language)
    if [(command.command, command.description) for command in known] != list(commands):
        await bot.set_my_commands(commands, language_code=language)
