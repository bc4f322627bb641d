"""Check: rules that decide nothing or forbid everything, values that no rule lets through, models without a valid body.

Asked of `proof`, which holds bounds against each other, and of `cases`, which searches the finite space that rules can
tell apart, with a bound. Only what is proved is a problem; what has not been decided is a note. A rule that stands for
several models, in a family or in a shared list, is dead only if it is so for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from reelspec.cases.space import NoObject, Space
from reelspec.cases.variants import gates
from reelspec.checks.proof import outcomes
from reelspec.checks.walk import Judged, every_schema, objects_of
from reelspec.common.terminal import Tell, quiet
from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.model import Contract, Form, Model
from reelspec.language.contract.schema import FALSE, TRUE, Constant, Contains, Matches, Rule, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.parser.names import shown
from reelspec.language.rules.operators.table import Table
from reelspec.language.rules.simplify import simplify
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Problem

MOST_STEPS = 4_000
"""So many choices are tried for one question: enough for what people write, and a check stays quick."""


@dataclass(frozen=True)
class _Question:
    """Something that should be possible. key: the same for all models that it stands for, one of which suffices; of: the rule
    that it is asked of."""

    key: tuple[object, ...]
    at: Node
    name: str
    message: str
    note: str
    on_key: bool = True
    of: Node | None = None


@dataclass(frozen=True)
class _Answered:
    question: _Question
    possible: bool
    certain: bool

    def as_json(self) -> list[Any]:
        """What the answers of several models are put together of: the question's key, and the problem and the note of what is
        not possible."""
        asked = self.question
        if self.possible:
            return [repr(asked.key)]
        problem = asked.at.problem(asked.message, asked.name, key=asked.on_key)
        note = asked.at.problem(f"not decided: {asked.note}", "not-decided", key=asked.on_key)
        return [repr(asked.key), self.certain, problem.as_json(), note.as_json()]


Written: TypeAlias = Mapping[int, Schema]
Place: TypeAlias = tuple[object, ...]
WAYS = {
    "never-fires": "never fires for this model",
    "never-broken": "no body of this model breaks it",
    "always-broken": "no body of this model keeps it",
    "impossible-rule": "no body of this model keeps it",
}
"""What is said of a rule that is dead for one model, by the name of the problem that it is where it is so for all."""


class Explained(NamedTuple):
    """The rules of a model's pages. rules: by the page's name, in the order of writing, also those that the model's schema no
    longer has, as they are written; dead: in which way a rule can do nothing for the model, by its place."""

    rules: Mapping[str, tuple[Rule, ...]]
    dead: Mapping[Place, str]


def place_of(node: Node | None) -> Place:
    """The same for the same text, however many models it stands for."""
    return () if node is None else (node.document.file, node.pointer)


Ask: TypeAlias = Callable[[Model, Callable[[], list[Any]]], list[Any]]
"""Gives what is known of a model, as JSON, and asks for it where it is not known."""


def check_deep(contract: Contract, tell: Tell = quiet, ask: Ask = lambda _, search: search()) -> Iterable[Problem]:
    """Rules, values and models of which the search has shown that they can never be what they are for. tell: called with
    each model; ask: with each model and its search."""
    return _answers(contract, tell, ask)[0]


def undecided(contract: Contract) -> tuple[Problem, ...]:
    """What the search could not decide: notes, not problems."""
    return tuple(_answers(contract)[1])


_last: list[tuple[Contract, tuple[list[Problem], list[Problem]]]] = []


def _answers(
    contract: Contract, tell: Tell = quiet, ask: Ask = lambda _, search: search()
) -> tuple[list[Problem], list[Problem]]:
    """The problems and the notes; both are asked for in one run, so the last contract's are kept."""
    if _last and _last[0][0] is contract:
        return _last[0][1]
    by_key: dict[str, list[list[Any]]] = {}
    written = _written(contract)

    def search(model: Model) -> list[Any]:
        tell(f"searching {model.provider}/{model.name} for what can never be")
        return [answered.as_json() for answered in _model(model, written)]

    for model in contract.models():
        for key, *impossible in ask(model, partial(search, model)):
            by_key.setdefault(key, []).append(impossible)
    problems: list[Problem] = []
    notes: list[Problem] = []
    for several in by_key.values():
        if [] in several:
            continue
        _, problem, note = several[0]
        if all(certain for certain, _, _ in several):
            problems.append(Problem.from_json(problem))
        else:
            notes.append(Problem.from_json(note))
    _last[:] = [(contract, (problems, notes))]
    return problems, notes


def explained_rules(contract: Contract, model: Model) -> Explained:
    """The rules of a model, and which of them are proved to be dead for it, whatever they are for other models."""
    written = _written(contract)
    dead: dict[Place, str] = {}
    for answered in _model(model, written):
        question = answered.question
        if question.of is not None and not answered.possible and answered.certain:
            dead.setdefault(place_of(question.of), WAYS[question.name])
    rules: dict[str, tuple[Rule, ...]] = {}
    for form in model.forms:
        left = {place_of(rule.node): rule for rule in form.schema.rules}
        rules[form.name] = tuple(left.get(place_of(rule.node), rule) for rule in _as_written(form, written).rules)
    return Explained(rules, dead)


def _written(contract: Contract) -> Written:
    """Every schema as it is written, before a model decides any of its rules, by its node."""
    return {id(schema.node): schema for schema, _ in every_schema(contract) if schema.node is not None}


def _as_written(form: Form, written: Written) -> Schema:
    return written.get(id(form.schema.node), form.schema)


def _decided(form: Form, model: Model, written: Written) -> Iterator[tuple[Rule, bool]]:
    """The rules of a page that the model's schema no longer has, since what is known of the model decides them; and whether
    they ever fire."""
    left = {place_of(rule.node) for rule in form.schema.rules}
    known = frozenset() if model.discriminator is None else frozenset((model.discriminator,))
    scope = replace(scope_of(form.schema, model.definitions), decided=known)
    for rule in _as_written(form, written).rules:
        if rule.node is not None and place_of(rule.node) not in left:
            yield rule, rule.when is None or simplify(rule.when, scope, True) != FALSE


def _model(model: Model, written: Written) -> Iterator[_Answered]:
    for form, gate in gates(model):
        for rule, fires in _decided(form, model, written):
            yield _answered(_fires(rule), {} if fires else NoObject(True))
            if fires:
                yield _answered(_broken(rule), NoObject(True))
        yield from _form(model, form, gate)
    for judged in objects_of(model):
        if judged.path:
            yield from _inner(model, judged)


def _form(model: Model, form: Form, gate: Sequence[Goal]) -> Iterator[_Answered]:
    space = Space(form.schema, model.definitions, goals=gate)
    errors = [rule for rule in space.rules if rule.severity == "error"]
    node = form.schema.node or model.node
    if node is None:
        return
    named = f"{model.provider}/{model.name}" + (f" by {form.file}" if len(model.forms) > 1 else "")
    solution: dict[str, Json] | NoObject = {}
    for rule in errors:
        at = rule.operator_node
        if at is not None and rule.when is None and not outcomes(rule, space.scope).kept:
            message = f"rule {rule.id}: nobody can keep it, so no body of {named} is valid"
            solution = NoObject(True)
            yield _answered(_Question(("body", message), at, "impossible-rule", message, "", of=rule.node), solution)
    if isinstance(solution, NoObject):
        return
    solution = space.solve(gate, heed=errors, most_steps=MOST_STEPS)
    yield _answered(
        _Question(
            ("body", model.provider, model.name, form.name),
            (node.get("x-rules") or node.get("properties") or node),
            "no-valid-body",
            f"{named}: no body is valid; the rules and the fields contradict each other",
            f"whether any body of {named} is valid",
        ),
        solution,
    )
    if solution == NoObject(True):
        return
    for rule in space.rules:
        yield from _rule(space, rule, gate, errors, decided=not isinstance(solution, NoObject))
    if isinstance(solution, NoObject):
        return
    # Of several pages about one model, a page's own values are asked for, not those that lead to the page.
    single = len(model.forms) == 1
    yield from _values(space if single else Space(form.schema, model.definitions), gate if single else (), errors)


def _inner(model: Model, judged: Judged) -> Iterator[_Answered]:
    """Of the objects in fields and in items."""
    space = Space(judged.schema, model.definitions)
    errors = [rule for rule in space.rules if rule.severity == "error"]
    solution = space.solve((), heed=errors, most_steps=MOST_STEPS)
    if solution == NoObject(True):
        node = judged.schema.node
        if node is not None:
            message = f"{model.provider}/{model.name}: no object in {judged.path} is valid; "
            message += "the rules and the fields contradict each other"
            at = node.get("x-rules") or node
            yield _answered(_Question(("object", *place_of(at)), at, "no-valid-body", message, ""), solution)
        return
    for rule in space.rules:
        yield from _rule(space, rule, (), errors, decided=not isinstance(solution, NoObject))


def _fires(rule: Rule) -> _Question:
    assert rule.node is not None
    return _Question(
        ("fires", *place_of(rule.node)),
        rule.node.get("when") or rule.node,
        "never-fires",
        f"rule {rule.id}: no body that the other rules accept fulfils its `when`",
        f"whether the `when` of rule {rule.id} is ever true",
        of=rule.node,
    )


def _broken(rule: Rule) -> _Question:
    assert rule.node is not None and rule.operator_node is not None
    return _Question(
        ("broken", *place_of(rule.node)),
        rule.operator_node,
        "never-broken",
        f"rule {rule.id}: no body can break it; the fields alone make sure of it",
        f"whether rule {rule.id} can be broken",
        of=rule.node,
    )


def _rule(
    space: Space, rule: Rule, gate: Sequence[Goal], errors: Sequence[Rule], *, decided: bool
) -> Iterator[_Answered]:
    """decided: there is a valid body, so that a search can find something."""
    at = rule.operator_node
    if rule.node is None or at is None:
        return
    proved = outcomes(rule, space.scope)

    def asked(question: _Question, may_be: bool, search: Callable[[], dict[str, Json] | NoObject]) -> _Answered:
        return _answered(question, NoObject(True) if not may_be else search() if decided else {})

    others = [other for other in errors if other is not rule]
    guard = () if rule.when is None else (Holds(rule.when),)
    # A model that decides a guard leaves none.
    fires = asked(
        _fires(rule),
        proved.fires,
        lambda: space.solve((*gate, *guard), heed=others, most_steps=MOST_STEPS) if guard else {},
    )
    yield fires
    if not fires.possible:
        return

    def breaking() -> dict[str, Json] | NoObject:
        # Whether others forbid the same is no fault: documents say things twice.
        solution = space.solve((*gate, *guard), breaks=rule, fields_alone=True, most_steps=MOST_STEPS)
        if solution == NoObject(False):
            # What the others read as well leads the search another way.
            solution = space.solve((*gate, *guard), breaks=rule, heed=others, most_steps=MOST_STEPS)
        return solution

    def keeping(more: Sequence[Goal] = ()) -> dict[str, Json] | NoObject:
        return space.solve((*gate, *guard, *more), heed=[*others, rule], most_steps=MOST_STEPS)

    yield asked(_broken(rule), proved.broken, breaking)
    # A warning under a guard may well speak each time: it then says that the guard's values are no use.
    if rule.severity != "error" and rule.when is not None:
        return
    yield asked(
        _Question(
            ("kept", *place_of(rule.node)),
            at,
            "always-broken",
            f"rule {rule.id}: every body that the other rules accept breaks it"
            + (" when it fires" if rule.when is not None else ""),
            f"whether rule {rule.id} can be kept",
            of=rule.node,
        ),
        proved.kept,
        keeping,
    )
    if decided and rule.severity == "error":
        yield from _rows(space, rule, (*gate, *guard), others)


def _rows(space: Space, rule: Rule, goals: Sequence[Goal], others: Sequence[Rule]) -> Iterator[_Answered]:
    """Rows of a table that can be chosen, and whose other cells nothing meets. A row that no body chooses is none of the
    author's making: the rows of a table cover every combination of values."""
    rows = rule.operator.rows if isinstance(rule.operator, Table) else ()
    for number, row in enumerate(rows, 1):
        if row.node is None or row.keys == TRUE:
            continue
        chosen = (*goals, Holds(row.keys))
        kept: dict[str, Json] | NoObject = space.solve(chosen, heed=[*others, rule], most_steps=MOST_STEPS)
        if isinstance(kept, NoObject) and isinstance(space.solve(chosen, heed=others, most_steps=MOST_STEPS), NoObject):
            kept = {}
        yield _answered(
            _Question(
                ("row", *place_of(row.node)),
                row.node,
                "always-broken",
                f"rule {rule.id}: row {number}: every body that the other rules accept breaks it",
                f"whether row {number} of rule {rule.id} can be kept",
            ),
            kept,
        )


def _values(space: Space, gate: Sequence[Goal], errors: Sequence[Rule]) -> Iterator[_Answered]:
    """Listed values of fields, and of the fields of items."""
    for field in space.scope.fields.values():
        for value, at in _listed(field.schema):
            solution = space.solve(gate, fixed={field.name: value}, heed=errors, most_steps=MOST_STEPS)
            yield _answered(_value_question(field.name, value, at), solution)
        item = field.schema.items
        if item is None or resolved(item, space.definitions).types != ("object",):
            continue
        for name, inner in space.scope.items_of(field.name).fields.items():
            for value, at in _listed(inner.schema):
                goal = Holds(Contains(field.name, Matches(name, Schema(const=Constant(value)))))
                asked = name in space.probes[field.name].items
                wider = space if asked else Space(space.schema, space.definitions, goals=(*gate, goal))
                solution = wider.solve((*gate, goal), heed=errors, most_steps=MOST_STEPS)
                yield _answered(_value_question(f"{field.name}[].{name}", value, at), solution)


def _value_question(name: str, value: Json, at: Node) -> _Question:
    return _Question(
        ("value", *place_of(at), repr(value)),
        at,
        "unusable-value",
        f"{shown(value)} is listed for {name}, but no body with it is valid: the rules let it through nowhere",
        f"whether a valid body can have {shown(value)} in {name}",
        on_key=False,
    )


def _listed(schema: Schema) -> Iterator[tuple[Json, Node]]:
    """The values that a schema lists, each with where it is listed."""
    listed = None if schema.node is None else schema.node.get("enum") or schema.node.get("const")
    if listed is None:
        return
    # By their text: to Python 1 and true are equal.
    places = {repr(element.value): element for element in listed.elements()}
    for value in schema.values() or ():
        yield value, places.get(repr(value), listed)


def _answered(question: _Question, solution: dict[str, Json] | NoObject) -> _Answered:
    if isinstance(solution, NoObject):
        return _Answered(question, False, solution.certain)
    return _Answered(question, True, True)
