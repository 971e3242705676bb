"""What a dialog is made of: frozen values, read from YAML by `bot.content`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.conditions import Condition
    from bot.dialogue.values import Value

END = "end"
"""The target that ends a dialog."""
NESTED = "nested"
"""The value that every dialog may look at: ``yes`` where another dialog runs this one, else ``no``."""
ROUNDS_LEFT = "rounds_left"
"""The value that steps in one bubble may show: how many rounds are left, the one that is on among them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `first` to `last`, one button each."""

    first: int = 0
    last: int = 10
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, within bounds where they are given."""

    first: float | None = None
    last: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few: code to label, in the order of the buttons.

    `means` are other words for an option, and `beside` words that say nothing next to them: both only where typed.
    """

    of: Mapping[str, str]
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """Several of a few: taps switch them on and off, "Done" ends."""

    of: Mapping[str, str]
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no. Empty labels take the interface's own words."""

    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Anything typed, up to so many characters."""

    up_to: int = 1000


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day, kept as ``HH:MM``."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount with a unit: code of the unit to its label."""

    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class City:
    """A city, kept as its IANA time zone. `zones` maps a folded city name to the zone."""

    zones: Mapping[str, str] = field(default_factory=dict)


Kind: TypeAlias = Scale | Number | Choice | Choices | YesNo | Text | TimeOfDay | Measure | City


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared value: what may be answered and how long it is kept."""

    name: str
    kind: Kind
    sensitive: bool = False
    kept: bool = False
    collected_as: str | None = None
    """The list that every answer is added to; lists are always kept with the person."""
    is_list: bool = False
    """This name stands for a whole collected list, declared elsewhere with ``as``."""
    heard_in: str | None = None
    """It is what was heard in the text of this name, and is never asked for."""


CONTACT_LINK = "contact_link"
"""The value that an invitation's link is put into."""


class Act(StrEnum):
    """What a dialog can do beyond talk."""

    EXPORT = "export"
    FORGET = "forget"
    PAUSE = "pause"
    RESUME = "resume"
    SOS = "sos"
    LET_GO = "let_go"
    """Closes all that lies under the dialog: nothing comes back after it."""
    INVITE_CONTACT = "invite_contact"
    ALERT_CONTACT = "alert_contact"
    CLEAR_CONTACT = "clear_contact"
    END_CONTACT = "end_contact"
    AGREE_CONTACT = "agree_contact"
    DECLINE_CONTACT = "decline_contact"
    LEAVE_CONTACT = "leave_contact"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words under a condition. More than one variant: they take turns."""

    variants: tuple[str, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A way on under a condition."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Where to go when no answer has come for so long."""

    after: timedelta
    to: str


@dataclass(frozen=True, slots=True)
class Later:
    """A dialog to begin after a while, whatever is going on then.

    `after` is how long, or the name of a choice whose codes are durations, such as ``2_hours``. With `at` instead, the
    name of a time of day, it begins when it is that time next. Where the named value is unknown, nothing begins.
    """

    after: timedelta | str | None
    dialog: str
    at: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The values that it looks at."""
        return tuple(each for each in (self.after, self.at) if isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Again:
    """The steps from `first` up to the one that says this are done so often, one round after the other."""

    first: str
    times: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a dialog. Its words are done in the order of the fields."""

    name: str
    set: Mapping[str, Value | None] = field(default_factory=dict)
    do: Act | None = None
    later: Later | None = None
    phrases: tuple[Phrase, ...] = ()
    ask: str | None = None
    offer: Mapping[str, Condition] = field(default_factory=dict)
    """Options that are offered only where their condition holds."""
    run: str | None = None
    run_one_of: str | None = None
    wait: timedelta | None = None
    over: bool = False
    """Its words take the place of those of such a step before it: all of them stand in one bubble, one at a time."""
    again: Again | None = None
    retry: tuple[str, ...] = ()
    go: tuple[Branch, ...] = ()
    """Never empty once read: the reader writes out "the next step in the file"."""
    skip: str | None = None
    """Always given where the step asks: the reader writes out what was left out."""
    stuck: str | None = None
    """None: where `skip` leads, after a word about having tried often enough."""
    silence: Silence | None = None
    mi: str | None = None


@dataclass(frozen=True, slots=True)
class Coping:
    """What makes a dialog a coping strategy, and whom it fits."""

    kind: str
    minutes: float
    fits: tuple[str, ...] = ()
    substances: tuple[str, ...] = ("any",)
    certainty: str = "low"


@dataclass(frozen=True, slots=True)
class About:
    """Who stands behind a dialog; read by clinicians and by the linter."""

    technique: str = ""
    author: str = ""
    source: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    review_again_by: str = ""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A whole dialog in one language. `steps` are in file order; the first one begins."""

    name: str
    version: int
    title: str
    language: str
    steps: Mapping[str, Step]
    variables: Mapping[str, Variable] = field(default_factory=dict)
    expires: timedelta = timedelta(days=1)
    renamed: Mapping[str, str] = field(default_factory=dict)
    command: str | None = None
    menu: str = ""
    coping: Coping | None = None
    is_urgent: bool = False
    """It looks after someone's safety: it begins late rather than never, and its time counts whatever lies over it."""
    about: About = field(default_factory=About)

    @property
    def first(self) -> str:
        """The name of the step that begins."""
        return next(iter(self.steps))
