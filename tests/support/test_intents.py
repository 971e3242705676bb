from __future__ import annotations

import pytest

from bot.support.intents import LIKELY, SURE, WHOLE, Heard, Intent, Vocabulary, Wishbook, Wishes, choose

BOOK = Wishbook(
    Vocabulary("en", same={"wanna": "want to"}, typos=("progress",)),
    {
        "craving": Intent(
            "craving", sure=("want to (smoke|drink)",), likely=("craving",), unless=("not want to smoke",)
        ),
        "progress": Intent("progress", commands=("my progress",), likely=("progress",)),
    },
    idioms=("want to drink (water|tea)",),
    polite=("please", "show"),
)
WISHES = Wishes([BOOK])


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("i wanna smoke", {"craving": SURE}),
        ("please show my progress", {"progress": WHOLE}),
        ("please show my pogress", {"progress": WHOLE}),
        ("my progress is slow", {"progress": LIKELY}),
        ("i do not want to smoke", {}),
        ("i want to drink water", {}),
        ("a craving, and my progress", {"craving": LIKELY, "progress": LIKELY}),
        ("it rained", {}),
    ],
)
def test_wishes_are_heard_with_a_score(text: str, scores: dict[str, int]) -> None:
    assert {heard.intent: heard.score for heard in WISHES.hear(text)} == scores


def test_the_strongest_comes_first_and_tells_its_patterns() -> None:
    first, second = WISHES.hear("want to smoke, any progress?")
    assert (first.intent, second.intent) == ("craving", "progress")
    assert first.patterns == ("want to (smoke|drink)",)


def test_one_is_meant_only_where_it_is_sure_and_stronger_than_all_others() -> None:
    sure, as_sure, likely = (Heard(name, name, score, ()) for name, score in (("a", SURE), ("b", SURE), ("c", LIKELY)))
    assert choose([sure, likely]) == sure
    assert choose([sure, as_sure]) is None
    assert choose([likely]) is None
    assert choose([sure], WHOLE) is None
    assert choose([]) is None


def test_nobody_asks_for_a_command_behind_very_many_words() -> None:
    assert WISHES.hear("and then " * 100 + "i want to smoke") == ()
