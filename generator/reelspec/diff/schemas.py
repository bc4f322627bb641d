"""Two schemas side by side: every keyword in which they differ, as deltas. Called by `contracts`.

References are followed on both sides, so that moving a schema to another place is no difference of its own. The order of
listed values, of fields and of branches says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import Any

from reelspec.diff.delta import MISSING, Delta, Subject, Where, spots
from reelspec.diff.equality import canonical, canonical_set, plain, rule_key
from reelspec.language.contract.keywords import KEYWORDS, shaped
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Definitions, Schema, subschemas
from reelspec.language.contract.scope import resolved
from reelspec.language.source.node import Node

_BY_THEMSELVES = frozenset(["$ref", "required", "properties"])
"""Keywords that are compared in a way of their own."""
_SCALARS = tuple(
    keyword for keyword in KEYWORDS if not keyword.shape.startswith("schema") and keyword.name not in _BY_THEMSELVES
)
"""Keywords whose values are compared whole."""
_IN_ORDER = tuple(keyword for keyword in shaped("schemas") if keyword.applies_to != "value")
_BRANCHES = tuple(keyword for keyword in shaped("schemas") if keyword not in _IN_ORDER)
_BY_NAME = tuple(keyword for keyword in shaped("schemas by name") if keyword.name not in _BY_THEMSELVES)
_WORDS_OF_RULES = ("message", "source", "against")


MOST_PARTS = 600
"""So many schemas a model may come to, references followed, to be looked at as a whole: what contains itself comes to more."""


def is_small(model: Model) -> bool:
    """Whether a model's schema, every reference followed wherever it stands, has no more than `MOST_PARTS` parts.

    Only of such a model are bodies built, and only such a one is compared by itself with all that it refers to.
    """
    count = 0
    stack = [form.schema for form in model.forms]
    while stack and count <= MOST_PARTS:
        schema = stack.pop()
        count += 1
        if schema.ref is not None:
            stack.append(model.definitions[schema.ref])
        stack += [inner for _, inner in subschemas(schema)]
    return count <= MOST_PARTS


class Untouched:
    """The definitions of a provider that say the same on both sides, and so does all that they refer to.

    Most of a document is, so that most of it need not be walked through, and not once more for every model.
    """

    def __init__(self, old: Definitions, new: Definitions) -> None:
        # Nodes are not part of what a schema shows. Where numbers or orders are written otherwise it is walked through.
        touched = {
            name for name in {*old, *new} if name not in old or name not in new or repr(old[name]) != repr(new[name])
        }
        users: dict[str, set[str]] = {}
        for definitions in (old, new) if touched else ():
            for name, schema in definitions.items():
                for target in _references(schema):
                    users.setdefault(target, set()).add(name)
        waiting = list(touched)
        while waiting:
            more = users.get(waiting.pop(), set()) - touched
            touched |= more
            waiting += more
        self._touched = touched

    def __contains__(self, name: str) -> bool:
        return name not in self._touched


@cache
def _fields_of(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _references(value: object) -> Iterator[str]:
    """The names that anything in a part of the contract refers to."""
    stack = [value]
    while stack:
        part = stack.pop()
        if part is None or isinstance(part, str | int | float | Node):
            continue  # nearly all there is
        if isinstance(part, Schema) and part.ref is not None:
            yield part.ref
        if is_dataclass(part) and not isinstance(part, type):
            stack += (getattr(part, name) for name in _fields_of(type(part)))
        elif isinstance(part, Mapping):
            stack += part.values()
        elif isinstance(part, list | tuple):
            stack += part


@dataclass
class Walk:
    """One comparison of schemas. old, new: the definitions of both sides.

    apart: a definition is a subject of its own, compared once whoever refers to it; otherwise it is a part of whoever
    does. met: the definitions that either side was seen through.
    """

    old: Definitions
    new: Definitions
    untouched: Untouched
    apart: bool = False
    met: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    _done: set[tuple[int, int]] = field(default_factory=set)
    _kept: list[Schema] = field(default_factory=list)

    def schemas(self, old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
        """Every difference between two schemas and what is in them; a pair that was compared before gives nothing."""
        if old.ref is not None and old.ref == new.ref and _bare(old) and _bare(new):
            if old.ref in self.untouched:
                return
            if self.apart:
                where = Where(Subject("schema", where.subject.provider, old.ref), where.flow, open=where.open)
        old, new = self._target(old, 0), self._target(new, 1)
        if (id(old), id(new)) in self._done:
            return
        self._done.add((id(old), id(new)))
        self._kept += (old, new)  # an id is one's own only as long as one lives
        if old.boolean != new.boolean:
            was, now = (MISSING if side.boolean is None else side.boolean for side in (old, new))
            yield _delta(where, "schema", "", was, now, old, new, ())
            return
        if (old.ref is None) != (new.ref is None) or (bool(old.all_of) != bool(new.all_of)):
            # Written in one place here, and in several there: what they come to is compared.
            self._follow(old, 0)
            self._follow(new, 1)
            if any(_counts_evaluated(schema, side) for schema, side in ((old, self.old), (new, self.new))):
                yield _delta(where, "schema", "", old, new, old, new, ())
                return
            old, new = replace(resolved(old, self.old), ref=None), replace(resolved(new, self.new), ref=None)
            old, new = (replace(side, all_of=()) for side in (old, new))
            self._kept += (old, new)
        elif old.ref is not None and new.ref is not None:
            yield from self.schemas(Schema(ref=old.ref), Schema(ref=new.ref), where)
        yield from self._scalars(old, new, where)
        yield from self._words(old, new, where)
        yield from _required(old, new, where)
        yield from self._properties(old, new, where)
        yield from self._subschemas(old, new, where)
        yield from _rules(old, new, where)

    def _target(self, schema: Schema, side: int) -> Schema:
        """What a bare reference leads to, in the end."""
        definitions = (self.old, self.new)[side]
        seen: set[str] = set()
        while schema.ref is not None and schema.ref not in seen and _bare(schema):
            seen.add(schema.ref)
            self.met[side].add(schema.ref)
            schema = definitions[schema.ref]
        return schema

    def _follow(self, schema: Schema, side: int) -> None:
        definitions = (self.old, self.new)[side]
        stack = [schema]
        while stack:
            part = stack.pop()
            if part.ref is not None and part.ref not in self.met[side]:
                self.met[side].add(part.ref)
                stack.append(definitions[part.ref])
            stack += part.all_of

    def _scalars(self, old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
        for word, attribute, unordered in (
            *((keyword.name, keyword.attribute, keyword.shape in ("types", "values")) for keyword in _SCALARS),
            ("default", "default", False),
        ):
            was, now = (_said(getattr(schema, attribute)) for schema in (old, new))
            key = canonical_set if unordered else canonical
            if (was is MISSING) != (now is MISSING) or (was is not MISSING and key(was) != key(now)):
                yield _delta(where, word, "", was, now, old, new, (word,))

    def _words(self, old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
        for name in dict.fromkeys((*old.annotations, *new.annotations)):
            if name == "examples" and not where.steps and where.models is not None:
                continue  # the bodies of a model are compared with those that must be refused
            was, now = (schema.annotations.get(name, MISSING) for schema in (old, new))
            if canonical(was) != canonical(now):
                yield _delta(where, "annotation", name, was, now, old, new, (name,))
        was_from, now_from = (None if schema.source is None else str(schema.source) for schema in (old, new))
        if was_from != now_from:
            yield _delta(where, "source", "", was_from or MISSING, now_from or MISSING, old, new, ("x-source",), ())

    def _properties(self, old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
        for name in dict.fromkeys((*old.properties, *new.properties)):
            was, now = old.properties.get(name, MISSING), new.properties.get(name, MISSING)
            if isinstance(was, Schema) and isinstance(now, Schema):
                yield from self.schemas(was, now, where.inside("properties", name))
                continue
            yield Delta(
                where.inside("properties", name),
                "property",
                name,
                was,
                now,
                _spots_of(was, old, ("properties", name), ("required",)),
                _spots_of(now, new, ("properties", name), ("required",)),
                (old, new),
            )

    def _subschemas(self, old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
        for keyword in shaped("schema"):
            was, now = (getattr(schema, keyword.attribute) for schema in (old, new))
            yield from self._pair(was, now, where, old, new, keyword.name)
        for keyword in _IN_ORDER:
            was, now = (getattr(schema, keyword.attribute) for schema in (old, new))
            for index, (left, right) in enumerate(zip_longest(was, now)):
                yield from self._pair(left, right, where, old, new, keyword.name, str(index))
        for keyword in _BY_NAME:
            was, now = (getattr(schema, keyword.attribute) for schema in (old, new))
            for name in dict.fromkeys((*was, *now)):
                yield from self._pair(was.get(name), now.get(name), where, old, new, keyword.name, name)
        for keyword in _BRANCHES:
            was, now = (getattr(schema, keyword.attribute) for schema in (old, new))
            yield from self._branches(was, now, where, keyword.name, old, new)

    def _pair(
        self, was: Schema | None, now: Schema | None, where: Where, old: Schema, new: Schema, *way: str
    ) -> Iterator[Delta]:
        """Two schemas inside the two, either of which may be missing. way: the steps to them, a keyword first."""
        if was is not None and now is not None:
            yield from self.schemas(was, now, where.inside(*way))
        elif was is not None or now is not None:
            yield _delta(where.inside(*way), way[0], "", was or MISSING, now or MISSING, old, new, way)

    def _branches(
        self, was: Sequence[Schema], now: Sequence[Schema], where: Where, keyword: str, old: Schema, new: Schema
    ) -> Iterator[Delta]:
        """Branches in any order: those that are alike belong together, then those that are left, one by one."""
        left = {index: self._signature(branch, 0) for index, branch in enumerate(was)}
        right = {index: self._signature(branch, 1) for index, branch in enumerate(now)}
        pairs = []
        for index, signature in tuple(left.items()):
            same = next((other for other, mine in right.items() if mine == signature), None)
            if same is not None:
                del left[index], right[same]
                pairs.append((index, same))
        open_ended = keyword == "anyOf" and all(map(_has_any_text, (self._all(was, 0), self._all(now, 1))))
        if len(left) == len(right):
            pairs += zip(left, right, strict=True)
            left, right = {}, {}
        for was_at, now_at in sorted(pairs):
            yield from self.schemas(
                was[was_at], now[now_at], where.inside(keyword, str(now_at), open=open_ended or None)
            )
        for index in left:
            yield _delta(where.inside(keyword, str(index)), keyword, "", was[index], MISSING, old, new, (keyword,))
        for index in right:
            yield _delta(where.inside(keyword, str(index)), keyword, "", MISSING, now[index], old, new, (keyword,))

    def _all(self, branches: Sequence[Schema], side: int) -> list[Schema]:
        return [self._target(branch, side) for branch in branches]

    def _signature(self, schema: Schema, side: int) -> str:
        """A branch without its words: what it refers to by name, or all that it demands."""
        return canonical(plain(self._target(schema, side)))


def _counts_evaluated(schema: Schema, definitions: Definitions) -> bool:
    """Whether the schema or a part that judges the same instance has `unevaluated…`, which does not bear being merged."""
    stack, seen = [schema], set[str]()
    while stack:
        part = stack.pop()
        if part.unevaluated_items is not None or part.unevaluated_properties is not None:
            return True
        if part.ref is not None and part.ref not in seen:
            seen.add(part.ref)
            stack.append(definitions[part.ref])
        stack += part.all_of
    return False


def _has_any_text(branches: Iterable[Schema]) -> bool:
    """Whether one of the branches takes every text, as the second half of `anyOf: [{enum: …}, {type: string}]`."""
    return any(
        branch.types == ("string",) and canonical(plain(branch)) == canonical(plain(_TEXT)) for branch in branches
    )


_TEXT = Schema(types=("string",))


def _bare(schema: Schema) -> bool:
    """Nothing but a reference, whose own words are those of its target."""
    return all(
        attribute.name in ("node", "ref", "source")
        or getattr(schema, attribute.name) == getattr(_EMPTY, attribute.name)
        for attribute in fields(Schema)
    )


_EMPTY = Schema()


def _required(old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
    """A delta for every field that is required on one side only."""
    for name in dict.fromkeys((*old.required, *new.required)):
        was, now = name in old.required, name in new.required
        comes_or_goes = (name in old.properties) != (name in new.properties)
        if was != now and not comes_or_goes:  # else the field's own delta says it
            left, right = (True, MISSING) if was else (MISSING, True)
            yield _delta(where, "required", name, left, right, old, new, ("required",))


def _rules(old: Schema, new: Schema, where: Where) -> Iterator[Delta]:
    before, after = ({rule.id: rule for rule in schema.rules} for schema in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        left = spots(was.node if was is not None else old.node, *(() if was is not None else (("x-rules",),)))
        right = spots(now.node if now is not None else new.node, *(() if now is not None else (("x-rules",),)))
        if was is None or now is None or rule_key(was) != rule_key(now):
            yield Delta(where, "rule", name, was or MISSING, now or MISSING, left, right, (old, new))
        if was is not None and now is not None:
            for word in _WORDS_OF_RULES:
                earlier, later = getattr(was, word), getattr(now, word)
                if str(earlier) != str(later):
                    yield Delta(
                        where, "rule-words", name, str(earlier or ""), str(later or ""), left, right, (word, None)
                    )


def _said(value: Any) -> Any:
    """A keyword's value, MISSING where the keyword is not there."""
    return MISSING if value is None or value is False or (isinstance(value, Mapping) and not value) else value


def _spots_of(value: Any, around: Schema, *ways: tuple[str, ...]) -> tuple[Any, ...]:
    """Where an element stands, or would stand: the schema around it."""
    node = value.node if isinstance(value, Schema) else None
    return (*spots(node), *spots(around.node, *ways))


def _delta(
    where: Where, what: str, name: str, was: Any, now: Any, old: Schema, new: Schema, *ways: tuple[str, ...]
) -> Delta:
    return Delta(where, what, name, was, now, spots(old.node, *ways), spots(new.node, *ways), (old, new))
