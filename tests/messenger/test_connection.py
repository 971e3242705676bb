from __future__ import annotations

from bot.messenger.connection import explain_conflict, open_bot


def test_the_root_of_another_server_is_kept() -> None:
    bot = open_bot("12:abc", "http://127.0.0.1:8081/")
    assert bot.base_url == "http://127.0.0.1:8081/bot12:abc"
    assert bot.base_file_url == "http://127.0.0.1:8081/file/bot12:abc"


def test_a_conflict_names_its_cause() -> None:
    assert "webhook" in str(explain_conflict("https://example.org/secret"))
    assert "secret" not in str(explain_conflict("https://example.org/secret"))
    assert "Another program fetches updates" in str(explain_conflict(""))
