"""aiogram as its documentation begins: an echo that stores nothing, its own polling loop.

In its favour a tap is answered together with the message, not before it.
"""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks.ten import LABELS

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=label) for label in LABELS]]
)


async def repeat_text(message: Message) -> None:
    """Say what was said."""
    await message.answer(message.text or "", reply_markup=BUTTONS)


async def repeat_tap(tap: CallbackQuery, bot: Bot) -> None:
    """Say what was tapped."""
    await asyncio.gather(
        bot.answer_callback_query(tap.id), bot.send_message(tap.from_user.id, tap.data or "", reply_markup=BUTTONS)
    )


def open_bot() -> Bot:
    """The bot in front of the Bot API that the benchmark started."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_API"]))
    return Bot(os.environ["BENCH_TOKEN"], session=session)


def main() -> None:
    """Poll until stopped."""
    dispatcher = Dispatcher()
    dispatcher.message.register(repeat_text)
    dispatcher.callback_query.register(repeat_tap)
    asyncio.run(dispatcher.start_polling(open_bot()))


if __name__ == "__main__":
    main()
