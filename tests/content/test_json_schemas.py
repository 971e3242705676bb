"""What editors say while somebody types is what the linter says."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from bot.content.faults import Faulty
from bot.content.json_schemas import MODELS, choose_schema, draw_schema, write_modeline
from bot.content.schema import parse
from bot.content.sidecars import draft_all
from bot.content.sources import read_sources
from bot.content.yaml_reader import parse_yaml, read_yaml
from tests.content.folders import HEAD, write_dialog

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALOGS = Path(__file__).parents[2] / "dialogs"
SOUND, FAULTY = Path(__file__).parent / "sound", Path(__file__).parent / "faulty"
FILES = [
    (folder, path)
    for folder in (DIALOGS, SOUND)
    for path in sorted(folder.rglob("*.yaml"))
    if choose_schema(folder, path)  # what shows no words to people has none
]
SHIPPED = [path for folder, path in FILES if folder == DIALOGS]
STEP = "steps: {a: {say: Hi}}\n"


class EditorLoader(yaml.CSafeLoader):
    """Reads plain scalars as editors do, by the core schema of YAML 1.2: ``yes`` and ``20:30`` are texts."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as the base class has it


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]*", "-+0123456789"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))


@cache
def make_validator(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads((DIALOGS / name).read_text(encoding="utf-8")), format_checker=FormatChecker())


def find_errors(name: str, value: object) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in make_validator(name).iter_errors(value)]


def read_as_editors_do(text: str) -> object:
    return yaml.load(text, Loader=EditorLoader)  # noqa: S506 - a safe loader


def list_properties(schema: object) -> Iterator[tuple[str, Any]]:
    """All keys that a schema knows, each with what it says of it."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"].items()
        for each in schema.values():
            yield from list_properties(each)
    if isinstance(schema, list):
        for each in schema:
            yield from list_properties(each)


@pytest.mark.parametrize("name", MODELS)
def test_the_schemas_are_fresh(name: str) -> None:
    fresh = (DIALOGS / name).read_text(encoding="utf-8") == draw_schema(MODELS[name])
    assert fresh, "The file format has changed: run 'leeward schema dialogs', and commit the schemas."
    Draft7Validator.check_schema(json.loads(draw_schema(MODELS[name])))


@pytest.mark.parametrize(("folder", "path"), FILES, ids=[path.name for _, path in FILES])
def test_sound_files_are_sound_for_editors_too(folder: Path, path: Path) -> None:
    name = choose_schema(folder, path)
    assert name
    assert find_errors(name, read_as_editors_do(path.read_text(encoding="utf-8"))) == []
    assert find_errors(name, read_yaml(path, path.name).value) == []


@pytest.mark.parametrize("path", sorted(FAULTY.glob("*.yaml")), ids=lambda path: path.stem)
def test_editors_refuse_what_the_reader_refuses_and_nothing_else(path: Path) -> None:
    name = choose_schema(FAULTY, path) or ""
    try:
        document = read_yaml(path, path.name)
    except Faulty:
        return  # no YAML that could be looked at
    try:
        parse(document, MODELS[name])
    except Faulty:
        assert find_errors(name, read_as_editors_do(document.text))
    else:
        assert find_errors(name, read_as_editors_do(document.text)) == []


@pytest.mark.parametrize(
    "body",
    [
        STEP,
        "steps: {a: {say: [Hi, 7, true], retry: Again}}\n",
        "steps: {a: {go: end}}\n",
        "steps: {a: {go: [{if: {importance: 0..3}, to: b}, {to: end}]}}\n",
        "steps: {a: {go: [{if: {importance: 3, mood: [low, flat], wants: yes, goal: known}, to: end}]}}\n",
        "steps: {a: {set: {paused: true, times: 20:30, n: 0.5, all: nothing, several: [a, b]}}}\n",
        "steps: {a: {run: craving}}\n",
        "steps: {a: {run: {one_of: coping}}}\n",
        "steps: {a: {wait: 10 minutes, silence: {after: 1 day, go: end}, later: {in: 2 weeks, run: b}}}\n",
        "steps: {a: {pick: [{if: {a: yes}, say: Hi}, {say: [Ho, Hu]}], mi: CR, do: sos, allow: {L4: why}}}\n",
        'remember: {a: {is: scale, from: "0", to: 10, low: 1, sensitive: true, kept: person, as: b}}\n' + STEP,
        "remember: {a: {is: number, from: -0.5, whole: yes}, b: {as_in: goal}, c: {is: city}, d: {is: time}}\n" + STEP,
        "remember: {a: {is: choice, of: {1: One, b: 2}}, b: {is: choices, of: {a: A}, at_most: 2}}\n" + STEP,
        "remember: {a: {is: yes/no, yes: true}, b: {is: amount, units: {g: g}}, c: {is: text, up_to: 20}}\n" + STEP,
        "coping: {kind: safer use, minutes: 0.5, fits: [with people]}\n" + STEP,
        "expires: 3 days\nrenamed: {a: b}\nkind: practical\n" + STEP,
    ],
)
def test_every_way_to_write_a_thing_is_sound(body: str) -> None:
    text = HEAD.format(name="small") + body
    parse(parse_yaml(text.encode(), "f"), MODELS["schema.json"])
    assert find_errors("schema.json", read_as_editors_do(text)) == []


@pytest.mark.parametrize(
    "body",
    [
        "expire: 3 days\n" + STEP,
        "expires: 3 dys\n" + STEP,
        "expires: 0 days\n" + STEP,
        "steps: {a: {say: []}}\n",
        "steps: {a: {say: ''}}\n",
        "steps: {a: {say: {b: c}}}\n",
        "steps: {a: {sya: Hi}}\n",
        "steps: {a: {mi: PERSUADE}}\n",
        "steps: {a: {do: jump}}\n",
        "steps: {A: {say: Hi}}\n",
        "steps: {end: {say: Hi}}\n",
        "steps: {}\n",
        "steps: {a: {go: []}}\n",
        "steps: {a: {go: [{if: {a: b}}]}}\n",
        "steps: {a: {pick: [{if: {}, say: Hi}]}}\n",
        "steps: {a: {run: {one_of: breath}}}\n",
        "steps: {a: {allow: {L99: why}}}\n",
        "steps: {a: {allow: {L4: ''}}}\n",
        "remember: {a: {to: 3}}\n" + STEP,
        "remember: {a: {is: rope}}\n" + STEP,
        "remember: {a: {is: scale, from: 1.5}}\n" + STEP,
        "remember: {a: {is: text, up_to: 5000}}\n" + STEP,
        "remember: {a: {is: text, low: x}}\n" + STEP,
        "remember: {a: {is: choice, of: {A b: C}}}\n" + STEP,
        "remember: {a: {is: choice, of: {known: C}}}\n" + STEP,
        "remember: {a: {is: choice}}\n" + STEP,
        "coping: {kind: rope, minutes: 2}\n" + STEP,
        "coping: {kind: body, minutes: 0}\n" + STEP,
    ],
)
def test_what_the_reader_refuses_editors_refuse(body: str) -> None:
    text = HEAD.format(name="small") + body
    with pytest.raises(Faulty):
        parse(parse_yaml(text.encode(), "f"), MODELS["schema.json"])
    assert find_errors("schema.json", read_as_editors_do(text))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_file_names_its_schema_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == write_modeline(DIALOGS, path)
    assert (path.parent / first.partition("$schema=")[2]).is_file()


def test_a_translation_that_is_drafted_names_its_schema(tmp_path: Path) -> None:
    (tmp_path / "coping").mkdir()
    write_dialog(tmp_path / "coping", STEP)
    (draft,) = draft_all(tmp_path, read_sources(tmp_path), "es", ())
    assert draft.after.splitlines()[0] == write_modeline(tmp_path, draft.path)


@pytest.mark.parametrize("name", ["schema.json", "facts.schema.json"])
def test_editors_have_something_to_show_for_every_key(name: str) -> None:
    shown = list(list_properties(json.loads(draw_schema(MODELS[name]))))
    assert [key for key, said in shown if "description" not in said and "const" not in said] == []
    assert all("title" not in said and "default" not in said for _, said in shown)
