"""The cases of one rule: each of its ways, and from there every value of every field that it reads. Read by `suite`.

A case is kept when it says something of the rule and of nothing else: the rule alone is broken, or nothing is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice

from reelspec.cases.choice import Choice
from reelspec.cases.field_values import edges
from reelspec.cases.in_context import Candidate, Level, reason
from reelspec.cases.outcome import Made, Missed
from reelspec.cases.regions import words_of
from reelspec.cases.scoring import Score, Violations, another, broken, broken_too, clean, mild, of_rules
from reelspec.cases.space import guard_is
from reelspec.language.contract.goals import Counts, Fulfils, Holds, Way
from reelspec.language.contract.schema import Contains, Matches, Not, Present, Rule, bounds_of, leaves
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.goals import may_be_unknown
from reelspec.language.source.node import Json

MOST_REGIONS = 6
"""So many different starts are looked for in each way of a rule."""
MOST_CHOICES = 100
"""So many values of one field are tried in each case of a rule."""
MOST_UNTOLD = 40
"""So many, where the rule does not say which tests it makes."""
MOST_COMPUTED_REGIONS = 2
MOST_COMPUTED = 4
"""So many cases are made of a rule that computes with values, beside those of its ways: any other value is another case."""
ALIKE = 1
"""Of values on which all tests of the rule agree, so many are tried."""


def rule_cases(level: Level, rule: Rule) -> Iterator[Made | Missed]:
    """The cases of a rule of the level's object."""
    starts: list[Candidate] = []
    computes = any(map(_computes, level.space.ways[id(rule)]))
    for way in level.space.ways[id(rule)]:
        for truth in (True,) if rule.when is None else (True, False, None):
            if truth is not True and not way.broken:
                continue
            if truth is None and rule.when is not None and not may_be_unknown(rule.when, level.space.scope):
                continue
            start = _start(level, rule, way, truth)
            if isinstance(start, Missed):
                yield start
            else:
                starts += start
        if way.broken or _computes(way):
            starts += _by_defaults(level, rule, way)
    seen: set[str] = set()
    shown: set[str] = set()
    first = ((_assignment(level, rule, start.object), start) for start in (*starts, *_crowded(level, rule, starts)))
    more = _changed(level, rule, starts, computes), _at_limits(level, rule, starts, shown, computes)
    for fields, near in chain(first, *more):
        made = _made(level, rule, near, fields)
        if made.name not in seen:
            seen.add(made.name)
            shown.add(fields)
            yield made


def _changed(level: Level, rule: Rule, starts: Sequence[Candidate], computes: bool) -> Iterator[tuple[str, Candidate]]:
    """Bodies that differ from one of these in a field that the rule reads, each with what the fields are that it reads.
    computes: the rule computes with values."""
    other = another(rule)
    tried: set[str] = set()
    done: set[tuple[str, tuple[str, ...]]] = set()
    reads = {name: _representatives(level, rule, name) for name in level.space.reads_of(rule)} if starts else {}
    for start in starts:
        fields = _assignment(level, rule, start.object)
        if fields in tried or other(start.said) == 0:
            continue
        others = tuple(sorted(violation.rule for violation in start.said if violation.rule != rule.id))
        score = _of_the_rule_alone(rule, others)
        tried.add(fields)
        for name, values in reads.items():
            for value in values:
                if _is(start, name, value):
                    continue
                if computes and len(done) >= MOST_COMPUTED:
                    return
                changed = level.with_(start.object, {name: value})
                fields = _assignment(level, rule, changed)
                if fields in tried or (fields, others) in done:
                    continue
                near = level.tried(changed, score)
                if near.score == 0:
                    done.add((fields, others))
                    yield fields, near


def _at_limits(
    level: Level, rule: Rule, starts: Sequence[Candidate], shown: Collection[str], computes: bool
) -> Iterator[tuple[str, Candidate]]:
    """As `_changed`, on both sides of each limit in the guard, from a body that breaks the rule. Beside other broken rules,
    where these let nobody have the value: who has the limit elsewhere is seen there alone. shown: what the fields are in
    the cases that there are."""
    score = of_rules(level.space.rules)
    bases = [start.object for start in starts if _is_broken(rule, start)]
    tests = leaves(rule.when) if rule.when is not None and bases else ()
    for leaf in (test for test in tests if isinstance(test, Matches)):
        for value in _sides(level, leaf):
            changed = level.with_(bases[0], {leaf.field: value})
            if not computes and _assignment(level, rule, changed) in shown:
                continue
            near = level.tried(changed, score)
            if computes and not _is_broken(rule, near) and accepts(leaf.schema, level.space.definitions, value):
                # What the rule computes with it has to be another value as well.
                solved = level.solved((), fixed={leaf.field: value}, breaks=rule)
                near = near if solved is None else level.tried(solved, score)
                bases = bases if solved is None else [solved]
            fields = _assignment(level, rule, near.object)
            if fields not in shown and (near.score == 0 or not near.said):
                yield fields, near


def _is_broken(rule: Rule, tried: Candidate) -> bool:
    return any(violation.rule == rule.id for violation in tried.said)


def _sides(level: Level, test: Matches) -> Iterator[Json]:
    """The values of a field on both sides of each limit of a test, of arrays the first of each size; all that the field lists
    where the test lists some."""
    schema = level.fields[test.field].schema
    if test.schema.values() is not None:
        yield from schema.values() or ()
    yield from (value for value in edges([test.schema], schema) if accepts(schema, level.space.definitions, value))
    for keyword, bound in bounds_of(test.schema, "array"):
        for size in (keyword.within(bound), keyword.beyond(bound)):
            arrays = (
                choice for choice in level.choices[test.field] if isinstance(choice, list) and len(choice) == size
            )
            yield from islice(arrays, 1)


def _by_defaults(level: Level, rule: Rule, way: Way) -> Iterator[Candidate]:
    """Bodies that go this way because of the default of a field that is absent, for each that the rule reads."""
    for name in level.space.reads_of(rule):
        field = level.fields[name]
        if field.default is not None and not field.required:
            absent = way._replace(goals=(*way.goals, Holds(Not(Present(name)))))
            start = _start(level, rule, absent, True)
            if not isinstance(start, Missed):
                yield start[0]


def _crowded(level: Level, rule: Rule, starts: list[Candidate]) -> Iterator[Candidate]:
    """Broken bodies of a rule about presence with one field more that another rule does not want there: which fields a
    violation names is seen only so."""
    if not rule.operator.presence():
        return
    reads = level.space.reads_of(rule)
    for start in starts:
        if [violation.rule for violation in start.said] != [rule.id]:
            continue
        for name in level.fields:
            if name not in start.object and name not in reads:
                near = level.tried(level.with_(start.object, {name: level.choices[name][0]}), broken_too(rule))
                if near.score == 0 and any(
                    violation.severity == "error" and violation.rule != rule.id for violation in near.said
                ):
                    yield near
        return


def _of_the_rule_alone(rule: Rule, others: tuple[str, ...]) -> Score:
    """The rule is broken or kept, and all else is as it was: these others are broken."""

    def score(violations: Violations) -> int:
        rest = tuple(sorted(violation.rule for violation in violations if violation.rule != rule.id))
        return int(rest != others or len(violations) > len(rest) + 1)

    return score


def _start(level: Level, rule: Rule, way: Way, truth: bool | None) -> list[Candidate] | Missed:
    """Bodies that go a way of the rule, one for each region of choices in which it is gone."""
    breaks = way.broken and truth is True
    state = {True: "broken" if breaks else "kept", False: "unguarded", None: "guard-unknown"}[truth]
    name = f"{level.prefix}rule.{rule.id}.{state}.{_slug(way.name)}"
    goals = (*guard_is(rule, truth), *way.goals)
    regions = level.regions.of(goals)
    if not regions:
        return Missed(name, rule.id, *_ruled_out(level, rule))
    bodies: list[Candidate] = []
    nearest: Candidate | None = None
    solved: dict[str, Json] | None = None
    beside: list[Candidate] = []
    other = another(rule)
    scores: tuple[Score, ...] = (broken(rule), broken_too(rule)) if breaks else (clean, mild)
    if _computes(way) and not breaks:
        scores = (*scores, other)
    for score in scores:
        for region in regions[: MOST_COMPUTED_REGIONS if _computes(way) else MOST_REGIONS]:
            tried = level.attempt({}, region, score)
            if tried is not None and tried.score == 0:
                bodies.append(tried)
            elif tried is not None and (nearest is None or tried.score < nearest.score):
                nearest = tried
            if score is clean and tried is not None and tried.score and other(tried.said) == 0:
                beside.append(tried)
        if not bodies:
            # What several rules tie together is seldom mended one field at a time.
            if score is scores[0]:
                solved = level.solved(goals, regions=regions, breaks=rule if breaks else None)
            tried = None if solved is None else level.tried(solved, score)
            bodies = [tried] if tried is not None and tried.score == 0 else []
        if bodies:
            return [*bodies, *beside]
    if beside:
        return beside
    return Missed(name, rule.id, "not found", reason(nearest, rule.id))


def _computes(way: Way) -> bool:
    return any(isinstance(goal, Fulfils) and goal.open for goal in way.goals)


def _ruled_out(level: Level, rule: Rule) -> tuple[str, str]:
    complete = all(level.space.domain(name).complete for name in level.space.reads_of(rule))
    if complete:
        return "impossible", "no values of the fields that the rule reads do this"
    return "not found", "none of the values that were tried does this"


def _made(level: Level, rule: Rule, tried: Candidate, fields: str) -> Made:
    """The case of a body. there: what the fields are that the rule reads."""
    state = "broken" if any(violation.rule == rule.id for violation in tried.found) else "kept"
    others = dict.fromkeys(violation.rule for violation in tried.found if violation.rule != rule.id)
    if others:
        state += f"-while-{'+'.join(others)}-is-broken"
    name = f"{level.prefix}rule.{rule.id}.{state}.{fields}"
    return Made(name, "rule", rule.id, tried.body, tried.found, tried.object)


def _assignment(level: Level, rule: Rule, obj: Mapping[str, Json]) -> str:
    """What the fields that the rule reads are: `size=720P,draft=true`."""
    return ",".join(
        f"{name}={level.token(obj[name])}" for name in level.space.reads_of(rule) if name in obj
    ) or "none"  # fmt: skip


def _is(tried: Candidate, name: str, value: Choice) -> bool:
    return tried.object.get(name, None) is value


def _representatives(level: Level, rule: Rule, name: str) -> list[Choice]:
    """The choices of a field, of those that the rule cannot tell apart only some, and texts at the edge of its patterns."""
    choices = level.choices[name]
    tests = [leaf for leaf in (() if rule.when is None else leaves(rule.when)) if leaf.field == name]
    counts: list[Counts] = []
    told = False
    ways = level.space.ways[id(rule)]
    for way in ways:
        for goal in way.goals:
            if isinstance(goal, Holds):
                tests += [leaf for leaf in leaves(goal.condition) if leaf.field == name]
                told = True
            elif isinstance(goal, Counts):
                if name in goal.of:
                    counts.append(goal)
                told = True
    schema, definitions = level.fields[name].schema, level.space.definitions
    counted = edges((leaf.schema for leaf in tests if isinstance(leaf, Matches)), schema)
    at_edges = [value for value in counted if accepts(schema, definitions, value)]
    if len(choices) <= 16 or not told:
        return _joined(choices[:MOST_UNTOLD], at_edges)
    columns: list[Sequence[object]] = [level.regions.truths(leaf) for leaf in tests]
    # More items than the largest number that is asked about, or one more where only what is kept counts, are as good as
    # that many.
    broken_by_count = any(way.broken and any(isinstance(goal, Counts) for goal in way.goals) for way in ways)
    top = max((max(goal.least, goal.most or 0) for goal in counts), default=0) + (not broken_by_count)
    for count in {goal.where and words_of(goal.where): goal for goal in counts}.values():
        columns.append([(min(low, top), min(high, top)) for low, high in level.regions.totals(name, count.where)])
    looks_inside = any(goal.where is not None for goal in counts) or any(isinstance(goal, Contains) for goal in tests)
    asked = tuple(level.space.probes[name].items) if looks_inside else ()
    taken: dict[object, int] = {}
    known: dict[int, str] = {}
    kept: list[Choice] = []
    for index, value in enumerate(choices):
        key = (tuple(column[index] for column in columns), _kinds(value, asked, known, top))
        taken[key] = taken.get(key, 0) + 1
        if taken[key] <= ALIKE:
            kept.append(value)
    return _joined(kept[:MOST_CHOICES], at_edges)


def _joined(values: Sequence[Choice], more: Sequence[Json]) -> list[Choice]:
    return [*values, *(value for value in more if value not in values)]


def _kinds(value: Choice, asked: tuple[str, ...], known: dict[int, str], top: int) -> tuple[frozenset[str], int]:
    """Which kinds of items an array has, and how many of one at most, where more than `top` are as many: another test
    than the rule's would tell them apart. known: by item's identity."""
    words: list[str] = []
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            if id(item) not in known:
                known[id(item)] = repr([item.get(name) for name in asked])
            words.append(known[id(item)])
    return frozenset(words), min(max(map(words.count, words), default=0), max(top, 1))


def _slug(name: str) -> str:
    return (
        "".join(
            character if character.isascii() and character.isprintable() and character != " " else "-"
            for character in name
        )[:80]
        or "-"
    )
