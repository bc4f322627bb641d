"""What a kind of change is, and what kinds share: places, labels of fields, effects by the way a value goes, witnesses.

A kind claims deltas and says of each what it means. `kinds.KINDS` lists them; the first that claims a delta has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, assert_never

from reelspec.diff.change import Change, Effect, Witness
from reelspec.diff.delta import MISSING, Delta, Flow, applicators
from reelspec.diff.witnesses import Evidence, Toward, instance_path, stands_at
from reelspec.language.contract.keywords import APPLICATORS, Keyword, applied_to, cover
from reelspec.language.contract.model import Model, Place
from reelspec.language.rules.words import value_words
from reelspec.language.source.node import SourceFile
from reelspec.language.source.pointer import escape
from reelspec.language.source.text import shortened


@dataclass
class DiffContext:
    """What kinds may ask: the files of both sides, for places, and the evidence on a pair of models."""

    old: dict[str, SourceFile]
    new: dict[str, SourceFile]
    _evidence: dict[tuple[int, int], Evidence] = field(default_factory=dict)

    def evidence(self, models: tuple[Model, Model]) -> Evidence:
        """The evidence on two models; kept, since it takes a while to build. It holds the models: their ids stay theirs."""
        key = (id(models[0]), id(models[1]))
        if key not in self._evidence:
            self._evidence[key] = Evidence(*models)
        return self._evidence[key]

    def place(self, spots: tuple[Place, ...], new: bool) -> str:
        """The first spot that is in the side's files, as file:line:column; "" when there is none."""
        documents = self.new if new else self.old
        for file, pointer in spots:
            if file in documents:
                node = documents[file].root.at(pointer)
                named = pointer and isinstance(pointer[-1], str)
                return str(documents[file].key_place(pointer) if node and named else documents[file].place(pointer))
        return ""


Changes: TypeAlias = Callable[[Delta, DiffContext], Iterator[Change]]
"""What a delta means, in changes: none where another delta says it, several where it holds several."""


@dataclass(frozen=True)
class ChangeKind:
    """A kind of change. claims: whether a delta is its own; changes: what such a delta means."""

    claims: Callable[[Delta], bool]
    changes: Changes


def claims(*whats: str) -> Callable[[Changes], ChangeKind]:
    """Makes the function below a kind, to which the deltas of these sorts belong (`Delta.what`)."""
    return claims_where(lambda delta: delta.what in whats)


def claims_where(test: Callable[[Delta], bool]) -> Callable[[Changes], ChangeKind]:
    """Makes the function below a kind, to which the deltas belong that pass the test."""
    return lambda changes: ChangeKind(test, changes)


def change(
    kind: str,
    effect: Effect,
    delta: Delta,
    context: DiffContext,
    message: str,
    *,
    witness: Witness | None = None,
    decided: bool = True,
) -> Change:
    """A change with the places of its delta."""
    return Change(
        kind,
        effect,
        str(delta.where.subject),
        "".join(f"/{escape(step)}" for step in delta.where.steps),
        message,
        "" if delta.old is MISSING else context.place(delta.old_spots, new=False),
        "" if delta.new is MISSING else context.place(delta.new_spots, new=True),
        witness,
        decided,
    )


def verb(delta: Delta) -> str:
    """What has happened, in a message."""
    return "is new" if delta.added else "is gone" if delta.removed else "has changed"


_ALONE = tuple(keyword for keyword in applied_to("value") if keyword.shape == "schema")
"""Keywords that a label names although they stay at the value."""


def field_label(delta: Delta) -> str:
    """The field that a delta is about, as people write it: `media[].url`; "the body" for all of it."""
    steps = delta.where.steps
    if steps and steps[0] == "responses":
        what = f"the answer to {steps[1]}"
    elif steps and steps[0] == "parameters":
        what = f"the {steps[1]} parameter {steps[2]}"
    else:
        what = "the value" if delta.where.subject.kind == "schema" else "the body"
    label = ""
    met: set[Keyword] = set()
    for keyword, key in applicators(steps):
        met.add(keyword)
        match keyword.applies_to:
            case "field":
                label += f".{key or ''}" if label else key or ""
            case "item":
                label += "[]"
            case "any field":
                label += ".*"
            case "value" | "name" | None:
                pass
            case _:
                assert_never(keyword.applies_to)
    inside = [keyword.name for keyword in _ALONE if keyword in met]
    suffix = f" (inside of {inside[0]})" if inside else ""
    if not label:
        return what + suffix
    return (f"{label} of {what}" if steps[0] in ("responses", "parameters") else label.lstrip(".")) + suffix


def shown(value: Any) -> str:
    """A value in a message, which is one line."""
    return "nothing" if value is MISSING else shortened(value_words(value), 80)


def listed(values: Any) -> str:
    """Several values in a message."""
    words = [shown(value) for value in values]
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)


def narrower(flow: Flow) -> Effect:
    """The effect of a set of values that has become smaller."""
    return {"request": Effect.SENDERS, "response": Effect.COMPATIBLE, "neither": Effect.COMPATIBLE}[flow]


def wider(flow: Flow) -> Effect:
    """The effect of a set of values that has become larger."""
    return {"request": Effect.COMPATIBLE, "response": Effect.RECEIVERS, "neither": Effect.COMPATIBLE}[flow]


def worst(*effects: Effect) -> Effect:
    """The gravest of the effects."""
    return min(effects, key=list(Effect).index)


_TURNING = ("not", "if", "oneOf", "contains", "propertyNames")
_KEEPING = (
    *("allOf", "anyOf", "then", "else", "dependentSchemas", "properties", "patternProperties", "additionalProperties"),
    *("unevaluatedProperties", "prefixItems", "items", "unevaluatedItems"),
)
cover(f"{__name__}.uncertain", (*_TURNING, *_KEEPING), APPLICATORS)


def uncertain(delta: Delta) -> bool:
    """Whether less inside can be more outside: in a negation, a condition, or one of branches that exclude each other."""
    return any(keyword.name in _TURNING for keyword, _ in applicators(delta.where.steps))


def keyword_witness(delta: Delta, context: DiffContext, toward: Toward, *names: str) -> Witness | None:
    """A body that a changed keyword of a field decides; names: further steps into the body, None among them for any."""
    if delta.where.models is None:
        return None
    place = (*instance_path(delta.where.steps), *names)
    ids = {rule.id for model in delta.where.models for form in model.forms for rule in form.schema.rules}
    return context.evidence(delta.where.models).witness(
        toward, lambda error: error.rule not in ids and stands_at(error.path, place)
    )


def bounded(
    kind: str,
    delta: Delta,
    context: DiffContext,
    message: str,
    tighter: bool,
    looser: bool,
    *names: str,
    sure: bool = True,
) -> Iterator[Change]:
    """The change for a keyword that now takes less (tighter), more (looser), or some other values (both).

    sure: the two sets of values were compared, so that no body is needed to decide. A witness decides more exactly.
    """
    flow = delta.where.flow
    if uncertain(delta):
        tighter = looser = True
        sure = False
    if delta.where.models is None:
        effects = [narrower(flow)] * tighter + [wider(flow)] * looser
        yield change(kind, worst(*effects), delta, context, message, decided=sure)
        return
    witness = keyword_witness(delta, context, "tighter", *names) if tighter else None
    if witness is None and looser and not (tighter and not sure):
        other = keyword_witness(delta, context, "looser", *names)
        if not tighter:
            yield change(kind, Effect.COMPATIBLE, delta, context, message, witness=other)
            return
    yield change(kind, Effect.SENDERS, delta, context, message, witness=witness, decided=sure or witness is not None)
