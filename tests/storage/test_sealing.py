from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StorageError, Unreadable
from bot.storage.sealing import Sealer

KEY = bytes(range(32))
SEALER = Sealer(KEY)
WORDS = b"the red notebook"


@given(st.binary())
def test_what_is_sealed_opens_again(plain: bytes) -> None:
    assert SEALER.open(SEALER.seal(plain, "a" * 32, "raw"), "a" * 32, "raw") == plain


def test_the_same_words_never_look_the_same() -> None:
    assert SEALER.seal(WORDS, "a", "raw") != SEALER.seal(WORDS, "a", "raw")


def test_the_words_cannot_be_seen() -> None:
    assert WORDS not in SEALER.seal(WORDS, "a", "raw")


@pytest.mark.parametrize(("person", "column"), [("b", "raw"), ("a", "standing")])
def test_it_opens_for_no_other_person_or_column(person: str, column: str) -> None:
    sealed = SEALER.seal(WORDS, "a", "raw")
    with pytest.raises(Unreadable, match="does not open"):
        SEALER.open(sealed, person, column)


def test_a_wrong_key_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match=r"privacy\.key_file\."):
        Sealer(bytes(32)).open(SEALER.seal(WORDS, "a", "raw"), "a", "raw")


@given(st.binary(max_size=60))
def test_anything_else_is_refused_in_plain_words(junk: bytes) -> None:
    with pytest.raises(Unreadable):
        SEALER.open(junk, "a", "raw")


@given(st.integers(min_value=0, max_value=len(WORDS) + 28))
def test_one_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(SEALER.seal(WORDS, "a", "raw"))
    sealed[place] ^= 1
    with pytest.raises(Unreadable):
        SEALER.open(bytes(sealed), "a", "raw")


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(StorageError, match="has 16 bytes and needs 32"):
        Sealer(bytes(16))
