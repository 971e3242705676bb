"""What the studio answers."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from bot.studio.contents import list_contents
from bot.studio.pages import Studio
from bot.studio.shelf import Shelf
from tests.studio.examples import NOW, write_folder

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.programme import Programme

SITE = Path(__file__).parents[2] / "bot" / "studio" / "site"
SMALL: dict[str, Any] = {"opening": {"dialog": "small", "at": "2026-11-23T20:00:00Z"}, "acts": []}


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("dialogs")).parent


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The same dialog in other words."""
    path = write_folder(tmp_path_factory.mktemp("before"))
    path.write_text(path.read_text(encoding="utf-8").replace("You say", "So"), encoding="utf-8")
    programme = Shelf(path.parent, clock).programme
    assert programme
    return programme


@pytest.fixture
def page(folder: Path, before: Programme, tmp_path: Path) -> TestClient:
    return TestClient(Studio(Shelf(folder, clock), tmp_path, clock, ("before", before)).make_app())


def test_the_contents_name_dialogs_languages_personas_and_faults(page: TestClient, folder: Path) -> None:
    contents = page.get("/contents").json()
    small = contents["dialogs"][0]
    mood = {"name": "mood", "codes": {"good": "Good", "low": "Not so good"}, "kind": "good: Good, low: Not so good"}
    assert (small["name"], small["command"], small["values"]) == ("small", "small", [mood])
    assert small["steps"][1]["place"] == f"{folder / 'small.yaml'}:13"
    assert contents["languages"][0] == {"code": "en", "name": "English"}
    assert "ambivalent" in contents["personas"]
    assert (contents["faults"], contents["obstacles"], contents["against"]) == ([], [], "before")
    assert {"L5", "missing-step"} <= {*contents["explained"]}


def test_the_steps_that_differ_from_the_other_version_are_named(page: TestClient, folder: Path) -> None:
    assert (page.get("/contents").json()["dialogs"][0]["changed"]) == ["tell"]
    alone = Studio(Shelf(folder, clock), folder, clock, None).make_app()
    assert "changed" not in TestClient(alone).get("/contents").json()["dialogs"][0]


def test_a_rule_is_explained(page: TestClient) -> None:
    assert page.get("/rule?rule=L5").text.startswith("# L5")
    assert page.get("/rule?rule=L99").status_code == 400


def test_a_conversation_is_played_and_shows_place_values_and_timers(page: TestClient) -> None:
    view = page.post("/play", json=SMALL | {"acts": [{"kind": "write", "text": "good"}]}).json()
    assert [each["text"] for each in view["chat"]] == ["How is it today?", "You say it is Good.", "It is up to you."]
    assert view["chat"][1] | {"buttons": []} == view["chat"][1]
    assert (view["chat"][1]["step"], view["chat"][1]["mi"]) == ("tell", "CR")
    assert view["place"] == []
    assert view["values"]["answers"] == [{"step": "small.ask", "name": "mood", "code": "good"}]
    opened = page.post("/play", json=SMALL).json()
    assert opened["place"] == [{"dialog": "small", "step": "ask"}]


def test_values_are_marked_where_they_are_sensitive_and_timers_say_what_they_are_for(tmp_path: Path) -> None:
    path = write_folder(tmp_path)
    told = path.read_text(encoding="utf-8").replace("{is: choice,", "{is: choice, sensitive: yes, kept: person,")
    told = told.replace("ask: mood, skip", "ask: mood, silence: {after: 2 hours, go: close}, skip")
    path.write_text(told, encoding="utf-8")
    page = TestClient(Studio(Shelf(tmp_path, clock), tmp_path, clock, None).make_app())
    asked = page.post("/play", json=SMALL).json()["values"]
    assert asked["timers"] == [{"what": "silence", "at": "23 Nov 22:00", "seconds": 7200}]
    assert asked["frames"] == [{"dialog": "small", "values": []}]
    answered = page.post("/play", json=SMALL | {"acts": [{"kind": "write", "text": "good"}]}).json()["values"]
    assert {"name": "mood", "value": "good", "is_sensitive": True} in answered["kept"]


def test_a_persona_does_the_next_act(page: TestClient) -> None:
    view = page.post("/play", json=SMALL | {"persona": "willing", "seed": 3}).json()
    assert [turn["act"]["kind"] for turn in view["turns"] if turn["act"]] == ["tap"]


def test_two_versions_are_shown_side_by_side(page: TestClient) -> None:
    view = page.post("/play", json=SMALL | {"acts": [{"kind": "write", "text": "good"}], "compare": True}).json()
    assert [each["differs"] for each in view["chat"]] == [False, True, False]
    assert [each["text"] for each in view["other"]["chat"]] == [
        "How is it today?",
        "So it is Good.",
        "It is up to you.",
    ]


def test_a_conversation_is_saved(page: TestClient, tmp_path: Path) -> None:
    saved = page.post("/save", json=SMALL | {"name": "hello"}).json()["saved"]
    assert saved == str(tmp_path / "hello.txt")
    assert "bot: How is it today?" in Path(saved).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "order", "problem"),
    [
        ("/play", {"opening": {"dialog": "smal"}}, "There is no dialog 'smal'. Did you mean 'small'?"),
        ("/play", {"opening": {"dialog": "<b>"}}, "does not understand this: opening.dialog"),
        ("/play", {"opening": {}, "acts": [{"kind": "dance"}]}, "does not understand this: acts.0"),
        ("/play", {"opening": {}, "acts": [{"kind": "wait", "seconds": 10**12}]}, "acts.0.wait.seconds"),
        ("/save", {"opening": {}, "acts": [], "name": "../x"}, "does not understand this: name"),
    ],
)
def test_what_cannot_be_done_is_told_in_plain_words(
    page: TestClient, path: str, order: dict[str, Any], problem: str
) -> None:
    answer = page.post(path, json=order)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert problem in answer.text


def test_diagrams_take_their_looks_from_the_page(page: TestClient) -> None:
    drawn = page.get("/diagram?dialog=small").text
    assert 'data-name="tell"' in drawn
    assert "<style" not in drawn
    assert 'data-name="small"' in page.get("/diagram").text
    style = page.get("/diagram.css").text
    assert ".diagram .title" in style
    assert all(line.startswith((":root", ".diagram")) for line in style.splitlines() if "fill:" in line)
    assert page.get("/diagram?dialog=nothing").status_code == 400


def test_errors_are_told_before_warnings(tmp_path: Path) -> None:
    write_folder(tmp_path).write_text("dialog: small\n", encoding="utf-8")
    (tmp_path / "a.yml").write_text("", encoding="utf-8")
    contents = list_contents(Shelf(tmp_path, clock))
    assert [fault["severity"] for fault in contents["faults"]] == ["error"] * (len(contents["faults"]) - 1) + [
        "warning"
    ]


def test_a_folder_with_errors_still_shows_the_page_and_its_faults(tmp_path: Path) -> None:
    write_folder(tmp_path).write_text("dialog: small\n", encoding="utf-8")
    page = TestClient(Studio(Shelf(tmp_path, clock), tmp_path, clock, None).make_app())
    assert page.get("/").status_code == 200
    assert page.get("/contents").json()["faults"]
    assert "nothing to play yet" in page.post("/play", json=SMALL).text


def test_news_are_told_until_the_studio_closes(folder: Path, tmp_path: Path) -> None:
    async def listen() -> list[str]:
        shelf = Shelf(folder, clock)
        news = Studio(shelf, tmp_path, clock, None).tell_news()
        heard = [await anext(news)]
        await shelf.close()
        return heard + [each async for each in news]

    assert asyncio.run(listen()) == ["data: 1\n\n"]


def test_the_site_names_no_other_host_and_holds_nothing_that_the_policy_forbids() -> None:
    for file in SITE.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//cdn", text), file.name
        assert not re.search(r"innerHTML|\beval\(|style=\"|onclick=", text), file.name


def test_all_that_the_page_names_is_there(page: TestClient) -> None:
    texts = [page.get("/").text] + [file.read_text(encoding="utf-8") for file in SITE.glob("*.[cj]s*")]
    named = {name for text in texts for name in re.findall(r"[\"'(](/(?:site|letters)/[\w.-]+)", text)}
    assert len(named) >= 7
    for name in named:
        assert page.get(name).status_code == 200, name
