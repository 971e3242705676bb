"""From a dialog's file to the dialog that is played; what was left out is written out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from bot.content.meaning import read_test, read_value
from bot.content.schema import OneOfFile
from bot.content.validation import suggest
from bot.dialogue.conditions import Condition
from bot.dialogue.model import (
    END,
    NESTED,
    About,
    Again,
    Branch,
    Coping,
    Dialog,
    Later,
    Phrase,
    Silence,
    Step,
    Variable,
    YesNo,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.content.faults import Fault
    from bot.content.schema import ConditionFile, DialogFile, StepFile
    from bot.content.sources import Source
    from bot.content.yaml_reader import Where
    from bot.dialogue.values import Value

Read = TypeVar("Read")


def build_dialog(source: Source, variables: Mapping[str, Variable]) -> tuple[Dialog, list[Fault]]:
    """The dialog, and the faults of what had to be left out of it.

    `variables` are those that it declares and those that it borrows.
    """
    return _Builder(source, variables).build()


class _Builder:
    """Builds one dialog and notes every fault on the way."""

    def __init__(self, source: Source, variables: Mapping[str, Variable]) -> None:
        self.file: DialogFile = source.file
        self.document = source.document
        self.variables = dict(variables)
        self.faults: list[Fault] = []

    def build(self) -> tuple[Dialog, list[Fault]]:
        file = self.file
        following = dict(pairwise([*file.steps, END]))
        dialog = Dialog(
            name=file.dialog,
            version=file.version,
            title=file.title,
            language=file.language,
            steps={name: self.build_step(name, step, following[name]) for name, step in file.steps.items()},
            variables=self.variables,
            expires=file.expires,
            renamed=file.renamed,
            command=file.command,
            menu=file.menu,
            coping=_make_coping(file),
            is_urgent=file.urgent,
            about=_make_about(file),
        )
        return dialog, self.faults

    def build_step(self, name: str, step: StepFile, following: str) -> Step:
        where: Where = ("steps", name)
        go = self.read_branches(where, step) or (Branch(following),)
        return Step(
            name=name,
            set={key: value for key, texts in step.set.items() for value in self.read_set(where, key, texts)},
            do=step.do,
            later=Later(step.later.after, step.later.run, step.later.at) if step.later else None,
            phrases=self.read_phrases(where, step),
            ask=self.read_ask(where, step),
            offer=self.read_offer(where, step),
            run=step.run if isinstance(step.run, str) else None,
            run_one_of=step.run.one_of if isinstance(step.run, OneOfFile) else None,
            wait=step.wait,
            over=step.over,
            again=Again(step.again.first, step.again.times) if step.again else None,
            retry=tuple(step.retry),
            go=go,
            skip=step.skip or (_default_skip(go) if step.ask else None),
            stuck=step.stuck,
            silence=Silence(step.silence.after, step.silence.go) if step.silence else None,
            mi=step.mi,
        )

    def read_ask(self, where: Where, step: StepFile) -> str | None:
        variable = self.find((*where, "ask"), step.ask) if step.ask else None
        if variable and variable.is_list:
            message = f"“{variable.name}” is a list: ask for the value that is collected in it"
            self.faults.append(self.document.fault((*where, "ask"), "value", message))
        return variable.name if variable else None

    def read_offer(self, where: Where, step: StepFile) -> dict[str, Condition]:
        read = {code: self.read_condition((*where, "offer", code), tests) for code, tests in step.offer.items()}
        return {code: condition for code, condition in read.items() if condition}

    def read_phrases(self, where: Where, step: StepFile) -> tuple[Phrase, ...]:
        said = (Phrase(tuple(step.say)),) if step.say else ()
        picked = enumerate(step.pick or ())
        return said + tuple(
            Phrase(tuple(each.say), self.read_condition((*where, "pick", number, "if"), each.when))
            for number, each in picked
        )

    def read_branches(self, where: Where, step: StepFile) -> tuple[Branch, ...]:
        return tuple(
            Branch(each.to, self.read_condition((*where, "go", number, "if"), each.when))
            for number, each in enumerate(step.go or ())
        )

    def read_condition(self, where: Where, tests: ConditionFile | None) -> Condition | None:
        if tests is None:
            return None
        read = {
            name: test for name, texts in tests.items() for test in self.attempt((*where, name), name, texts, read_test)
        }
        return Condition(read)

    def read_set(self, where: Where, name: str, texts: Sequence[str]) -> list[Value | None]:
        return self.attempt((*where, "set", name), name, texts, read_value)

    def attempt(
        self, where: Where, name: str, texts: Sequence[str], read: Callable[[Variable, Sequence[str]], Read]
    ) -> list[Read]:
        """What the texts mean, alone in a list; nothing but a fault where they mean nothing."""
        variable = self.find(where, name)
        if variable is None:
            return []
        try:
            return [read(variable, texts)]
        except ValueError as error:
            self.faults.append(self.document.fault(where, "value", str(error)))
            return []

    def find(self, where: Where, name: str) -> Variable | None:
        """The variable of this name; a fault where it is not declared."""
        if name == NESTED:
            return self.variables.setdefault(NESTED, Variable(NESTED, YesNo()))
        if name not in self.variables and name not in self.file.remember:
            message = f"“{name}” is not declared in “remember”{suggest(name, self.variables)}"
            place = self.document.fault if where[-1] == "ask" else self.document.key_fault
            self.faults.append(place(where, "unknown-value", message))
        return self.variables.get(name)


def _default_skip(go: Sequence[Branch]) -> str:
    """Where "skip" leads if it is left out: where `go` leads, if that is one place."""
    return go[0].to if len(go) == 1 else END


def _make_coping(file: DialogFile) -> Coping | None:
    if file.coping is None:
        return None
    head = file.coping
    return Coping(head.kind, head.minutes, tuple(head.fits), tuple(head.substances), head.certainty)


def _make_about(file: DialogFile) -> About:
    reviewed = file.reviewed
    return About(file.technique, file.author, file.source, reviewed.by, reviewed.on or "", reviewed.again_by or "")
