"""The file format of a dialog as pydantic models; `docs/format.md` explains it to people.

Only what can be said of one place alone is checked here. Whether the parts fit together is for the linter.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationError

from bot.content.faults import Faulty
from bot.content.fields import (
    Code,
    Day,
    Decimal,
    Duration,
    Flag,
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
    """A part of a file: unknown keys are faults, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    kept: Literal["person"] | None = None
    collected_as: OwnName | None = Field(None, alias="as")


class ScaleFile(RememberedFile):
    """Whole numbers with a word for each end. `talk` tells that the answer is to be talk of change, as on a ruler."""

    kind: Literal["scale"] = Field(alias="is")
    first: Whole = Field(0, alias="from")
    last: Whole = Field(10, alias="to")
    low: str = ""
    high: str = ""
    talk: Literal["change"] | None = None


class NumberFile(RememberedFile):
    """Any number."""

    kind: Literal["number"] = Field(alias="is")
    first: Decimal | None = Field(None, alias="from")
    last: Decimal | None = Field(None, alias="to")
    whole: Flag = False


class ChoiceFile(RememberedFile):
    """One of a few. `talk` tells which of them speak for change, and which for leaving things as they are."""

    kind: Literal["choice"] = Field(alias="is")
    of: dict[Code, Line] = Field(min_length=1)
    talk: dict[Code, Literal["change", "sustain"]] = {}


class ChoicesFile(RememberedFile):
    """Several of a few."""

    kind: Literal["choices"] = Field(alias="is")
    of: dict[Code, Line] = Field(min_length=1)
    at_most: Annotated[Whole, Field(ge=1)] | None = None


class YesNoFile(RememberedFile):
    """Yes or no, under other labels if wanted."""

    kind: Literal["yes/no"] = Field(alias="is")
    yes: str = ""
    no: str = ""


class TextFile(RememberedFile):
    """Anything typed. `talk` tells that the question asks for talk of change."""

    kind: Literal["text"] = Field(alias="is")
    up_to: Annotated[Whole, Field(ge=1, le=4000)] = 1000
    talk: Literal["change"] | None = None


class TimeFile(RememberedFile):
    """A time of day."""

    kind: Literal["time"] = Field(alias="is")


class AmountFile(RememberedFile):
    """A number with a unit."""

    kind: Literal["amount"] = Field(alias="is")
    units: dict[Code, Line] = Field(min_length=1)


class CityFile(RememberedFile):
    """A city, kept as its time zone."""

    kind: Literal["city"] = Field(alias="is")


class BorrowedFile(FileModel):
    """A value, or a list, that another dialog declares."""

    as_in: Name


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
    | Annotated[BorrowedFile, Tag(BORROWED)],
    Discriminator(_tell_kind),
]

ConditionFile: TypeAlias = Annotated[dict[Name, Scalars], Field(min_length=1)]
"""Tests by the name of the value; what they mean depends on its type."""


class PhraseFile(FileModel):
    """Words under a condition."""

    when: ConditionFile | None = Field(None, alias="if")
    say: Lines


class CaseFile(FileModel):
    """A way on under a condition."""

    when: ConditionFile | None = Field(None, alias="if")
    to: Name


class SilenceFile(FileModel):
    """Where to go when nothing comes."""

    after: Duration
    go: Name


class LaterFile(FileModel):
    """A dialog to begin after a while."""

    after: Duration = Field(alias="in")
    run: Name


class OneOfFile(FileModel):
    """The strategy that fits best now."""

    one_of: Literal["coping"]


def _make_cases(value: object) -> object:
    return [{"to": value}] if isinstance(value, str) else value


def _tell_run(value: object) -> str:
    return "dialog" if isinstance(value, str) else "group"


CasesFile: TypeAlias = Annotated[
    list[CaseFile], Field(min_length=1), BeforeValidator(_make_cases, json_schema_input_type=str | list[CaseFile])
]
RunFile: TypeAlias = Annotated[
    Annotated[Name, Tag("dialog")] | Annotated[OneOfFile, Tag("group")], Discriminator(_tell_run)
]


class StepFile(FileModel):
    """One step."""

    set: dict[Name, Scalars] = {}
    do: Act | None = None
    later: LaterFile | None = None
    say: Lines = []
    pick: Annotated[list[PhraseFile], Field(min_length=1)] | None = None
    mi: MI | None = None
    ask: Name | None = None
    run: RunFile | None = None
    wait: Duration | None = None
    retry: Lines = []
    skip: Name | None = None
    stuck: Name | None = None
    silence: SilenceFile | None = None
    go: CasesFile | None = None
    allow: Allowed = {}


class ReviewFile(FileModel):
    """Who reviewed a dialog, when, and when to look again. `by` is empty as long as nobody did."""

    by: str = ""
    on: Day | None = None
    again_by: Day | None = None


class CopingFile(FileModel):
    """What makes a dialog a coping strategy."""

    kind: Literal["delay", "body", "breath", "attention", "contact", "place", "meaning", "safer use"]
    minutes: Annotated[Decimal, Field(gt=0)]
    fits: list[Setting] = []
    substances: Annotated[list[Substance], Field(min_length=1)] = ["any"]
    certainty: Literal["high", "moderate", "low"] = "low"


class DialogFile(FileModel):
    """A whole file."""

    dialog: OwnName
    version: Annotated[Whole, Field(ge=1)]
    title: Line
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    technique: str = ""
    author: str = ""
    source: str = ""
    reviewed: ReviewFile = ReviewFile()
    command: OwnName | None = None
    menu: str = ""
    expires: Duration = timedelta(days=1)
    kind: Literal["mi", "practical"] | None = None
    coping: CopingFile | None = None
    allow: Allowed = {}
    remember: dict[OwnName, ValueFile] = {}
    steps: dict[OwnName, StepFile] = Field(min_length=1)
    renamed: dict[Name, Name] = {}
