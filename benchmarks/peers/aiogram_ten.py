"""aiogram_dialog with the ten questions: each answer is in SQLite (FULL sync) before the next question is shown.

aiogram brings no storage on SQLite, so the state of its dialogs is kept by the smallest one that can be written: the
standard library's driver, one row for each key, one commit for each change (aiogram_dialog makes three of them for a
step, and the answer is one more). In its favour nothing is sealed, and there are no threads: each commit holds up the
event loop, which costs others a little time and this bot no processor time.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from aiogram import Dispatcher
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StorageKey
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Const

from benchmarks.peers.aiogram_echo import open_bot
from benchmarks.ten import COMMAND, LABELS, QUESTIONS, THANKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiogram.types import CallbackQuery, Message

DATABASE = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None)
KEYS = DefaultKeyBuilder(with_destiny=True)
STATES = {name: State() for name in (*(question.name for question in QUESTIONS), "thanks")}
type("Ten", (StatesGroup,), STATES)  # it tells each state its name


class SqliteStorage(BaseStorage):
    """States and data, each in its row."""

    async def set_state(self, key: StorageKey, state: State | str | None = None) -> None:
        """Keep a state."""
        self._set(KEYS.build(key, "state"), state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        """The state."""
        state: str | None = self._get(KEYS.build(key, "state"))
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep data."""
        self._set(KEYS.build(key, "data"), data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data."""
        return self._get(KEYS.build(key, "data")) or {}

    async def close(self) -> None:
        """Nothing is left open that matters."""

    def _set(self, key: str, value: object) -> None:
        DATABASE.execute("INSERT OR REPLACE INTO states VALUES (?, ?)", (key, json.dumps(value)))

    def _get(self, key: str) -> Any:  # noqa: ANN401 - JSON of any shape
        row = DATABASE.execute("SELECT value FROM states WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None


async def begin(_: Message, dialog_manager: DialogManager) -> None:
    """Ask the first question."""
    await dialog_manager.start(STATES[QUESTIONS[0].name], mode=StartMode.RESET_STACK)


async def take_text(message: Message, _: object, manager: DialogManager, text: str) -> None:
    """Keep what was typed, then ask on."""
    await take(message.chat.id, manager, text)


async def take_tap(tap: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Keep what was tapped, then ask on."""
    await take(tap.from_user.id, manager, button.widget_id or "")


async def take(person: int, manager: DialogManager, answer: str) -> None:
    """Keep an answer, then ask on."""
    question = manager.current_context().state.state
    DATABASE.execute("INSERT INTO answers (person, question, answer) VALUES (?, ?, ?)", (person, question, answer))
    await manager.next()


def make_dialog() -> Dialog:
    """The ten questions and the thanks."""
    buttons = Row(*(Button(Const(label), id=label.replace(" ", "_"), on_click=take_tap) for label in LABELS))
    windows = [
        Window(
            Const(question.words),
            buttons if question.tapped else TextInput(id="typed", on_success=take_text),
            state=STATES[question.name],
        )
        for question in QUESTIONS
    ]
    return Dialog(*windows, Window(Const(THANKS), state=STATES["thanks"]))


def main() -> None:
    """Poll until stopped."""
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE IF NOT EXISTS states (key TEXT PRIMARY KEY, value TEXT)",
        "CREATE TABLE IF NOT EXISTS answers (number INTEGER PRIMARY KEY, person INTEGER, question TEXT, answer TEXT)",
    ):
        DATABASE.execute(statement)
    dispatcher = Dispatcher(storage=SqliteStorage())
    dispatcher.message.register(begin, Command(COMMAND.removeprefix("/")))
    dispatcher.include_router(make_dialog())
    setup_dialogs(dispatcher)
    asyncio.run(dispatcher.start_polling(open_bot()))


main()
