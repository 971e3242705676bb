"""The file format of a dialog as pydantic models; `docs/format.md` explains it to people.

Only what can be said of one place alone is checked here. Whether the parts fit together is for the linter.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from bot.content.faults import Faulty
from bot.content.fields import (
    Code,
    Day,
    Decimal,
    Duration,
    Flag,
    Length,
    Line,
    Lines,
    Name,
    OwnName,
    Scalars,
    Whole,
)
from bot.content.validation import BORROWED, find_faults
from bot.dialogue.model import Act  # noqa: TC001 - the same

if TYPE_CHECKING:
    from bot.content.yaml_reader import Document

MI: TypeAlias = Literal["SR", "CR", "Q_open", "Q_closed", "AF", "SEEK", "AUT", "INFO", "PWP", "STRUCT", "SAFETY"]
"""What words can be, in MI terms; persuading without permission and confronting are not among them."""
Substance: TypeAlias = Literal["any", "alcohol", "opioids", "stimulants", "benzodiazepines", "cannabis", "tobacco"]
RuleId: TypeAlias = Literal[
    "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14", "L15", "L16", "L17", "L18"
]
"""The rules that can be set aside with a reason; `docs/rules` has a page on each."""
Allowed: TypeAlias = dict[RuleId, Line]
"""Rules that do not hold here, each with the reason in words."""
Setting: TypeAlias = Literal["alone", "with people", "at work", "outdoors", "at night", "no privacy", "low energy"]


class FileModel(BaseModel):
    """A part of a file: unknown keys are faults, nothing changes after reading.

    What stands below an attribute is shown by editors, which read it from the JSON schema.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


Model = TypeVar("Model", bound=BaseModel)


def parse(document: Document, model: type[Model]) -> Model:
    """The document as `model`.

    Raises:
        Faulty: with all faults of the file.
    """
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise Faulty(find_faults(error, document, model)) from None


class RememberedFile(FileModel):
    """What every type has: whether it is sensitive, how long it is kept, where it is collected."""

    sensitive: Flag = False
    """Seal its code in the database as well, and leave it out of statistics."""
    kept: Literal["person"] | None = None
    """`person`: it outlives the dialog; the next dialog that declares it sees it."""
    collected_as: OwnName | None = Field(None, alias="as")
    """A list that each answer is added to; it is kept with the person."""


class ScaleFile(RememberedFile):
    """Whole numbers with a word for each end. `talk` tells that the answer is to be talk of change, as on a ruler."""

    kind: Literal["scale"] = Field(alias="is")
    first: Whole = Field(0, alias="from")
    """The lowest number; 0 if left out."""
    last: Whole = Field(10, alias="to")
    """The highest number; 10 if left out."""
    low: str = ""
    """Words for the low end."""
    high: str = ""
    """Words for the high end."""
    talk: Literal["change"] | None = None
    """The question asks for talk of change."""


class NumberFile(RememberedFile):
    """Any number."""

    kind: Literal["number"] = Field(alias="is")
    first: Decimal | None = Field(None, alias="from")
    """The lowest number that is taken."""
    last: Decimal | None = Field(None, alias="to")
    """The highest number that is taken."""
    whole: Flag = False
    """Take whole numbers only."""


class ChoiceFile(RememberedFile):
    """One of a few. `talk` tells which of them speak for change, and which for leaving things as they are."""

    kind: Literal["choice"] = Field(alias="is")
    of: dict[Code, Line] = Field(min_length=1)
    """The options as `code: Label`. Codes are stored, labels are shown."""
    talk: dict[Code, Literal["change", "sustain"]] = {}
    """What an option says about change: `change` or `sustain`."""
    means: dict[Code, list[Line]] = {}
    """Other words for an option, in any language, where they are all that is typed: `{fine: [im ok, estoy bien]}`."""
    beside: list[Line] = []
    """Single words that say nothing beside those of `means`, such as `lol` and `thanks`."""

    @model_validator(mode="after")
    def _check_meanings(self) -> Self:
        if unknown := [code for code in self.means if code not in self.of]:
            raise ValueError(f"“means” names “{unknown[0]}”, which is no option")
        return self


class ChoicesFile(RememberedFile):
    """Several of a few."""

    kind: Literal["choices"] = Field(alias="is")
    of: dict[Code, Line] = Field(min_length=1)
    """The options as `code: Label`. Codes are stored, labels are shown."""
    at_most: Annotated[Whole, Field(ge=1)] | None = None
    """How many may be chosen."""


class YesNoFile(RememberedFile):
    """Yes or no, under other labels if wanted."""

    kind: Literal["yes/no"] = Field(alias="is")
    yes: str = ""
    """The label of yes."""
    no: str = ""
    """The label of no."""


class TextFile(RememberedFile):
    """Anything typed. `talk` tells that the question asks for talk of change."""

    kind: Literal["text"] = Field(alias="is")
    up_to: Annotated[Whole, Field(ge=1, le=4000)] = 1000
    """How many characters are taken; 1000 if left out."""
    talk: Literal["change"] | None = None
    """The question asks for talk of change."""


class TimeFile(RememberedFile):
    """A time of day."""

    kind: Literal["time"] = Field(alias="is")


class AmountFile(RememberedFile):
    """A number with a unit."""

    kind: Literal["amount"] = Field(alias="is")
    units: dict[Code, Line] = Field(min_length=1)
    """The units as `code: label`."""


class CityFile(RememberedFile):
    """A city, kept as its time zone."""

    kind: Literal["city"] = Field(alias="is")


class TalkFile(FileModel):
    """What is heard in a text: ``change``, ``sustain`` or ``unsure``. Known once the text is answered; never asked."""

    kind: Literal["talk"] = Field(alias="is")
    of: Name
    """The text that is listened to."""


class BorrowedFile(FileModel):
    """A value, or a list, that another dialog declares."""

    as_in: Name
    """The dialog that declares and keeps it."""


def _tell_kind(value: object) -> object:
    if not isinstance(value, dict):
        return BORROWED
    return BORROWED if "as_in" in value else value.get("is")


ValueFile: TypeAlias = Annotated[
    Annotated[ScaleFile, Tag("scale")]
    | Annotated[NumberFile, Tag("number")]
    | Annotated[ChoiceFile, Tag("choice")]
    | Annotated[ChoicesFile, Tag("choices")]
    | Annotated[YesNoFile, Tag("yes/no")]
    | Annotated[TextFile, Tag("text")]
    | Annotated[TimeFile, Tag("time")]
    | Annotated[AmountFile, Tag("amount")]
    | Annotated[CityFile, Tag("city")]
    | Annotated[TalkFile, Tag("talk")]
    | Annotated[BorrowedFile, Tag(BORROWED)],
    Discriminator(_tell_kind),
]

ConditionFile: TypeAlias = Annotated[dict[Name, Scalars], Field(min_length=1)]
"""Tests by the name of the value; what they mean depends on its type."""


class PhraseFile(FileModel):
    """Words under a condition."""

    when: ConditionFile | None = Field(None, alias="if")
    """When these words are said; left out: otherwise."""
    say: Lines
    """One bubble. A list is a set of variants, used in turn."""


class CaseFile(FileModel):
    """A way on under a condition."""

    when: ConditionFile | None = Field(None, alias="if")
    """When this way is taken; left out: otherwise."""
    to: Name
    """A step, or `end`."""


class SilenceFile(FileModel):
    """Where to go when nothing comes."""

    after: Duration
    """How long to wait, such as `24 hours`."""
    go: Name
    """A step, or `end`."""


class LaterFile(FileModel):
    """A dialog to begin after a while, or at a time of day."""

    after: Length | None = Field(None, alias="in")
    """How long from now, such as `15 minutes`; or a choice whose codes are durations, such as `2_hours`."""
    at: Name | None = None
    """Instead of `in`: a time of day; it begins when it is that time next."""
    run: Name
    """The dialog."""

    @model_validator(mode="after")
    def _check_one_time(self) -> Self:
        if (self.after is None) is (self.at is None):
            raise ValueError("say when: “in” for after a while, or “at” for a time of day")
        return self


class AgainFile(FileModel):
    """Steps that are done several times."""

    first: Name = Field(alias="from")
    """The first of them; the last is the step where this stands."""
    times: Annotated[Whole, Field(ge=2, le=30)]
    """How often they are done, all in all."""


class OneOfFile(FileModel):
    """The strategy that fits best now."""

    one_of: Literal["coping"]
    """`coping`: the coping strategy that fits this person best now."""


def _make_cases(value: object) -> object:
    return [{"to": value}] if isinstance(value, str) else value


def _tell_run(value: object) -> str:
    return "dialog" if isinstance(value, str) else "group"


CasesFile: TypeAlias = Annotated[
    list[CaseFile],
    Field(min_length=1),
    BeforeValidator(_make_cases, json_schema_input_type=Name | Annotated[list[CaseFile], Field(min_length=1)]),
]
RunFile: TypeAlias = Annotated[
    Annotated[Name, Tag("dialog")] | Annotated[OneOfFile, Tag("group")], Discriminator(_tell_run)
]


class StepFile(FileModel):
    """One step."""

    set: dict[Name, Scalars] = {}
    """Gives values: `{paused: yes}`. `nothing` clears one."""
    do: Act | None = None
    """An act that reaches beyond talk: export, forget, pause, resume or sos."""
    later: LaterFile | None = None
    """A dialog to play after a while: `{in: 15 minutes, run: craving_followup}`. This one goes on at once."""
    say: Lines = []
    """One bubble. A list is a set of variants, used in turn."""
    pick: Annotated[list[PhraseFile], Field(min_length=1)] | None = None
    """Words with conditions, a list of `{if, say}`: the first that holds speaks; a last one without `if` otherwise."""
    mi: MI | None = None
    """What the words are, in MI terms: SR and CR are a simple and a complex reflection, Q_open and Q_closed questions,
    AF an affirmation, SEEK seeking collaboration, AUT emphasising autonomy, INFO information, PWP persuading with
    permission, STRUCT structure, SAFETY safety."""
    ask: Name | None = None
    """The value that this step asks for; its type gives the keyboard."""
    offer: dict[Code, ConditionFile] = {}
    """Options that are offered only where their condition holds: `{goal: {goal: known}}`. All others always are."""
    run: RunFile | None = None
    """A dialog to play before going on, or `{one_of: coping}`."""
    wait: Duration | None = None
    """How long to wait before going on, such as `10 minutes`. "Go on now" is offered."""
    over: Flag = False
    """These words take the place of those of such a step before, in one bubble, with a button that stops all of them.
    The last one has no `wait`: it stays."""
    again: AgainFile | None = None
    """Do the steps from there up to this one several times: `{from: in, times: 6}`. Only with `over`."""
    retry: Lines = []
    """What to say when the answer was not understood: first the first, then the second; never more."""
    skip: Name | None = None
    """Where "skip" leads. May be left out where `go` is no list of cases."""
    stuck: Name | None = None
    """Where to go after the last `retry`; where `skip` leads if left out."""
    silence: SilenceFile | None = None
    """Where to go when nothing comes: `{after: 24 hours, go: step}`."""
    go: CasesFile | None = None
    """Where to go next: a step, `end`, or a list of `{if, to}`. Left out: the next step in the file."""
    allow: Allowed = {}
    """Rules that do not hold for this step, each with the reason: `{L4: why}`."""


class ReviewFile(FileModel):
    """Who reviewed a dialog, when, and when to look again. `by` is empty as long as nobody did."""

    by: str = ""
    """Who reviewed it; empty as long as nobody did."""
    on: Day | None = None
    """The day of the review, such as 2026-11-23."""
    again_by: Day | None = None
    """The day of the next review."""


class CopingFile(FileModel):
    """What makes a dialog a coping strategy."""

    kind: Literal["delay", "body", "breath", "attention", "contact", "place", "meaning", "safer use"]
    """How it works."""
    minutes: Annotated[Decimal, Field(gt=0)]
    """How long it takes."""
    fits: list[Setting] = []
    """Where it can be done; left out: anywhere."""
    substances: Annotated[list[Substance], Field(min_length=1)] = ["any"]
    """What it is for; left out: any."""
    certainty: Literal["high", "moderate", "low"] = "low"
    """How sure it is that it helps."""


class DialogFile(FileModel):
    """A whole file."""

    dialog: OwnName
    """Its name: the same as the file's."""
    version: Annotated[Whole, Field(ge=1)]
    """A whole number; raise it when the meaning of a question changes."""
    title: Line
    """What people see in menus."""
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    """The language of this file, such as `en`."""
    technique: str = ""
    """For clinicians: what it practises."""
    author: str = ""
    """Who wrote it."""
    source: str = ""
    """Where it comes from."""
    reviewed: ReviewFile = ReviewFile()
    """Who reviewed it, when, and when to look again."""
    command: OwnName | None = None
    """The Telegram command that opens it, without the slash."""
    menu: str = ""
    """The line beside the command in Telegram's menu."""
    expires: Duration = timedelta(days=1)
    """How long an open question may wait before the dialog is dropped; `1 day` if left out."""
    kind: Literal["mi", "practical"] | None = None
    """`mi`: held to motivational interviewing on every path. `practical`: settings, information and the like."""
    urgent: Flag = False
    """It looks after someone's safety: begun later, it begins although check-ins rest and although it is late, and its
    silences count whatever lies over it."""
    coping: CopingFile | None = None
    """Only for coping strategies."""
    allow: Allowed = {}
    """Rules that do not hold for this dialog, each with the reason: `{L2: why}`."""
    remember: dict[OwnName, ValueFile] = {}
    """Every value that the dialog asks for, sets or shows."""
    steps: dict[OwnName, StepFile] = Field(min_length=1)
    """The steps. Where one says nothing of `go`, the next in the file follows."""
    renamed: dict[Name, Name] = {}
    """`{old_step: new_step}`: who stands at a step that is gone goes on there."""
