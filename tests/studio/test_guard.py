"""Only the author's own page gets an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot.studio.guard import MOST_BYTES, Guard

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

HOME = "http://127.0.0.1:8765"
KEY = "the-key"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("inside")(scope, receive, send)


def open_page(base_url: str = HOME, *, with_key: bool = True) -> TestClient:
    client = TestClient(Guard(app, 8765, KEY), base_url=base_url)
    if with_key:
        client.get(f"/?token={KEY}")
    return client


def test_the_printed_address_opens_the_page_and_the_key_is_gone_from_it() -> None:
    answer = open_page(with_key=False).get(f"/?token={KEY}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert open_page().get("/").text == "inside"


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/contents", "/news"])
def test_nobody_gets_in_without_the_key(path: str) -> None:
    assert open_page(with_key=False).get(path).status_code == 403


def test_another_name_for_this_machine_is_turned_away_key_or_not() -> None:
    assert open_page("http://evil.example:8765", with_key=False).get(f"/?token={KEY}").status_code == 421
    assert open_page("http://127.0.0.1:80", with_key=False).get("/").status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", None])
def test_another_page_cannot_ask_for_anything(origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    assert open_page().post("/play", content="{}", headers=headers).status_code == 403
    assert open_page().post("/play", content="{}", headers={"Origin": HOME}).text == "inside"


def test_a_request_is_bounded_and_says_how_long_it_is() -> None:
    page = open_page()
    headers = {"Origin": HOME}
    assert page.post("/play", content=b"x" * (MOST_BYTES + 1), headers=headers).status_code == 413
    assert page.post("/play", content=iter([b"x"]), headers=headers).status_code == 411
    assert page.put("/play", headers=headers).status_code == 405


def test_the_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame() -> None:
    for answer in (open_page().get("/"), open_page(with_key=False).get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
