"""What the server certainly takes for absent fields, as functions of a judge: each gives a copy of an object with its defaults.

The order of an object's fields is that of `language.rules.defaults`. Only what is said of the object itself counts: fields of
its schema, of its `allOf` and of what they refer to; what a branch of `anyOf` or `if` says is not certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from reelspec.codegen.tree import NULL, Call, Choose, Expr, Function, Index, Invoke, Lit, Own, Return, Tuple, Var
from reelspec.codegen.validators.collecting.rules import ObjectRules
from reelspec.codegen.validators.module import FILL, Module
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import Field, Scope, scope_of
from reelspec.language.rules.defaults import in_order


@dataclass
class Filling:
    """Makes the functions of one model's module. rules: makes those of conditions."""

    module: Module
    rules: ObjectRules
    _functions: dict[int, str] = field(default_factory=dict)
    _waiting: list[Schema] = field(default_factory=list)
    _filling: frozenset[int] = frozenset()
    """The objects, as `Module` numbers them, to which something is to be filled in."""

    def body(self, model: Model) -> Function:
        """The function for a request body: of the page that judges it, where there are several."""
        self._filling = with_defaults([form.schema for form in model.forms], self.module)
        *others, last = model.forms
        value: Expr = self._filled(scope_of(last.schema, self.module.definitions), Var("value"))
        for form in reversed(others):
            scope = scope_of(form.schema, self.module.definitions)
            known = Scope({**scope_of(last.schema, self.module.definitions).fields, **scope.fields}, scope.definitions)
            assert form.when is not None
            judged = Invoke(self.rules.judge(form.when, known), (Var("value"), Var("path"), Var("refused")))
            value = Choose(Index(judged, 0), self._filled(scope, Var("value")), value)
        doc = "A copy of the body with what the server certainly takes for absent fields."
        function = Function(FILL, "fills", (Return(value),), doc)
        while self._waiting:
            schema = self._waiting.pop()
            value = self._filled(scope_of(schema, self.module.definitions), Var("value"))
            doc = "A copy of an object with what the server certainly takes for absent fields."
            self.module.functions.append(
                Function(self._functions[self.module.number(schema)], "fills", (Return(value),), doc)
            )
        return function

    def _filled(self, scope: Scope, value: Expr) -> Expr:
        ordered = {field.name: field for field in in_order(scope)}
        rows = [self._row(field, scope) for field in {**ordered, **scope.fields}.values()]
        return Call("filled", (value, Tuple(tuple(filter(None, rows))), Var("path"), Var("refused")))

    def _row(self, field: Field, scope: Scope) -> Expr | None:
        """A field: its name, whether null is absent, what it takes (each with the function of its condition), the function of
        the object in it, and that of each object in an array; None where nothing is to be filled."""
        choices: tuple[Expr, ...] = tuple(
            Tuple(
                (NULL if default.when is None else Own(self.rules.judge(default.when, scope)), Lit(default.value.value))
            )
            for default in field.schema.depends
        )
        if field.default is not None:
            choices = (Tuple((NULL, Lit(field.default.value))),)
        inside = [
            NULL if each is None or self.module.number(each) not in self._filling else Own(self._function(each))
            for each in (field.schema, field.schema.items)
        ]
        if not choices and inside == [NULL, NULL]:
            return None
        return Tuple((Lit(field.name), Lit(field.nullable), Tuple(choices), *inside))

    def _function(self, schema: Schema) -> str:
        key = self.module.number(schema)
        if key not in self._functions:
            # Made later: a long chain of references must not reach Python's limit of recursion.
            self._functions[key] = self.module.unique("_fill_object")
            self._waiting.append(schema)
        return self._functions[key]


def with_defaults(schemas: Iterable[Schema], module: Module) -> frozenset[int]:
    """The numbers of those of these schemas' objects, and of the objects in them, in which a field has a default at any depth."""
    users: dict[int, list[int]] = defaultdict(list)
    waiting = list(schemas)
    seen = set(map(module.number, waiting))
    filled: list[int] = []
    while waiting:
        schema = waiting.pop()
        key = module.number(schema)
        for inner in scope_of(schema, module.definitions).fields.values():
            if inner.default is not None or inner.schema.depends:
                filled.append(key)
            for each in (inner.schema, inner.schema.items):
                if each is not None:
                    users[number := module.number(each)].append(key)
                    if number not in seen:
                        seen.add(number)
                        waiting.append(each)
    found: set[int] = set()
    while filled:
        key = filled.pop()
        if key not in found:
            found.add(key)
            filled += users[key]
    return frozenset(found)
