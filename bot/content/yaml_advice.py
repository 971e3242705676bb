"""What is wrong with YAML that cannot be parsed, in words for somebody who writes a dialog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

QUOTE = 'put the whole text between two "'
_SPACES = (
    "the spaces at the beginning of this line do not fit the lines above: keys of one step stand below one another"
)
_UNFIT = (
    "cannot start any token",
    "node content",
    "not allowed in this context",
    "alphabetic",
    "comment or line break",
)
"""Where the parser stumbles over the first character of a text."""
_VALUE = re.compile(r" *(?:- +)*(?:[\w-]+: +)?(?P<value>\S)")
_QUOTATION_MARK = re.compile(r'(?<!\\)"')
_BRACKET = re.compile(r"[\[{]")
_KEY = re.compile(r" *(?:- +)*[\w-]+")
_OPEN = "a bracket that is opened here is not closed: close it on the same line"
_GLUED = re.compile(r" *(?:- +)*[\w-]+(?P<colon>:)[^\s:]")


def advise(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int, str]:
    """Line and column, from 1, at which to look, and what would do there."""
    mark = error.problem_mark or error.context_mark
    place = (mark.line, mark.column) if mark else (0, 0)
    above = error.context_mark or mark
    opened = (above.line, above.column) if above else place
    line, column, message = _explain(text.split("\n"), error.problem or error.context or "", place, opened)
    return line + 1, column + 1, message


def _explain(lines: list[str], problem: str, place: tuple[int, int], opened: tuple[int, int]) -> tuple[int, int, str]:
    """The same, from 0; `opened` is where what went wrong begins."""
    number, column = place
    line = lines[number] if number < len(lines) else ""
    before, at = line[:column].rstrip(), line[column : column + 1]
    if before.endswith('"') and _is_open(before) and (above := _find_above(lines, number, _is_open)) >= 0:
        return above, lines[above].rfind('"'), "a quote that is not closed: end the text with one, on the same line"
    if "end of stream" in problem:
        return *opened, "a quote that is not closed: end the text with one"
    if "',' or" in problem:
        return _explain_brackets(before, at, place, opened)
    if problem.endswith("node content") and not line and (above := _find_above(lines, number, _BRACKET.search)) >= 0:
        return above, max(lines[above].rfind("["), lines[above].rfind("{")), _OPEN
    if problem.startswith("mapping values"):
        return _explain_colon(lines, place)
    return _explain_line(line, problem, place, opened)


def _explain_line(line: str, problem: str, place: tuple[int, int], opened: tuple[int, int]) -> tuple[int, int, str]:
    number, column = place
    before, value = line[:column].rstrip(), _VALUE.match(line)
    if "escape character" in problem:
        return number, line.rfind("\\", 0, column + 1), "a backslash between quotes: write two, or none"
    if "expected ':'" in problem:
        return *opened, "a line without a colon: write “key: value”, or put it with the text above, in quotes"
    if problem.startswith("did not find expected") and before.endswith(('"', "'")):
        return *place, f"words behind the closing quote: {QUOTE}, and “ ” inside it"
    begins_so = value and (value["value"] in "*&!" or (value["value"] in "{[" and before.endswith(("}", "]"))))
    if value and (begins_so or any(each in problem for each in _UNFIT)):
        return number, value.start("value"), f"a text cannot begin with “{value['value']}”: {QUOTE}"
    if problem.startswith("did not find expected") and not before:
        return *place, _SPACES
    return *place, f"this is no YAML: {problem}"


def _explain_colon(lines: list[str], place: tuple[int, int]) -> tuple[int, int, str]:
    number, column = place
    before = lines[number][:column]
    if not re.fullmatch(r" *[\w-]+ *", before):
        return number, column, f"a colon and a space inside a text: {QUOTE}"
    if number and (found := _GLUED.match(lines[number - 1])):
        return number - 1, found.start("colon"), "no space behind the colon: write one"
    return number, len(before) - len(before.lstrip()), _SPACES


def _explain_brackets(before: str, at: str, place: tuple[int, int], opened: tuple[int, int]) -> tuple[int, int, str]:
    if not before or (at == ":" and opened[0] < place[0] and _KEY.fullmatch(before)):
        return *opened, _OPEN
    if before.endswith(('"', "'")):
        return *place, f"words behind the closing quote: {QUOTE}, and “ ” inside it"
    if before.endswith(("}", "]")) and at.isalpha():
        return *place, "no comma in front of this: write one"
    what = "a colon and a space" if at == ":" else f"“{at}”"
    return *place, f"{what} inside a text within brackets: {QUOTE}"


def _find_above(lines: list[str], number: int, fits: Callable[[str], object]) -> int:
    """The nearest line above that fits; -1 if there is none."""
    return next((each for each in range(number - 1, -1, -1) if fits(lines[each])), -1)


def _is_open(text: str) -> bool:
    """Whether a quote that begins in it goes on below."""
    return len(_QUOTATION_MARK.findall(text)) % 2 == 1
