"""Every way through a dialog, followed with one example of each kind of value that the dialog can tell apart.

Values that nobody looks at any more are forgotten on the way, so that the number of ways stays small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from bot.content.lint.folder import run_by, targets
from bot.content.lint.partition import SOMETHING, combine, partition, tests_by_name
from bot.content.placeholders import find_placeholders
from bot.dialogue.conditions import OneOf
from bot.dialogue.model import CONTACT_LINK, NESTED, Act

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.content.lint.folder import Folder
    from bot.dialogue.conditions import Condition
    from bot.dialogue.model import Dialog, Step, Variable
    from bot.dialogue.values import Value

MOST = 20_000
"""So many states are followed; a dialog with more is not proved at all."""
PAUSE_FOR = "pause_for"
How: TypeAlias = Literal["on", "answer", "skip", "stuck", "silence"]
"""How a step is left; `on` where it asks nothing."""


class Move(NamedTuple):
    """A way on from a step, with what is known then; `answer` is an example of what was answered."""

    to: str
    values: dict[str, Value]
    how: How = "on"
    answer: Value | None = None


@dataclass(slots=True)
class Explorer:
    """`known` are the examples for each value that matters, `live` the values still looked at when a step begins.

    `states` and `gaps` fill on the way: what can be known when a step is reached (its own `set` done), and where no way
    leads on then.
    """

    dialog: Dialog
    folder: Folder
    known: dict[str, tuple[Value, ...]]
    live: dict[str, frozenset[str]]
    states: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    gaps: dict[str, list[dict[str, Value]]] = field(default_factory=dict)

    def is_small(self) -> bool:
        """Whether what may be known at the beginning can be tried out."""
        return prod(len(self.known[name]) + 1 for name in self.list_kept()) <= MOST

    def begin(self) -> list[Move]:
        """The ways into the first step, with everything that may be known from before."""
        nested = {NESTED: ("yes", "no")} if NESTED in self.live[self.dialog.first] else {}
        varied = self.vary({}, self.list_kept())
        return [Move(self.dialog.first, values | runs) for values in varied for runs in combine(nested)]

    def list_kept(self) -> list[str]:
        """The names that may be known from before, and matter."""
        return sorted(name for name in self.live[self.dialog.first] if self.is_kept(name))

    def forget(self, step: str, values: Mapping[str, Value]) -> dict[str, Value]:
        """What of these values still matters when a step begins."""
        return {name: value for name, value in values.items() if name in self.live[step]}

    def follow(self, step: Step, values: dict[str, Value]) -> Iterator[Move]:
        """The ways on from a step."""
        values = self.do_sets(step, values)
        self.states.setdefault(step.name, []).append(values)
        if step.ask:
            yield from self.ask(step, values, self.dialog.variables[step.ask])
            return
        changed = {name for other in run_by(step, self.folder.dialogs) for name in self.folder.changes[other]}
        mine = [name for name in changed if name in self.known and self.is_kept(name)]
        for after in self.vary(values, mine):
            yield from self.branch(step, after)

    def do_sets(self, step: Step, values: dict[str, Value]) -> dict[str, Value]:
        """What is known once a step's own `set` is done."""
        given = {name: value for name, value in step.set.items() if name in self.known}
        rest = {name: value for name, value in values.items() if name not in given}
        link = {CONTACT_LINK: SOMETHING} if step.do is Act.INVITE_CONTACT and CONTACT_LINK in self.known else {}
        return rest | {name: value for name, value in given.items() if value is not None} | link

    def ask(self, step: Step, values: dict[str, Value], asked: Variable) -> Iterator[Move]:
        """The ways on from a question, unanswered and answered."""
        heard = {each.name: self.known[each.name] for each in self.list_heard(asked)}
        gone = {*heard, *(() if asked.kept else (asked.name,))}
        passed = {name: value for name, value in values.items() if name not in gone}
        yield Move(str(step.skip), passed, "skip")
        yield Move(step.stuck or str(step.skip), passed, "stuck")
        if step.silence:
            yield Move(step.silence.to, values, "silence")
        lists = {asked.collected_as: (SOMETHING,)} if asked.collected_as in self.known else {}
        for answer in self.known.get(asked.name, (SOMETHING,)):
            if is_offered(step, answer, values):
                for talk in combine(heard):
                    known = {**values, **lists, **talk, asked.name: answer}
                    yield from self.branch(step, known, "answer", answer)

    def list_heard(self, asked: Variable) -> Iterator[Variable]:
        """The values that tell what was heard in an answer, and matter."""
        return (
            self.dialog.variables[name] for name in self.known if self.dialog.variables[name].heard_in == asked.name
        )

    def branch(
        self, step: Step, values: dict[str, Value], how: How = "on", answer: Value | None = None
    ) -> Iterator[Move]:
        """The way that `go` takes; a gap where it has none."""
        for branch in step.go:
            if branch.when is None or branch.when.holds(values):
                yield Move(branch.to, values, how, answer)
                return
        self.gaps.setdefault(step.name, []).append(values)

    def vary(self, values: dict[str, Value], names: list[str]) -> Iterator[dict[str, Value]]:
        """The same with everything that these names can be, unknown among it."""
        rest = {name: value for name, value in values.items() if name not in names}
        for varied in combine({name: (None, *self.known[name]) for name in names}):
            yield rest | varied

    def is_kept(self, name: str) -> bool:
        """Whether a value outlives the dialog."""
        return self.dialog.variables[name].kept or self.dialog.variables[name].is_list


def prepare(dialog: Dialog, folder: Folder, also: Mapping[str, Collection[str]] | None = None) -> Explorer:
    """Make ready to follow every way. `also` names values that somebody looks at in a step, besides the step itself."""
    steps = dialog.steps.values()
    tests = tests_by_name(condition for step in steps for condition in _conditions_of(step))
    for step in steps:
        if step.ask:  # options that are not always offered are told apart
            tests.setdefault(step.ask, []).extend(OneOf(frozenset({code})) for code in step.offer)
    uses = {step.name: _uses(step).union((also or {}).get(step.name, ())) & set(dialog.variables) for step in steps}
    used = {name for names in uses.values() for name in names}
    known = {name: partition(dialog.variables[name], tests.get(name, [])) for name in sorted(used)}
    return Explorer(dialog, folder, known, _find_live(dialog, uses))


def is_offered(step: Step, answer: Value, values: Mapping[str, Value]) -> bool:
    """Whether a step offers an answer to someone of whom these values are known."""
    codes = answer if isinstance(answer, tuple) else (answer,)
    return all(step.offer[code].holds(values) for code in codes if isinstance(code, str) and code in step.offer)


def _conditions_of(step: Step) -> list[Condition | None]:
    return [*(phrase.when for phrase in step.phrases), *(branch.when for branch in step.go), *step.offer.values()]


def _shown_by(step: Step) -> set[str]:
    texts = [*step.retry, *(text for phrase in step.phrases for text in phrase.variants)]
    return {found.name for text in texts for found in find_placeholders(text)}


def _uses(step: Step) -> set[str]:
    tested = tests_by_name(_conditions_of(step))
    return {*tested, *_shown_by(step), *((PAUSE_FOR,) if step.do is Act.PAUSE else ())}


def _find_live(dialog: Dialog, uses: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """The names that anyone still looks at when a step begins."""
    live: dict[str, frozenset[str]] = {name: frozenset() for name in dialog.steps}
    ahead = {name: [to for to in targets(step) if to in live] for name, step in dialog.steps.items()}
    before: dict[str, frozenset[str]] = {}
    while live != before:
        before = live
        live = {
            name: frozenset(uses[name].union(*(before[to] for to in ahead[name]))) - step.set.keys()
            for name, step in dialog.steps.items()
        }
    return live
