from __future__ import annotations

import json
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.run import Frame, Mark, Run, Standing, Visited, standing_from_json, standing_to_json
from tests.dialogue.test_values import values

names = st.text(max_size=8)
kept = st.dictionaries(names, values, max_size=3)
counts = st.integers(0, 10_000)
frames = st.builds(
    Frame,
    dialog=names,
    version=counts,
    step=names,
    visit=counts,
    asked_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    values=kept,
    tries=counts,
    picked=st.lists(names, max_size=3).map(tuple),
    history=st.lists(st.builds(Visited, names, st.booleans(), st.booleans()), max_size=3).map(tuple),
    mark=st.sampled_from(Mark),
)
runs = st.builds(Run, counts, counts, st.lists(frames, max_size=3).map(tuple))


@given(st.builds(Standing, runs, kept, st.dictionaries(names, counts, max_size=3)))
def test_a_standing_survives_its_stored_form(standing: Standing) -> None:
    assert standing_from_json(json.loads(json.dumps(standing_to_json(standing)))) == standing


def test_a_blank_standing_has_nothing_open() -> None:
    assert Standing().run.top is None
    assert Standing().run.open_visits == frozenset()


def test_keeping_a_value_leaves_the_others() -> None:
    assert Standing(kept={"a": 1}).with_kept(b=2).kept == {"a": 1, "b": 2}
