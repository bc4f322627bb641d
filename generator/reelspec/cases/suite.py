"""The contract cases of a model: a lean set of bodies with the violations in full, made in milliseconds. Read by `cases.emitter`.

Each takes a valid body, changes what the case is about, and asks the model's own judgement whether it came out as meant.
What did not is named, with what stood in the way. Names follow from what is in the body, so that no case renames another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NamedTuple
from zlib import crc32

from reelspec.cases.choice import ABSENT, Choice
from reelspec.cases.field_values import (
    ANYTHING,
    MOST_PATTERN,
    WARNINGS,
    ValueCase,
    accepted,
    in_alternatives,
    slips,
    strange_fields,
    token,
)
from reelspec.cases.in_context import CHOICES, MOST_WIDENED, Candidate, Level, reason
from reelspec.cases.judge import Judge, judge_of
from reelspec.cases.outcome import Made, Missed
from reelspec.cases.pairs import pairs, pairs_of_values
from reelspec.cases.rule_cases import rule_cases
from reelspec.cases.scoring import clean, fault, mild, of_errors, of_rules
from reelspec.cases.selection import Selection
from reelspec.cases.sizes import LARGEST_SHOWN, LONGEST_TEXT, MOST_SHOWN, grown, numbered, sized
from reelspec.cases.space import DEEPEST, Space
from reelspec.cases.variants import gates, title_of
from reelspec.language.contract.goals import Goal
from reelspec.language.contract.keywords import BOUNDS, applied_to, cover
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema, bounds_of, in_place, keywords_of
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape
from reelspec.language.source.values import has_type

BRIEF = range(100, 300)
"""Where so many cases are wanted, those of rules come first. With fewer there is no room, nor time, for rules."""
LONGEST_NAME = 200
"""Longer names are cut."""
_SUBJECT = re.compile(r"[. ]|\[\]")
"""What stands behind the outermost field in what a case is about."""
MOST_CASES = 400
"""So many cases are kept of one model, where its fields, limits and rules need no more."""
MOST_MADE = 2_000
"""So many are made, whatever they need."""
MOST_WRONG = 4
"""So many wrong items are tried beside right ones."""
MOST_FOREIGN = 5
"""So many fields of each other page are tried."""
MOST_NAMED = 20
"""So many fields are named for one reason."""


class SuiteCase(NamedTuple):
    """A body and all that is said of it.

    name, kind, about: as in `cases.schema.json`. found: the violations with their words, in the order of `validate`.
    """

    name: str
    kind: str
    about: str
    body: Json
    found: tuple[Any, ...]
    text: str = ""
    """The body as JSON."""

    @property
    def valid(self) -> bool:
        """No violation is an error."""
        return not (self.found and self.found[0].severity == "error")


class AbsentCase(NamedTuple):
    """A case that is wanted and is not here. outcome: "impossible", "not found" or "left out"; reason: in words."""

    name: str
    about: str
    outcome: str
    reason: str


class Suite(NamedTuple):
    """The cases of a model, and what was wanted in vain."""

    cases: tuple[SuiteCase, ...]
    absent: tuple[AbsentCase, ...]


def suite_of(model: Model, judge: Judge | None = None, *, most: int | None = None) -> Suite:
    """The cases of a model. judge: as `judge_of` makes it, when there is one already. most: so many cases at most, whatever
    the model needs; None for `MOST_CASES` and what it needs beyond them."""
    judge = judge or judge_of(model)
    cases: list[SuiteCase] = []
    absent: list[AbsentCase] = []
    names: set[str] = set()
    bodies: dict[str, int] = {}
    selection = Selection()
    examples = [example.body for example in model.examples if example.rule is None and isinstance(example.body, dict)]
    pages = [*_pages(model)]
    spaces = [Space(schema, model.definitions, goals=gate) for _, schema, gate in pages]
    for page, (title, _, gate) in enumerate(pages):
        room = ((most or MOST_MADE) - len(cases)) // (len(pages) - page)
        level = Level(spaces[page], judge, goals=gate, examples=examples)
        first = len(cases)
        others = [space for space in spaces if space is not spaces[page]]
        for made in chain(everything(level, brief=most in BRIEF), _of_other_pages(level, others)):
            if isinstance(made, Missed):
                absent.append(AbsentCase(_printable(title + made.name), made.about, made.outcome, made.reason))
                continue
            text = made.text
            name = _printable(title + made.name)
            if name in names:
                continue
            if text in bodies and not _stands_alone(made):
                selection.also(bodies[text], page, made)
                continue
            if len(text) > LONGEST_TEXT:
                reason = f"its body has {len(text):,} characters; those of more than {LONGEST_TEXT:,} are left out"
                absent.append(AbsentCase(name, made.about, "left out", reason))
                continue
            if not room:
                reason = f"no more than {most or MOST_MADE} cases are made of one model; "
                absent.append(
                    AbsentCase(name, made.about, "left out", f"{reason}this one and those after it are left out")
                )
                shown = {
                    _SUBJECT.split(case.about, 1)[0] if case.kind != "rule" else case.about for case in cases[first:]
                }
                absent += _not_reached(level, title, shown, f"{reason}none is about it")
                break
            room -= 1
            if made.kind != "valid":
                bodies.setdefault(text, len(cases))
            names.add(name)
            selection.add(page, made)
            cases.append(SuiteCase(name, made.kind, made.about, made.body, made.found, text))
    kept = selection.kept(most or MOST_CASES)
    reason = f"{most or MOST_CASES} cases are enough for one model, and others show what it is about"
    absent += [
        AbsentCase(case.name, case.about, "left out", reason) for index, case in enumerate(cases) if index not in kept
    ]
    held = [case for index, case in enumerate(cases) if index in kept]
    missing = {entry.name: entry for entry in absent}
    for case in held:
        missing.pop(case.name, None)
    return Suite(tuple(held), tuple(missing.values()))


def _not_reached(level: Level, title: str, shown: Collection[str], reason: str) -> Iterator[AbsentCase]:
    """Fields and rules of which there is no case since there are enough. shown: those of which there is one."""
    for name in level.fields:
        if name not in shown:
            yield AbsentCase(_printable(f"{title}{name}"), name, "left out", reason)
    for rule in level.space.rules:
        if rule.id not in shown:
            yield AbsentCase(_printable(f"{title}rule.{rule.id}"), rule.id, "left out", reason)


def _pages(model: Model) -> Iterator[tuple[str, Schema, Sequence[Goal]]]:
    """What is shown of a model one after the other, each with the beginning of its names: pages, and on a page that only
    lists alternatives each of these."""
    for form, gate in gates(model):
        title = title_of(form)
        whole = resolved(form.schema, model.definitions)
        branches = () if whole.properties else (*whole.any_of, *whole.one_of)
        for branch in branches:
            alternative = resolved(branch, model.definitions)
            word = branch.ref or "+".join(alternative.required) or "+".join(alternative.properties) or "other"
            yield f"{title}{word}:", branch, gate
        if not branches:
            yield title, form.schema, gate


def _of_other_pages(level: Level, others: Sequence[Space]) -> Iterator[Made]:
    """Fields of other pages that this one does not have, for whoever takes the fields of all pages."""
    for space in others:
        foreign = [name for name in space.scope.fields if name not in level.fields]
        for name in foreign[:MOST_FOREIGN]:
            for value in space.domain(name).values[:1]:
                near = level.attempt({name: value}, {}, fault(name))
                if near is not None and not near.score:
                    label = f"{near.said[0].rule}.not.{token(name)}"
                    yield Made(label, "fault", "", near.body, near.found, near.object)


def _printable(name: str) -> str:
    """A name of printable ASCII without spaces: all else in it percent-encoded, as in an address. A long one is cut, with
    a mark of the whole."""
    if not (name.isascii() and name.isprintable()) or " " in name:
        name = "".join(
            character
            if "!" <= character <= "~"
            else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
            for character in name
        )
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 7]}~{crc32(name.encode()) & 0xFFFFFF:06x}"


def _stands_alone(made: Made) -> bool:
    """The case is wanted under its own name even where its body shows something else as well."""
    return made.kind == "valid" or (
        made.kind == "rule" and any(violation.rule == made.about for violation in made.found)
    )


def everything(level: Level, *, brief: bool = False) -> Iterator[Made | Missed]:
    """The cases of an object: whole ones, fields and what is in them, missing and unknown fields, rules, pairs.

    brief: not all of them are wanted, so that what is rarely tested otherwise comes first: rules.
    """
    if not level.bases:
        yield Missed(f"{level.prefix}valid", "", "not found", "no valid body was found")
        return
    first = level.tried(level.bases[0], clean)
    if first.score == 0:
        yield Made(f"{level.prefix}valid.minimal", "valid", _about(level), first.body, first.found, first.object)
    full = level.full()
    level.widen()
    if full is not None:
        yield Made(f"{level.prefix}valid.full", "valid", _about(level), full.body, full.found, full.object)
    if level.left_out:
        names = ", ".join(level.left_out[:MOST_NAMED]) + (", ..." if len(level.left_out) > MOST_NAMED else "")
        why = f"fields were added several at a time; {len(level.left_out)} are not in it, since some of them do not go: {names}"
        yield Missed(f"{level.prefix}valid.full.every-field", _about(level), "left out", why)
    for name in level.fields:
        # What the smallest body has only because something must be there.
        if name in first.object and not level.fields[name].required:
            other = level.attempt({name: ABSENT}, {}, clean)
            if other is not None and not other.score:
                label = f"{level.prefix}valid.without.{token(name)}"
                yield Made(label, "valid", _about(level), other.body, other.found, other.object)
    if brief:
        for rule in level.space.rules:
            yield from rule_cases(level, rule)
    if not level.prefix:
        yield from _no_objects(level)
    for name in level.fields:
        yield from _field(level, name)
    yield from _missing(level)
    yield from _strange(level)
    if not brief:
        for rule in level.space.rules:
            yield from rule_cases(level, rule)
    if not level.prefix:
        yield from pairs(level)
        yield from pairs_of_values(level)


def _no_objects(level: Level) -> Iterator[Made]:
    """Bodies that are no object at all."""
    for value in ANYTHING:
        if not isinstance(value, dict):
            violations = level.judge(value)
            if len(violations) == 1 and violations[0].path == "":
                label = {"text": "string", "5": "integer", "true": "boolean", "[]": "array"}.get(
                    token(value), token(value)
                )
                yield Made(f"{violations[0].rule}.not.{label}", "fault", "", value, violations, {})


def _field(level: Level, name: str) -> Iterator[Made | Missed]:
    """The values of a field, its slips, and what is inside of it."""
    schema = level.fields[name].schema
    values = level.space.domain(name).values
    path = level.prefix + name
    listed = list(accepted(schema, level.space.definitions, name, level.space.words))
    # What is tried only because a rule computes with it is shown by the rule's cases.
    told = {repr(edit.value) for edit in listed} | {*map(repr, level.space.probes[name].worth)}
    plain: list[Json] = [value for value in values if not isinstance(value, list | dict) and repr(value) not in told]
    for branch in (*schema.any_of, *schema.one_of):
        inner_values = (value for value in values if isinstance(value, list | dict))
        plain += islice((value for value in inner_values if accepts(branch, level.space.definitions, value)), 1)
    listed += [ValueCase("", f"value.{token(value)}", value) for value in plain]
    for edit in listed:
        yield _shown(level, name, edit, path)
    yield from _too_large(schema, path)
    known = [base[name] for base in level.bases if name in base] or values[:1]
    # Of what is empty little can be changed.
    good = next((value for value in (*known, *values) if value not in ([], {}, "")), next(iter(known), None))
    if good is None and not values:
        if schema.boolean is not False:
            yield Missed(f"{path}.value", path, "not found", "no value that it accepts was found")
        return
    yield from _slips(level, name, schema, good, values, path)
    lists: list[list[Json]] = [value for value in values if isinstance(value, list) and value]
    others = schema.additional_properties
    inner = schema.properties or schema.pattern_properties or (others is not None and others.boolean is None)
    if inner and any(isinstance(value, dict) for value in values):
        if len(level.space.words) < DEEPEST:
            yield from everything(level.inside(name))
        else:
            yield Missed(f"{path}.*", path, "left out", _TOO_DEEP)
    yield from _sizes(level, name, schema, [value for value in values if isinstance(value, list | dict)], path)
    if lists:
        yield from _array(level, name, schema, lists, path)
        yield from _order(level, name, lists, path)


def _shown(level: Level, name: str, edit: ValueCase, path: str) -> Made | Missed:
    """A value that the field accepts, in a body without a violation, or with one warning where there is none."""
    near = level.attempt({name: edit.value}, {}, clean)
    if near is not None and near.score:
        solved = None if level.turns_on(near, name) else level.solved((), fixed={name: edit.value})
        near = near if solved is None else level.tried(solved, clean)
        if near.score and mild(near.said):
            near = level.attempt({name: edit.value}, {}, mild)
    if near is None or near.score:
        level.unshown[name].add(repr(edit.value))
    if near is not None and (near.score == 0 or mild(near.said) == 0):
        return Made(f"{path}.{edit.label}", "value", path, near.body, near.found, near.object)
    why = reason(near)
    if name in level.unsearched:
        why += f"; no more than {MOST_WIDENED} fields that are in few bodies are searched for"
    return Missed(f"{path}.{edit.label}", path, "not found", why)


def _slips(
    level: Level, name: str, schema: Schema, good: Json, values: Sequence[Json], path: str
) -> Iterator[Made | Missed]:
    patterns = 0
    shown: set[str] = set()
    missed: dict[str, Candidate | None] = {}
    for edit in (*slips(schema, name, good), *in_alternatives(schema, level.space.definitions, values)):
        if edit.keyword == "pattern" and patterns >= MOST_PATTERN:
            continue
        if accepts(schema, level.space.definitions, edit.value) != (edit.keyword in WARNINGS):
            continue
        near = _refused(level, name, edit.value, edit.keyword, edit.taken_for)
        if near is None or near.score or f"/{escape(name)}" not in near.said[0].path:
            missed.setdefault(edit.keyword or "type", near)
            continue
        patterns += edit.keyword == "pattern"
        rule = near.said[0].rule
        shown.add(rule)
        yield Made(f"{path}.{rule}.not.{edit.label}", "fault", path, near.body, near.found, near.object)
    yield from _never_alone(schema, path, shown, missed)


def _never_alone(
    schema: Schema, path: str, shown: Collection[str], missed: Mapping[str, Candidate | None]
) -> Iterator[Missed]:
    """The keywords of a schema that were to be broken, and that no body breaks alone. missed: the nearest bodies."""
    for keyword, _ in keywords_of(schema):
        if keyword.name in missed and keyword.name not in shown:
            near = missed[keyword.name]
            yield Missed(f"{path}.{keyword.name}.not", path, "not found", reason(near, keyword.name))


def _refused(level: Level, name: str, value: Json, keyword: str | None, taken_for: Choice = ABSENT) -> Candidate | None:
    """The nearest body in which a value breaks one keyword (None: any), alone or, where that cannot be, beside warnings.
    taken_for: as in `ValueCase`."""
    wanted = fault(None, None if keyword is None else (keyword,))
    near = level.attempt({name: value}, {}, wanted)
    if near is not None and near.score and keyword not in WARNINGS:
        near = level.attempt({name: value}, {}, of_errors(wanted))
    if near is None or near.score:
        return near
    # To whom ignores the keyword, or reads the value as another, the body would have to be legal, or nobody sees it.
    read = value if taken_for is ABSENT and keyword in _IGNORED else taken_for
    if read is ABSENT and (value not in _AS_ABSENT or level.fields[name].required):
        return near
    others = {field: other for field, other in near.object.items() if field != name}
    if not level.space.breaks_a_rule(others if read is ABSENT else {**others, name: read}, name):  # type: ignore[dict-item]
        return near
    solved = level.solved((), fixed={name: read})
    better = None if solved is None else level.tried({**solved, name: value}, wanted)
    return better if better is not None and not better.score else near


def _too_large(schema: Schema, path: str) -> Iterator[Missed]:
    """The limits that bodies would be too large to show."""
    for kind in [unit_kind for unit_kind in _UNITS if schema.types is None or unit_kind in schema.types]:
        for keyword, bound in bounds_of(schema, kind):
            sides = (keyword.name, keyword.within(bound)), (f"{keyword.name}.not", keyword.beyond(bound))
            for (label, size), most in zip(sides, MOST_SHOWN[kind], strict=True):
                if size > most:
                    reason = f"it takes {int(size):,} {_UNITS[kind]}; those of more than {most:,} are left out"
                    yield Missed(f"{path}.{label}.{int(size)}", path, "left out", reason)


def _sizes(level: Level, name: str, schema: Schema, values: Sequence[Any], path: str) -> Iterator[Made | Missed]:
    """Arrays and objects of the least and the most that their bounds allow. values: those of the field that are known."""
    for kind in ("array", "object"):
        known = [value for value in values if value and has_type(value, kind)]
        for keyword, bound in sorted(bounds_of(schema, kind), key=lambda bound_of: bound_of[0].name) if known else ():
            size = int(keyword.within(bound))
            if size > LARGEST_SHOWN:
                continue
            # What is at the bound would be refused if it were tighter by one.
            tighter = replace(schema, **{keyword.attribute: bound + (1 if keyword.side == "least" else -1)})
            options: list[Json] = [value for value in known if not accepts(tighter, level.space.definitions, value)]
            options += [grown(value, size, keyword, schema) for value in known if len(value) == 1 and size > 1]
            if not size:
                options = [sized(known[0], 0, keyword)]
            # What is smallest goes together with most.
            options = [*options[:3], *sorted(options[3:], key=lambda value: len(str(value)))[:1]]
            made = [_shown(level, name, ValueCase("", f"{keyword.name}.{size}", value), path) for value in options]
            good = next((case for case in made if isinstance(case, Made)), None)
            if good is None and options:
                good = _broken_at(level, name, f"{keyword.name}.{size}", options[0])
            if good is not None or made:
                yield good or made[0]
            else:
                yield Missed(f"{path}.{keyword.name}.{size}", path, "not found", f"no such {kind} was made")


def _broken_at(level: Level, name: str, label: str, value: Json) -> Made | None:
    """A value at a limit of its field that rules let nobody have: who has the limit elsewhere says something else of it."""
    near = level.attempt({name: value}, {}, of_rules(level.space.rules))
    if near is None or near.score:
        return None
    rule = near.said[0].rule
    return Made(f"{level.prefix}rule.{rule}.broken.{name}.{label}", "rule", rule, near.body, near.found, near.object)


def _array(level: Level, name: str, schema: Schema, lists: list[list[Json]], path: str) -> Iterator[Made | Missed]:
    """The items of an array."""
    item = None if schema.items is None else resolved(schema.items, level.space.definitions)
    if item is None or item.boolean is not None:
        return
    if len(level.space.words) >= DEEPEST:
        yield Missed(f"{path}[]", f"{path}[]", "left out", _TOO_DEEP)
        return
    if any(isinstance(member, dict) for array in lists for member in array) and item.properties:
        yield from everything(level.items(name))
    yield from _too_large(item, f"{path}[]")
    shown: set[str] = set()
    missed: dict[str, Candidate | None] = {}
    rest = sorted(lists, key=len)[:3]
    known = (
        [] if any(isinstance(array[0], dict) for array in rest) else list(_values_of_items(level, item, name, rest[0]))
    )
    members = [member for array in rest for member in array]
    deeper = tuple(in_alternatives(item, level.space.definitions, members))
    for edit in (*known, *slips(item, name, rest[0][0], inside=True), *deeper):
        if accepts(item, level.space.definitions, edit.value) != (edit.keyword in ("", *WARNINGS)):
            continue
        good = edit.keyword == ""
        near: Candidate | None = None
        for array in rest:
            value = [edit.value, *numbered(array[1:], 2)]
            near = level.attempt({name: value}, {}, clean) if good else _refused(level, name, value, edit.keyword)
            if near is None or (near.score and not (good and mild(near.said) == 0)):
                continue
            at = near.said[0].path if near.said else ""
            if not (good or _is_first(at, name) or (edit in deeper and f"/{escape(name)}/0/" in at)):
                continue
            label = edit.label if good else f"{near.said[0].rule}.not.{edit.label}"
            if not good:
                shown.add(near.said[0].rule)
            kind = "value" if good else "fault"
            yield Made(f"{path}[].{label}", kind, f"{path}[]", near.body, near.found, near.object)
            break
        else:
            if good:
                yield Missed(f"{path}[].{edit.label}", f"{path}[]", "not found", reason(near))
            else:
                missed.setdefault(edit.keyword or "type", near)
    yield from _never_alone(item, f"{path}[]", shown, missed)
    yield from _wrong_beside_right(level, name, item, rest, path)


def _wrong_beside_right(
    level: Level, name: str, item: Schema, arrays: Sequence[list[Json]], path: str
) -> Iterator[Made]:
    """A wrong item behind a right one, and before it: seen by whoever looks at all of them."""
    for place in ("last", "first"):
        for array in arrays:
            right = array[-1]
            wrong = [slip.value for slip in slips(item, name, right)]
            if isinstance(right, dict):
                wrong = [{**right, field: _NO_VALUE} for field in reversed(right)]
            behind = place == "last"
            options = ([*array, value] if behind else [value, *numbered(array, 2)] for value in wrong[:MOST_WRONG])
            tried = (level.attempt({name: value}, {}, fault(None)) for value in options)
            at = f"/{escape(name)}/{len(array) if behind else 0}"
            near = next(
                (each for each in tried if each is not None and not each.score and at in each.said[0].path), None
            )
            if near is not None:
                label = f"{path}[].{near.said[0].rule}.not.{place}"
                yield Made(label, "fault", f"{path}[]", near.body, near.found, near.object)
                break


def _order(level: Level, name: str, lists: Sequence[list[Json]], path: str) -> Iterator[Made | Missed]:
    """Items of different kinds in another order, which schemas and rules never mind."""
    for array in lists:
        kinds = (
            {repr(item) for item in array}
            if not isinstance(array[0], dict)
            else {repr([*item.items()][:1]) for item in array if isinstance(item, dict)}
        )
        if len(kinds) > 1:
            made = [
                _shown(level, name, ValueCase("", f"value.{word}", items), path)
                for word, items in (("order", array), ("reversed", array[::-1]))
            ]
            if isinstance(made[1], Made):
                yield from made
                return


def _values_of_items(level: Level, item: Schema, name: str, array: list[Json]) -> Iterator[ValueCase]:
    """What the items of an array accept, and what those accept that are arrays themselves."""
    definitions = level.space.definitions
    yield from accepted(item, definitions, name, (name, *level.space.words))
    first = array[0]
    if not isinstance(first, list) or not first:
        return
    for keyword, bound in bounds_of(item, "array"):
        size = int(keyword.within(bound))
        if size <= LARGEST_SHOWN:
            yield ValueCase("", f"{keyword.name}.{size}", grown(first, size, keyword, item))
    if item.items is not None and not isinstance(first[0], dict):
        for edit in _values_of_items(level, resolved(item.items, definitions), name, first):
            yield ValueCase("", f"[].{edit.label}", [edit.value, *first[1:]])


def _is_first(path: str, name: str) -> bool:
    """The path leads to the first item of the field's array, or into arrays in it."""
    return (
        path.rpartition(f"/{escape(name)}/")[2].replace("/", "").strip("0123456789") == ""
        and f"/{escape(name)}/0" in path
    )


def _missing(level: Level) -> Iterator[Made | Missed]:
    for name, field in level.fields.items():
        if not field.required:
            continue
        path = level.prefix + name
        near = level.attempt({name: ABSENT}, {}, fault(name, ("required",)))
        label = f"{path}.required.not"
        if near is not None and near.score == 0:
            yield Made(label, "fault", path, near.body, near.found, near.object)
        else:
            yield Missed(label, path, "not found", reason(near, "required"))
    for name, needed in level.space.schema.dependent_required.items():
        for asked in needed:
            if name not in level.fields or asked not in level.fields or level.fields[asked].required:
                continue
            label, about = f"{level.prefix}{name}.dependentRequired.not.{token(asked)}", level.prefix + name
            nearest: Candidate | None = None
            for value in [choice for choice in level.choices[name][:CHOICES] if choice is not ABSENT]:
                nearest = level.attempt({name: value, asked: ABSENT}, {}, fault(None, ("dependentRequired",)))
                if nearest is not None and nearest.score == 0:
                    yield Made(label, "fault", about, nearest.body, nearest.found, nearest.object)
                    break
            else:
                yield Missed(label, about, "not found", reason(nearest, "dependentRequired"))


def _strange(level: Level) -> Iterator[Made | Missed]:
    """Fields that the object does not list: refused, warned of, or accepted."""
    schema = level.space.schema
    shown: set[str] = set()
    for name, value in strange_fields(schema, level.fields):
        for base in level.bases[:1]:
            near = level.tried({**base, name: value}, lambda violations: max(len(violations) - 1, 0))
            if near.score:
                yield Missed(f"{level.prefix}fields.{token(name)}", _about(level), "not found", reason(near))
                continue
            rule = f"{near.said[0].rule}.not" if near.said else "fields"
            label = f"{level.prefix}{rule}.{token(name)}"
            if label in shown:
                label = f"{label}={token(value)}"
            shown.add(label)
            yield Made(label, "fault" if near.said else "value", _about(level), near.body, near.found, near.object)
    yield from _as_a_whole(level)


def _as_a_whole(level: Level) -> Iterator[Made | Missed]:
    """What the schema asks of the object as a whole, outside of fields and rules: one change that breaks only that."""
    schema = level.space.schema
    if not in_place(schema) and not bounds_of(schema, "object"):
        return
    seen: set[str] = set()
    shown: set[str] = set()
    for base in level.bases:
        for name in level.fields:
            for value in (ABSENT, *level.choices[name][:CHOICES]):
                changed = level.with_(base, {name: value})
                near = level.tried(changed, fault(None, _WHOLE))
                if near.score == 0:
                    shown.add(near.said[0].rule)
                    label = f"{level.prefix}{near.said[0].rule}.not.{name}={token(value)}"
                    if label not in seen:
                        seen.add(label)
                        yield Made(label, "fault", _about(level), near.body, near.found, near.object)
    for keyword, _ in keywords_of(schema):
        # Of the sizes of objects in fields and items these say it themselves.
        told = keyword.name in _TOLD or (keyword in _SIZES and not level.prefix)
        if told and keyword.name not in shown:
            label = f"{level.prefix}{keyword.name}.not"
            yield Missed(label, _about(level), "not found", "no change of one field breaks it alone")


_NO_VALUE: Json = {"refused": [None]}
"""What most fields refuse."""
_TOO_DEEP = f"it is deeper than {DEEPEST} objects or arrays in each other"
_UNITS = {"string": "characters", "array": "items", "object": "fields"}
_AS_ABSENT: tuple[Json, ...] = (None, "", [], {})
"""Values that somebody may read as no value at all."""
_IGNORED = frozenset(("uniqueItems", "pattern", "multipleOf", *(keyword.name for keyword in BOUNDS)))
"""Keywords of which what breaks them is of the right type, so that rules read it."""
_SIZES = tuple(keyword for keyword in BOUNDS if keyword.measure == "fields")
_TOLD = ("anyOf", "oneOf", "not")
_TOLD_INSIDE = ("allOf", "if", "then", "else", "dependentSchemas")
"""What is refused in them is told by the keywords there."""
_WHOLE = (*_TOLD, "false", "required", *(keyword.name for keyword in _SIZES))
cover(f"{__name__}._as_a_whole", (*_TOLD, *_TOLD_INSIDE), applied_to("value"))


def _about(level: Level) -> str:
    return level.prefix.rstrip(".")
