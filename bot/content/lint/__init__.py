"""The linter: one function for each rule, one file for each theme.

The rules that a folder must keep to be usable at all are listed here, and looked at whenever it is read. Those of
motivational interviewing are listed in `bot.content.lint.interviewing`, and looked at when authors check.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.content.assembly import assemble
from bot.content.lint import cases, origin, series, sizes, structure, uses, ways
from bot.content.lint.exceptions import find_needless, set_aside
from bot.content.lint.folder import know
from bot.content.lint.subject import Rule, Subject
from bot.content.lint.translations import inspect_translations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from bot.content.assembly import Assembly
    from bot.content.faults import Fault
    from bot.content.lint.subject import Finding
    from bot.content.yaml_reader import Document

RULES = (
    Rule("missing-step", structure.find_missing_steps),
    Rule("renamed", structure.find_needless_renames),
    Rule("missing-dialog", structure.find_missing_dialogs),
    Rule("no-coping", structure.find_empty_groups),
    Rule("duplicate-command", structure.find_duplicate_commands),
    Rule("kept-conflict", structure.find_kept_conflicts),
    Rule("crowded-step", structure.find_crowded_steps),
    Rule("no-question", structure.find_questionless_words),
    Rule("no-words", structure.find_wordless_questions),
    Rule("no-skip", structure.find_missing_skips),
    Rule("only-said", structure.find_unsayable_dialogs),
    Rule("placeholder", structure.find_bad_placeholders),
    Rule("gap", cases.find_gaps, proves=True),
    Rule("no-words", cases.find_silent_questions, proves=True),
    Rule("silent-pick", cases.find_silent_picks, severity="warning", proves=True),
    Rule("overlap", cases.find_overlaps, proves=True),
    Rule("useless-case", cases.find_useless_cases, proves=True),
    Rule("unknown-shown", ways.find_unknown_values, proves=True),
    Rule("pause", ways.find_lengthless_pauses, proves=True),
    Rule("unreached", ways.find_unreached_steps, proves=True),
    Rule("no-end", ways.find_endless_steps, proves=True),
    Rule("circle", ways.find_circles),
    Rule("skip-circle", ways.find_skips_to_themselves),
    Rule("run-circle", ways.find_run_circles),
    Rule("too-long", sizes.find_long_messages),
    Rule("long-code", sizes.find_long_codes),
    Rule("long-label", sizes.find_long_labels),
    Rule("many-options", sizes.find_crowded_questions),
    Rule("range", sizes.find_backward_ranges),
    Rule("offer", uses.find_unknown_offers),
    Rule("offer", uses.find_empty_offers, proves=True),
    Rule("over", series.find_bad_series),
    Rule("over", series.find_bad_rounds),
    Rule("over", series.find_uncounted_rounds),
    Rule("over", series.find_hasty_words, severity="warning"),
    Rule("talk-of", uses.find_deaf_values),
    Rule("later", uses.find_timeless_promises),
    Rule("late-silence", sizes.find_late_silences, severity="warning"),
    Rule("L1", origin.find_untagged_words),
    Rule("L18", origin.find_unsigned_dialogs),
)


def lint(folder: Path, facts: Collection[str] | None = None, rules: Sequence[Rule] = RULES) -> tuple[Fault, ...]:
    """All faults of a folder of dialogs, in order of place; `facts` and `rules` as in `inspect`."""
    return inspect(assemble(folder), facts, rules)


def inspect(
    assembly: Assembly, facts: Collection[str] | None = None, rules: Sequence[Rule] = RULES
) -> tuple[Fault, ...]:
    """All faults of dialogs that were put together.

    `facts` are the names of the facts that may be shown; None leaves them unchecked. `rules` are those looked at.
    """
    faults = {*assembly.faults, *inspect_translations(assembly)}
    for subject in list_subjects(assembly, facts):
        faults.update(_apply_rules(subject, rules))
    return tuple(sorted(faults))


def list_subjects(assembly: Assembly, facts: Collection[str] | None = None) -> Iterator[Subject]:
    """What the rules look at: every dialog, all that it can come to, and what lies around it."""
    known = know(assembly.dialogs)
    for name, dialog in assembly.dialogs.items():
        yield Subject(dialog, assembly.documents[name].file, known, assembly, facts)


def _apply_rules(subject: Subject, rules: Sequence[Rule]) -> Iterator[Fault]:
    document = subject.assembly.documents[subject.dialog.name].document
    sound = subject.dialog.name not in subject.assembly.unsound
    if sound and not subject.graph.complete:
        message = "too many combinations of values to prove anything: split the dialog"
        yield document.fault(("dialog",), "too-many-ways", message, "warning")
    provable = sound and subject.graph.complete
    by_id = {rule.id: [each for each in rules if each.id == rule.id] for rule in rules}
    for rule_id, alike in by_id.items():
        apt = [rule for rule in alike if provable or not rule.proves]
        findings = [rule.fill_in(finding) for rule in apt for finding in rule.find(subject)]
        yield from (_place(subject, finding) for finding in set_aside(subject, rule_id, findings))
        if len(apt) == len(alike):
            yield from (_place(subject, finding) for finding in find_needless(subject, rule_id, findings))


def _place(subject: Subject, finding: Finding) -> Fault:
    document = _find_document(subject, finding.language)
    make = document.key_fault if finding.at_key else document.fault
    fault = make(finding.where, finding.rule, finding.message, finding.severity)
    return replace(fault, path=finding.path)


def _find_document(subject: Subject, language: str) -> Document:
    """The file of a translation, or else the dialog's own."""
    name = subject.dialog.name
    for source in subject.assembly.sources.translations if language else ():
        if (source.file.dialog, source.file.language) == (name, language):
            return source.document
    return subject.assembly.documents[name].document
