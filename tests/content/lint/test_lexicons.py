"""Lists of words: what they find, what they leave alone, and that they can be used at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from bot.content.library import default_folder
from bot.content.lint.lexicons import Lexicon, Theme, load_lexicon
from bot.content.lint.wording import count_words
from bot.content.safety import load_responses
from bot.content.sources import read_sources

if TYPE_CHECKING:
    from bot.support.static_words import SafetyWords

LANGUAGES = ("en", "es")
THEMES: tuple[Theme, ...] = get_args(Theme)


def get_lexicon(language: str) -> Lexicon:
    found = load_lexicon(language)
    assert found
    return found


@pytest.mark.parametrize(
    ("theme", "text", "found"),
    [
        ("stigma", "Many ADDICTS say so.", "ADDICTS"),
        ("stigma", "Junkies, they say.", "Junkies"),
        ("stigma", "A dirty\nneedle", "dirty\nneedle"),
        ("directive", "Why don\N{RIGHT SINGLE QUOTATION MARK}t you rest?", "Why don't you"),
        ("directive", "You have to.", "You have to"),
        ("directive", "You\N{RIGHT SINGLE QUOTATION MARK}ll have to wait.", "You'll have to"),
        ("directive", "You just need to rest.", "You just need to"),
        ("stigma", "Three weeks clean now.", "weeks clean"),
        ("stigma", "An addicted person", "addicted"),
        ("hollow_praise", "Way to go!", "Way to go"),
        ("promise", "It is 100% sure.", "100%"),
        ("abstinence", "Or, even better, stop.", "even better"),
    ],
)
def test_a_phrase_is_found_in_any_case_and_with_its_endings(theme: Theme, text: str, found: str) -> None:
    hit = get_lexicon("en").search(theme, text)
    assert hit
    assert hit.found == found


@pytest.mark.parametrize(
    ("theme", "text"),
    [
        ("stigma", "Water and clean hands."),
        ("stigma", "“{reason}” is your word for it."),
        ("stigma", "The drunkenness{addict}"),
        ("directive", "Would you have told them?"),
        ("directive", "Not you. Should it rain, stay."),
        ("directive", "What do you need to feel calm?"),
        ("directive", "It helps if you have to wait."),
        ("stigma", "A clean glass and a slip of paper."),
        ("hollow_praise", "Think of somebody who is good for you."),
        ("promise", "No test is a guarantee."),
    ],
)
def test_parts_of_words_and_the_words_of_the_person_are_left_alone(theme: Theme, text: str) -> None:
    assert get_lexicon("en").search(theme, text) is None


@pytest.mark.parametrize(
    ("text", "is_amount"),
    [
        *((text, True) for text in ("20 mg", "14 units", "0.5 g", "Two Glasses", "5 %")),
        *((text, True) for text in ("two small glasses", "14 a week", "one in ten", "half the dose", "a dozen shots")),
        *((text, False) for text in ("from 0 to 10", "15 minutes", "8pm", "2 gates", "often drinks")),
        *((text, False) for text in ("one or two friends can help", "two more days", "in two steps", "half a day")),
    ],
)
def test_an_amount_is_a_number_with_a_unit(text: str, *, is_amount: bool) -> None:
    assert (get_lexicon("en").find_amount(text) is not None) is is_amount


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_advice_of_a_list_breaks_that_list(language: str) -> None:
    lexicon = get_lexicon(language)
    advice = [entry.use for theme in THEMES for entry in getattr(lexicon.file, theme)]
    assert [(use, hit) for use in advice for theme in THEMES if (hit := lexicon.search(theme, use))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_stands_twice(language: str) -> None:
    file = get_lexicon(language).file
    phrases = [phrase for theme in THEMES for entry in getattr(file, theme) for phrase in entry.avoid]
    assert sorted(phrases) == sorted(set(phrases))


def test_a_language_without_a_list_has_none() -> None:
    assert load_lexicon("xx") is None


@pytest.mark.parametrize("theme", ["stigma", "hollow_praise", "promise", "abstinence"])
def test_the_words_of_the_interface_and_of_a_crisis_keep_to_the_lists(theme: Theme) -> None:
    responses = load_responses(default_folder())
    texts = [(language, text) for language in LANGUAGES for text in _list_words(responses.languages[language])]
    for source in read_sources(default_folder()).words:
        texts += [(source.language, str(value)) for _, value in source.file]
    assert [hit for language, text in texts if (hit := get_lexicon(language).search(theme, text))] == []


def _list_words(words: SafetyWords) -> list[str]:
    return [*words.words.values(), *words.again.values()]


def test_a_word_with_an_apostrophe_or_a_value_is_one_word() -> None:
    assert count_words("You'd “{like}” it\N{RIGHT SINGLE QUOTATION MARK}s non-stop") == 4
