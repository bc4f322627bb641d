"""What is told of judged bodies: lines for people, JSON, JSON lines, or counts alone."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, TypeAlias

from reelspec.cli.validating.judging import ModelJudge, Picker, Several, Trouble
from reelspec.cli.validating.reading import BLANK, Block, ItemBlock, LineBlock
from reelspec.cli.validating.strict import parse_line, reason
from reelspec.common.tables import table
from reelspec.common.terminal import SEVERITIES, painted
from reelspec.common.text import number, visible

Manner: TypeAlias = tuple[str, bool, Any]
"""How bodies are judged and told: form, strict and facts, as of `Work`."""
FORMS = ("text", "json", "jsonl", "summary")
UNREADABLE = "json"
"""The rule that a line breaks which is not JSON."""


@dataclass
class Tally:
    """Counts of verdicts. undecided: bodies of which nobody says which of several models they are for. rules: by model and
    rule, how many errors, where the first is, and its path."""

    valid: int = 0
    invalid: int = 0
    unreadable: int = 0
    undecided: int = 0
    rules: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)

    def add(self, later: Tally) -> None:
        """Add the counts of what came later."""
        self.valid += later.valid
        self.invalid += later.invalid
        self.unreadable += later.unreadable
        self.undecided += later.undecided
        for key, (count, where, path) in later.rules.items():
            before = self.rules.get(key)
            self.rules[key] = (count, where, path) if before is None else (before[0] + count, *before[1:])

    def broken(self, model: str, rule: str, where: str, path: str) -> None:
        """Count an error."""
        count, where, path = self.rules.get((model, rule), (0, where, path))
        self.rules[model, rule] = (count + 1, where, path)

    @property
    def code(self) -> int:
        """The exit code."""
        return 2 if self.unreadable or self.undecided else 1 if self.invalid else 0

    def __str__(self) -> str:
        bodies = number(self.valid + self.invalid + self.unreadable + self.undecided, "body", "bodies")
        undecided = f", {self.undecided} undecided" if self.undecided else ""
        return f"{bodies}: {self.valid} valid, {self.invalid} invalid, {self.unreadable} unreadable{undecided}"

    def table(self) -> str:
        """The counts, and what broke most first, as lines of text."""
        rows = [
            (f"{count:>6}", model or "-", rule, where, path or "body")
            for (model, rule), (count, where, path) in sorted(
                self.rules.items(), key=lambda item: (-item[1][0], item[0])
            )
        ]
        if not rows:
            return f"{self}\n"
        shown = [[_short(cell) for cell in row] for row in rows]
        return f"{self}\n\n{table(['errors', 'model', 'rule', 'first', 'path'], shown)}\n"


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= 80 else f"{text[:77]}..."


class Work:
    """Judges blocks and makes the text that tells of them; `take` hands over what has been made since the last time.

    form: one of FORMS. strict: contested rules are errors. facts: what is known of files, None where nobody says anything.
    """

    def __init__(self, picker: Picker, form: str, strict: bool, facts: Any = None) -> None:
        self._picker = picker
        self._form = form
        self._strict = strict
        # What is as it is without being asked for is not handed on, which takes no time.
        self._settings = {**({"strict": True} if strict else {}), **({} if facts is None else {"facts": facts})}
        self._facts = facts
        self._texts: list[str] = []
        self._tally = Tally()
        self._heads: dict[tuple[ModelJudge | None, str | None, bool], str] = {}
        self._severities = {severity: painted(severity, colour) for severity, colour in SEVERITIES.items()}
        self._between = ",\n" if form == "json" else ""
        self._body: Callable[[str, Any], None] = self._count if form == "summary" else self._full
        self._tell: Callable[[str, bool, ModelJudge | None, str | None, Any], None] = {
            "text": self._text,
            "json": self._json,
            "jsonl": self._jsonl,
            "summary": lambda *_: None,
        }[form]

    def take(self) -> tuple[str, Tally]:
        """The text and the counts of what has been judged since the last time."""
        texts, tally = self._texts, self._tally
        self._texts, self._tally = [], Tally()
        return self._between.join(texts), tally

    def block(self, block: Block) -> None:
        """Judge a block. What an interrupt leaves of it can be taken none the less."""
        body = self._body
        name = visible(block.name) if self._form == "text" else block.name
        if isinstance(block, LineBlock):
            at = block.first
            for line in block.lines:
                where = f"{name}:{at}"
                at += 1
                try:
                    if line is None:
                        raise ValueError(_TOO_LONG)
                    value = parse_line(line)
                except (ValueError, RecursionError) as error:
                    if line is None or line.strip(BLANK):
                        self._unreadable(where, _TOO_LONG if line is None else reason(error))
                    continue
                body(where, value)
        elif isinstance(block, ItemBlock):
            for at, value in enumerate(block.items, block.first):
                body(f"{name}[{at}]", value)
        else:
            body(name, block.value)

    def _unreadable(self, where: str, why: str) -> None:
        self._tally.unreadable += 1
        self._tally.broken("", UNREADABLE, where, "")
        if self._form == "text":
            self._texts.append(visible(f"{where}: unreadable: {why}") + "\n")
        else:
            self._tell(where, False, None, None, (Trouble("", f"the line is not JSON: {why}", UNREADABLE),))

    def _pick(self, body: Any) -> tuple[ModelJudge | Several | Trouble, Any]:
        """The model that judges the body; of several that may, the only one that accepts it. With it what has been found for
        that already: its own violations, or those of each of several; None where nobody has been asked."""
        picked = self._picker.pick(body)
        if type(picked) is not Several:
            return picked, None
        verdicts = [judge.validate(body, **self._settings) for judge in picked.judges]
        fits = [at for at, violations in enumerate(verdicts) if not _errors(violations)]
        return (picked.judges[fits[0]], verdicts[fits[0]]) if len(fits) == 1 else (picked, verdicts)

    def _undecided(self, where: str, several: Several, body: Any, verdicts: list[Any]) -> None:
        """Tell what each of several models says of a body, and that the operation decides."""
        valid = [not _errors(violations) for violations in verdicts]
        trouble = several.trouble(sum(valid))
        self._tally.undecided += 1
        self._tally.broken("", trouble.rule, where, trouble.path)
        if self._form == "text":
            for judge, fits, violations in zip(several.judges, valid, verdicts, strict=True):
                self._text(where, fits, judge, judge.variant(body) if judge.has_variants else None, violations)
            self._texts.append(visible(f"{where}: undecided: {trouble.message}") + "\n")
            return
        if self._form == "summary":
            return
        candidates = [
            {
                "provider": judge.model.provider,
                "model": judge.model.name,
                "operations": list(judge.model.operations),
                "valid": fits,
                "violations": [violation.as_dict() for violation in violations],
            }
            for judge, fits, violations in zip(several.judges, valid, verdicts, strict=True)
        ]
        verdict = {"valid": False, "provider": candidates[0]["provider"], "model": None, "variant": None}
        verdict |= {"violations": [trouble.as_dict()], "candidates": candidates}
        if self._form == "jsonl":
            self._texts.append(json.dumps({"where": where, **verdict}) + "\n")
        else:
            self._texts.append(textwrap.indent(json.dumps(verdict, indent=2), "  "))

    def _count(self, where: str, body: Any) -> None:
        picked, violations = self._pick(body)
        if type(picked) is ModelJudge:
            if violations is None and not self._strict and self._facts is None and picked.is_valid(body):
                self._tally.valid += 1
                return
            self._verdict(
                where, picked.named, picked.validate(body, **self._settings) if violations is None else violations
            )
        elif type(picked) is Several:
            self._undecided(where, picked, body, violations)
        else:
            self._verdict(where, "", (picked,))

    def _full(self, where: str, body: Any) -> None:
        picked, violations = self._pick(body)
        if type(picked) is ModelJudge:
            if violations is None:
                violations = picked.validate(body, **self._settings)
            valid = self._verdict(where, picked.named, violations)
            self._tell(where, valid, picked, picked.variant(body) if picked.has_variants else None, violations)
        elif type(picked) is Several:
            self._undecided(where, picked, body, violations)
        else:
            self._verdict(where, "", (picked,))
            self._tell(where, False, None, None, (picked,))

    def _verdict(self, where: str, model: str, violations: Any) -> bool:
        """Count a body by what was found in it; whether it is valid."""
        errors = violations and _errors(violations)
        if not errors:
            self._tally.valid += 1
            return True
        self._tally.invalid += 1
        for error in errors:
            self._tally.broken(model, error.rule, where, error.path)
        return False

    def _text(self, where: str, valid: bool, judge: ModelJudge | None, variant: str | None, violations: Any) -> None:
        key = (judge, variant, valid)
        if key not in self._heads:
            more = "" if variant is None else f", variant {visible(variant)}"
            name = "" if judge is None else f" ({judge.named}{more})"
            self._heads[key] = f": {painted('valid', 'green') if valid else painted('invalid', 'red')}{name}\n"
        self._texts.append(where + self._heads[key])
        for violation in violations:
            line = visible(f"{violation.path or 'body'}: {violation.message} [{violation.rule}]")
            self._texts.append(f"  {self._severities[violation.severity]}: {line}\n")
            if violation.source:
                self._texts.append(visible(f"    source: {violation.source}") + "\n")

    def _json(self, where: str, valid: bool, judge: ModelJudge | None, variant: str | None, violations: Any) -> None:
        head = self._head(valid, judge, variant, ",\n    ")
        items = ",\n".join([_indented(violation.as_dict()) for violation in violations])
        self._texts.append(f"  {{\n    {head}[\n{items}\n    ]\n  }}" if violations else f"  {{\n    {head}[]\n  }}")

    def _jsonl(self, where: str, valid: bool, judge: ModelJudge | None, variant: str | None, violations: Any) -> None:
        head = self._head(valid, judge, variant, ", ")
        items = json.dumps([violation.as_dict() for violation in violations]) if violations else "[]"
        self._texts.append(f'{{"where": {quoted(where)}, {head}{items}}}\n')

    def _head(self, valid: bool, judge: ModelJudge | None, variant: str | None, between: str) -> str:
        """The members of a verdict as JSON up to its violations; there are few, so they are kept."""
        key = (judge, variant, valid)
        if key not in self._heads:
            members = {
                "valid": valid,
                "provider": None if judge is None else judge.model.provider,
                "model": None if judge is None else judge.model.name,
                "variant": variant,
            }
            texts = [f"{quoted(name)}: {json.dumps(value)}" for name, value in members.items()]
            self._heads[key] = between.join([*texts, '"violations": '])
        return self._heads[key]


def _errors(violations: Any) -> Any:
    return [violation for violation in violations if violation.severity == "error"]


def _indented(violation: dict[str, str | list[str]]) -> str:
    """A violation as `json.dumps` indents it, which takes ten times as long about it."""
    members = []
    for name, value in violation.items():
        if isinstance(value, str):
            text = quoted(value)
        elif value:
            text = "[\n          " + ",\n          ".join(map(quoted, value)) + "\n        ]"
        else:
            text = "[]"
        members.append(f"        {quoted(name)}: {text}")
    return "      {\n" + ",\n".join(members) + "\n      }"


_TOO_LONG = "it is longer than --max-line allows"
