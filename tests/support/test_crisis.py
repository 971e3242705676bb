from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.support.crisis import CrisisClass, Finding, Phrasebook, Screen
from bot.support.cues import Cue, CueSheet

ENGLISH = Phrasebook(
    "en",
    {
        "K2": CrisisClass(("want to die",), unless=("not want to die",)),
        "K1": CrisisClass(("overdosed", "will not wake up"), unless=("overdosed last year",)),
        "K7": CrisisClass(("lost my friend",)),
    },
    idioms=("die for a smoke",),
    same={"wont": "will not", "dont": "do not"},
    typos=("overdosed",),
)
SPANISH = Phrasebook("es", {"K2": CrisisClass(("quiero morir",))})
SCREEN = Screen([ENGLISH, SPANISH])


def test_the_class_and_the_place_of_the_phrase_are_told() -> None:
    assert SCREEN.find("She won't wake up!") == Finding("K1", "en.K1.2")


def test_every_language_is_read() -> None:
    assert SCREEN.find("Quiero morir") == Finding("K2", "es.K2.1")
    assert SCREEN.languages == {"en", "es"}


def test_the_most_urgent_class_wins_over_all_languages() -> None:
    assert SCREEN.find("quiero morir, overdosed") == Finding("K1", "en.K1.1")
    assert SCREEN.find("I lost my friend and want to die") == Finding("K2", "en.K2.1")


def test_idioms_count_for_nothing() -> None:
    assert SCREEN.find("I want to die for a smoke") is None


def test_what_is_denied_or_past_counts_for_nothing_and_the_rest_still_does() -> None:
    assert SCREEN.find("I don't want to die") is None
    assert SCREEN.find("overdosed last year") is None
    assert SCREEN.find("overdosed last year. today I overdosed again") == Finding("K1", "en.K1.1")


def test_a_word_with_a_wrong_letter_is_known_again() -> None:
    assert SCREEN.find("i overdozed") == Finding("K1", "en.K1.1")


def test_a_correct_word_of_another_language_is_no_typo() -> None:
    screen = Screen(
        [
            Phrasebook("en", {"K2": CrisisClass(("suicide",))}, typos=("suicide",)),
            Phrasebook("es", {"K2": CrisisClass(("suicidio ahora",))}),
        ]
    )
    assert screen.find("suicidio") is None


@given(st.text())
def test_no_text_breaks_the_screen(text: str) -> None:
    SCREEN.find(text)


def test_a_doubt_is_no_finding() -> None:
    cues = CueSheet(("K1", "K2"), (-400, -100), (0, 300), {"bridge": Cue(1, (0, 300))}, doubt=250)
    screen = Screen([replace(ENGLISH, cues=cues)])
    assert screen.find("on the bridge again tonight") is None
    assert screen.suspect("on the bridge again tonight") == Finding("K2", "en.K2.cues.1")
    assert screen.suspect("at home with friends tonight") is None
    assert SCREEN.suspect("on the bridge again tonight") is None
