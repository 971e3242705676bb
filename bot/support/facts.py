"""Facts that are true in one country and for a while: telephone numbers above all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

WORLD = "world"
"""The facts for people whose country is not known; every fact that a text may name is here."""

EMERGENCY = "emergency"
"""The one fact that is shown even when nobody has checked it for too long."""

_SOON = 30
_BASE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact and where it comes from."""

    words: Mapping[str, str]
    """By language; ``en`` is always there."""
    source: str
    jurisdiction: str
    checked_on: date
    expires_on: date
    """The last day on which it is shown."""
    certainty: str
    """``A`` official text seen, ``B`` reliable second-hand text seen."""

    def in_language(self, language: str) -> str:
        """Its words in a language, else in English."""
        return self.words.get(language) or self.words[_BASE_LANGUAGE]


@dataclass(frozen=True, slots=True, order=True)
class FactName:
    """Which fact: ``FactName("us", "crisis_line")``."""

    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts, by country code and name. `today` says which of them have expired."""

    countries: Mapping[str, Mapping[str, Fact]]
    today: Callable[[], date] = field(repr=False, compare=False)
    _shown: dict[tuple[str, str], tuple[date, Mapping[str, str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What is shown in each country and language, and on which day."""

    @property
    def names(self) -> frozenset[str]:
        """The facts that every country has, its own or the world's: those that a dialog may show."""
        return frozenset(self.countries.get(WORLD, {}))

    def for_country(self, country: str | None, language: str = _BASE_LANGUAGE) -> Mapping[str, str]:
        """What is known for a country, filled up with the world's facts; an unknown country has the world's alone."""
        today = self.today()
        which = (country if country and country in self.countries else WORLD), language
        shown = self._shown.get(which)
        if shown is None or shown[0] != today:
            shown = self._shown[which] = today, self._find(*which, today)
        return shown[1]

    def _find(self, country: str, language: str, today: date) -> Mapping[str, str]:
        own, worlds = self.countries.get(country, {}), self.countries.get(WORLD, {})
        facts = {**_still_true(worlds, today), **_still_true(own, today)}
        return {name: fact.in_language(language) for name, fact in facts.items()}

    def expired(self, today: date) -> tuple[FactName, ...]:
        """The facts that are no longer shown (an expired emergency number still is)."""
        return tuple(sorted(which for which, fact in self._all() if fact.expires_on < today))

    def expiring(self, today: date, days: int = _SOON) -> tuple[FactName, ...]:
        """The facts that expire within so many days."""
        end = today + timedelta(days=days)
        return tuple(sorted(which for which, fact in self._all() if today <= fact.expires_on <= end))

    def _all(self) -> Iterator[tuple[FactName, Fact]]:
        for country, facts in self.countries.items():
            for name, fact in facts.items():
                yield FactName(country, name), fact


def _still_true(facts: Mapping[str, Fact], today: date) -> dict[str, Fact]:
    return {name: fact for name, fact in facts.items() if fact.expires_on >= today or name == EMERGENCY}
