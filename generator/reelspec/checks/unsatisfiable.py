"""Check: rules that decide nothing or forbid everything, values that no rule lets through, models without a valid body.

Asked of `cases`, which searches the finite space that rules can tell apart, with a bound. Only what has been
searched through is a problem; what has not been decided is a note. A family's rule is dead only if it is so for all of
the family's models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reelspec.cases.space import Nothing, Space
from reelspec.cases.variants import gates
from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.model import Contract, Form, Model
from reelspec.language.contract.schema import Constant, Contains, Matches, Rule, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.parser.names import shown
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Problem

MOST_STEPS = 4_000
"""So many choices are tried for one question: enough for what people write, and a check stays quick."""


@dataclass(frozen=True)
class _Question:
    """Something that should be possible. key: the same for all models of a family, one of which suffices."""

    key: tuple[object, ...]
    at: Node
    name: str
    message: str
    note: str
    on_key: bool = True


@dataclass(frozen=True)
class _Answered:
    question: _Question
    possible: bool
    certain: bool


def check_deep(contract: Contract) -> Iterable[Problem]:
    """Rules, values and models of which the search has shown that they can never be what they are for."""
    return _answers(contract)[0]


def undecided(contract: Contract) -> tuple[Problem, ...]:
    """What the search could not decide: notes, not problems."""
    return tuple(_answers(contract)[1])


_last: list[tuple[Contract, tuple[list[Problem], list[Problem]]]] = []


def _answers(contract: Contract) -> tuple[list[Problem], list[Problem]]:
    """The problems and the notes; both are asked for in one run, so the last contract's are kept."""
    if _last and _last[0][0] is contract:
        return _last[0][1]
    found: dict[tuple[object, ...], list[_Answered]] = {}
    for model in contract.models():
        for form, gate in gates(model):
            for answered in _form(model, form, gate):
                found.setdefault(answered.question.key, []).append(answered)
    problems: list[Problem] = []
    notes: list[Problem] = []
    for several in found.values():
        if any(one.possible for one in several):
            continue
        question = several[0].question
        if all(one.certain for one in several):
            problems.append(question.at.problem(question.message, question.name, key=question.on_key))
        else:
            notes.append(question.at.problem(f"not decided: {question.note}", "not-decided", key=question.on_key))
    _last[:] = [(contract, (problems, notes))]
    return problems, notes


def _form(model: Model, form: Form, gate: Sequence[Goal]) -> Iterator[_Answered]:
    space = Space(form.schema, model.definitions, goals=gate)
    errors = [rule for rule in space.rules if rule.severity == "error"]
    node = form.schema.node or model.node
    if node is None:
        return
    found = space.solve(gate, heed=errors, most_steps=MOST_STEPS)
    named = f"{model.provider}/{model.name}"
    yield _answered(
        _Question(
            ("body", model.provider, model.name, form.name),
            (node.get("x-rules") or node.get("properties") or node),
            "no-valid-body",
            f"{named}: no body is valid; the rules and the fields contradict each other",
            f"whether any body of {named} is valid",
        ),
        found,
    )
    if isinstance(found, Nothing):
        return
    for rule in space.rules:
        yield from _rule(space, rule, form, gate, errors)
    # Of several pages about one model, a page's own values are asked for, not those that lead to the page.
    single = len(model.forms) == 1
    yield from _values(space if single else Space(form.schema, model.definitions), form, gate if single else (), errors)


def _rule(space: Space, rule: Rule, form: Form, gate: Sequence[Goal], errors: Sequence[Rule]) -> Iterator[_Answered]:
    at = rule.operator_node
    if rule.node is None or at is None:
        return
    others = [one for one in errors if one is not rule]
    guard: tuple[Goal, ...] = ()
    if rule.when is not None:
        guard = (Holds(rule.when),)
        fires = space.solve((*gate, *guard), heed=others, most_steps=MOST_STEPS)
        yield _answered(
            _Question(
                ("fires", form.file, rule.id),
                rule.node.get("when") or rule.node,
                "never-fires",
                f"rule {rule.id}: no body that the other rules accept fulfils its `when`",
                f"whether the `when` of rule {rule.id} is ever true",
            ),
            fires,
        )
        if isinstance(fires, Nothing):
            return
    broken = space.solve((*gate, *guard), breaks=rule, heed=others, most_steps=MOST_STEPS)
    if isinstance(broken, Nothing):
        # Whether others forbid the same is no fault: documents say things twice.
        broken = space.solve((*gate, *guard), breaks=rule, fields_alone=True, most_steps=MOST_STEPS)
    yield _answered(
        _Question(
            ("broken", form.file, rule.id),
            at,
            "never-broken",
            f"rule {rule.id}: no body can break it; the fields alone make sure of it",
            f"whether rule {rule.id} can be broken",
        ),
        broken,
    )
    # A warning under a guard may well speak each time: it then says that the guard's values are no use.
    if rule.severity == "error" or rule.when is None:
        kept = space.solve((*gate, *guard), heed=[*others, rule], most_steps=MOST_STEPS)
        yield _answered(
            _Question(
                ("kept", form.file, rule.id),
                at,
                "always-broken",
                f"rule {rule.id}: every body that the other rules accept breaks it"
                + (" when it fires" if rule.when is not None else ""),
                f"whether rule {rule.id} can be kept",
            ),
            kept,
        )


def _values(space: Space, form: Form, gate: Sequence[Goal], errors: Sequence[Rule]) -> Iterator[_Answered]:
    """Listed values of fields, and of the fields of items."""
    for field in space.scope.fields.values():
        for value in field.schema.values() or ():
            at = _value_node(field.schema, value)
            if at is not None:
                found = space.solve(gate, fixed={field.name: value}, heed=errors, most_steps=MOST_STEPS)
                yield _answered(_value_question(form, field.name, value, at), found)
        item = field.schema.items
        if item is None or resolved(item, space.definitions).types != ("object",):
            continue
        for name, inner in space.scope.items_of(field.name).fields.items():
            for value in inner.schema.values() or ():
                at = _value_node(inner.schema, value)
                if at is None:
                    continue
                goal = Holds(Contains(field.name, Matches(name, Schema(const=Constant(value)))))
                asked = name in space.probes[field.name].items
                wider = space if asked else Space(form.schema, space.definitions, goals=(*gate, goal))
                found = wider.solve((*gate, goal), heed=errors, most_steps=MOST_STEPS)
                yield _answered(_value_question(form, f"{field.name}[].{name}", value, at), found)


def _value_question(form: Form, name: str, value: Json, at: Node) -> _Question:
    return _Question(
        ("value", form.file, name, repr(value)),
        at,
        "unusable-value",
        f"{shown(value)} is listed for {name}, but no body with it is valid: the rules let it through nowhere",
        f"whether a valid body can have {shown(value)} in {name}",
        on_key=False,
    )


def _value_node(schema: Schema, value: Json) -> Node | None:
    """Where the value is listed."""
    if schema.node is None:
        return None
    listed = schema.node.get("enum")
    if listed is None:
        return schema.node.get("const")
    return next((one for one in listed.elements() if one.value == value and type(one.value) is type(value)), listed)


def _answered(question: _Question, found: dict[str, Json] | Nothing) -> _Answered:
    if isinstance(found, Nothing):
        return _Answered(question, False, found.certain)
    return _Answered(question, True, True)
