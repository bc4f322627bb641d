"""What a run has tried of all that a model asks: each rule, limit and listed value, broken alone and kept, and why not.

The demands come from the contract, so that what no case shows is named and does not pass for tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reelspec.cases.space import NoObject, valid_body
from reelspec.cases.suite import AbsentCase
from reelspec.common.text import number
from reelspec.language.contract.keywords import Keyword, applied_to, cover
from reelspec.language.contract.model import Model
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Rule, Schema, keywords_of
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.evaluate import evaluate
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape, unescape
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.changed import without_rule
from reelspec.testing.verify.places import AS_A_WHOLE, JudgedPlace, at, in_words, judged_at, places
from reelspec.testing.verify.report import Covered

_INSIDE = ("properties", "patternProperties", "items", "prefixItems", "unevaluatedItems", "unevaluatedProperties")
_SOMETIMES = ("allOf", "if", "then", "else", "dependentSchemas")
_UNTOLD = ("$ref", *_INSIDE, *_SOMETIMES, "format")
"""Keywords that are no demand of their own: what is asked in them is told by the keywords there, and a format is a
warning."""
cover(
    __name__,
    (*_UNTOLD, *AS_A_WHOLE, "additionalProperties"),
    applied_to("value", "field", "any field", "name", "item"),
)


MOST_NAMES = 4
"""So many limits or values are named for one reason."""


@dataclass(frozen=True)
class _Demand:
    """One thing that is asked. value: of a listed value, its JSON. shows: whether a legal body shows it kept, None where
    only its being broken is asked for."""

    what: str
    rule: str
    path: str
    value: str = ""
    shows: Callable[[Json], bool] | None = None
    broken: bool = True


def coverage(
    model: Model, operation: str, tried: Sequence[Attempt], absent: Sequence[AbsentCase], unsent: str
) -> Iterator[Covered]:
    """What was tried of what the model asks, in the order of its spec.

    absent: the cases that could not be made. unsent: why bodies were not sent, where some were not.
    """
    refused = [attempt for attempt in tried if attempt.outcome.expected == "refused"]
    legal = [attempt for attempt in tried if attempt.case.valid]
    for demand in _demands(model):
        if demand.broken:
            those = [attempt for attempt in refused if _breaks(attempt, demand, alone=True)]
            judged = _judged(those)
            why = "" if judged else _why(those, unsent)
            looked_for = demand.what == "rule" and not those and _looked_for(refused, demand, absent)
            if looked_for and _decides_nothing(model, demand.rule):
                yield Covered(
                    model.name, operation, "rule", demand.rule, demand.path, "", "broken", 0, DECIDES_NOTHING, moot=True
                )
                continue
            why = why if judged else why or _not_alone(refused, demand, absent)
            yield Covered(model.name, operation, demand.what, demand.rule, demand.path, "", "broken", judged, why)
        if demand.shows is not None:
            those = [attempt for attempt in legal if demand.shows(attempt.case.body)]
            judged = _judged(those)
            moot = not those and _is_dead(model, demand)
            why = "" if judged else _why(those, unsent) or (DEAD if moot else _not_shown(demand, absent))
            yield Covered(
                model.name, operation, demand.what, demand.rule, demand.path, demand.value, "kept", judged, why, moot
            )


def _judged(several: Sequence[Attempt]) -> int:
    return sum(attempt.outcome.verdict in ("accepted", "refused") for attempt in several)


def _why(several: Sequence[Attempt], unsent: str) -> str:
    """Why none of the bodies that would show it was judged; "" when there are none."""
    unclear = [attempt.outcome.why for attempt in several if attempt.outcome.verdict == "unclear"]
    if unclear:
        return f"nothing could be judged: {unclear[0]}"
    return f"not sent{unsent and ': '}{unsent}" if several else ""


def _breaks(attempt: Attempt, demand: _Demand, *, alone: bool) -> bool:
    matches = [_is(demand, violation.rule, violation.path, violation.is_rule) for violation in attempt.case.violations]
    return all(matches) if alone else any(matches)


def _is(demand: _Demand, rule: str, path: str, is_rule: bool) -> bool:
    if rule != demand.rule or is_rule is not (demand.what == "rule"):
        return False
    return is_rule or _leads(demand.path, path)


def _leads(pattern: str, path: str) -> bool:
    """Whether the path is an instance of one with `*`."""
    wanted, there = pattern.split("/"), path.split("/")
    return len(wanted) == len(there) and all(
        segment in ("*", other) for segment, other in zip(wanted, there, strict=True)
    )


def _not_alone(refused: Sequence[Attempt], demand: _Demand, absent: Sequence[AbsentCase]) -> str:
    others: dict[str, None] = {}
    for attempt in refused:
        if _breaks(attempt, demand, alone=False):
            others.update(
                dict.fromkeys(violation.rule for violation in attempt.case.violations if violation.rule != demand.rule)
            )
    if others:
        return f"no body breaks it alone, only with {' or '.join(others)}"
    missing = _never_broken(demand, absent)
    return missing[0].reason if missing else "no case breaks it"


def _never_broken(demand: _Demand, absent: Sequence[AbsentCase]) -> list[AbsentCase]:
    return [
        missing_case
        for missing_case in absent
        if demand.what == "rule" and missing_case.about == demand.rule and ".broken." in missing_case.name
    ]


def _looked_for(refused: Sequence[Attempt], demand: _Demand, absent: Sequence[AbsentCase]) -> bool:
    """Whether cases were made of the rule and none breaks it alone, rather than left out."""
    beside = any(_breaks(attempt, demand, alone=False) for attempt in refused)
    return beside or any(missing_case.outcome != "left out" for missing_case in _never_broken(demand, absent))


def _not_shown(demand: _Demand, absent: Sequence[AbsentCase]) -> str:
    about = in_words(demand.path)
    if demand.what == "rule":
        missing = [
            missing_case
            for missing_case in absent
            if missing_case.about == demand.rule and ".kept." in missing_case.name
        ]
    else:
        word = json.loads(demand.value) if demand.value else None
        shown = word if isinstance(word, str) else demand.value or demand.rule
        missing = [
            missing_case for missing_case in absent if missing_case.about == about and f".{shown}" in missing_case.name
        ]
    return missing[0].reason if missing else "no legal case has it"


DEAD = "rules let no body have it"


def _is_dead(model: Model, demand: _Demand) -> bool:
    """Whether a listed value of the body's own field is in no legal body."""
    name = unescape(demand.path.removeprefix("/"))
    if demand.what != "value" or "/" in demand.path[1:]:
        return False
    body = valid_body(model, {name: json.loads(demand.value)})
    return isinstance(body, NoObject) and body.certain


DECIDES_NOTHING = "without it the very same bodies are legal"


def _decides_nothing(model: Model, rule: str) -> bool:
    """Whether no body can show that a server ignores the rule: takes tenths of a second."""
    from reelspec.cases.comparison import Equivalent
    from reelspec.cases.difference import differ

    return isinstance(differ(model, without_rule(model, rule)), Equivalent)


# What is asked


def _demands(model: Model) -> Iterator[_Demand]:
    """Every demand of the model's pages, each once."""
    seen: set[tuple[str, str, str, str, bool]] = set()
    for place in places(model):
        for demand in _of_place(place, model):
            key = (demand.what, demand.rule, demand.path, demand.value, demand.broken)
            if key not in seen:
                seen.add(key)
                yield demand


def _of_place(place: JudgedPlace, model: Model) -> Iterator[_Demand]:
    yield from _of_keywords(place.whole, place.path)
    scope = scope_of(place.schema, model.definitions)
    for rule in place.whole.rules:
        if rule.severity == "error":
            yield _Demand("rule", rule.id, place.path, shows=_kept(rule, scope, place, model))


def _of_keywords(schema: Schema, path: str) -> Iterator[_Demand]:
    listed = schema.values()
    for keyword, value in keywords_of(schema):
        name = keyword.name
        if name in _UNTOLD or (name == "type" and listed is not None and schema.types != ("boolean",)):
            continue
        if name == "required":
            for needed in value:
                yield _Demand("limit", name, f"{path}/{escape(needed)}")
        elif name == "dependentRequired":
            yield from (
                _Demand("limit", name, f"{path}/{escape(needed)}") for names in value.values() for needed in names
            )
        elif name in ("additionalProperties", "propertyNames"):
            if name == "propertyNames" or value.boolean is False:
                yield _Demand("limit", name, f"{path}/*")
        elif keyword.side is None:
            yield _Demand("limit", name, path)
        elif not (keyword.side == "least" and keyword.measure != "number" and value == 0):
            yield _Demand("limit", name, path, shows=_at_bound(schema, keyword, value, path))
    for listed_value in listed or ():
        shown = json.dumps(listed_value, ensure_ascii=False)
        yield _Demand("value", "enum", path, shown, _has(path, shown), broken=False)


def _has(path: str, shown: str) -> Callable[[Json], bool]:
    return lambda body: any(json.dumps(value, ensure_ascii=False) == shown for value in at(body, path))


def _at_bound(schema: Schema, keyword: Keyword, bound: float, path: str) -> Callable[[Json], bool] | None:
    """Whether a body has the last value that the bound accepts; None where there is no last one."""
    whole = keyword.measure != "number" or "number" not in (schema.types or ("number",))
    if keyword.measure == "matches" or (keyword.exclusive and not whole):
        return None
    last = keyword.within(bound)
    kinds = {"length": str, "items": list, "fields": dict}
    kind = kinds.get(keyword.measure or "")

    def shows(body: Json) -> bool:
        for value in at(body, path):
            if kind is None and isinstance(value, int | float) and not isinstance(value, bool) and value == last:
                return True
            if isinstance(value, str | list | dict) and type(value) is kind and len(value) == last:
                return True
        return False

    return shows


def _kept(rule: Rule, scope: Scope, place: JudgedPlace, model: Model) -> Callable[[Json], bool]:
    """Whether the rule speaks of a legal body: its guard holds, or, where it has none, a field that it reads is there."""
    reads = operator_of(rule).reads()

    def shows(body: Json) -> bool:
        for value in judged_at(body, place, model):
            if isinstance(value, dict):
                applies = (
                    any(name in value for name in reads) if rule.when is None else evaluate(rule.when, value, scope)
                )
                if applies is True:
                    return True
        return False

    return shows


# In words


def untried_lines(coverage: Sequence[Covered]) -> Iterator[str]:
    """What was not tried, a line for each model and reason: rules all by name, limits and values some."""
    by_model: dict[tuple[str, str], list[Covered]] = {}
    for covered in coverage:
        by_model.setdefault((covered.model, covered.operation), []).append(covered)
    several = len({operation for _, operation in by_model}) > 1
    for (model, operation), demands in by_model.items():
        name = f"{model} ({operation})" if several else model
        groups: dict[tuple[str, str], list[Covered]] = {}
        for covered in demands:
            if not covered.tried and not covered.moot:
                groups.setdefault((covered.what, covered.why), []).append(covered)
        for (what, why), those in groups.items():
            names = list(dict.fromkeys(covered.name for covered in those))
            most = len(names) if what == "rule" else MOST_NAMES
            more = f" and {len(names) - most} more" if len(names) > most else ""
            yield f"not tried: {name}: {number(len(names), what)}: {', '.join(names[:most])}{more} ({why})"
