"""What the linter proves agrees with trying everything."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.assembly import assemble
from bot.content.faults import Faulty
from bot.content.lint import lint
from bot.content.lint.partition import partition
from bot.dialogue.conditions import OneOf, Within
from bot.dialogue.model import Number, Variable
from tests.content.folders import write_dialog

CODES = "abcd"

ranges = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted).map(lambda pair: f"{{much: {pair[0]}..{pair[1]}}}")
codes = st.sets(st.sampled_from(CODES), min_size=1).map(lambda chosen: f"{{what: [{', '.join(sorted(chosen))}]}}")
presence = st.sampled_from(["{much: known}", "{much: unknown}", "{what: known}", "{what: unknown}"])
both = st.tuples(ranges, codes).map(lambda pair: f"{pair[0][:-1]}, {pair[1][1:]}")

BODY = """\
remember:
  much: {{is: scale, from: 0, to: 6, kept: person}}
  what: {{is: {kind}, of: {{a: A, b: B, c: C, d: D}}, kept: person}}
steps:
  first:
    go:
{cases}
  last: {{say: Hi, mi: SR}}
"""


@given(
    st.lists(st.one_of(ranges, codes, presence, both), min_size=2, max_size=5), st.sampled_from(["choice", "choices"])
)
@settings(deadline=None)
def test_the_check_of_cases_agrees_with_trying_everything(conditions: list[str], kind: str) -> None:
    cases = "\n".join(f"      - {{if: {condition}, to: last}}" for condition in conditions)
    with tempfile.TemporaryDirectory() as folder:
        write_dialog(Path(folder), BODY.format(kind=kind, cases=cases))
        rules = {fault.rule for fault in lint(Path(folder))}
        dialog = assemble(Path(folder)).dialogs["small"]
    tests = [branch.when for branch in dialog.steps["first"].go]
    several = [chosen for size in range(1, 5) for chosen in combinations(CODES, size)]
    fits = []
    plain = []
    for much, what in product([None, *range(7)], [None, *(several if kind == "choices" else CODES)]):
        values = {name: value for name, value in (("much", much), ("what", what)) if value is not None}
        held = tuple(bool(test and test.holds(values)) for test in tests)
        fits.append(held)
        if not isinstance(what, tuple) or len(what) == 1:
            plain.append(held)
    assert ("gap" in rules) == any(not any(held) for held in fits)
    assert ("overlap" in rules) == any(sum(held) > 1 for held in plain)
    taken = [any(held[number] and not any(held[:number]) for held in fits) for number in range(1, len(tests))]
    assert ("useless-case" in rules) == (not all(taken))


def test_numbers_between_two_ranges_are_not_forgotten() -> None:
    variable = Variable("n", Number(0, 10))
    values = partition(variable, [Within(0, 3), Within(4, 10)])
    assert any(isinstance(value, float) and 3 < value < 4 for value in values)
    whole = partition(Variable("n", Number(0, 10, whole=True)), [Within(0, 3), Within(4, 10)])
    assert all(value in range(11) for value in whole)


def test_codes_that_nothing_tells_apart_count_once(tmp_path: Path) -> None:
    write_dialog(tmp_path, BODY.format(kind="choice", cases="      - {to: last}"))
    variable = assemble(tmp_path).dialogs["small"].variables["what"]
    assert partition(variable, [OneOf(frozenset("a"))]) == ("a", "b")


WORDS = (
    'say ask go if to end a b much { } [ ] - 0..3 run wait pick silence skip coping is scale remember: steps: " {much}'
)
words = st.sampled_from([*WORDS.split(), "1 day", ": ", ", ", "\n", "  "])


@pytest.mark.parametrize(
    "start", ["", "remember: ", "steps: ", "steps:\n  a: ", "remember:\n  much: {is: scale}\nsteps:\n  a: "]
)
@given(text=st.one_of(st.lists(words).map("".join), st.text(st.characters(codec="utf-8"))))
@settings(deadline=None)
def test_any_text_is_read_or_refused(start: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(Faulty):
        path = write_dialog(Path(folder), "")
        with path.open("a", encoding="utf-8") as file:
            file.write(start + text)
        assert all(fault.line >= 1 and fault.column >= 1 for fault in lint(Path(folder)))
