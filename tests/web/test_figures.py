from __future__ import annotations

from bot.web.figures import Figure, write_figures


def test_a_number_that_grows_a_number_as_it_is_and_one_by_label() -> None:
    text, kind = write_figures(
        [
            Figure("commits", "Commits.", 5),
            Figure("waiting", "Waiting now.", 2, grows=False),
            Figure("messages", "What became of messages.", {"sent": 7, "dead": 1}, label="fate"),
        ]
    )
    lines = [line for line in text.decode().splitlines() if line.startswith("leeward_")]
    assert lines == [
        "leeward_commits_total 5.0",
        "leeward_waiting 2.0",
        'leeward_messages_total{fate="sent"} 7.0',
        'leeward_messages_total{fate="dead"} 1.0',
    ]
    assert kind.startswith("text/plain")


def test_the_process_tells_of_itself() -> None:
    text, _ = write_figures([])
    assert b"process_resident_memory_bytes" in text
