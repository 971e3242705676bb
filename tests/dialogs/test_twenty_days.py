"""Twenty days with someone who answers every check-in, has three cravings a week, and uses again twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.content.lint.lexicons import load_lexicon
from bot.conversation.events import Tapped, Wrote
from bot.conversation.personas import Scene
from bot.conversation.rehearsal import Rehearsal
from bot.dialogue.keyboards import DONE
from bot.dialogue.model import City, Text, TimeOfDay
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.content.lint.lexicons import Theme
    from bot.conversation.events import Happening
    from bot.conversation.rehearsal import Shown
    from bot.dialogue.model import Dialog, Step

BEGIN = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
DAYS = 20
MOST = 200
_PICKED = "✓"
WEEK = timedelta(days=7)
CRAVINGS, USED_AGAIN = {1, 3, 5}, {6, 15}
"""Days of the week with a craving, and days on which they used the night before."""
WORDS = {"en": "i used last night", "es": "anoche volví a consumir"}
NOTES = {
    "en": ("slow mornings with coffee", "my sister rang and we laughed", "a walk in the rain", "work was loud today"),
    "es": (
        "mañanas lentas con café",
        "mi hermana llamó y nos reímos",
        "caminar bajo la lluvia",
        "hubo ruido en el trabajo",
    ),
}
ASIDE = {"use", "safer"}
"""Ways they leave alone: cards about safer use are there to be read again."""
ANEW = {"goal.ask_words"}
"""Asked again because they chose to put it in other words."""
THEMES: tuple[Theme, ...] = ("stigma", "directive", "hollow_praise", "promise", "abstinence")


@dataclass
class TwentyDays:
    """Someone's twenty days: what was said to them, and when, and what they were asked though they had said it."""

    language: str
    said: list[tuple[datetime, Shown]] = field(default_factory=list)
    asked_again: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """The whole, to be read."""

    def __post_init__(self) -> None:
        """Live through them."""
        self._programme = app.read_programme(load_settings(None, {}), lambda: BEGIN)
        self._talk = Rehearsal(self._programme, BEGIN, {"language": self.language})
        self._turns: Counter[str] = Counter()
        self._notes = (f"{note} {number or ''}".strip() for number in count() for note in NOTES[self.language])
        self._do(Wrote("/start"))
        for day in range(1, DAYS + 1):
            self._live_until(day, 15)
            if day % 7 in CRAVINGS:
                self._do(Wrote("/craving"))
            self._live_until(day, 18)
            if day in USED_AGAIN:
                self._do(Wrote(WORDS[self.language]))
            self._live_until(day, 24)

    def _live_until(self, day: int, hour: int) -> None:
        until = BEGIN.replace(hour=0) + timedelta(days=day, hours=hour)
        while self._talk.now < until:
            due = min((each.due_at for each in self._talk.timers.values()), default=until)
            self._note(self._talk.wait(max(min(due, until) - self._talk.now, timedelta(seconds=1))))
            self._answer_all()

    def _do(self, what: Happening) -> None:
        self.lines.append(f"{self._talk.now:%d %H:%M} you: {self._written(what)}")
        self._note(self._talk.react(what))
        self._answer_all()

    def _answer_all(self) -> None:
        """Answer, each time in the next way, until nothing is open."""
        for _ in range(MOST):
            if (top := self._talk.person.standing.run.top) is None:
                return
            dialog = self._programme.book(self._talk.person).dialogs[top.dialog]
            step = dialog.steps[top.step]
            if step.wait is not None:
                self._note(self._talk.wait(step.wait + timedelta(seconds=1)))
            else:
                self._look_whether_known(dialog, step)
                what = self._choose(dialog, step)
                self.lines.append(f"{self._talk.now:%d %H:%M} you: {self._written(what)}")
                self._note(self._talk.react(what))
        raise AssertionError(f"no end at {top}")

    def _choose(self, dialog: Dialog, step: Step) -> Happening:
        kind = dialog.variables[step.ask or ""].kind
        if isinstance(kind, Text):
            return Wrote(next(self._notes))
        if isinstance(kind, TimeOfDay | City):
            return Wrote("20:30" if isinstance(kind, TimeOfDay) else "Lisbon")
        scene = Scene(self._programme, self._talk, Random(0))  # noqa: S311 - nothing here is left to chance
        if any(_PICKED in each.label for each in scene.options):
            return Tapped(next(each.token for each in scene.buttons if each.token.endswith(f":{DONE}")))
        options = [each for each in scene.options if each.token.rpartition(":")[2] not in ASIDE] or scene.options
        place = f"{dialog.name}.{step.name}"
        self._turns[place] += 1
        return Tapped(options[(self._turns[place] - 1) % len(options)].token)

    def _look_whether_known(self, dialog: Dialog, step: Step) -> None:
        asked = dialog.variables[step.ask or ""]
        if asked.kept and not asked.collected_as and asked.name in self._talk.person.standing.kept:
            self.asked_again.append(f"{dialog.name}.{step.name}")

    def _note(self, shown: Iterable[Shown]) -> None:
        for each in shown:
            self.said.append((self._talk.now, each))
            self.lines.append(f"{self._talk.now:%d %H:%M} bot: {each.text}  ({each.source})")

    def _written(self, what: Happening) -> str:
        return (
            what.text
            if isinstance(what, Wrote)
            else f"[{self._talk.label(what.token)}]"
            if isinstance(what, Tapped)
            else ""
        )


@cache
def lived(language: str) -> TwentyDays:
    return TwentyDays(language)


@pytest.mark.parametrize("language", WORDS)
def test_no_prompt_is_read_twice_within_seven_days(language: str) -> None:
    last: dict[tuple[str, str], datetime] = {}
    for when, each in lived(language).said:
        before = last.get((each.source, each.text))
        assert before is None or when - before >= WEEK, f"{each.source} at {before} and {when}: {each.text}"
        last[each.source, each.text] = when


@pytest.mark.parametrize("language", WORDS)
def test_nobody_is_asked_what_they_have_said(language: str) -> None:
    assert set(lived(language).asked_again) <= ANEW


@pytest.mark.parametrize("language", WORDS)
def test_no_word_is_said_that_hurts_or_pushes(language: str) -> None:
    lexicon = load_lexicon(language)
    assert lexicon
    hits = [hit for _, each in lived(language).said for theme in THEMES if (hit := lexicon.search(theme, each.text))]
    assert hits == []


def test_a_check_in_came_every_day_and_every_craving_was_met() -> None:
    said = Counter(each.source for _, each in lived("en").said)
    assert said["checkin.ask_mood"] >= DAYS
    assert said["craving.open"] >= len(CRAVINGS) * DAYS // 7
    assert said["slip.open"] >= len(USED_AGAIN)
