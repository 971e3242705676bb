"""Play by hand: ``python -m tests.fake_bot_api --port 8081``, and point ``leeward run`` at it.

A line is sent as typed; a number taps that button of the newest message that has buttons; ``/show`` draws the chat.
"""

from __future__ import annotations

import argparse
import sys
import threading
from typing import TYPE_CHECKING

from tests.fake_bot_api.person import draw_message
from tests.fake_bot_api.server import FakeBotApi

if TYPE_CHECKING:
    from tests.fake_bot_api.chats import ShownMessage
    from tests.fake_bot_api.person import Person


def main() -> None:
    """Serve and converse until the end of input."""
    options = _read_options()
    with FakeBotApi(options.port) as api:
        _print(f"LEEWARD_TELEGRAM__TOKEN={api.token} LEEWARD_TELEGRAM__API_URL={api.url} leeward run")
        person = api.person(options.person, language=options.language)
        threading.Thread(target=_watch, args=(api, person), daemon=True).start()
        for line in sys.stdin:
            _act(person, line.strip())
        api.telegram.wait_until(lambda: False, options.linger)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fake_bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--person", type=int, default=1001, help="their number in Telegram")
    parser.add_argument("--language", default="en", help="what their app is set to")
    parser.add_argument("--linger", type=float, default=0.0, help="seconds to go on after the end of input")
    return parser.parse_args()


def _act(person: Person, line: str) -> None:
    if line == "/show":
        _print(person.screen())
    elif line.isdecimal() and (label := _find_label(person, int(line))):
        person.taps(label)
    elif line:
        person.sends(line)


def _find_label(person: Person, number: int) -> str | None:
    labels = next((message.labels for message in reversed(person.messages) if message.labels), [])
    return labels[number - 1] if 1 <= number <= len(labels) else None


def _watch(api: FakeBotApi, person: Person) -> None:
    """Print every message of the bot when it comes, and again when it changes; and every toast."""
    shown: dict[int, str] = {}
    heard: list[str] = []
    while not api.telegram.closing:
        with api.telegram.changed:
            api.telegram.changed.wait_for(
                lambda: api.telegram.closing or _find_news(person, shown) or person.toasts != heard
            )
            for message in _find_news(person, shown):
                _print(("~ " if message.id in shown else "") + draw_message(message))
                shown[message.id] = draw_message(message)
            for toast in filter(None, person.toasts[len(heard) :]):
                _print(f"({toast})")
            heard[:] = person.toasts


def _find_news(person: Person, shown: dict[int, str]) -> list[ShownMessage]:
    return [message for message in person.messages if shown.get(message.id) != draw_message(message)]


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
