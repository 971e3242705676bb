"""The file format: what each place takes, and what is said of anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.content.faults import Faulty
from bot.content.fields import read_duration, read_number
from bot.content.schema import DialogFile, parse
from bot.content.yaml_reader import parse_yaml
from tests.content.folders import HEAD, find_mark

STEP = "steps: {a: {say: Hi}}\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("«expire: 3 days\n" + STEP, "unknown word “expire”; did you mean “expires”?"),
        (
            "steps:\n  a: {say: Hi, «next: end}\n",
            "unknown word “next”; here can stand again, allow, ask, do, go, later, mi, ",
        ),
        ("expires: «3 dys\n" + STEP, "“3 dys” is no duration"),
        ("steps:\n  a: {say: Hi, «to: end}\n", "“to” does not belong here"),
        ("steps:\n  a: {mi: «PERSUADE}\n", "“PERSUADE” is not one of"),
        ("steps:\n  a: {do: «jump}\n", "“jump” is not one of"),
        ("steps:\n  «A: {say: Hi}\n", "is no name"),
        ("steps:\n  «end: {say: Hi}\n", "meaning of its own"),
        ("steps:\n  a: {go: «[]}\n", "must not be empty"),
        ("steps:\n  a: {go: [«{}]}\n", "“to” is missing"),
        ("steps:\n  a: {say: [«{b: c}]}\n", "must be text"),
        ("steps:\n  a: {run: {one_of: «breath}}\n", "“breath” is not one of"),
        ("steps: «[a]\n", "must be lines of “key: value”"),
        ("remember:\n  «a: {to: 3}\n" + STEP, "“is” is missing"),
        ("remember:\n  a: «{is: rope}\n" + STEP, "unknown type “rope”"),
        ("remember:\n  a: {is: scale, from: «1.5}\n" + STEP, "“1.5” is no whole number"),
        ("remember:\n  a: {is: text, up_to: «010}\n" + STEP, "“010” is no whole number"),
        ("remember:\n  a: {is: text, sensitive: «on}\n" + STEP, "“on” is neither yes nor no"),
        ("remember:\n  a: {is: text, «low: x}\n" + STEP, "“low” does not belong here"),
        ("remember:\n  a: {is: choice, of: {«A b: C}}\n" + STEP, "is no code"),
        ("remember:\n  a: {is: choice, of: {«known: C}}\n" + STEP, "meaning of its own"),
        ("coping: {kind: «rope, minutes: 2}\n" + STEP, "“rope” is not one of"),
    ],
)
def test_what_does_not_belong_is_told_with_its_place(body: str, message: str) -> None:
    with pytest.raises(Faulty) as caught:
        parse(parse_yaml((HEAD.format(name="small") + body.replace("«", "")).encode(), "f"), DialogFile)
    places = {(fault.line, fault.column): fault.message for fault in caught.value.faults}
    place = find_mark(body)
    if "is missing" in message:
        assert any(message in text for text in places.values())
    else:
        assert message in places[place]


def test_every_fault_of_a_file_is_told() -> None:
    with pytest.raises(Faulty) as caught:
        parse(parse_yaml(b"dialog: small\n", "f"), DialogFile)
    assert [fault.message for fault in caught.value.faults] == [
        "“language” is missing",
        "“steps” is missing",
        "“title” is missing",
        "“version” is missing",
    ]


def test_durations_are_read_as_written() -> None:
    assert read_duration("10 minutes") == timedelta(minutes=10)
    assert read_duration("1 week") == timedelta(weeks=1)
    for text in ("0 days", "1.5 days", "3  days", "3days", "-1 day", "day"):
        with pytest.raises(ValueError, match="is no duration"):
            read_duration(text)


def test_numbers_are_read_as_written() -> None:
    assert [read_number(text) for text in ("0", "-2", "0.5")] == [0, -2, 0.5]
    for text in ("010", "1e3", "1_0", "٣", "nan", ".5"):
        with pytest.raises(ValueError, match="is no number"):
            read_number(text)
