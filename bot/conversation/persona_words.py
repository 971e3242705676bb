"""What the personas write, by language. Made up, and no more than people write who are in the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialogue.model import City, Measure, Number, Scale, Text, TimeOfDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Kind


@dataclass(frozen=True, slots=True)
class PersonaWords:
    """One language's words, of which one is written by chance."""

    answers: Mapping[type[Kind], tuple[str, ...]]
    """What is typed to a question without buttons, by its kind."""
    near_misses: Mapping[type[Kind], str]
    """What is meant as an answer, and is none."""
    torn: tuple[str, ...]
    angry: tuple[str, ...]
    minimising: tuple[str, ...]
    in_withdrawal: tuple[str, ...]
    """Some of these are words of crisis (K3): after drinking or benzodiazepines, withdrawal can kill."""
    suicidal: tuple[str, ...]
    """All of these are words of crisis (K2)."""
    passing: str
    """What is written where nothing fits."""


WORDS: dict[str, PersonaWords] = {
    "en": PersonaWords(
        answers={
            Text: ("my daughter", "It was a long day, and nobody called.", "I am tired of the mornings after"),
            TimeOfDay: ("20:30", "8pm"),
            City: ("Lisbon", "Madrid"),
            Measure: ("3", "2 beers"),
            Number: ("3", "5"),
            Scale: ("7", "4"),
        },
        near_misses={Scale: "about 70 of 10", Number: "some", TimeOfDay: "25:80", City: "Lsbno", Measure: "a few"},
        torn=("I want to, and I don't", "part of me would like that", "I'm not sure", "some days yes, some days no"),
        angry=("leave me alone", "this is stupid", "you're a machine, what do you know", "whatever"),
        minimising=("it's not that bad", "I'm fine", "everyone drinks", "I can stop when I want"),
        in_withdrawal=(
            "shaking",
            "sweating. cold",
            "can't sleep",
            "feeling sick",
            "tired",
            "no sleep. sick",
            "my hands won't stop shaking",
            "i stopped drinking two days ago and i'm shaking and sweating",
        ),
        suicidal=("I want to kill myself", "i want to end my life", "i dont want to be here anymore"),
        passing="fine",
    ),
    "es": PersonaWords(
        answers={
            Text: ("mi hija", "Fue un día largo, y nadie llamó.", "Estoy harto de las mañanas después"),
            TimeOfDay: ("20:30", "20h30"),
            City: ("Lisboa", "Madrid"),
            Measure: ("3", "2 cervezas"),
            Number: ("3", "5"),
            Scale: ("7", "4"),
        },
        near_misses={Scale: "unos 70 de 10", Number: "algo", TimeOfDay: "25:80", City: "Lsbaoo", Measure: "unas pocas"},
        torn=("quiero y no quiero", "una parte de mí querría", "no lo sé", "unos días sí y otros no"),
        angry=("déjame en paz", "vaya tontería", "eres una máquina, qué sabrás", "da igual"),
        minimising=("no es para tanto", "estoy bien", "todo el mundo bebe", "puedo parar cuando quiera"),
        in_withdrawal=(
            "temblores",
            "sudando. frío",
            "no puedo dormir",
            "náuseas",
            "cansado",
            "sin dormir. mal",
            "he tenido una convulsión",
            "dejé de beber hace dos días y no paro de temblar",
        ),
        suicidal=("quiero morirme", "quiero matarme", "no quiero seguir viviendo"),
        passing="bien",
    ),
}
