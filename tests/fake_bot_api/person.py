"""A person with a phone in their hand: what they do, and what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_bot_api.methods import tell_message

if TYPE_CHECKING:
    from tests.fake_bot_api.chats import Chat, Json, ShownMessage
    from tests.fake_bot_api.telegram import Telegram

PATIENCE = 5.0
"""Seconds that a person waits for an answer before the test fails."""


class Person:
    """Tests read as a story: ``ana.sends("/start")``, ``ana.taps("Yes")``, ``ana.waits_for("Thank you")``."""

    def __init__(self, telegram: Telegram, chat: Chat, language: str | None) -> None:
        """`language` is what their app is set to, such as ``pt-BR``."""
        self._telegram = telegram
        self._chat = chat
        self._language = language
        self._read = 0
        """How many messages `waits_for` has gone past."""
        self._toasts_read = 0

    @property
    def id(self) -> int:
        """Their number in Telegram."""
        return self._chat.id

    @property
    def messages(self) -> list[ShownMessage]:
        """What the bot said, as it looks now."""
        return [message for message in self._chat.messages if message.from_bot]

    @property
    def texts(self) -> list[str]:
        """The words of these messages."""
        return [message.text for message in self.messages]

    @property
    def toasts(self) -> list[str]:
        """The replies to taps so far, empty ones too."""
        return self._chat.toasts

    @property
    def typing_seen(self) -> int:
        """How often they saw the bot typing."""
        return self._chat.typing

    def sends(self, text: str) -> int:
        """Type a message; the update's id."""
        self._chat.open = True
        message = self._telegram.show(self._chat, text, from_bot=False)
        return self._telegram.queue("message", self._tell(message))

    def sends_other(self, **content: object) -> int:
        """Send something else: ``sends_other(sticker={…})``."""
        self._chat.open = True
        message = self._telegram.show(self._chat, "", from_bot=False)
        told = self._tell(message)
        del told["text"]
        return self._telegram.queue("message", {**told, **content})

    def edits(self, text: str) -> int:
        """Change the last message they sent."""
        message = next(message for message in reversed(self._chat.messages) if not message.from_bot)
        message.text = text
        return self._telegram.queue("edited_message", {**self._tell(message), "edit_date": message.date})

    def taps(self, label: str) -> int:
        """Tap the newest button with this label."""
        for message in reversed(self._chat.messages):
            for shown, token in (button for row in message.buttons for button in row):
                if shown == label:
                    return self.taps_token(token, message)
        raise AssertionError(f"There is no button {label!r} to tap.\n{self.screen()}")

    def taps_token(self, token: str, message: ShownMessage | None = None) -> int:
        """Tap a button that carries this token, perhaps one that is gone; without a message it is too old to show."""
        with self._telegram.changed:
            self._telegram.last_tap += 1
            tap_id = f"tap{self._telegram.last_tap}"
            self._telegram.taps[tap_id] = self.id
        tap: Json = {"id": tap_id, "from": self._tell_self(), "chat_instance": "1", "data": token}
        if message:
            tap["message"] = tell_message(self._chat, message)
        return self._telegram.queue("callback_query", tap)

    def deletes(self, message: ShownMessage) -> None:
        """Delete a message of the bot, for both sides. Nobody tells the bot."""
        with self._telegram.changed:
            self._chat.messages.remove(message)
            self._telegram.changed.notify_all()

    def blocks(self) -> int:
        """Shut the bot out."""
        self._chat.open = False
        return self._change_membership("member", "kicked")

    def unblocks(self) -> int:
        """Let the bot in again."""
        self._chat.open = True
        return self._change_membership("kicked", "member")

    def waits_for(self, words: str, seconds: float = PATIENCE) -> ShownMessage:
        """Read on until a message contains these words; what was read before does not count."""

        def find() -> tuple[int, ShownMessage] | None:
            new = list(enumerate(self.messages))[self._read :]
            return next(((place, message) for place, message in new if words in message.text), None)

        self._telegram.wait_until(lambda: find() is not None, seconds)
        found = find()
        assert found, f"Nobody said {words!r}.\n{self.screen()}"
        self._read = found[0] + 1
        return found[1]

    def waits_for_toast(self, words: str = "", seconds: float = PATIENCE) -> str:
        """Wait for the reply to the next tap."""
        came = self._telegram.wait_until(lambda: len(self.toasts) > self._toasts_read, seconds)
        assert came, f"No reply to the tap came.\n{self.screen()}"
        toast = self.toasts[self._toasts_read]
        self._toasts_read += 1
        assert words in toast, f"The reply to the tap is {toast!r}."
        return toast

    def waits_for_buttons(self, message: ShownMessage, *labels: str, seconds: float = PATIENCE) -> None:
        """Wait until a message has exactly these buttons."""
        came = self._telegram.wait_until(lambda: message.labels == list(labels), seconds)
        assert came, f"The buttons are {message.labels}."

    def screen(self) -> str:
        """The chat as it looks now."""
        return "\n".join(draw_message(message) for message in self._chat.messages)

    def _change_membership(self, before: str, after: str) -> int:
        me = {"id": 42, "is_bot": True, "first_name": "Leeward"}
        return self._telegram.queue(
            "my_chat_member",
            {
                "chat": self._chat.to_json(),
                "from": self._tell_self(),
                "date": int(self._telegram.clock()),
                "old_chat_member": _tell_member(me, before),
                "new_chat_member": _tell_member(me, after),
            },
        )

    def _tell(self, message: ShownMessage) -> Json:
        told = {**tell_message(self._chat, message), "from": self._tell_self()}
        if message.text.startswith("/"):
            told["entities"] = [{"type": "bot_command", "offset": 0, "length": len(message.text.split()[0])}]
        return told

    def _tell_self(self) -> Json:
        told: Json = {"id": self.id, "is_bot": False, "first_name": self._chat.name}
        if self._language:
            told["language_code"] = self._language
        return told


def draw_message(message: ShownMessage) -> str:
    """A message as lines: who, what, and the buttons numbered."""
    lines = [f"{'bot' if message.from_bot else 'you'}: {message.text}"]
    if message.document:
        lines.append(f"     file {message.document[0]} ({len(message.document[1])} characters)")
    number = 0
    for row in message.buttons:
        numbered = []
        for label, _ in row:
            number += 1
            numbered.append(f"[{number} {label}]")
        lines.append("     " + " ".join(numbered))
    return "\n".join(lines)


def _tell_member(who: Json, status: str) -> Json:
    return {"user": who, "status": status, **({"until_date": 0} if status == "kicked" else {})}
