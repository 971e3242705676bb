"""Whatever is written in a translation: refreshing keeps every text, and a second time changes nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import NamedTuple, TypeAlias

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.sidecars.records import Marks, read_comments, record, write_record
from bot.content.sidecars.written import STRAYS
from bot.content.sources import read_sources
from bot.content.translations import TODO
from tests.content.folders import HEAD
from tests.content.sidecars.refreshing import draft

Steps: TypeAlias = dict[str, dict[str, object]]

characters = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff")
lines = st.text(st.one_of(st.sampled_from("ab #:-\"'|>{}[],&*!%@`?~"), characters), min_size=1, max_size=20)
texts = st.lists(lines, min_size=1, max_size=3).map("\n".join).filter(lambda text: text.strip() not in ("", TODO))
listed = st.lists(texts, min_size=1, max_size=3)
names = st.sampled_from(["ask", "tell", "close", "gone"])
steps = st.dictionaries(
    names,
    st.one_of(
        st.fixed_dictionaries({"say": listed}, optional={"retry": listed}),
        st.fixed_dictionaries({"pick": st.lists(listed, min_size=1, max_size=3)}),
    ),
    min_size=1,
)
styles = st.sampled_from([None, '"', "'", "|", ">"])
notes = st.lists(st.text(st.sampled_from("ab #:-en"), max_size=8), max_size=12)


def write_dialog(found: Steps) -> str:
    """The steps as a dialog's; cases get conditions that nobody looks at here."""
    for step in found.values():
        if "pick" in step:
            cases = step["pick"]
            assert isinstance(cases, list)
            step["pick"] = [{"if": {"x": "1"}, "say": said} for said in cases]
    return json.dumps({"steps": found}, ensure_ascii=False)[1:-1]


def write_translation(found: Steps, style: str | None, *, flow: bool | None) -> str:
    head = "dialog: small\nlanguage: es\nversion: 1\ntitle: Una prueba\n"
    steps = {name: {key: put_in_style(texts, style) for key, texts in step.items()} for name, step in found.items()}
    return head + yaml.dump({"steps": steps}, Dumper=Writer, default_flow_style=flow, allow_unicode=True)


class Styled(NamedTuple):
    text: str
    style: str | None


class Writer(yaml.SafeDumper):
    """Writes each text in its style; keys are plain."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


Writer.add_representer(
    Styled, lambda writer, each: writer.represent_scalar("tag:yaml.org,2002:str", each.text, style=each.style)
)


def put_in_style(found: object, style: str | None) -> object:
    return [put_in_style(each, style) for each in found] if isinstance(found, list) else Styled(str(found), style)


def comment(text: str, notes: list[str]) -> str:
    """The text with comments above its lines where these can be: above what has the marks of a key or an item."""
    found = []
    for number, line in enumerate(text.split("\n")):
        begins = line.lstrip().startswith("- ") or line.endswith(":")
        if begins and number < len(notes) and notes[number] and '"' not in text and "'" not in text:
            found.append(f"# {notes[number]}")
        found.append(line)
    return "\n".join(found)


def list_texts(folder: Path) -> list[str]:
    """All that is translated, in order of the words themselves."""
    (source,) = read_sources(folder).translations
    found = [
        text
        for step in source.file.steps.values()
        for said in (step.say, step.retry, *(step.pick or []))
        for text in said or ()
        if text
    ]
    return sorted(found)


@settings(max_examples=200, deadline=None)
@given(dialog=steps, written=steps, style=styles, flow=st.sampled_from([True, False, None]), above=notes)
def test_refreshing_keeps_every_text_and_a_second_time_changes_nothing(
    dialog: Steps,
    written: Steps,
    style: str | None,
    *,
    flow: bool | None,
    above: list[str],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = write_dialog({key: step for key, step in dialog.items() if key != "gone"} or {"ask": {"say": "A"}})
        text = comment(write_translation(written, style, flow=flow), above)
        (folder / "small.yaml").write_text(HEAD.format(name="small") + body, encoding="utf-8")
        (folder / "small.es.yaml").write_text(text, encoding="utf-8")
        if read_sources(folder).faults:
            return
        before = list_texts(folder)
        once = draft(folder, body, text).after
        (folder / "small.es.yaml").write_text(once, encoding="utf-8")
        assert read_sources(folder).faults == []
        strays = once.partition(STRAYS)[2].count("\n# steps.")
        assert len(before) == len(list_texts(folder)) + strays
        assert not set(list_texts(folder)) - set(before)
        assert draft(folder, body, once).after == once


@settings(deadline=None)
@given(text=texts)
def test_what_a_comment_shows_is_read_back(text: str) -> None:
    marks = Marks("en")
    shown = record(text)
    assert read_comments(write_record(marks.now, shown), marks).now == [shown]
    assert read_comments(["# a", *write_record(marks.was, shown), "# b"], marks).own == ["# a", "# b"]
