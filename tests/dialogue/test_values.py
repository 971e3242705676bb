from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.values import Amount, Json, Value, from_json, to_json

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.text() | numbers | st.builds(Amount, numbers, st.text()) | st.lists(st.text()).map(tuple)


@given(values)
def test_a_value_survives_its_stored_form(value: Value) -> None:
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize("data", [None, True, {}, {"number": "3", "unit": "g"}])
def test_what_no_value_wrote_is_refused(data: Json) -> None:
    with pytest.raises(ValueError, match="not a stored value"):
        from_json(data)
