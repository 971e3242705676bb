"""What the YAML reader says to somebody who does not know YAML."""

from __future__ import annotations

import pytest

from bot.content.faults import Faulty
from bot.content.yaml_advice import QUOTE
from bot.content.yaml_reader import parse_yaml

_COLON = f"a colon and a space inside a text: {QUOTE}"
_BEHIND = f"words behind the closing quote: {QUOTE}, and “ ” inside it"
_BEGINS = f"a text cannot begin with “%s”: {QUOTE}"
_BRACKETS = f"%s inside a text within brackets: {QUOTE}"
_SPACES = (
    "the spaces at the beginning of this line do not fit the lines above: keys of one step stand below one another"
)
_WORD = f"a word within {{ }} without a colon: if it belongs to a text, {QUOTE}"
_OPEN = "a bracket that is opened here is not closed: close it on the same line"


@pytest.mark.parametrize(
    ("written", "line", "column", "message"),
    [
        ('say: "{evening}". You kept', 1, 17, _BEHIND),
        ("say: 'it's hers'", 1, 10, _BEHIND),
        ('- "One" day', 1, 9, _BEHIND),
        ("say: Two things: rest and water", 1, 16, _COLON),
        ("say: One, two: three\nmi: CR", 1, 14, _COLON),
        ("say: {evening}. You kept", 1, 6, _BEGINS % "{"),
        ("- {evening}. You kept", 1, 3, _BEGINS % "{"),
        ("say: [Skip] is there", 1, 6, _BEGINS % "["),
        ("say: %d of them", 1, 6, _BEGINS % "%"),
        ("say: @home", 1, 6, _BEGINS % "@"),
        ("say: `code`", 1, 6, _BEGINS % "`"),
        ("say: - a list", 1, 6, _BEGINS % "-"),
        ("say: * a star", 1, 6, _BEGINS % "*"),
        ("say:\n  - One\n  - *Two words* of it", 3, 5, _BEGINS % "*"),
        ("say: | words", 1, 6, _BEGINS % "|"),
        ("say: , well", 1, 6, _BEGINS % ","),
        ("say: {evening}", 1, 7, _WORD),
        ("pick:\n  - {say: Well, yes}", 2, 17, _WORD),
        ("pick:\n  - {say: Hello {name}}", 2, 17, _BRACKETS % "“{”"),
        ("pick:\n  - {say: Hello ]}", 2, 17, _BRACKETS % "“]”"),
        ("pick:\n  - {say: One: two}", 2, 14, _BRACKETS % "a colon and a space"),
        ('pick:\n  - {say: "One" day}', 2, 17, _BEHIND),
        ('pick:\n  - {say: "One"\n  - {say: "Two"}', 2, 5, _OPEN),
        ('pick:\n  - {say: "One"\nmi: CR', 2, 5, _OPEN),
        ("steps: [\n", 1, 8, _OPEN),
        ("pick:\n  - {say: [One,\n", 2, 11, _OPEN),
        ("pick:\n  - {if: {a: b} say: One}", 2, 17, "no comma in front of this: write one"),
        ('say: "One\nmi: CR', 1, 6, "a quote that is not closed: end the text with one"),
        ('say: "One\nmi: "CR"', 1, 6, "a quote that is not closed: end the text with one, on the same line"),
        (
            'say: "One\nmi: CR\nask: a\nskip: "b"',
            1,
            6,
            "a quote that is not closed: end the text with one, on the same line",
        ),
        ('say: "C:\\dir"', 1, 9, "a backslash between quotes: write two, or none"),
        ("  say: One\n mi: CR", 2, 2, _SPACES),
        ("say: One\n  mi: CR", 2, 3, _SPACES),
        ("say:One\nmi: CR", 1, 4, "no space behind the colon: write one"),
        (
            "say: One\nmi CR",
            2,
            1,
            "a line without a colon: write “key: value”, or put it with the text above, in quotes",
        ),
        ("say:\tOne", 1, 5, "a tab: use spaces"),
        ("say:", 1, 1, "an empty value: write one, or remove the key"),
    ],
)
def test_a_slip_is_told_in_plain_words_where_it_is(written: str, line: int, column: int, message: str) -> None:
    with pytest.raises(Faulty) as caught:
        parse_yaml(f"{written}\n".encode(), "f")
    assert [(fault.line, fault.column, fault.message) for fault in caught.value.faults] == [(line, column, message)]
