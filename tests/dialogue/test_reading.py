from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.model import Choice, Choices, City, Kind, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.reading import Misread, fold, read
from bot.dialogue.values import Amount
from bot.dialogue.words import Words

WORDS = Words(number_words={"one": 1, "three": 3, "seven": 7})
NO, LONG, OUT = Misread.NOT_UNDERSTOOD, Misread.TOO_LONG, Misread.OUT_OF_RANGE

MOVES = Choice({"plan": "Make a small plan", "think": "Think it over", "leave": "Leave it for today"})
MINUTES = Choice({"five": "5 minutes", "ten": "10 minutes", "none": "No timer"})
PLACES = Choices({"home": "At home", "work": "At work", "out": "Out"}, at_most=2)
DRINKS = Measure({"beer": "beers", "g": "grams"})
GRAMS = Measure({"g": "grams"})
CITIES = City({"lisbon": "Europe/Lisbon", "new york": "America/New_York", "sao paulo": "America/Sao_Paulo"})

TABLE: dict[str, tuple[Kind, dict[str, object]]] = {
    "scale": (
        Scale(0, 10),
        {
            "7": 7,
            "about 7": 7,
            "7/10": 7,
            "7 / 10": 7,
            "seven": 7,
            "\uff17": 7,
            "7.0": 7,
            "1/2": NO,
            "7 or 8": NO,
            "6-7": NO,
            "7.5": NO,
            "1,000": NO,
            "11": OUT,
            "-1": OUT,
            "a lot": NO,
            "7th": NO,
            "": NO,
        },
    ),
    "number": (
        Number(0, 1000),
        {"2.5": 2.5, "2,5": 2.5, ".5": 0.5, "100": 100, "1/2": NO, "1.250": NO, "1001": OUT, "9" * 400: NO},
    ),
    "whole number": (Number(whole=True), {"3": 3, "3.5": NO, "-4": -4}),
    "choice": (
        MOVES,
        {
            "Make a small plan": "plan",
            "  think it OVER. ": "think",
            "plan": "plan",
            "3": "leave",
            "4": NO,
            "0": NO,
            "lea": "leave",
            "le": NO,
            "": NO,
            "9" * 5000: NO,
        },
    ),
    "choice with numbers in its labels": (MINUTES, {"5": "five", "10 minutes": "ten", "1": NO, "3": NO, "10": "ten"}),
    "choice whose labels are marks": (Choice({"sure": "?", "unsure": "!"}), {"1": "sure"}),
    "choices": (
        PLACES,
        {
            "out": ("out",),
            "1, 3": ("home", "out"),
            "out & at home": ("home", "out"),
            "At home\nOut": ("home", "out"),
            "out, out": ("out",),
            "1,2,3": OUT,
            "out, space": NO,
            " , ": NO,
        },
    ),
    "yes/no": (YesNo(), {"Yes": "yes", "nope!": "no", "YEAH": "yes", "perhaps": NO, "yes and no": NO}),
    "yes/no with labels": (YesNo("I do", "Not me"), {"i do": "yes", "not me": "no", "y": "yes"}),
    "text": (Text(5), {" hey ": "hey", "hello!": LONG, "   ": NO, "{goal}": LONG, "{a}": "{a}"}),
    "time": (
        TimeOfDay(),
        {
            "20:30": "20:30",
            "8pm": "20:00",
            "8 p.m.": "20:00",
            "12am": "00:00",
            "12 pm": "12:00",
            "20h30": "20:30",
            "20h": "20:00",
            "8.15": "08:15",
            "21": "21:00",
            "noon": "12:00",
            "midnight": "00:00",
            "8": NO,
            "24:00": NO,
            "20:60": NO,
            "13pm": NO,
            "8pm tomorrow": NO,
            "soon": NO,
        },
    ),
    "amount": (
        DRINKS,
        {
            "3 beers": Amount(3, "beer"),
            "1 beer": Amount(1, "beer"),
            "three beers": Amount(3, "beer"),
            "0.5 g": Amount(0.5, "g"),
            "0,5 grams": Amount(0.5, "g"),
            ".5 g": Amount(0.5, "g"),
            "3": NO,
            "3 wines": NO,
            "beers": NO,
            "1,000 g": NO,
            "-1 beer": OUT,
            "9" * 400 + " g": NO,
        },
    ),
    "amount with one unit": (GRAMS, {"3": Amount(3, "g"), "three": Amount(3, "g")}),
    "city": (
        CITIES,
        {
            "Lisbon": "Europe/Lisbon",
            "São Paulo": "America/Sao_Paulo",
            "new york, USA": "America/New_York",
            "America/New_York": "America/New_York",
            "Atlantis": NO,
            "": NO,
        },
    ),
}


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        pytest.param(kind, said, meant, id=f"{name}: {said[:20]!r}")
        for name, (kind, cases) in TABLE.items()
        for said, meant in cases.items()
    ],
)
def test_an_answer_is_taken_only_where_it_can_be_meant_in_one_way(kind: Kind, said: str, meant: object) -> None:
    assert read(kind, said, WORDS) == meant


ANYTHING = st.text(max_size=60) | st.from_regex(r"[-+ 0-9.,:/hapm]{0,12}") | st.sampled_from([*WORDS.number_words])
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def is_sound(kind: Kind, value: object) -> bool:  # noqa: PLR0911 - one return for each kind
    """Whether a value is one that the rest of the program may rely on for this kind."""
    match kind, value:
        case Scale(first, last), int():
            return first <= value <= last
        case Number(), int() | float():
            return math.isfinite(value) and 0 <= value <= 1000
        case Choice(of), str():
            return value in of
        case Choices(of, at_most), tuple():
            return 0 < len(value) <= (at_most or len(of)) and set(value) <= set(of) and len(set(value)) == len(value)
        case YesNo(), str():
            return value in {"yes", "no"}
        case Text(up_to), str():
            return 0 < len(value) <= up_to
        case TimeOfDay(), str():
            return bool(CLOCK.fullmatch(value))
        case Measure(units), Amount(number, unit):
            return unit in units and math.isfinite(number) and number >= 0
        case City(zones), str():
            return value in zones.values()
    return False


@given(
    kind=st.sampled_from(
        [Scale(0, 10), Number(0, 1000), MOVES, PLACES, YesNo(), Text(20), TimeOfDay(), DRINKS, CITIES]
    ),
    said=ANYTHING,
)
def test_whatever_is_typed_gives_a_sound_value_or_a_reason(kind: Kind, said: str) -> None:
    value = read(kind, said, WORDS)
    assert isinstance(value, Misread) or is_sound(kind, value)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("code", MOVES.of)
def test_every_label_means_its_own_code(code: str) -> None:
    assert read(MOVES, MOVES.of[code].upper(), WORDS) == code


FEELING = Choice(
    {"fine": "I'm all right", "bad": "Not so good"},
    means={"fine": ("im fine", "yes", "estoy bien"), "bad": ("not fine",), "gone": ("away",)},
    beside=("lol", "yes", "thanks"),
)


@pytest.mark.parametrize(
    "said", ["I'm fine lol", "im fine", "I\u2019m fine!!", "yes im fine, thanks", "Yes", "Est\u00f3y bien"]
)
def test_other_words_for_an_option_are_understood_beside_words_that_say_nothing(said: str) -> None:
    assert read(FEELING, said, WORDS) == "fine"


@pytest.mark.parametrize("said", ["not fine", "not fine lol"])
def test_a_word_within_others_does_not_count(said: str) -> None:
    assert read(FEELING, said, WORDS) == "bad"


@pytest.mark.parametrize("said", ["im fine but dizzy", "im not fine", "lol", "away", ""])
def test_more_than_the_words_for_an_option_is_not_understood(said: str) -> None:
    assert read(FEELING, said, WORDS) == NO
