"""Whatever is misspelt in a file, the nearest that is known is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.everything import check_folder
from bot.support.static_words import KEYS
from tests.content.folders import HEAD

if TYPE_CHECKING:
    from pathlib import Path

SMALL = """\
expires: 3 days
menu: Small
remember:
  mood: {is: scale, low: bad, high: good, kept: person}
  place: {is: choice, of: {home: At home, work: At work}}
  wish: {is: text, up_to: 100}
  other: {as_in: other}
renamed: {hello: ask_mood}
steps:
  ask_mood:
    set: {wish: nothing}
    say: How are you?
    mi: Q_open
    ask: mood
    retry: A number, please.
    skip: ask_place
    stuck: close
    silence: {after: 1 day, go: close}
    go:
      - {if: {mood: 0..3}, to: ask_place}
      - {to: close}
  ask_place: {say: "{mood}. And where?", mi: Q_closed, ask: place, skip: close, go: pick_place}
  pick_place:
    pick:
      - {if: {place: home}, say: At home.}
      - {say: "Call {fact.emergency}."}
    mi: SR
    allow: {L4: a reason}
  run_other: {run: other, do: resume, later: {in: 1 day, run: other}}
  close: {say: Bye., mi: STRUCT}
"""
SAFETY = "safety: responses\nlanguage: en\nauthor: A\nsource: S\nreviewed: {by: ''}\nsafe: Safe\nback: Back\n"
FILES = {
    "small.yaml": HEAD.format(name="small") + SMALL,
    "other.yaml": HEAD.format(name="other")
    + "remember: {other: {is: text, kept: person}}\nsteps: {ask: {say: What?, mi: Q_open, ask: other}}\n",
    "small.es.yaml": "dialog: small\nlanguage: es\ntitle: Pequeño\nremember: {place: {of: {home: Casa}}}\n"
    "steps: {close: {say: Adiós.}}\n",
    "words.en.yaml": "language: en\nname: English\n",
    "facts/world.yaml": "facts: world\nknown:\n"
    + "".join(
        f"  {name}: {{value: '1', source: s, jurisdiction: j, checked_on: 2026-11-23, expires_on: 2027-11-23,"
        " certainty: A}\n"
        for name in ("emergency", "crisis_line")
    ),
    "safety/responses.en.yaml": SAFETY
    + "".join(f"{key}: {{say: 'Call {{fact.emergency}}.', again: '{{fact.emergency}}'}}\n" for key in KEYS),
}


@pytest.mark.parametrize(
    ("file", "before", "after", "meant"),
    [
        ("small.yaml", "title:", "titel:", "title"),
        ("small.yaml", "expires:", "expire:", "expires"),
        ("small.yaml", "remember:", "remeber:", "remember"),
        ("small.yaml", "again_by:", "agian_by:", "again_by"),
        ("small.yaml", "low: bad", "lo: bad", "low"),
        ("small.yaml", "up_to: 100", "upto: 100", "up_to"),
        ("small.yaml", "as_in: other}", "as_in: other, kep: person}", ""),
        ("small.yaml", "kept: person", "kept: persn", "person"),
        ("small.yaml", "is: scale", "is: scal", "scale"),
        ("small.yaml", "as_in: other", "as_in: othr", "other"),
        ("small.yaml", "say: Bye.", "sya: Bye.", "say"),
        ("small.yaml", "retry:", "rety:", "retry"),
        ("small.yaml", "silence:", "silense:", "silence"),
        ("small.yaml", "after: 1 day", "aftr: 1 day", "after"),
        ("small.yaml", "- {if: {mood", "- {iff: {mood", "if"),
        ("small.yaml", "- {if: {place", "- {iff: {place", "if"),
        ("small.yaml", "later: {in: 1 day, run", "later: {in: 1 day, rnu", "run"),
        ("small.yaml", "mi: STRUCT", "mi: STRUKT", "STRUCT"),
        ("small.yaml", "mi: Q_closed", "mi: q_closed", "Q_closed"),
        ("small.yaml", "do: resume", "do: resum", "resume"),
        ("small.yaml", "allow: {L4:", "allow: {l4:", "L4"),
        ("small.yaml", "set: {wish", "set: {wihs", "wish"),
        ("small.yaml", "ask: mood", "ask: moood", "mood"),
        ("small.yaml", "if: {mood:", "if: {mod:", "mood"),
        ("small.yaml", "if: {place: home}", "if: {place: hme}", "home"),
        ("small.yaml", "{to: close}", "{to: clsoe}", "close"),
        ("small.yaml", "go: pick_place", "go: pik_place", "pick_place"),
        ("small.yaml", "skip: ask_place", "skip: ask_plaec", "ask_place"),
        ("small.yaml", "stuck: close", "stuck: cloze", "close"),
        ("small.yaml", "1 day, go: close", "1 day, go: clos", "close"),
        ("small.yaml", "{hello: ask_mood}", "{hello: ask_mod}", "ask_mood"),
        ("small.yaml", "{run: other", "{run: othre", "other"),
        ("small.yaml", "1 day, run: other", "1 day, run: oter", "other"),
        ("small.yaml", '"{mood}.', '"{mod}.', "mood"),
        ("small.yaml", "{fact.emergency}", "{fact.emergancy}", "emergency"),
        ("small.es.yaml", "title:", "titel:", "title"),
        ("small.es.yaml", "dialog: small", "dialog: small\nstep: x", "steps"),
        ("small.es.yaml", "{say: Adi", "{syy: Adi", "say"),
        ("small.es.yaml", "{of: {home", "{off: {home", "of"),
        ("small.es.yaml", "home: Casa", "hom: Casa", "home"),
        ("small.es.yaml", "{place: {of", "{plase: {of", "place"),
        ("small.es.yaml", "{close: {say", "{clse: {say", "close"),
        ("words.en.yaml", "name:", "nam:", "name"),
        ("facts/world.yaml", "known:", "knwon:", "known"),
        ("facts/world.yaml", "source: s", "sauce: s", "source"),
        ("facts/world.yaml", "certainty: A", "certanty: A", "certainty"),
        ("safety/responses.en.yaml", "again: ", "agin: ", "again"),
        ("safety/responses.en.yaml", "{fact.emergency}.", "{fact.emergancy}.", "emergency"),
    ],
)
def test_the_nearest_is_suggested(tmp_path: Path, file: str, before: str, after: str, meant: str) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace(before, after, 1) if name == file else text, encoding="utf-8")
    told = [fault.message for fault in check_folder(tmp_path).faults if fault.file == str(tmp_path / file)]
    assert any(f"did you mean “{meant}”?" in message for message in told) is bool(meant), told


def test_a_key_that_is_missing_because_it_is_misspelt_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(FILES["small.yaml"].replace("title:", "titel:"), encoding="utf-8")
    told = [fault.message for fault in check_folder(tmp_path).faults if fault.file.endswith("small.yaml")]
    assert told == ["unknown word “titel”; did you mean “title”?"]
