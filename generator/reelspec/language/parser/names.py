"""Names in rules: fields that exist, values that fields can have, ids that occur once. The last step of reading a provider.

Everything after this may look a field of a rule up without asking whether it is there.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence

from reelspec.language.contract.keywords import hint
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    Condition,
    Contains,
    Definitions,
    Matches,
    Present,
    Rule,
    Schema,
    Test,
    Within,
    fields_read,
    leaves,
    nested,
)
from reelspec.language.contract.scope import Scope, conjuncts, file_of, scope_of
from reelspec.language.parser.schemas import Key
from reelspec.language.rules.defaults import circles_of
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.words import listing, path_words, value_words
from reelspec.language.source.node import Json, Node, Pointer
from reelspec.language.source.place import Place, Problem
from reelspec.language.source.text import shortened

MOST_SHOWN = 12
"""A message lists what is allowed if it is no more than so many values."""


_OF_VALUES = ("impossible-value", "impossible-test")
"""Problems of what a rule says of values, which is not wrong where it is right for another object with the same rule."""


def check_names(definitions: Definitions, unsound: Collection[Key]) -> list[Problem]:
    """All that is wrong with the names and values in the rules of a provider's schemas.

    unsound: what could not be read right; objects whose fields are not known, and fields that are not, are left alone.
    """
    problems_found: list[Problem] = []
    uses: dict[Place | int, list[list[Problem]]] = {}
    wrong = _Unsound(unsound)
    # Foreign documents have thousands of definitions and no rule: nothing is then worth following from each of them.
    with_rules = [[owner for owner in nested(schema) if owner.rules] for schema in definitions.values()]
    for schema in definitions.values():
        problems_found += _defaults(schema, definitions, wrong)
    for schema, owners in zip(definitions.values(), with_rules, strict=True) if any(with_rules) else ():
        problems_found += _ids(schema, definitions)
        for owner in owners:
            if wrong.fields_of(owner, definitions):
                continue
            scope = scope_of(owner, definitions)
            for rule in owner.rules:
                place = id(rule) if rule.node is None else rule.node.place
                uses.setdefault(place, []).append(list(_Names(f"rule {rule.id}", scope, wrong, files=True).rule(rule)))
    for several in uses.values():
        # What a shared list says of a value that only one of its models has is nothing wrong for the others.
        everywhere = set.intersection(*({problem.place for problem in problems} for problems in several))
        problems_found += [
            problem
            for each in several
            for problem in each
            if problem.name not in _OF_VALUES or problem.place in everywhere
        ]
    return list(dict.fromkeys(problems_found))


def check_condition(condition: Condition, schema: Schema, definitions: Definitions, label: str) -> list[Problem]:
    """All that is wrong with the names and values in a condition outside of rules, over the fields of `schema`."""
    return list(_Names(label, scope_of(schema, definitions), _Unsound(())).condition(condition))


def _defaults(whole: Schema, definitions: Definitions, wrong: _Unsound) -> Iterator[Problem]:
    """What is wrong with the conditions of `x-default` in a schema: names and values, and circles."""
    for owner in nested(whole):
        depending = {name: schema for name, schema in owner.properties.items() if schema.depends}
        if not depending or wrong.fields_of(owner, definitions):
            continue
        scope = scope_of(owner, definitions)
        for name, schema in depending.items():
            names = _Names(f"x-default of {name}", scope, wrong)
            for default in schema.depends:
                if default.when is None:
                    continue
                yield from names.condition(default.when)
                for leaf in leaves(default.when):
                    if isinstance(leaf, Present) and leaf.field in depending and leaf.node is not None:
                        message = f"{leaf.field} has an x-default itself: ask for its value, not whether it is there"
                        yield names.problem(leaf.node, message, "x-default", key=True)
        for circle in circles_of(scope):
            at = scope.fields[circle[0]].schema.node
            if at is not None:
                message = f"x-default: {listing(circle, 'and')} depend on each other, so that none of them is certain"
                if len(circle) == 1:
                    message = f"x-default: {circle[0]} depends on itself"
                yield (at.get("x-default") or at).problem(message, "x-default", key=True)


class _Unsound:
    """What could not be read right, asked by place."""

    def __init__(self, keys: Collection[Key]) -> None:
        self._below: dict[Key, list[Pointer]] = defaultdict(list)
        for file, pointer in keys:
            for length in range(len(pointer) + 1):
                self._below[file, pointer[:length]].append(pointer[length:])

    def inside(self, schema: Schema) -> Sequence[Pointer]:
        """The pointers from the schema to what is wrong in it."""
        return () if schema.node is None else self._below.get((schema.node.document.file, schema.node.pointer), ())

    def fields_of(self, schema: Schema, definitions: Definitions) -> bool:
        """Whether it is not known which fields the object has."""
        return any(
            pointer in ((), ("properties",)) or pointer[0] in ("$ref", "allOf", "type")
            for part in conjuncts(schema, definitions)
            for pointer in self.inside(part)
        )

    def field(self, schema: Schema) -> bool:
        """Whether something is wrong with a field's own schema."""
        return bool(self.inside(schema))


def _ids(schema: Schema, definitions: Definitions) -> Iterator[Problem]:
    """Ids that do not lead back to one rule in all that `schema` refers to. (A shared list of rules may be used twice.)"""
    ids: dict[str, Node] = {}
    for owner in nested(schema, definitions):
        for rule in owner.rules:
            at = None if rule.node is None else rule.node.get("id")
            if at is None:
                continue
            if rule.id in ids and ids[rule.id].place != at.place:
                yield at.problem(f"the id {rule.id} stands at {ids[rule.id].place} already", "rule-id")
            ids.setdefault(rule.id, at)


class _Names:
    """The names and values in one rule (or condition), looked up in the scope of its object. files: facts may be read."""

    def __init__(self, label: str, scope: Scope, wrong: _Unsound, *, files: bool = False) -> None:
        self.label = label
        self.scope = scope
        self.wrong = wrong
        self.files = files

    def inner(self, scope: Scope) -> _Names:
        return _Names(self.label, scope, self.wrong)

    def problem(self, node: Node, message: str, name: str, *, key: bool = False) -> Problem:
        return node.problem(f"{self.label}: {message}", name, key=key)

    def rule(self, rule: Rule) -> Iterator[Problem]:
        value, operator, scope = rule.operator_node, operator_of(rule), self.scope
        assert value is not None
        if rule.when is not None:
            yield from self.condition(rule.when)
        for condition in operator.conditions():
            yield from self.condition(condition)
        tested = {name for condition in operator.conditions() for name in fields_read(condition)}
        unknown = [name for name in operator.reads() if name not in scope.fields]
        for name in unknown:
            if name not in tested:
                yield self.problem(_named(value, name), self.no_field(name, " in a condition"), "unknown-field")
        if unknown:
            return
        for name, where in operator.arrays():
            types = scope.fields[name].schema.value_types()
            if types is None or "array" not in types:
                yield self.problem(_named(value, name), f"{name} is no array", "rule")
                return
            if where is not None:
                yield from self.inner(scope.items_of(name)).condition(where)
        for name in operator.presence():
            if scope.fields[name].schema.value_types() == ("boolean",):
                yield self.problem(
                    _named(value, name),
                    f"{name} is a boolean, and {operator.name} asks only whether it is there, so false counts as given; "
                    f"write a condition on its value, such as must: {{{name}: false}}",
                    "presence-of-boolean",
                )
        if not any(self.wrong.field(scope.fields[name].schema) for name in operator.reads()):
            for at, message in operator.check(scope):
                yield self.problem(at or value, message, operator.name)

    def no_field(self, name: str, where: str = "") -> str:
        """What is said of a name that no field has. where: where a nested field could be named, if not here."""
        fields = self.scope.fields
        first, dot, _ = name.partition(".")
        if dot and (owner := first.removesuffix("[]")) in fields:
            array = "array" in (fields[owner].schema.value_types() or ())
            return f"there is no field {name}; {path_words(name.replace('[]', ''), array=array)}{where}"
        return (
            f"there is no field {name}{hint(name, fields, '' if fields else ', since nothing is said of fields here')}"
        )

    def condition(self, condition: Condition) -> Iterator[Problem]:
        for leaf in leaves(condition):
            if leaf.node is not None:
                if (base := file_of(leaf.field)) is not None:
                    yield from self.file(base, leaf, leaf.node)
                elif leaf.field in self.scope.fields:
                    yield from self.test(leaf, leaf.node)
                else:
                    yield self.problem(leaf.node, self.no_field(leaf.field), "unknown-field", key=True)

    def file(self, base: str, condition: Test, node: Node) -> Iterator[Problem]:
        """What is wrong with a test of what is known of a field's file."""
        if base not in self.scope.fields:
            yield self.problem(node, self.no_field(base), "unknown-field", key=True)
        elif "x-media" not in self.scope.fields[base].schema.annotations:
            yield self.problem(node, f"{base} has no x-media, so it names no file", "condition", key=True)
        elif not self.files:
            message = "facts of files are for the rules of the object whose field names the file"
            yield self.problem(node, message, "condition", key=True)
        elif isinstance(condition, Within):
            for leaf in leaves(condition.condition):
                if isinstance(leaf, Present) and leaf.node is not None:
                    message = "whether a fact is known says nothing of the file: ask for its value"
                    yield self.problem(leaf.node, message, "condition", key=True)
            yield from self.inner(self.scope.inside(condition.field)).condition(condition.condition)

    def test(self, condition: Test, node: Node) -> Iterator[Problem]:
        name, scope = condition.field, self.scope
        types = scope.fields[name].schema.value_types()
        match condition:
            case Present():
                return
            case Contains(_, inner):
                if types is not None and "array" not in types:
                    yield self.problem(node, f"{name} is no array, so it contains nothing", "condition", key=True)
                else:
                    yield from self.inner(scope.items_of(name)).condition(inner)
            case Within(_, inner):
                if types is not None and "object" not in types:
                    yield self.problem(node, f"{name} is no object, so it has no properties", "condition", key=True)
                else:
                    yield from self.inner(scope.inside(name)).condition(inner)
            case Matches(_, schema):
                if not self.wrong.field(scope.fields[name].schema):
                    yield from self.values(name, schema, schema.node or node)

    def values(self, name: str, test: Schema, node: Node) -> Iterator[Problem]:
        """Values that the field never has, and tests that no value of the field passes."""
        field = self.scope.fields[name]
        definitions = self.scope.definitions
        listed = field.schema.values()
        if test.const is not None or test.enum is not None:
            written = node.get("enum") or node.get("const") or node
            for index, value in enumerate(test.values() or ()):
                if not accepts(field.schema, definitions, value):
                    texts = [option for option in listed or () if isinstance(option, str)]
                    instead = _instead(value, field.schema)
                    meant = hint(value, texts, instead) if isinstance(value, str) else instead
                    at = written.get(index) or written
                    yield self.problem(at, f"{name} is never {shown(value)}{meant}", "impossible-value")
            return
        types = field.schema.value_types()
        if types is not None and test.types is not None and not _common(types, test.types):
            message = f"{name} is of type {listing(types)}, the test is for type {listing(test.types)}: it never holds"
            yield self.problem(node, message, "impossible-test")
        elif listed is not None and not any(accepts(test, definitions, value) for value in listed):
            values = f": it is {listing(map(shown, listed))}" if len(listed) <= MOST_SHOWN else ""
            yield self.problem(node, f"no value of {name} passes this test{values}", "impossible-test")


def shown(value: Json) -> str:
    """A value in a message about specs, which is one line."""
    return shortened(value_words(value), 80)


def _instead(value: object, schema: Schema) -> str:
    """What is usual where text and number were mistaken for each other."""
    if isinstance(value, int | float) and not isinstance(value, bool) and schema.value_types() == ("string",):
        return f'; it is a text: write "{value}"'
    listed = schema.values()
    if listed is not None and len(listed) <= MOST_SHOWN:
        return f"; it is {listing(map(shown, listed))}"
    return "" if schema.types is None else f"; it is of type {listing(schema.types)}"


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether some value is of a type of both."""
    numbers = {"integer", "number"}
    return bool({*left} & {*right}) or bool(numbers & {*left} and numbers & {*right})


def _named(node: Node, name: str) -> Node:
    """Where an operator's value names a field: as an item or a value, else as a key; the operator's value if nowhere."""
    keys = []
    waiting = deque([node])
    while waiting:
        inner = waiting.popleft()
        if inner.value == name and inner.kind == "string":
            return inner
        for key, value in inner.items():
            if key == name:
                keys.append(_Key(value.document, value.pointer, value.value))
        waiting += [*(value for _, value in inner.items()), *inner.elements()]
    return keys[0] if keys else node


class _Key(Node):
    """A member whose key is what is meant."""

    __slots__ = ()

    @property
    def place(self) -> Place:
        return self.key_place
