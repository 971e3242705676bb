"""What is said in a crisis: words fixed at the start, and words compiled in for when no file can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.support.facts import Facts

SOS = "sos"
"""The key of the help lines alone."""

HOLD = "hold"
"""The key of the words for someone who goes on writing below the words for a crisis."""

DOUBT = "doubt"
"""The key of the words for a text that may tell of danger to life, and may not."""

KEYS = ("K1", "K2", "K3", "K4", "K5", "K6", "K7", DOUBT, SOS, HOLD)
"""What there must be words for, in every language."""

HOLDING = frozenset(("K1", "K2", "K3", "K4", "K5"))
"""Classes after which nothing that is typed is an answer, until the person chooses to go on."""

GOING_ON = frozenset(("K7", DOUBT))
"""Classes whose words come before the answer that the text gets anyway: nobody need be in danger."""

_EMERGENCY = {
    "us": "911", "ca": "911", "mx": "911", "gb": "999", "ie": "112", "au": "000", "nz": "111", "es": "112",
    "pt": "112", "de": "112", "fr": "112", "ar": "911",
}  # fmt: skip
_EMERGENCY_ELSEWHERE = {"en": "112 (in the Americas: 911)", "es": "112 (en América: 911)"}
_CRISIS_LINE = {
    "us": "988", "ca": "988", "gb": "116 123", "ie": "116 123", "au": "13 11 14", "nz": "1737", "es": "024",
    "pt": "1411", "de": "116 123", "fr": "3114", "ar": "0800 999 0091",
}  # fmt: skip
_CRISIS_LINE_ELSEWHERE = "findahelpline.com"

_FALLBACK: Mapping[str, Mapping[str, str]] = {
    "en": {
        "K1": """Call {fact.emergency} now. Say that someone is not breathing well.
Is it you? Call, open your door, get someone to you. Lie on your side.
Shake them and shout. Look at their lips and chest.
If you have naloxone, give it. If they do not wake in 2 to 3 minutes, give more.
Not breathing? Give breaths. Breathing? Lay them on their side.
Stay with them. No cold shower, no slapping, no other shot.
I am a program: I cannot call anyone for you.""",
        "K2": """It sounds like you may be thinking of ending your life or hurting yourself. I am glad you said it.
You can talk to a person now: {fact.crisis_line}
Hurt, taken something, or in danger now? Call {fact.emergency}.
If you can, move away from anything you could use to hurt yourself. Be near someone.
I am a program: I cannot call anyone for you.""",
        "K3": """Fits, seeing things or being very confused? Call {fact.emergency} now.
Stopping drink or benzos all at once can be dangerous. Get medical help before you go on.
Stay with someone who can call for you.
I am a program: I cannot call anyone for you.""",
        "K4": """Someone cannot be woken, or breathes slowly? Call {fact.emergency} now.
Leave the car where it is. Do not take more of anything.
Ask someone to stay with you. Lie on your side if you feel sleepy.
I am a program: I cannot call anyone for you.""",
        "K5": """Someone hurts or scares you, or a child may not be safe? It is not your fault.
In danger now? Call {fact.emergency}. If you can, go where other people are.
A child near, and you have used? Ask an adult who has not to come now.
To talk to a person: {fact.crisis_line}
I am a program: I cannot call anyone for you.""",
        "K6": """Pain in the chest, very hot, not making sense, bleeding or a fit? Call {fact.emergency} now.
Pregnant? Do not stop all at once. See a doctor or midwife soon.
Young? Tell an adult you trust, or talk to a person: {fact.crisis_line}
I am a program: I cannot call anyone for you.""",
        "K7": """That is a heavy thing to carry. I am glad you put it in words.
If someone is in danger now, call {fact.emergency}.
For you or for them, a person to talk to: {fact.crisis_line}
If you think of dying too, /sos is here.""",
        DOUBT: """I am a program and may misread this. If a life is in danger: {fact.emergency}.
To talk to a person: {fact.crisis_line}
If that is not it, we simply go on.""",
        SOS: """In danger right now? Call {fact.emergency}.
Someone will not wake up? Call, give naloxone if you have it, stay with them.
To talk to a person: {fact.crisis_line}
I am a program: I cannot call anyone for you.""",
        HOLD: """I am a program, and I cannot follow this as a person can.
In danger now, or someone will not wake up? Call {fact.emergency}.
To talk to a person: {fact.crisis_line}
I have not kept what you wrote. To go on here, tap the button below.""",
        "safe": "I'm safe, go back",
        "back": "I'm glad you are here. We can go on whenever you like.",
    },
    "es": {
        "K1": """Llama al {fact.emergency} ahora. Di que alguien no respira bien.
¿Eres tú? Llama, abre la puerta, que alguien llegue a ti. Acuéstate de lado.
Sacude a la persona y grita. Mira sus labios y su pecho.
Si tienes naloxona, dásela. Si no despierta en 2 o 3 minutos, dale más.
¿No respira? Dale aire boca a boca. ¿Respira? Ponla de lado.
Quédate con ella. Nada de ducha fría, golpes ni otra inyección.
Soy un programa: no puedo llamar a nadie por ti.""",
        "K2": """Parece que piensas en acabar con tu vida o en hacerte daño. Me alegra que lo digas.
Puedes hablar con una persona ahora: {fact.crisis_line}
¿Te hiciste daño, tomaste algo o estás en peligro? Llama al {fact.emergency}.
Si puedes, aléjate de lo que pueda hacerte daño. Quédate cerca de alguien.
Soy un programa: no puedo llamar a nadie por ti.""",
        "K3": """¿Convulsiones, ves cosas o hay mucha confusión? Llama al {fact.emergency} ahora.
Dejar de golpe el alcohol o las benzos puede ser peligroso. Busca ayuda médica antes de seguir.
Quédate con alguien que pueda llamar por ti.
Soy un programa: no puedo llamar a nadie por ti.""",
        "K4": """¿Alguien no despierta o respira despacio? Llama al {fact.emergency} ahora.
No manejes: deja el auto donde está. No tomes más de nada.
Pide a alguien que se quede contigo. Si te entra sueño, acuéstate de lado.
Soy un programa: no puedo llamar a nadie por ti.""",
        "K5": """¿Alguien te hace daño o te da miedo, o un niño corre peligro? No es culpa tuya.
¿Hay peligro ahora? Llama al {fact.emergency}. Si puedes, ve a donde haya más gente.
¿Hay un niño cerca y has consumido? Pide a un adulto que no haya consumido que venga ya.
Para hablar con una persona: {fact.crisis_line}
Soy un programa: no puedo llamar a nadie por ti.""",
        "K6": """¿Dolor en el pecho, mucho calor, confusión, sangre o convulsiones? Llama al {fact.emergency} ahora.
¿Hay embarazo? No lo dejes de golpe. Ve pronto a un centro médico.
¿Eres menor? Díselo a un adulto de confianza, o habla con una persona: {fact.crisis_line}
Soy un programa: no puedo llamar a nadie por ti.""",
        "K7": """Eso pesa mucho. Me alegra que lo pongas en palabras.
Si alguien está en peligro ahora, llama al {fact.emergency}.
Para ti o para esa persona, con quien hablar: {fact.crisis_line}
Si tú también piensas en morir, aquí está /sos.""",
        DOUBT: """Soy un programa y puedo entender mal. Si hay una vida en peligro: {fact.emergency}.
Para hablar con una persona: {fact.crisis_line}
Si no es eso, seguimos sin más.""",
        SOS: """¿Estás en peligro ahora mismo? Llama al {fact.emergency}.
¿Alguien no despierta? Llama, dale naloxona si tienes, quédate con esa persona.
Para hablar con una persona: {fact.crisis_line}
Soy un programa: no puedo llamar a nadie por ti.""",
        HOLD: """Soy un programa y no puedo seguir esto como lo haría una persona.
¿Estás en peligro, o alguien no despierta? Llama al {fact.emergency}.
Para hablar con una persona: {fact.crisis_line}
No he guardado lo que escribiste. Para seguir aquí, toca el botón de abajo.""",
        "safe": "Estoy a salvo, volver",
        "back": "Me alegra que estés aquí. Seguimos cuando quieras.",
    },
}


@dataclass(frozen=True, slots=True)
class SafetyWords:
    """One language's words, as read from its file."""

    words: Mapping[str, str]
    """By class, and `SOS`."""
    again: Mapping[str, str]
    """What is said instead when the same came up within the hour."""
    safe: str
    back: str


@dataclass(frozen=True, slots=True)
class Responses:
    """What to say, whatever is broken: the files' words where they were read, the compiled-in ones otherwise."""

    languages: Mapping[str, SafetyWords] = field(default_factory=dict)
    facts: Facts | None = None

    def words(self, klass: str, language: str, country: str | None, *, again: bool = False) -> str:
        """The message for a class (or `SOS`), with the country's numbers in it. It never fails and is never empty.

        Args:
            klass: ``K1`` to ``K7`` or `SOS`; a class without words of its own gets the help lines.
            language: the person's; English where we do not speak it.
            country: its code; None or an unknown one gets numbers for more than one country.
            again: the same message went out within the hour: say it in other, fewer words.
        """
        written = self.languages.get(language)
        texts = (written.again if again else written.words) if written else {}
        template = texts.get(klass) or _fallback(language).get(klass) or _fallback(language)[SOS]
        return self._filled(template, language, country) or self._filled(_fallback(language)[SOS], language, country)

    def safe_button(self, language: str) -> str:
        """The label of the button that leads back."""
        written = self.languages.get(language)
        return written.safe if written else _fallback(language)["safe"]

    def back(self, language: str) -> str:
        """A short line after that button."""
        written = self.languages.get(language)
        return written.back if written else _fallback(language)["back"]

    def _filled(self, template: str, language: str, country: str | None) -> str:
        """The template with its facts; empty if a fact is missing."""
        known = self.facts.for_country(country, language) if self.facts else {}
        for name, value in {**_static_facts(language, country), **known}.items():
            template = template.replace(f"{{fact.{name}}}", value)
        return "" if "{fact." in template else template


def _fallback(language: str) -> Mapping[str, str]:
    return _FALLBACK.get(language, _FALLBACK["en"])


def _static_facts(language: str, country: str | None) -> dict[str, str]:
    elsewhere = _EMERGENCY_ELSEWHERE.get(language, _EMERGENCY_ELSEWHERE["en"])
    return {
        "emergency": _EMERGENCY.get(country or "", elsewhere),
        "crisis_line": _CRISIS_LINE.get(country or "", _CRISIS_LINE_ELSEWHERE),
    }
