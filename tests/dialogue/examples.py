"""Small dialogs built in Python, and one person who talks through them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.dialogue import engine
from bot.dialogue.effects import Ask, Redraw, Remember, Say, Settle, Toast
from bot.dialogue.model import END, Branch, Dialog, Phrase, Step, Variable
from bot.dialogue.moment import Moment
from bot.dialogue.playbook import Playbook
from bot.dialogue.run import Standing, standing_from_json, standing_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.dialogue.effects import Effect, Keyboard
    from bot.dialogue.engine import Entry, Played
    from bot.dialogue.model import Kind
    from bot.dialogue.values import Value
    from bot.dialogue.words import Words

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def variable(name: str, kind: Kind, *, kept: bool = False, collected_as: str | None = None) -> Variable:
    return Variable(name, kind, kept=kept, collected_as=collected_as)


def step(name: str, *say: str, go: str | Sequence[Branch] = (), **more: Any) -> Step:  # noqa: ANN401 - Step's own fields
    """A step; `say` are variants of one phrase, `go` a target or its branches (nothing: the next step)."""
    phrases = more.pop("phrases", (Phrase(say),) if say else ())
    branches = (Branch(go),) if isinstance(go, str) else tuple(go)
    return Step(name, phrases=phrases, go=branches, **more)


def dialog(name: str, *steps: Step, remember: Sequence[Variable] = (), **more: Any) -> Dialog:  # noqa: ANN401 - Dialog's own fields
    """A dialog with the default ways written out, as the reader of files does."""
    following = [each.name for each in steps[1:]] + [END]
    filled = [_filled(each, after) for each, after in zip(steps, following, strict=True)]
    variables = {each.name: each for each in remember}
    head: dict[str, Any] = {"version": 1, "title": name, "language": "en"} | more
    return Dialog(name=name, steps={each.name: each for each in filled}, variables=variables, **head)


def _filled(each: Step, after: str) -> Step:
    go = each.go or (Branch(after),)
    return replace(each, go=go, skip=each.skip or (go[0].to if each.ask else None))


class Talk:
    """One person's talk with the engine alone. Between two turns the standing goes through its stored form."""

    def __init__(self, *dialogs: Dialog, words: Words | None = None, **facts: str) -> None:
        self.now = NOW
        self.standing = Standing()
        self.effects: tuple[Effect, ...] = ()
        self.suggestions: Mapping[str, tuple[str, ...]] = {}
        self.heard: Mapping[str, str] = {}
        self._facts = facts
        self._words = words
        self.edit(*dialogs)

    def edit(self, *dialogs: Dialog) -> None:
        """Play from these dialogs from now on."""
        known = {each.name: each for each in dialogs}
        self.book = Playbook(known, self._words) if self._words else Playbook(known)

    def begin(self, entry: Entry | str) -> list[str]:
        return self._take(engine.begin(self.book, self.stored, entry, self.moment))

    def type(self, text: str) -> list[str]:
        return self._take(engine.answer(self.book, self.stored, text, self.moment))

    def type_early(self, text: str, *, repeat: bool = True) -> list[str]:
        return self._take(engine.add_to_last(self.book, self.stored, text, self.moment, repeat=repeat))

    def tap(self, label: str) -> list[str]:
        return self.tap_token(self.token(label))

    def tap_token(self, token: str) -> list[str]:
        return self._take(engine.tap(self.book, self.stored, token, self.moment))

    def skip(self) -> list[str]:
        return self._take(engine.skip(self.book, self.stored, self.moment))

    def back(self) -> list[str]:
        return self._take(engine.back(self.book, self.stored, self.moment))

    def stop(self) -> list[str]:
        return self._take(engine.stop(self.book, self.stored, self.moment))

    def resume(self) -> list[str]:
        return self._take(engine.resume(self.book, self.stored, self.moment))

    def hush(self) -> list[str]:
        return self._take(engine.hush(self.stored))

    def wake(self, visit: int | None = None, **late: float) -> list[str]:
        visit = self.visit if visit is None else visit
        return self._take(engine.wake(self.book, self.stored, visit, self.moment, timedelta(**late)))

    def later(self, **time: float) -> list[str]:
        """Time passes; what is said when the person comes back."""
        self.now += timedelta(**time)
        return self._take(engine.clear_expired(self.book, self.stored, self.moment))

    @property
    def moment(self) -> Moment:
        suggest, hear = self.suggestions, self.heard
        return Moment(
            self.now, self._facts, lambda group: suggest.get(group, ()), lambda text: hear.get(text, "unsure")
        )

    @property
    def stored(self) -> Standing:
        return standing_from_json(json.loads(json.dumps(standing_to_json(self.standing))))

    @property
    def visit(self) -> int:
        return self.standing.run.top.visit if self.standing.run.top else 0

    @property
    def at(self) -> list[str]:
        """The open dialogs with their steps, the top one last."""
        return [f"{frame.dialog}.{frame.step}" for frame in self.standing.run.frames]

    @property
    def kept(self) -> Mapping[str, Value]:
        return self.standing.kept

    @property
    def answers(self) -> dict[str, Value]:
        """What the last turn stored."""
        return {each.name: each.value for each in self.effects if isinstance(each, Remember)}

    @property
    def toast(self) -> str | None:
        return next((each.text for each in self.effects if isinstance(each, Toast)), None)

    @property
    def settled(self) -> list[tuple[int, str]]:
        return [(each.visit, each.label) for each in self.effects if isinstance(each, Settle)]

    @property
    def keyboard(self) -> Keyboard:
        """The buttons of the last question, as the last turn shows them."""
        return [each.keyboard for each in self.effects if isinstance(each, Ask | Redraw)][-1]

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.keyboard for button in row]

    def token(self, label: str) -> str:
        return next(button.token for row in self.keyboard for button in row if button.label == label)

    def _take(self, played: Played) -> list[str]:
        self.standing, self.effects = played.standing, played.effects
        return [each.text for each in played.effects if isinstance(each, Say | Ask)]
