"""How a question looks: its words, its buttons, and what is said to an answer that was not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.keyboards import question_keyboard, stopping_keyboard, waiting_keyboard
from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.reading import Misread

if TYPE_CHECKING:
    from bot.dialogue.effects import Keyboard
    from bot.dialogue.model import Kind
    from bot.dialogue.words import Words


def question(kind: Kind, text: str, words: Words, mark: str, picked: tuple[str, ...]) -> tuple[str, Keyboard]:
    """The words and buttons of a question. `text` is empty where no phrase of the author's fits: then ours stand in."""
    text = text or second_chance(kind, words)
    if isinstance(kind, Scale) and kind.low and kind.high:
        text = f"{text}\n\n{kind.first} = {kind.low} · {kind.last} = {kind.high}"
    return text, question_keyboard(kind, words, mark, picked)


def pause(text: str, words: Words, mark: str, *, in_series: bool) -> tuple[str, Keyboard]:
    """The words and buttons of a wait; `in_series`: of one whose words change by themselves."""
    keyboard = stopping_keyboard if in_series else waiting_keyboard
    return text or words.still_waiting, keyboard(words, mark)


def why_not(why: Misread, kind: Kind, words: Words) -> str | None:
    """What exactly was wrong with an answer, where that helps."""
    match why, kind:
        case Misread.TOO_LONG, Text(up_to):
            return words.too_long.replace("{limit}", str(up_to))
        case Misread.OUT_OF_RANGE, Scale(first, last) | Number(int() | float() as first, int() | float() as last):
            return words.out_of_range.replace("{low}", f"{first:g}").replace("{high}", f"{last:g}")
        case Misread.OUT_OF_RANGE, Choices(at_most=int() as limit):
            return words.at_most.replace("{limit}", str(limit))
        case _:
            return None


def second_chance(kind: Kind, words: Words) -> str:
    """What to say to an answer that was not understood where the author gave no words for it."""
    by_kind: dict[type, str] = {
        Scale: words.retry_scale,
        Number: words.retry_number,
        Choice: words.retry_choice,
        Choices: words.retry_choices,
        YesNo: words.retry_yes_no,
        Text: words.retry_text,
        TimeOfDay: words.retry_time,
        Measure: words.retry_amount,
        City: words.retry_city,
    }
    return by_kind[type(kind)]
