from __future__ import annotations

import json

import pytest

from bot.dialogue.effects import Button
from bot.storage.forms import write_json


@pytest.mark.parametrize("data", [{"a": [1, 2.5, None, True, "año"]}, {"n": 10**30}, ["x", -(10**20)]])
def test_json_comes_back_as_it_was(data: object) -> None:
    assert json.loads(write_json(data)) == data


def test_frozen_values_are_written_as_their_fields() -> None:
    assert json.loads(write_json(((Button("Yes", "1:1:yes"),),))) == [[{"label": "Yes", "token": "1:1:yes"}]]


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        write_json("\ud800")
