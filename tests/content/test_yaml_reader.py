"""The strict YAML reader."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.faults import Faulty
from bot.content.yaml_reader import MAX_BYTES, parse_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("text", ["no", "on", "9:30", "010", "1.10", "2026-02-30", "0..3", "1e3", "0x1F"])
def test_every_scalar_stays_the_text_that_was_written(text: str) -> None:
    assert parse_yaml(f"a: {text}".encode(), "f").value == {"a": text}


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: *x\n", "alias", 1, 4),
        ("a:\n  - !!str x\n", "tag", 2, 5),
        ("a: 1\n---\nb: 2\n", "documents", 2, 1),
        ("%YAML 1.1\n---\na: 1\n", "directive", 1, 1),
        ("a: 1\nb:\tc\n", "tab", 2, 3),
        ("a: x\x07\n", "character", 1, 5),
        ("a: 1\nb:\n", "empty", 2, 1),
        ("a: ~\n", "empty", 1, 1),
        ("a: null\n", "empty", 1, 1),
        ("- a\n-\n", "empty", 2, 2),
        ("", "empty", 1, 1),
        ("? [a]\n: b\n", "key", 1, 3),
        ("a: [b\nc: d\n", "yaml", 1, 4),
        ("[" * 40, "depth", 1, 33),
    ],
)
def test_what_is_refused_is_shown_with_its_place(text: str, rule: str, line: int, column: int) -> None:
    with pytest.raises(Faulty) as caught:
        parse_yaml(text.encode(), "f")
    fault = caught.value.faults[0]
    assert (fault.rule, fault.line, fault.column) == (rule, line, column)


def test_a_file_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(Faulty, match="f:2:4: error encoding"):
        parse_yaml(b"a: 1\nb: \xff\n", "f")


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(Faulty, match="too-large"):
        parse_yaml(b"#" * (MAX_BYTES + 1), "f")


def test_deep_files_are_refused_before_they_can_harm() -> None:
    with pytest.raises(Faulty, match="depth"):
        parse_yaml(b"[" * 200_000, "f")


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml", "none.yaml")


def test_values_and_keys_have_places() -> None:
    document = parse_yaml(b"a:\n  b: [x, y]\n", "f")
    assert document.place(("a", "b", 1)) == (2, 10)
    assert document.key_place(("a", "b")) == (2, 3)


def test_what_is_missing_has_the_place_of_the_key_above_it() -> None:
    document = parse_yaml(b"top:\n  a:\n    b: x\n", "f")
    assert document.place(("top", "a", "c")) == (2, 3)
    assert document.place(("top", "a", "b", 0)) == (3, 8)
    assert document.place(("nowhere",)) == (1, 1)


@given(
    st.one_of(
        st.text(st.characters(codec="utf-8")).map(str.encode),
        st.binary(),
        st.text("ab:-[]{}&*!%#'\"\n >|?,\t~").map(str.encode),
    )
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Faulty):
        parse_yaml(data, "f")
