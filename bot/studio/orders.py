"""What the page asks for. All of a conversation is in the request: the studio itself remembers none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_MOST_ACTS = 400
_LONGEST = 4096
_YEAR = timedelta(days=366)

Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,80}$")]
Line: TypeAlias = Annotated[str, StringConstraints(max_length=_LONGEST)]


class _Order(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Written(_Order):
    """The person types."""

    kind: Literal["write"]
    text: Line


class Tap(_Order):
    """The person taps a button: by its token, or, where the dialog has changed since, by what stands on it."""

    kind: Literal["tap"]
    token: Line
    label: Line


class Wait(_Order):
    """Time passes."""

    kind: Literal["wait"]
    seconds: Annotated[int, Field(gt=0, le=_YEAR.total_seconds())]


class Photo(_Order):
    """The person sends something that is no text."""

    kind: Literal["photo"]


Act: TypeAlias = Annotated[Written | Tap | Wait | Photo, Field(discriminator="kind")]


class Opening(_Order):
    """How a conversation begins. Without a dialog nothing is open: the person may write ``/start``."""

    dialog: Name | Literal[""] = ""
    step: Name | None = None
    language: Name = "en"
    values: dict[Name, Line] = {}
    at: datetime = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


class Conversation(_Order):
    """A conversation so far. `persona`: somebody else does the next act, by chance from this `seed`."""

    opening: Opening
    acts: Annotated[tuple[Act, ...], Field(max_length=_MOST_ACTS)] = ()
    persona: str | None = None
    seed: int = 1
    compare: bool = False


class Saving(_Order):
    """A conversation to be kept as a transcript of this name."""

    opening: Opening
    acts: Annotated[tuple[Act, ...], Field(max_length=_MOST_ACTS)]
    name: Name
    replace: bool = False
