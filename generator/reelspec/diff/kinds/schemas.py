"""What a schema demands of a value, keyword by keyword: fields, types, values, limits, texts, branches, defaults."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.equality import canonical
from reelspec.diff.kinds.kind import (
    DiffContext,
    bounded,
    change,
    claims,
    claims_where,
    field_label,
    keyword_witness,
    listed,
    shown,
    verb,
)
from reelspec.language.contract.keywords import BY_NAME, KEYWORDS, bounds, cover, shaped
from reelspec.language.contract.schema import TYPES, Constant, Schema
from reelspec.language.rules.words import listing

_LIMITS = tuple(keyword.name for keyword in KEYWORDS if keyword.side is not None or keyword.shape in ("factor", "flag"))
_BRANCHES = {keyword.name: keyword.attribute for keyword in shaped("schemas") if keyword.applies_to == "value"}
cover(f"{__name__}.branches", ("allOf", "anyOf", "oneOf"), [BY_NAME[name] for name in _BRANCHES])
_APPLICATORS = tuple(
    keyword.name
    for keyword in shaped("schema", "schemas", "schemas by name", "names by name")
    if keyword.name not in (*_BRANCHES, "properties", "additionalProperties")
)


@claims("property")
def fields(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Fields of requests and answers that come and go."""
    around: Schema = delta.others[1] if delta.added else delta.others[0]
    required = delta.name in around.required
    label = field_label(delta)
    flow = delta.where.flow
    if delta.added:
        message = f"{label} is new{' and required' if required else ''}"
        if flow == "request" and required:
            witness = keyword_witness(delta, context, "tighter")
            yield change("required-field-added", Effect.SENDERS, delta, context, message, witness=witness)
        else:
            witness = keyword_witness(delta, context, "looser")
            yield change("field-added", Effect.COMPATIBLE, delta, context, message, witness=witness)
        return
    message = f"{label} is gone"
    if flow == "request":
        witness = keyword_witness(delta, context, "tighter")
        yield change("field-removed", Effect.SENDERS, delta, context, message, witness=witness)
    else:
        effect = Effect.RECEIVERS if flow == "response" else Effect.COMPATIBLE
        yield change("field-removed", effect, delta, context, message)


@claims("required")
def required_fields(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Fields that have become required, or no longer are."""
    label = field_label(delta)
    field = delta.name if label in ("the body", "the value") else f"{delta.name} in {label}"
    if delta.where.flow == "response":
        if delta.added:
            message = f"{field} is always there"
            yield change("field-always-there", Effect.COMPATIBLE, delta, context, message)
        else:
            message = f"{field} may be missing"
            yield change("field-may-be-missing", Effect.RECEIVERS, delta, context, message)
        return
    kind = "field-required" if delta.added else "field-optional"
    message = f"{field} is now {'required' if delta.added else 'optional'}"
    yield from bounded(kind, delta, context, message, delta.added, delta.removed, delta.name)


@claims("type")
def types(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Types of values (Validation, section 6.1.1)."""
    old, new = (_all(side) for side in (delta.old, delta.new))
    words = [("anything" if side is MISSING else listing(side)) for side in (delta.old, delta.new)]
    message = f"{field_label(delta)} is of type {words[1]}, which was {words[0]}"
    yield from bounded("type-changed", delta, context, message, not old <= new, not new <= old)


def _all(types: object) -> set[str]:
    """The types with what they include: every integer is a number."""
    names: set[str] = set(TYPES if types is MISSING else types)  # type: ignore[call-overload]
    return names | {"integer"} if "number" in names else names


@claims("enum", "const")
def values(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Values that are listed: `enum` and `const` (Validation, sections 6.1.2 and 6.1.3)."""
    other = [getattr(schema, "const" if delta.what == "enum" else "enum") for schema in delta.others]
    if delta.what == "const" and any(other):
        return  # one value in the place of several: the list says it
    old, new = (_values(side) for side in (delta.old, delta.new))
    if delta.what == "enum" and any(other):
        old, new = (
            _values(other[at]) if side is None and other[at] is not None else side for at, side in enumerate((old, new))
        )
    label = field_label(delta)
    if old is None or new is None:
        now = "any value" if new is None else f"only {listed(new.values())}"
        kind = "values-free" if new is None else "values-listed"
        yield from bounded(kind, delta, context, f"{label} takes {now}", old is None, new is None)
        return
    gone = [value for key, value in old.items() if key not in new]
    come = [value for key, value in new.items() if key not in old]
    parts = [f"no longer takes {listed(gone)}"] * bool(gone) + [f"also takes {listed(come)}"] * bool(come)
    if not parts:
        return  # written as a list here, and as one value there
    if delta.where.flow != "request":
        parts = [part.replace("no longer takes", "is no longer").replace("also takes", "may be") for part in parts]
    if delta.where.open:
        # One branch of an `anyOf` of which the other takes every text: what is listed are words that are known.
        yield change("words-listed", Effect.COMPATIBLE, delta, context, f"{label} {' and '.join(parts)}")
        return
    models = delta.where.models
    if gone and models is not None and delta.where.steps[:-1] == ("properties",):
        asked = context.evidence(models)
        if all(asked.never_taken(delta.where.steps[-1], value) for value in gone):  # type: ignore[arg-type]
            message = f"{label} {' and '.join(parts)}, which no body was accepted with"
            yield change("values-removed", Effect.COMPATIBLE, delta, context, message)
            return
    kind = "values-changed" if gone and come else "values-removed" if gone else "values-added"
    yield from bounded(kind, delta, context, f"{label} {' and '.join(parts)}", bool(gone), bool(come))


def _values(keyword: object) -> dict[str, object] | None:
    """The values by what makes them equal; None where every value is taken."""
    if keyword is MISSING or keyword is None:
        return None
    values = [keyword.value] if isinstance(keyword, Constant) else list(keyword)  # type: ignore[call-overload]
    return {canonical(value): value for value in values}


@claims(*_LIMITS)
def limits(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Limits of numbers, lengths and counts (Validation, sections 6.2 to 6.5), `multipleOf` and `uniqueItems` among them."""
    old, new = delta.old, delta.new
    keyword = BY_NAME[delta.what]
    if delta.what == "minContains":
        # Core, section 10.3.1.3: without it one item is asked for.
        old, new = (1 if side is MISSING else side for side in (old, new))
        tighter, looser = new > old, new < old
    elif delta.added:
        tighter, looser = True, False
    elif delta.removed:
        tighter, looser = False, True
    elif keyword.side == "least":
        tighter, looser = new > old, new < old
    elif keyword.side == "most":
        tighter, looser = new < old, new > old
    else:
        tighter, looser = (abs(float(factor % other)) > 0 for factor, other in ((old, new), (new, old)))
    kind = "limit-changed" if tighter and looser else "limit-tightened" if tighter else "limit-loosened"
    was = "had none" if old is MISSING else f"was {shown(old)}"
    words = f"has no {delta.what}, which {was}" if new is MISSING else f"has {delta.what} {shown(new)}, which {was}"
    if delta.what == "uniqueItems":
        words = "takes no item twice" if tighter else "may have an item twice"
    # A limit may stand beside another of the same side (minimum, exclusiveMinimum): then bodies decide.
    same = () if keyword.measure is None or keyword.side is None else bounds(keyword.measure, keyword.side)
    beside = [other.attribute for other in same if other != keyword]
    alone = all(getattr(schema, other) is None for schema in delta.others for other in beside)
    yield from bounded(kind, delta, context, f"{field_label(delta)} {words}", tighter, looser, sure=alone)


@claims("pattern", "format")
def texts(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What texts must look like: `pattern` (Validation, section 6.3.3) and `format` (section 7)."""
    words = f"has {delta.what} {shown(delta.new)}, which was {shown(delta.old)}"
    if delta.removed:
        words = f"has no {delta.what}, which was {shown(delta.old)}"
    elif delta.added:
        words = f"has {delta.what} {shown(delta.new)}"
    # Whether one expression matches all that another does is not computed: bodies decide, or nothing does.
    tighter, looser = not delta.removed, not delta.added
    kind = f"{delta.what}-changed"
    yield from bounded(kind, delta, context, f"{field_label(delta)} {words}", tighter, looser, sure=delta.removed)


@claims_where(
    lambda delta: (
        delta.what == "additionalProperties"
        or (delta.what == "schema" and delta.where.steps[-1:] == ("additionalProperties",))
    )
)
def openness(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Whether an object takes fields that nothing is said of (Core, section 10.3.2.3)."""
    old, new = (_taken(side) for side in (delta.old, delta.new))
    label = field_label(delta).removesuffix(".*")
    label = "the body" if label == "" else label
    words = {"all": "takes unknown fields", "warned": "takes unknown fields with a warning", "none": "is closed"}
    message = f"{label} {words.get(new, 'takes unknown fields of one kind')}"
    if "some" in (old, new):
        yield from bounded("unknown-fields", delta, context, message, old != "none", new != "none", sure=False)
    elif new == "none":
        if delta.where.flow != "request":
            yield change("object-closed", Effect.COMPATIBLE, delta, context, message)
        elif old == "warned":
            # Such fields were taken with a warning that they are not known.
            witness = keyword_witness(delta, context, "tighter")
            yield change("object-closed", Effect.SENDERS, delta, context, message, witness=witness)
        else:
            yield from bounded("object-closed", delta, context, message, True, False)
    else:
        witness = keyword_witness(delta, context, "looser") if old == "none" else None
        yield change("object-opened", Effect.COMPATIBLE, delta, context, message, witness=witness)


def _taken(keyword: object) -> str:
    """all, none, some, or "warned": left out, an unknown field is taken with a warning."""
    if keyword is MISSING:
        return "warned"
    value = keyword.boolean if isinstance(keyword, Schema) else keyword
    return "some" if value is None else "all" if value else "none"


@claims("schema", *_BRANCHES, *_APPLICATORS)
def branches(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What schemas are put together of: `allOf`, `anyOf`, `oneOf`, `not`, `if` and the other applicators (Core, section 10)."""
    label = field_label(delta)
    if delta.what in _BRANCHES:
        message = f"a branch of {delta.what} of {label} {verb(delta)}"
        around = [getattr(schema, _BRANCHES[delta.what]) for schema in delta.others]
        demand = delta.what == "allOf" or not all(around)  # the first branch is a demand where there was none
        tighter, looser = (delta.added, delta.removed) if demand else (delta.removed, delta.added)
        # Branches may say what others say already, and those of oneOf exclude each other.
        yield from bounded("branches-changed", delta, context, message, tighter, looser, sure=delta.what == "allOf")
        return
    word = "values" if delta.what == "schema" else delta.what
    message = f"{word} of {label} {verb(delta)}"
    # What unevaluated* takes depends on what stands beside and around it.
    plain = delta.what in ("items", "not", "dependentRequired")
    plain = plain and (delta.added or delta.removed)
    tighter, looser = (delta.added, delta.removed) if plain else (True, True)
    yield from bounded("structure-changed", delta, context, message, tighter, looser, sure=plain)


@claims("default")
def defaults(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What the server takes when a field is absent (Validation, section 9.2)."""
    old, new = (side.value if isinstance(side, Constant) else MISSING for side in (delta.old, delta.new))
    label = field_label(delta)
    if delta.where.flow == "response":
        yield change("default-changed", Effect.DOCUMENTATION, delta, context, f"the default of {label} is {shown(new)}")
    elif delta.added:
        message = f"{label} is {shown(new)} when it is absent, of which nothing was said"
        yield change("default-added", Effect.COMPATIBLE, delta, context, message)
    elif delta.removed:
        message = f"nothing is said of {label} when it is absent; it was {shown(old)}"
        yield change("default-removed", Effect.COMPATIBLE, delta, context, message)
    else:
        # The same body now asks for something else, and nothing refuses it.
        message = f"{label} is {shown(new)} when it is absent, which was {shown(old)}"
        yield change("default-changed", Effect.SENDERS, delta, context, message)
