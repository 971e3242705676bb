"""python-telegram-bot as its documentation begins: an echo that stores nothing, its own polling loop.

In its favour updates are handled side by side, and a tap is answered together with the message, not before it.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from benchmarks.ten import LABELS

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in LABELS]])


async def repeat_text(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text, reply_markup=BUTTONS)


async def repeat_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was tapped."""
    tap = update.callback_query
    if tap and tap.data:
        await asyncio.gather(tap.answer(), context.bot.send_message(tap.from_user.id, tap.data, reply_markup=BUTTONS))


def main() -> None:
    """Poll until stopped."""
    builder = Application.builder().token(os.environ["BENCH_TOKEN"]).base_url(f"{os.environ['BENCH_API']}/bot")
    application: Application[Any, Any, Any, Any, Any, Any] = builder.concurrent_updates(True).build()  # noqa: FBT003 - their word
    application.add_handler(MessageHandler(filters.TEXT, repeat_text))
    application.add_handler(CallbackQueryHandler(repeat_tap))
    application.run_polling()


if __name__ == "__main__":
    main()
