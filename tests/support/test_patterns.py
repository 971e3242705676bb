from __future__ import annotations

import pytest

from bot.support.patterns import Grammar, PatternIndex, words_in

LISTS = {"person": ["he", "she", "my friend"]}


def holds(pattern: str, plain: str) -> bool:
    return search(f". {plain}. ", pattern) is not None


def search(plain: str, *patterns: str) -> int | None:
    index = PatternIndex(patterns, Grammar(LISTS, str))
    return index.search(plain, index.candidates(words_in(plain)))


@pytest.mark.parametrize(
    ("pattern", "plain", "expected"),
    [
        ("kill myself", "i will kill myself today", True),
        ("kill myself", "i will. kill myself", True),
        ("kill myself", "kill. myself", True),
        ("kill myself", "skill myself", False),
        ("kill myself", "kill all myself", False),
        ("(end|stop) it", "stop it", True),
        ("(end|stop) it", "start it", False),
        ("(give up|end) it", "give up it", True),
        ("took * pills", "took pills", True),
        ("took * pills", "took a lot of pills", True),
        ("took * pills", "took a lot of red pills", False),
        ("took * pills", "took it. pills", False),
        ("want to? die", "want die", True),
        ("want to? die", "want to die", True),
        ("want (so|really)? to die", "want really to die", True),
        ("^end it$", "end it", True),
        ("^end it$", "so what. end it. ok", True),
        ("^end it$", "end it with him", False),
        ("^end it$", "i end it", False),
        ("<person> is blue", "my friend is blue", True),
        ("(<person>|they) is blue", "they is blue", True),
        ("<person> is blue", "sky is blue", False),
        ("drunk & driving", "driving now. very drunk", True),
        ("drunk & driving", "driving now", False),
    ],
)
def test_a_pattern_reads_as_authors_write_it(pattern: str, plain: str, expected: bool) -> None:  # noqa: FBT001  an expected answer, no flag
    assert holds(pattern, plain) is expected


def test_what_is_covered_is_seen_by_no_pattern_and_bridged_by_no_gap() -> None:
    covered = PatternIndex(["last year"], Grammar({}, str)).cover(". took last year pills. ", [0])
    assert search(covered, "last", "took * pills", "took pills") is None
    assert search(covered, "pills") == 0


def test_the_first_pattern_in_the_list_is_named() -> None:
    assert search(". three two. ", "one", "two", "three") == 1


@pytest.mark.parametrize("pattern", ["", "*", "a (b", "<nobody> dies", "what?!", "word?", "a [b]", "(a| )"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="the pattern"):
        PatternIndex([pattern], Grammar(LISTS, str))


@pytest.mark.parametrize(
    ("group", "named"), [("died|with <person>", "with <person>"), ("<person> or so", "<person> or so")]
)
def test_a_list_with_words_beside_it_in_a_group_is_refused(group: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"holds “{named}” in a group, .* put the words before or behind it outside"):
        PatternIndex([f"went ({group})"], Grammar(LISTS, str))
