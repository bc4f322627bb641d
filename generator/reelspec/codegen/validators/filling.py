"""What the server certainly takes for absent fields, as functions of a judge: each gives a copy of an object with its defaults.

The order of an object's fields is that of `language.rules.defaults`. Only what is said of the object itself counts: fields of
its schema, of its `allOf` and of what they refer to; what a branch of `anyOf` or `if` says is not certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reelspec.codegen.tree import NULL, Call, Choose, Expr, Function, Index, Invoke, Lit, Own, Return, Tuple, Var
from reelspec.codegen.validators.collecting.rules import ObjectRules
from reelspec.codegen.validators.module import FILL, Module
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import Field, Scope, scope_of
from reelspec.language.rules.defaults import in_order


@dataclass
class Filling:
    """Makes the functions of one model's module. rules: makes those of conditions."""

    module: Module
    rules: ObjectRules
    _functions: dict[str, str] = field(default_factory=dict)

    def body(self, model: Model) -> Function:
        """The function for a request body: of the page that judges it, where there are several."""
        *others, last = model.forms
        value: Expr = self._filled(scope_of(last.schema, self.module.definitions), Var("value"))
        for form in reversed(others):
            scope = scope_of(form.schema, self.module.definitions)
            known = Scope({**scope_of(last.schema, self.module.definitions).fields, **scope.fields}, scope.definitions)
            assert form.when is not None
            judged = Invoke(self.rules.judge(form.when, known), (Var("value"), Var("path"), Var("refused")))
            value = Choose(Index(judged, 0), self._filled(scope, Var("value")), value)
        doc = "A copy of the body with what the server certainly takes for absent fields."
        return Function(FILL, "fills", (Return(value),), doc)

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
            Own(self._function(each)) if each is not None and has_defaults(each, self.module.definitions) else NULL
            for each in (field.schema, field.schema.items)
        ]
        if not choices and inside == [NULL, NULL]:
            return None
        return Tuple((Lit(field.name), Lit(field.nullable), Tuple(choices), *inside))

    def _function(self, schema: Schema) -> str:
        key = repr(schema)
        if key not in self._functions:
            made = self._functions[key] = self.module.unique("_fill_object")
            value = self._filled(scope_of(schema, self.module.definitions), Var("value"))
            doc = "A copy of an object with what the server certainly takes for absent fields."
            self.module.functions.append(Function(made, "fills", (Return(value),), doc))
        return self._functions[key]


def has_defaults(schema: Schema, definitions: Definitions) -> bool:
    """Whether a field of the object has a default, or one in the objects inside of it."""
    seen: set[str] = set()
    waiting = [schema]
    while waiting:
        for declared in scope_of(waiting.pop(), definitions).fields.values():
            if declared.default is not None or declared.schema.depends:
                return True
            for each in (declared.schema, declared.schema.items):
                if each is not None and repr(each) not in seen:
                    seen.add(repr(each))
                    waiting.append(each)
    return False
