"""Typed words that go where a command would. Pure.

With nothing open, words that mean one command for sure are that command. Under a question they are only where they can
be no answer to it; under a free question, where anything is an answer, only if they are a command and nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import engine
from bot.dialogue.effects import Button
from bot.dialogue.keyboards import OPEN_TOKEN, SOS_TOKEN
from bot.support.intents import MOST_OFFERED, SURE, WHOLE, Heard, choose
from bot.support.static_words import SOS

if TYPE_CHECKING:
    from bot.conversation.people import Person
    from bot.conversation.programme import Programme
    from bot.dialogue.effects import Keyboard
    from bot.dialogue.moment import Moment

STOP, MENU = "stop", "menu"
_ASK = "recognise.ask"
"""Where words above an offer come from, and what counts whose turn they are."""


def find_command(programme: Programme, person: Person, text: str, moment: Moment, *, is_early: bool) -> str | None:
    """The command that words mean for sure, without its slash. `is_early`: the open question was not read yet."""
    least = SURE
    if person.standing.run.top is not None:
        fit = engine.fit(programme.book(person), person.standing, text, moment)
        if fit is engine.Fit.ANSWER:
            return None
        least = WHOLE if is_early or fit is engine.Fit.FREE else SURE
    one = choose(_find_open_ways(programme, person, text), least)
    return one.opens if one else None


def draw_offer(programme: Programme, person: Person, text: str) -> Keyboard:
    """The likeliest commands as buttons, and the way to all others; empty where nothing is likely."""
    likeliest = _find_open_ways(programme, person, text)[:MOST_OFFERED]
    book = programme.wishbook(person)
    if not likeliest or book is None:
        return ()
    others = [Button(book.something_else, OPEN_TOKEN + MENU)] if MENU in programme.commands else []
    words = programme.book(person).words
    rows = [(_draw_button(programme, person, each.opens),) for each in likeliest if each.opens != SOS]
    return (*rows, (*others, Button(words.help_now, SOS_TOKEN)))


def choose_words(programme: Programme, person: Person) -> tuple[str, str, int]:
    """What is said above an offer: the words, their source, and how often such words were said with these."""
    book = programme.wishbook(person)
    before = person.standing.rotation.get(_ASK, 0)
    return (book.ask[before % len(book.ask)] if book else "", _ASK, before + 1)


def _find_open_ways(programme: Programme, person: Person, text: str) -> list[Heard]:
    """What is heard, without commands that are not there, or that are open already."""
    run = person.standing.run
    is_open = {frame.dialog for frame in run.frames}
    ways = {command for command, dialog in programme.commands.items() if dialog not in is_open}
    ways |= {SOS, STOP} if run.top else {SOS}
    return [each for each in programme.recogniser.wishes.hear(text) if each.opens in ways]


def _draw_button(programme: Programme, person: Person, command: str) -> Button:
    title = programme.book(person).dialogs[programme.commands[command]].title
    return Button(title, OPEN_TOKEN + command)
